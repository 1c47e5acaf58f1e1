"""Reviews: a reason where one is due, one word per finding, and exactly one winner of a race."""

import multiprocessing
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cast_of_cases import GAO, HE, LIN, NOON, SUN, TAN, ZHOU, finding, screened_room
from gongzhi.adapters.archive import open_archive
from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.cases import ReasonMissing, ReviewOutcome
from gongzhi.flow.matters import UnknownExhibit
from gongzhi.flow.ports import Item
from gongzhi.flow.review import AlreadyReviewed, last_review, review_finding
from gongzhi.parties import NotAllowed, Person

CONFIRMED, DISMISSED, ESCALATED = ReviewOutcome


def say(archive: MemoryArchive, exhibit: str, outcome: ReviewOutcome, by: Person, reason: str | None = None) -> None:
    review_finding(archive, finding=exhibit, outcome=outcome, reason=reason, by=by, at=NOON)


def test_a_review_is_sealed_under_the_finding() -> None:
    archive, (exhibit,) = screened_room()
    placed = review_finding(archive, finding=exhibit, outcome=CONFIRMED, reason=None, by=HE, at=NOON)
    assert (placed.kind, placed.subject) == ("Review", exhibit)
    review = last_review(archive, exhibit)
    assert review is not None
    assert (review.outcome, review.by) == (CONFIRMED, HE)


def test_dismissing_without_a_reason_leaves_nothing_behind() -> None:
    archive, (exhibit,) = screened_room()
    before = archive.size()
    with pytest.raises(ReasonMissing):
        say(archive, exhibit, DISMISSED, HE)
    assert archive.size() == before


def test_a_finding_is_reviewed_once() -> None:
    archive, (exhibit,) = screened_room()
    say(archive, exhibit, DISMISSED, HE, "系转述他人的话")
    for by in (HE, TAN, SUN):
        with pytest.raises(AlreadyReviewed, match="何审已复核过"):
            say(archive, exhibit, CONFIRMED, by)


def test_an_escalated_finding_is_settled_by_a_lead_and_by_nobody_else() -> None:
    archive, (exhibit,) = screened_room()
    say(archive, exhibit, ESCALATED, HE, "拿不准")
    with pytest.raises(NotAllowed, match="请由平台负责人复核"):
        say(archive, exhibit, CONFIRMED, TAN)
    with pytest.raises(AlreadyReviewed, match="已经上报过"):
        say(archive, exhibit, ESCALATED, SUN, "还是拿不准")
    say(archive, exhibit, CONFIRMED, SUN)
    with pytest.raises(AlreadyReviewed):
        say(archive, exhibit, DISMISSED, SUN, "改主意")


@pytest.mark.parametrize("by", [LIN, ZHOU, GAO])
def test_those_who_do_not_hold_the_matter_do_not_review(by: Person) -> None:
    archive, (exhibit,) = screened_room()
    with pytest.raises(NotAllowed):
        say(archive, exhibit, CONFIRMED, by)


def test_only_a_finding_can_be_reviewed() -> None:
    archive, _ = screened_room()
    lead = next(archive.placed(kind="Lead"))
    for exhibit in ("nowhere", lead.exhibit):
        with pytest.raises(UnknownExhibit, match="请从待复核列表中选取"):
            say(archive, exhibit, CONFIRMED, HE)


class LockedArchive(MemoryArchive):
    """A memory archive whose writing lock really excludes other threads."""

    def __init__(self) -> None:
        super().__init__()
        self.lock = threading.RLock()

    @contextmanager
    def writing(self) -> Iterator[None]:  # type: ignore[override]
        with self.lock:
            yield


def test_of_many_reviewers_who_race_exactly_one_wins() -> None:
    plain, exhibits = screened_room(*(finding(minute=minute) for minute in range(5)))
    archive = LockedArchive()
    archive._placed, archive._bytes = plain._placed, plain._bytes
    start, won, lost = threading.Barrier(8), [], []

    def race(number: int) -> None:
        start.wait()
        for exhibit in exhibits:
            try:
                say(archive, exhibit, DISMISSED, HE if number % 2 else TAN, f"第 {number} 人")
                won.append(exhibit)
            except AlreadyReviewed:
                lost.append(exhibit)

    threads = [threading.Thread(target=race, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == sorted(exhibits)
    assert len(lost) == 7 * len(exhibits)
    assert all(len(list(archive.placed(kind="Review", subject=exhibit))) == 1 for exhibit in exhibits)


def _race_in_a_process(store: str, exhibits: list[str], ref: str) -> int:
    """How many reviews this reviewer won."""
    archive, by = open_archive(store), Person(ref=ref, name=ref, organisation=HE.organisation, role=HE.role)
    won = 0
    for exhibit in exhibits:
        try:
            review_finding(archive, finding=exhibit, outcome=DISMISSED, reason="抢先", by=by, at=NOON)
            won += 1
        except AlreadyReviewed:
            continue
    return won


def test_of_processes_that_race_over_a_store_each_finding_has_one_winner(tmp_path: Path) -> None:
    memory, _ = screened_room(*(finding(minute=minute) for minute in range(6)))
    store = str(tmp_path / "store")
    archive = open_archive(store)
    for placed in memory.placed():
        archive.append([Item(kind=placed.kind, subject=placed.subject, data=memory.read(placed), at=NOON)])
    exhibits = [placed.exhibit for placed in archive.placed(kind="Finding")]
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        won = pool.starmap(_race_in_a_process, [(store, exhibits, f"r{number}") for number in range(3)])
    assert sum(won) == len(exhibits)
    assert all(len(list(archive.placed(kind="Review", subject=exhibit))) == 1 for exhibit in exhibits)
