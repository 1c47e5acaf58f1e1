"""Events of quality, reviews and fulfilment: sealed with their document, refused line by line, counted in the score."""

from datetime import UTC, datetime

import pytest

from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.credit import CreditEntry, EntryKind, ScoredRole, beijing_day, load_scale
from gongzhi.flow.matters import item_of
from gongzhi.flow.record_credit import Source, SourceMissing, Told, record_events, recorded_events
from gongzhi.flow.score import events_of, tier_of_party
from gongzhi.parties import NotAllowed, Person, Role

NOW = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
PLATFORM = Person(ref="reviewer", name="审核员 苏", organisation="P", role=Role.PLATFORM_REVIEWER)
REPORT = Source(name="检验报告.pdf", data=b"%PDF sampling report")
GOOD = {"id": "q1", "party": "qiao", "kind": "sampling_failed", "at": "2026-05-01", "basis": "检2026-1"}
ROLES = {"qiao": ScoredRole.PRESENTER, "lin": ScoredRole.SELLER}


def record(archive: MemoryArchive, *values: object, by: Person = PLATFORM, source: Source = REPORT):
    told = Told(source=source, by=by, at=NOW, parties=ROLES)
    return record_events(archive, enumerate(values, 1), told, scale=load_scale())


def test_good_lines_are_sealed_with_their_document_and_bad_ones_told_by_number() -> None:
    archive = MemoryArchive()
    found = record(archive, GOOD, {**GOOD, "id": "q2", "amount": -1}, {**GOOD, "id": "q3", "party": "zhou"}, GOOD)
    assert [event.id for event in found.events] == ["q1"]
    assert [one.line for one in found.refused] == [2, 3, 4]
    assert [placed.kind for placed in archive.placed()] == ["CreditSource", "CreditRecorded"]
    document, _ = archive.placed()
    assert archive.read(document) == REPORT.data
    (sealed,) = recorded_events(archive, "qiao")
    assert (sealed.source_sha256, sealed.line, sealed.by) == (document.sha256, 1, PLATFORM)


def test_what_is_recorded_counts_beside_decisions_in_the_party_s_own_role() -> None:
    archive = MemoryArchive()
    decided = CreditEntry(
        id="d1", party="qiao", kind=EntryKind.MEASURE, points=-3, basis="平P-1", reason="警示", at=NOW, expires=None
    )
    archive.append([item_of(decided, "qiao", NOW)])
    record(archive, {**GOOD, "amount": 3})
    events = events_of(archive, "qiao", ScoredRole.PRESENTER)
    assert [(one.id, one.role.value) for one in events] == [("d1", "presenter"), ("q1", "presenter")]
    assert tier_of_party(archive, "qiao", ScoredRole.PRESENTER, beijing_day(NOW)).id == "attention"


def test_a_second_time_the_same_list_adds_nothing_and_a_repair_may_name_what_was_sealed() -> None:
    archive = MemoryArchive()
    record(archive, GOOD)
    size = archive.size()
    again = record(archive, GOOD)
    assert (again.events, archive.size()) == ((), size) and "重复" in again.refused[0].why
    mended = {"id": "r1", "party": "qiao", "kind": "repair", "at": "2026-05-20", "basis": "复检1", "cancels": "q1"}
    assert record(archive, mended).refused == ()
    assert tier_of_party(archive, "qiao", ScoredRole.PRESENTER, beijing_day(NOW)).id == "normal"


def test_a_decision_of_the_platform_is_never_recorded_a_second_time_by_hand() -> None:
    archive = MemoryArchive()
    found = record(archive, {**GOOD, "kind": "platform_measure"})
    assert found.events == () and "自动计入" in found.refused[0].why and archive.size() == 0


def test_without_a_document_or_by_a_stranger_nothing_is_sealed() -> None:
    archive = MemoryArchive()
    with pytest.raises(SourceMissing):
        record(archive, GOOD, source=Source(name="空.pdf", data=b""))
    merchant = Person(ref="lin", name="林国山", organisation="lin", role=Role.MERCHANT)
    with pytest.raises(NotAllowed):
        record(archive, GOOD, by=merchant)
    assert archive.size() == 0
