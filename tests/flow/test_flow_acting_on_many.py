"""One act upon many entries: a trial leaves no trace, what changed is left and named, twice is once."""

from datetime import datetime

import pytest

from cast_of_units import DENG, GAO, WU, Desk
from gongzhi.cases import Act, DocketActed, DocketState, LeadOutcome
from gongzhi.flow.acting_on_many import MOST, Line, Many, Result, Seen, act_upon_many
from gongzhi.flow.docketing import NotThere, Wanted, load_entry
from gongzhi.parties import Person


def many_of(desk: Desk, *numbers: str, act: Act = Act.ASSIGN, into: str = "", **wanted: object) -> Many:
    """This act upon these entries as they stand now."""
    given = {"reason": "成批办理"} | ({"assignee": GAO} if act is Act.ASSIGN else {}) | wanted
    return Many(
        rows=tuple(seen(desk, number) for number in numbers),
        wanted=Wanted(act=act, seen=0, **given),  # type: ignore[arg-type]
        into=seen(desk, into) if into else None,
    )


def seen(desk: Desk, number: str) -> Seen:
    return Seen(number=number, version=load_entry(desk.archive, number).version)


def run(
    desk: Desk, many: Many, by: Person = GAO, at: datetime | None = None, *, trial: bool = False
) -> tuple[Line, ...]:
    return act_upon_many(desk.archive, desk.register, many=many, signed=(by, at or desk.tick()), trial=trial)


def results(lines: tuple[Line, ...]) -> list[Result]:
    return [line.result for line in lines]


def test_a_trial_says_for_each_row_what_would_happen_and_seals_nothing() -> None:
    desk = Desk()
    mine, away = desk.enter(broadcast=None).number, desk.enter(WU, unit="east", broadcast=None).number
    size = desk.archive.size()
    lines = run(desk, many_of(desk, mine, away), trial=True)
    assert results(lines) == [Result.DONE, Result.REFUSED] and desk.archive.size() == size
    assert lines[0].says == "指派给gao同志" and "由现在承办的单位办理" in lines[1].says


def test_what_changed_since_it_was_seen_is_left_and_named_and_the_rest_is_done() -> None:
    desk = Desk()
    numbers = [desk.enter(broadcast=None).number for _ in range(3)]
    many = many_of(desk, *numbers, act=Act.HAND_DOWN, unit="east")
    desk.act(numbers[1], Act.ASSIGN, DENG, assignee=DENG)
    lines = run(desk, many)
    assert results(lines) == [Result.DONE, Result.CHANGED, Result.DONE]
    assert "deng同志“指派”" in lines[1].says and lines[0].says == "交办东县局"
    assert [load_entry(desk.archive, one).unit for one in numbers] == ["east", "city", "east"]


def test_every_entry_gets_a_record_of_its_own_in_one_append() -> None:
    desk = Desk()
    numbers = [desk.enter(broadcast=None).number for _ in range(4)]
    before = desk.archive.size()
    run(desk, many_of(desk, *numbers))
    placed = list(desk.archive.placed(kind=DocketActed.__name__, after=before - 1))
    assert [one.subject for one in placed] == numbers and len({one.at for one in placed}) == 1


def test_confirming_twice_is_confirming_once() -> None:
    desk = Desk()
    numbers = [desk.assigned(broadcast=None) for _ in range(2)]
    many, at = many_of(desk, *numbers, act=Act.END, outcome=LeadOutcome.NO_CASE), desk.tick()
    first = run(desk, many, at=at)
    size = desk.archive.size()
    assert run(desk, many, at=at) == first and results(first) == [Result.DONE, Result.DONE]
    assert desk.archive.size() == size
    later = run(desk, many)
    assert results(later) == [Result.CHANGED, Result.CHANGED] and desk.archive.size() == size


def test_what_repeats_an_entry_ends_with_it_and_is_not_counted_as_changed() -> None:
    desk = Desk()
    first = desk.assigned()
    repeat = desk.enter().number
    many = many_of(desk, first, repeat, act=Act.END, outcome=LeadOutcome.NO_CASE)
    lines = run(desk, many)
    assert results(lines) == [Result.DONE, Result.WITH] and repeat in lines[0].says and first in lines[1].says


def test_several_are_merged_into_one_and_the_one_must_stand_as_it_was_seen() -> None:
    desk = Desk()
    into, *rest = [desk.assigned(broadcast=None) for _ in range(4)]
    many, at = many_of(desk, *rest, act=Act.MERGE, into=into), desk.tick()
    assert results(run(desk, many, at=at, trial=True)) == [Result.DONE] * 3
    assert results(run(desk, many, at=at)) == results(run(desk, many, at=at)) == [Result.DONE] * 3
    kept = load_entry(desk.archive, into)
    assert kept.state is DocketState.VERIFYING and [act.numbers[0] for act in kept.acts[1:]] == rest
    again = desk.assigned(broadcast=None)
    stale = Many(rows=(seen(desk, again),), wanted=many.wanted, into=Seen(number=into, version=2))
    assert results(run(desk, stale)) == [Result.REFUSED]


def test_merging_needs_a_reason_and_an_entry_to_merge_into() -> None:
    desk = Desk()
    one, two = desk.assigned(broadcast=None), desk.assigned(broadcast=None)
    [line] = run(desk, many_of(desk, one, act=Act.MERGE, into=two, reason=" "))
    assert line.result is Result.REFUSED and "必须写明理由" in line.says
    [line] = run(desk, many_of(desk, one, act=Act.MERGE))
    assert "没有选并入哪一件" in line.says
    [line] = run(desk, many_of(desk, one, act=Act.MERGE, into=one))
    assert "不能并入自身" in line.says


def test_an_unknown_number_is_a_refused_row_and_not_the_end_of_the_batch() -> None:
    desk = Desk()
    known = desk.enter(broadcast=None).number
    many = many_of(desk, known)
    lost = Many(rows=(Seen(number="XS1", version=1), *many.rows), wanted=many.wanted)
    assert results(run(desk, lost)) == [Result.REFUSED, Result.DONE]


def test_other_acts_and_too_many_rows_are_refused_with_the_way_out() -> None:
    desk = Desk()
    with pytest.raises(NotThere, match="逐件办理"):
        run(desk, many_of(desk, act=Act.TAKE))
    rows = tuple(Seen(number=f"XS{n}", version=1) for n in range(MOST + 1))
    with pytest.raises(NotThere, match=str(MOST)):
        run(desk, Many(rows=rows, wanted=Wanted(act=Act.RETURN, seen=0)))
