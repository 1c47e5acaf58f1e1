"""What is due: the longest term wins, and whatever is open or held keeps what it needs."""

from datetime import UTC, date, datetime

import pytest

from cast_of_cases import LIN_PARTY, NOON, ROOM, SUN, finding, screened_room
from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.broadcasts import Broadcast
from gongzhi.cases import CaseClosed, CaseOpened, LeadClosed, LeadLevel, LeadOutcome
from gongzhi.flow.erase import erase_due, erasures, finish_erasures, unfinished_erasures
from gongzhi.flow.hold import lift_hold, place_hold
from gongzhi.flow.keeping import Start, load_classes
from gongzhi.flow.matters import item_of, sealed_records
from gongzhi.flow.retain import Due, due_for_destruction
from gongzhi.law import load_book
from gongzhi.screening import Finding

BOOK, CLASSES = load_book(), load_classes()
LATER = datetime(2030, 1, 1, tzinfo=UTC)


def due(archive: MemoryArchive, on: date) -> list[Due]:
    return due_for_destruction(archive, BOOK, CLASSES, on=on)


def lead_closed(archive: MemoryArchive) -> None:
    lead = next(iter(archive.placed(kind="Lead"))).exhibit
    closed = LeadClosed(lead=lead, outcome=LeadOutcome.REMINDED, reason="已提醒", by=SUN, at=NOON)
    archive.append([item_of(closed, ROOM, NOON)])


def with_case(archive: MemoryArchive, exhibits: list[str]) -> None:
    lead = next(iter(archive.placed(kind="Lead"))).exhibit
    case = CaseOpened(
        id="P案〔2026〕1号",
        lead=lead,
        broadcast=ROOM,
        parties=(LIN_PARTY,),
        findings=tuple(exhibits),
        level=LeadLevel.ORDINARY,
        holder="platform-p",
        by=SUN,
        at=NOON,
    )
    archive.append([item_of(case, case.id, NOON)])


def test_nothing_is_due_on_the_last_day_and_all_is_on_the_next() -> None:
    archive, _ = screened_room()
    lead_closed(archive)
    assert due(archive, date(2029, 3, 2)) == []
    found = due(archive, date(2029, 3, 3))
    assert {one.category for one in found} == {"直播内容", "研判记录"}
    assert all(one.until == date(2029, 3, 2) and not one.held for one in found)


def test_the_counting_is_shown_with_its_articles() -> None:
    archive, _ = screened_room()
    [room] = [one for one in due(archive, LATER.date()) if one.category == "直播内容"]
    assert "直播电商监督管理办法/16" in room.basis and "个人信息保护法/19" in room.basis
    assert "3年" in room.why and "最后封存于 2026-03-02" in room.why


def test_a_broadcast_is_counted_from_its_end_when_that_is_later() -> None:
    archive = MemoryArchive()
    about = Broadcast(id="B-9", platform="p", room="r", ended_at=datetime(2026, 5, 1, 4, tzinfo=UTC))
    archive.append([item_of(about, "B-9", NOON)])
    [one] = due(archive, LATER.date())
    assert (one.until, "直播结束于 2026-05-01" in one.why) == (date(2029, 5, 1), True)


def test_an_open_lead_an_open_case_and_a_hold_keep_the_room() -> None:
    archive, exhibits = screened_room()
    assert all("线索" in " ".join(one.held) for one in due(archive, LATER.date()))
    with_case(archive, exhibits)
    assert all("未结" in " ".join(one.held) for one in due(archive, LATER.date()))
    closing = CaseClosed(case="P案〔2026〕1号", reason="已履行", by=SUN, at=datetime(2027, 6, 1, tzinfo=UTC))
    archive.append([item_of(closing, closing.case, closing.at)])
    # The case was closed later than anything was sealed: its term is the longest.
    assert {one.until for one in due(archive, datetime(2031, 1, 1, tzinfo=UTC).date())} == {date(2030, 6, 1)}
    hold = place_hold(archive, ROOM, reason="法院调取", by="sun", at=LATER)
    held = [one for one in due(archive, date(2031, 1, 1)) if one.subject == ROOM]
    assert held and all(one.held == (f"保全 {hold.exhibit}：法院调取",) for one in held)
    assert erase_due(archive, held, by="sun", at=LATER) == []
    lift_hold(archive, hold.exhibit, reason="已结案", by="sun", at=LATER)
    assert not any(one.held for one in due(archive, date(2031, 1, 1)))


def test_a_hold_on_one_exhibit_keeps_what_is_destroyed_with_it() -> None:
    archive, [exhibit] = screened_room(finding())
    lead_closed(archive)
    place_hold(archive, exhibit, reason="鉴定", by="sun", at=NOON)
    assert {one.category: bool(one.held) for one in due(archive, LATER.date())} == {"直播内容": False, "研判记录": True}


def test_what_is_destroyed_is_sealed_first_and_listed_no_more() -> None:
    archive, _ = screened_room()
    lead_closed(archive)
    words = erase_due(archive, due(archive, LATER.date()), by="sun", at=LATER)
    assert [word.record for word in erasures(archive)] == words and len(words) == 2
    assert words[0].until == date(2029, 3, 2) and words[0].by == "sun"
    assert due(archive, LATER.date()) == [] and unfinished_erasures(archive) == []
    assert list(sealed_records(archive, Finding)) == []


def test_a_word_without_its_deed_is_finished() -> None:
    class Crashing(MemoryArchive):
        broken = True

        def destroy(self, indices) -> None:
            if self.broken:
                raise OSError("power")
            super().destroy(indices)

    archive = Crashing()
    archive.append([item_of(Broadcast(id="B-9", platform="p", room="r"), "B-9", NOON)])
    with pytest.raises(OSError):
        erase_due(archive, due(archive, LATER.date()), by="sun", at=LATER)
    assert len(unfinished_erasures(archive)) == 1
    archive.broken = False
    assert (finish_erasures(archive), finish_erasures(archive)) == (1, 0)


def test_every_class_is_cited_and_only_the_ledger_never_ends() -> None:
    assert [one.name for one in CLASSES.classes if one.start is Start.NEVER] == ["台账"]
    for one in CLASSES.classes:
        assert all(BOOK.cite(basis, on=date(2026, 11, 1)) for basis in one.basis)
    assert CLASSES.of("NeverHeardOf").name == "其他记录" and CLASSES.of("Erased").name == "台账"
