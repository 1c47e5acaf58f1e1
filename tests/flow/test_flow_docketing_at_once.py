"""Many people decide the same entry at once, each in a process of their own: one of them does, the others are told."""

import multiprocessing
from pathlib import Path

import pytest

from cast_of_units import GAO, MONDAY, new_entry, officer, register
from gongzhi.adapters.archive import open_archive
from gongzhi.cases import Act, DocketState, LeadOutcome
from gongzhi.flow.docketing import Overtaken, Wanted, act_upon, enter, load_entry
from gongzhi.parties import NotAllowed


def decide_once(store: str, numbers: list[str], who: int, gate, told) -> None:
    """One reviewer takes each entry and ends it, as they first saw it; tells which they ended."""
    archive, by, known, ended = open_archive(store), officer(f"p{who}", "city"), register(), []
    gate.wait()
    for number in numbers:
        wanted = Wanted(act=Act.ASSIGN, seen=1, assignee=by)
        try:
            now = act_upon(archive, known, number=number, wanted=wanted, by=by, at=MONDAY)
            end = Wanted(act=Act.END, seen=now.version, reason="不成立", outcome=LeadOutcome.NO_CASE)
            act_upon(archive, known, number=number, wanted=end, by=by, at=MONDAY)
            ended.append(number)
        except (Overtaken, NotAllowed):
            continue
    told.put((who, ended))
    archive.close()


def race(store: Path, people: int, entries: int) -> int:
    """Everybody tries everything; nothing is decided twice and nothing is lost. Returns how many were decided."""
    archive = open_archive(store)
    known = register()
    numbers = [
        enter(archive, known, new=new_entry(title=f"第{at}件", broadcast=None), by=GAO, at=MONDAY).number
        for at in range(entries)
    ]
    archive.close()
    context = multiprocessing.get_context("fork")
    gate, told = context.Barrier(people), context.Queue()
    workers = [
        context.Process(target=decide_once, args=(str(store), numbers, who, gate, told)) for who in range(people)
    ]
    for worker in workers:
        worker.start()
    decided = [number for _ in workers for number in told.get(timeout=300)[1]]
    for worker in workers:
        worker.join(60)
    assert sorted(decided) == sorted(numbers)
    archive = open_archive(store)
    for number in numbers:
        now = load_entry(archive, number)
        assert now.state is DocketState.ENDED
        assert [one.act for one in now.acts] == [Act.ASSIGN, Act.END] and now.acts[0].by == now.acts[1].by
    archive.close()
    return len(decided)


def test_six_people_at_once_decide_each_entry_once(tmp_path: Path) -> None:
    assert race(tmp_path / "store", 6, 4) == 4


@pytest.mark.soak
def test_fifty_people_at_once_decide_each_entry_once(tmp_path: Path) -> None:
    assert race(tmp_path / "store", 50, 40) == 40
