"""Custody: sealed by the act itself, told as one chain, and no larger than it has to be."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.adapters.environment import check_environment, collector_of, say_clock
from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.broadcasts import RawChunk, SignalBatch
from gongzhi.cases import LeadClosed, LeadOutcome
from gongzhi.evidence import Redacted, StoreUnwritable
from gongzhi.flow.capturing import captured
from gongzhi.flow.custody import (
    CaptureEnded,
    CaptureStarted,
    Ending,
    Environment,
    Exported,
    Viewed,
    mask_account,
    matter_of,
    record_export,
    record_view,
)
from gongzhi.flow.custody_chain import custody_of
from gongzhi.flow.matters import UnknownExhibit, read_sealed, seal, sealed_records
from gongzhi.flow.ports import Item
from gongzhi.flow.watch import Sealed
from gongzhi.parties import Person, Role

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
AROUND = Environment(
    tool="gongzhi 0", package="0" * 64, python="3.11", system="Linux", collector="c", clock_how="系统时钟"
)
STARTED = CaptureStarted(broadcast="b-1", source="danmu.jsonl", environment=AROUND, by="g**1", at=AT)


def clock() -> datetime:
    return AT + timedelta(minutes=5)


def batches(archive: MemoryArchive, count: int = 2, fail: Exception | None = None) -> Iterator[Sealed]:
    for number in range(count):
        # The beginning is in the log before anything of the capture is.
        assert next(one.kind for one in archive.placed()) == "CaptureStarted"
        item = Item(kind="SignalBatch", subject="b-1", data=b"%d" % number, at=AT)
        placed = archive.append([item])
        chunk = RawChunk(source="danmu.jsonl", offset=0, size=1, sha256="ab" * 32)
        batch = SignalBatch(broadcast="b-1", number=number, first=0, opened_at=AT, chunks=(chunk,))
        yield Sealed(batch=batch, findings=(), promises=(), lead=None, placed=tuple(placed))
    if fail:
        raise fail


def ended(archive: MemoryArchive) -> list[CaptureEnded]:
    return [each.record for each in sealed_records(archive, CaptureEnded)]


def test_a_capture_is_sealed_before_its_first_byte_and_after_its_last() -> None:
    archive = MemoryArchive()
    assert len(list(captured(batches(archive), archive, STARTED, clock=clock))) == 2
    assert [one.kind for one in archive.placed()] == ["CaptureStarted", "SignalBatch", "SignalBatch", "CaptureEnded"]
    [end] = ended(archive)
    assert (end.ending, end.batches, end.first, end.last) == (Ending.SOURCE_ENDED, 2, 1, 2)
    assert end.started == next(archive.placed(kind="CaptureStarted")).exhibit and len(end.digest) == 64


def test_a_capture_that_is_stopped_or_fails_says_so() -> None:
    archive = MemoryArchive()
    list(captured(batches(archive), archive, STARTED, clock=clock, should_stop=lambda: True))
    left = captured(batches(archive), archive, STARTED, clock=clock)
    next(left)
    left.close()  # type: ignore[attr-defined]
    with pytest.raises(LookupError):
        list(captured(batches(archive, fail=LookupError("x")), archive, STARTED, clock=clock))
    assert [end.ending for end in ended(archive)] == [Ending.STOPPED, Ending.STOPPED, Ending.FAILED]
    assert ended(archive)[-1].why == "LookupError"


class FullArchive(MemoryArchive):
    """Takes the beginning and nothing more."""

    def append(self, items):  # type: ignore[no-untyped-def]
        if self.size() >= 1:
            raise StoreUnwritable("磁盘已满")
        return super().append(items)


def test_an_end_that_cannot_be_sealed_does_not_hide_why_the_capture_ended() -> None:
    archive = FullArchive()
    with pytest.raises(LookupError):
        list(captured(batches(archive, 0, fail=LookupError("first")), archive, STARTED, clock=clock))
    assert [one.kind for one in archive.placed()] == ["CaptureStarted"]


def exhibit_in(archive: MemoryArchive, subject: str = "b-1") -> str:
    return archive.append([Item(kind="raw", subject=subject, data=b"x", at=AT)])[0].exhibit


LOOKS = st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 72)), max_size=30)


@given(LOOKS)
def test_views_are_one_per_person_exhibit_and_day_and_the_first_is_never_lost(looks: list[tuple[str, int]]) -> None:
    archive = MemoryArchive()
    exhibit = exhibit_in(archive)
    first: dict[tuple[str, int], datetime] = {}
    for who, hours in sorted(looks, key=lambda look: look[1]):
        at = AT + timedelta(hours=hours)
        record_view(archive, exhibit, purpose="查看", by=who, at=at)
        # Beijing is eight hours ahead: its day changes at 16:00 UTC.
        first.setdefault((who, (12 + 8 + hours) // 24), at)
    views = [each.record for each in sealed_records(archive, Viewed)]
    assert sorted((view.by, view.at) for view in views) == sorted((who, at) for (who, _), at in first.items())


def test_the_chain_of_an_exhibit_tells_every_act_upon_it_and_none_upon_another() -> None:
    archive = MemoryArchive()
    list(captured(batches(archive, 1), archive, STARTED, clock=clock))
    one = next(archive.placed(kind="SignalBatch")).exhibit
    other = exhibit_in(archive)
    by = Person(ref="gao", name="高", organisation="B", role=Role.REGULATOR_OFFICER)
    closed = LeadClosed(lead="l", outcome=LeadOutcome.CASE_OPENED, reason="立案", by=by, at=AT, case="2026-1")
    seal(archive, AT, ("b-1", closed))
    record_view(archive, one, purpose="查看证据", by="g**1", at=AT)
    record_view(archive, other, purpose="查看证据", by="q**2", at=AT)
    word = Redacted(exhibit=one, before="0" * 64, fields=("text",), reason="观众信息", by="g**1", at=AT)
    seal(archive, AT, (one, word))
    for held, to, digit in ((one, "甲", "1"), (other, "乙", "2")):
        made = Exported(
            scope="案件", exhibits=(held,), recipient=to, purpose="答辩", sha256=digit * 64, size=9, by="g", at=AT
        )
        record_export(archive, ["2026-1", "2026-1", "b-1"], made)
    links = custody_of(archive, one)
    assert [link.act for link in links] == ["开始采集", "封存", "结束采集", "查看", "隐去", "制作证据包"]
    assert "给 甲" in links[-1].detail and links[-1].after == "1" * 64
    assert links[4].before == "0" * 64
    assert [link.act for link in custody_of(archive, "b-1")].count("制作证据包") == 2
    with pytest.raises(UnknownExhibit, match="请核对编号"):
        custody_of(archive, "nothing")


def test_an_account_is_masked_and_only_the_store_can_tell_two_apart() -> None:
    masked = mask_account("gaoli", b"k" * 32)
    assert "gaoli" not in masked and masked.startswith("g**") and masked == mask_account("gaoli", b"k" * 32)
    assert masked != mask_account("gaoyi", b"k" * 32) != mask_account("gaoyi", b"j" * 32)
    assert mask_account("gaoli") == "g**"


def test_a_matter_is_found_through_the_findings_of_its_reviews() -> None:
    archive = MemoryArchive()
    finding = exhibit_in(archive)
    review = exhibit_in(archive, subject=finding)
    assert matter_of(archive, review) == matter_of(archive, finding) == matter_of(archive, "b-1") == "b-1"


def test_the_self_check_names_program_clock_disk_and_target_but_not_the_machine(tmp_path) -> None:  # type: ignore[no-untyped-def]
    around = check_environment(tmp_path / "none" / "yet", "rtmp://user:secret@no-such-host.invalid/live", key=b"k" * 32)
    assert [check.what for check in around.checks] == ["磁盘", "时钟", "来源"]
    assert not around.checks[2].ok and "secret" not in str(around)
    assert len(around.package) == 64 and around.tool.startswith("gongzhi")
    assert collector_of("host-a", b"k") != collector_of("host-a", b"j")
    seconds, nanoseconds = say_clock(0, 0, 1500, 20), say_clock(0, 0x2000, 1_500_000, 20)
    assert seconds.offset_us == nanoseconds.offset_us == 1500 and seconds.synchronised
    assert say_clock(5, 0x40, 0, 0).offset_us is None and "未与时间源同步" in say_clock(5, 0x40, 0, 0).how
    assert "未能" in say_clock(-1, 0, 0, 0).how


def test_records_read_back_as_they_were_sealed() -> None:
    archive = MemoryArchive()
    seal(archive, AT, ("b-1", STARTED))
    assert read_sealed(archive, next(archive.placed()), CaptureStarted) == STARTED
