"""Redaction: what is masked is gone from every corner of the bundle, what is not stays byte for byte."""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.evidence import ExhibitDamaged, Redacted
from gongzhi.flow.masking import MASKED, NotAPath, load_masks, mask, parse_path, shipped_masks
from gongzhi.flow.matters import sealed_records
from gongzhi.flow.ports import Item, Placed
from gongzhi.flow.redact import REDACTED_COPY, NothingWithheld, Redacting, Withholding, withhold
from gongzhi.screening import NotReadable
from gongzhi.values import canonical_bytes

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
NICK = "山那边"


def batch(raw: bytes) -> bytes:
    digest = hashlib.sha256(raw).hexdigest()
    danmu = {
        "kind": "danmu",
        "text": "打 138 0000 0000 问",
        "actor": {"ref": "u1", "name_masked": "山**"},
        "raw": {"chunk": digest},
    }
    speech = {"kind": "speech", "text": "今天九块九", "actor": {"ref": "p1"}}
    return canonical_bytes({"chunks": [{"sha256": digest}], "signals": [danmu, speech]})  # fmt: skip


def room(archive: MemoryArchive) -> list[Placed]:
    raw = f'{{"nick":"{NICK}"}}'.encode()
    note = canonical_bytes({"about": f"见 {hashlib.sha256(raw).hexdigest()}"})
    kinds = (("raw", raw), ("SignalBatch", batch(raw)), ("Finding", b'{"quote":"plain"}'), ("Note", note))
    return archive.append([Item(kind=kind, subject="b-1", data=data, at=AT) for kind, data in kinds])


def withheld(archive: MemoryArchive, chosen: Sequence[Placed], **changed: object) -> Withholding:
    redacting = Redacting(**({"reason": "与收件人无关", "by": "g**1", "at": AT} | changed))  # type: ignore[arg-type]
    return withhold(archive, chosen, redacting, commitment=lambda placed: f"c{placed.index}")


def test_personal_data_goes_and_what_was_sold_and_said_stays() -> None:
    archive = MemoryArchive()
    chosen = room(archive)
    left = withheld(archive, chosen, masks=shipped_masks())
    raw, signals, finding, note = (one.exhibit for one in chosen)
    assert set(left.records) == {raw, signals, note} and finding not in left.records
    copies = [json.loads(archive.read(one)) for one in left.added if one.kind == REDACTED_COPY]
    danmu, speech = copies[0]["signals"]
    assert danmu["actor"] == {"ref": MASKED, "name_masked": MASKED} and danmu["text"] == f"打 {MASKED} 问"
    assert speech == {"kind": "speech", "text": "今天九块九", "actor": {"ref": "p1"}}
    words = {one.record.exhibit: one.record for one in sealed_records(archive, Redacted)}
    assert words[raw].fields == ("*",) and words[raw].copy is None and words[raw].before == "c0"
    assert words[note].fields == ("散列",)


def test_no_digest_of_what_is_withheld_is_left_anywhere() -> None:
    archive = MemoryArchive()
    chosen = room(archive)
    left = withheld(archive, chosen, exhibits={chosen[0].exhibit: ("*",)})
    going = [one for one in (*chosen, *left.added) if one.exhibit not in left.records]
    secret = {one.sha256 for one in chosen if one.exhibit in left.records}
    assert len(secret) == 3
    for one in going:
        assert not any(digest.encode() in archive.read(one) for digest in secret), one.kind


def test_the_same_redaction_is_sealed_once_and_another_one_anew() -> None:
    archive = MemoryArchive()
    chosen = room(archive)
    first = withheld(archive, chosen, masks=shipped_masks())
    size = archive.size()
    assert withheld(archive, chosen, masks=shipped_masks()) == first and archive.size() == size
    withheld(archive, chosen, exhibits={chosen[2].exhibit: ("quote",)})
    assert archive.size() == size + 2


def test_what_cannot_be_withheld_as_asked_is_refused_before_anything_is_sealed() -> None:
    archive = MemoryArchive()
    chosen = room(archive)
    size = archive.size()
    for exhibits in ({"0" * 26: ("*",)}, {chosen[2].exhibit: ("qoute",)}):
        with pytest.raises(NothingWithheld, match="请核对"):
            withheld(archive, chosen, exhibits=exhibits)
    assert archive.size() == size


def test_erased_content_needs_no_redaction() -> None:
    archive = MemoryArchive()
    chosen = room(archive)
    archive.destroy([0])
    left = withheld(archive, chosen, masks=shipped_masks(), exhibits={chosen[0].exhibit: ("*",)})
    assert chosen[0].exhibit not in left.records


class DamagedArchive(MemoryArchive):
    def read(self, placed: Placed) -> bytes:
        if placed.index == 0:
            raise ExhibitDamaged("原件不见了")
        return super().read(placed)


def test_damaged_content_that_should_be_masked_goes_whole() -> None:
    archive = DamagedArchive()
    chosen = room(archive)
    left = withheld(archive, chosen, exhibits={chosen[0].exhibit: ("nick",)})
    words = {one.record.exhibit: one.record for one in sealed_records(archive, Redacted)}
    assert chosen[0].exhibit in left.records and words[chosen[0].exhibit].fields == ("*",)


@pytest.mark.parametrize("path", ["", "a..b", "a[b].c", "a[=x]", "a b"])
def test_a_path_that_cannot_be_read_is_refused(path: str) -> None:
    with pytest.raises(NotAPath, match="请写成"):
        parse_path(path)


def test_the_list_of_fields_names_file_and_line_of_a_mistake(tmp_path: Path) -> None:
    text = "理由: x\n种类:\n- 名称: raw\n  字段: ['a..b']\n"
    (tmp_path / "redacting.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(NotReadable, match=r"redacting\.yaml.*第 3 行.*a\.\.b"):
        load_masks(tmp_path)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text("ab1", max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=10,
)
PATHS = st.sampled_from(["a", "a.b", "a[].b", "a[b=a].c", "a~号码", "b.c~号码", "*"])


@given(VALUES, st.lists(PATHS, max_size=3))
def test_masking_never_fails_is_stable_and_keeps_the_rest(value: object, paths: list[str]) -> None:
    data = canonical_bytes(value)
    masked = mask(data, paths)
    assert (masked is None) == ("*" in paths)
    if masked is not None:
        assert mask(masked, paths) == masked
        assert masked == data or MASKED.encode() in masked


def test_what_is_no_record_goes_whole() -> None:
    assert mask(b"\xff\xfe", ["a"]) is None and mask(b"[" * 100_000, ["a"]) is None
