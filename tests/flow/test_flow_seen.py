"""From sights to findings: certainty follows the reader's confidence, known pictures are leads, sealed bytes come back."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest

from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.broadcasts import Broadcast, Reading, Signal, SignalKind, TimeSource
from gongzhi.flow.ingest import Source
from gongzhi.flow.screen import Found
from gongzhi.flow.seen import IMAGE_METHOD, IMAGE_PREFIX, cite_from, lower, screen_seen, sealed_bytes
from gongzhi.flow.watch import Ports, screen_with, watch
from gongzhi.law import load_book
from gongzhi.screening import Certainty, Finding, FindingType, ImageBank, KnownImage, Screener, load_rules

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
CERT = KnownImage(
    id="fake-cert",
    hash="0" * 64,
    title="伪造的检测报告",
    type=FindingType.FALSE_ORIGIN_CONTENT,
    why="出具机构已声明系伪造",
    instead="展示真实有效的检测报告",
    severity=4,
    provisions=("广告法/28", "电子商务法/17"),
)


def signal(
    text: str | None, *, kind: SignalKind = SignalKind.SCREEN, method: str = "media/words", **counts: int
) -> Signal:
    return Signal(
        broadcast="b",
        sequence=0,
        kind=kind,
        at=AT,
        at_source=TimeSource.DERIVED,
        text=text,
        method=method,
        counts=counts,
    )


def found(*signals: Signal, bank: ImageBank | None = None) -> list[Sequence[Finding]]:
    book = load_book()
    screen = screen_seen(screen_with(Screener(load_rules(), book)), bank=bank, cite=cite_from(book))
    return [findings for findings, _, _ in screen(signals)]


def test_a_sure_reading_is_judged_like_any_words_and_an_unsure_one_a_step_lower() -> None:
    text = "全网最低价"
    sure, plain, less, least = found(
        signal(text, confidence=97), signal(text), signal(text, confidence=79), signal(text, confidence=55)
    )
    assert sure and [one.certainty for one in sure] == [one.certainty for one in plain]
    assert Certainty.LIKELY in [one.certainty for one in sure]
    assert [one.certainty for one in less] == [lower(one.certainty, 79) for one in sure]
    assert {one.certainty for one in least} == {Certainty.DOUBTFUL}
    assert all("79%" in one.why and "核实" in one.why for one in less)


def test_only_what_was_read_off_a_picture_is_lowered() -> None:
    spoken = found(signal("全网最低价", kind=SignalKind.SPEECH, confidence=10))[0]
    assert Certainty.LIKELY in {one.certainty for one in spoken}


@pytest.mark.parametrize(
    ("certainty", "confidence", "lowered"),
    [
        ("definite", 80, "definite"),
        ("definite", 79, "likely"),
        ("likely", 60, "doubtful"),
        ("definite", 59, "doubtful"),
    ],
)
def test_how_certainty_follows_confidence(certainty: str, confidence: int, lowered: str) -> None:
    assert lower(Certainty(certainty), confidence) is Certainty(lowered)


def test_a_known_picture_is_a_lead_on_the_law_of_its_entry() -> None:
    seen = signal(IMAGE_PREFIX + "fake-cert", method=IMAGE_METHOD, confidence=95)
    (finding,) = found(seen, bank=ImageBank([CERT]))[0]
    assert (finding.type, finding.rule, finding.severity) == (
        FindingType.FALSE_ORIGIN_CONTENT,
        "seen.image.fake-cert",
        4,
    )
    assert finding.certainty is Certainty.LIKELY and finding.quote == IMAGE_PREFIX + "fake-cert"
    assert [one.id for one in finding.provisions] == ["广告法/28", "电子商务法/17"]
    assert "已知违规图" in finding.reading


def test_words_that_only_look_like_a_known_picture_are_no_lead() -> None:
    bank = ImageBank([CERT])
    assert found(signal(IMAGE_PREFIX + "fake-cert", confidence=95), bank=bank) == [()]
    assert found(signal(IMAGE_PREFIX + "gone", method=IMAGE_METHOD, confidence=95), bank=bank) == [()]


def test_a_provision_is_cited_only_when_it_was_in_force() -> None:
    cite = cite_from(load_book())
    assert cite("电子商务法/17", date(2018, 1, 1)) is None
    cited = cite("电子商务法/17", date(2026, 3, 1))
    assert cited is not None and cited.article == "第十七条"


def test_the_sealed_bytes_of_a_source_come_back_in_order_and_without_those_of_others() -> None:
    archive = MemoryArchive()
    broadcast = Broadcast(id="b", platform="平台P", room="lin", started_at=AT)
    raws = [b"one\n", b"two\n", b"three\n"]
    readings, end = [], 0
    for raw in raws:
        end += len(raw)
        readings += [Reading(raw=raw, end=end), Reading(raw=b"", end=end)]
    ports = Ports(archive=archive, screen=lambda signals: [Found() for _ in signals], clock=lambda: AT, key=b"k" * 32)
    sources = [Source(name="a.mp4", readings=readings), Source(name="b.mp4", readings=[Reading(raw=b"other", end=5)])]
    list(watch(broadcast, sources, ports=ports))
    assert b"".join(sealed_bytes(archive, "b", "a.mp4")) == b"".join(raws)
    assert list(sealed_bytes(archive, "b", "b.mp4")) == [b"other"] and list(sealed_bytes(archive, "b", "c.mp4")) == []
