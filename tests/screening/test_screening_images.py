"""The bank of known pictures: strictly read, found by nearness, silent when it should be."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.screening import FindingType, ImageBank, KnownImage, NotReadable, read_image_bank

DAY = date(2026, 3, 1)
HASHES = st.integers(0, 2**256 - 1)
ENTRY = """images:
  - id: fake-cert
    hash: "{hash}"
    title: 伪造的检测报告
    type: false_origin_content
    why: 这份报告已被出具机构声明系伪造
    instead: 展示真实有效的检测报告
    severity: 4
    provisions: [广告法/28]
"""


def image(number: int, hashed: int, *, enabled: bool = True, expires: date | None = None) -> KnownImage:
    return KnownImage(
        id=f"n{number}",
        hash=f"{hashed:064x}",
        title="图",
        type=FindingType.COUNTERFEIT_IP,
        why="为何",
        instead="如何",
        severity=3,
        provisions=("商标法/57",),
        enabled=enabled,
        expires=expires,
    )


def found(bank: ImageBank, hashed: int, quality: int = 100, on: date = DAY) -> list[tuple[str, int]]:
    return [(match.image.id, match.distance) for match in bank.match(f"{hashed:064x}", quality=quality, on=on)]


@given(HASHES, st.sets(st.integers(0, 255), max_size=40), st.lists(HASHES, max_size=5))
def test_the_index_finds_exactly_what_a_scan_of_the_whole_bank_finds(
    asked: int, flipped: set[int], others: list[int]
) -> None:
    near = asked ^ sum(1 << bit for bit in flipped)
    bank = ImageBank([image(at, hashed) for at, hashed in enumerate([near, *others])])
    scan = sorted(
        (distance, f"n{at}")
        for at, hashed in enumerate([near, *others])
        if (distance := (hashed ^ asked).bit_count()) <= 31
    )
    assert found(bank, asked) == [(name, distance) for distance, name in scan]


def test_a_picture_is_known_to_31_bits_and_unknown_at_32() -> None:
    bank = ImageBank([image(0, 0)])
    spread = [sum(1 << 8 * step for step in range(bits)) for bits in (31, 32)]
    assert found(bank, spread[0]) == [("n0", 31)] and found(bank, spread[1]) == []


def test_a_hash_of_low_quality_matches_nothing() -> None:
    bank = ImageBank([image(0, 0)])
    assert found(bank, 0, quality=50) == [("n0", 0)] and found(bank, 0, quality=49) == []


def test_what_is_disabled_or_has_expired_rests() -> None:
    bank = ImageBank([image(0, 0, enabled=False), image(1, 0, expires=DAY), image(2, 0)])
    assert found(bank, 0) == [("n1", 0), ("n2", 0)]
    assert found(bank, 0, on=date(2026, 3, 2)) == [("n2", 0)]


def test_a_bank_is_read_as_it_is_written() -> None:
    bank = read_image_bank(ENTRY.format(hash="a" * 64) + "    expires: 2027-01-01\n    enabled: false\n", "bank.yaml")
    known = bank.named("fake-cert")
    assert known is not None and (known.title, known.enabled, known.expires) == (
        "伪造的检测报告",
        False,
        date(2027, 1, 1),
    )
    assert len(bank) == 1 and bank.named("other") is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (ENTRY.format(hash="A" * 64), "64 位十六进制"),
        (ENTRY.format(hash="a" * 64).replace("severity: 4", "severity: 9"), "1 到 5"),
        (ENTRY.format(hash="a" * 64).replace("[广告法/28]", "[]"), "没有依据"),
        (ENTRY.format(hash="a" * 64).replace("false_origin_content", "rumour"), "type 应是发现类型之一"),
        (ENTRY.format(hash="a" * 64).replace("fake-cert", "伪证"), "id 应由"),
        (ENTRY.format(hash="a" * 64) + "    expires: soon\n", "expires 应是日期"),
        (ENTRY.format(hash="a" * 64) + "    enabled: maybe\n", "true 或 false"),
        (ENTRY.format(hash="a" * 64) + "    note: x\n", "不认识的字段 note"),
        (ENTRY.format(hash="a" * 64) + ENTRY.format(hash="b" * 64).removeprefix("images:\n"), "相同"),
        ("images: 3", "一列图片"),
        ("- a", "最外层"),
    ],
)
def test_a_bank_that_cannot_be_used_is_refused_with_the_line_and_the_remedy(text: str, why: str) -> None:
    with pytest.raises(NotReadable, match=r"bank\.yaml") as refused:
        read_image_bank(text, "bank.yaml")
    assert why in str(refused.value)
