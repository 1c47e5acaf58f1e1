"""Everybody at once and event by event: the same scores as one by one."""

from datetime import timedelta

import numpy as np
from credit_cast import DAY, SCALE, histories
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.credit import (
    CreditEvent,
    RunningScores,
    counting_events,
    kind_number,
    parts_of_all,
    rows_of,
    score_on,
    scores_of_all,
    sorted_by_party,
)


def row(one: CreditEvent, party: int) -> tuple[int, int, int, int, float]:
    return party, kind_number(SCALE, one.role, one.kind), one.day.toordinal(), one.ends(SCALE).toordinal(), one.amount


@given(st.lists(histories, min_size=1, max_size=4), st.integers(0, 1300))
@settings(max_examples=40)
def test_all_at_once_equals_one_by_one(everybody: list[list[CreditEvent]], on: int) -> None:
    day = DAY + timedelta(days=on)
    parties: dict[str, int] = {}
    renamed = [
        CreditEvent(
            id=one.id, party=f"p{at}", kind=one.kind, at=one.at, basis=one.basis, role=one.role, amount=one.amount
        )
        for at, history in enumerate(everybody)
        for one in history
    ]
    columns = rows_of(renamed, parties, SCALE)
    found = scores_of_all(columns, len(parties), SCALE, day)
    alone = [score_on(name, [one for one in renamed if one.party == name], SCALE, day) for name in parties]
    assert np.abs(found - [one.value for one in alone]).max() < 1e-9
    parts = parts_of_all(sorted_by_party(columns), len(parties), SCALE, day)
    assert np.abs(parts - [[one.of_dimension(id) for id in SCALE.dimensions] for one in alone]).max() < 1e-9


@given(histories, st.data(), st.integers(0, 1300))
@settings(max_examples=50)
def test_event_by_event_equals_from_the_start_also_after_taking_out(
    history: list[CreditEvent], data: st.DataObject, later: int
) -> None:
    gone = data.draw(st.sampled_from(history))
    running = RunningScores(SCALE, 2, DAY)
    running.add(row(one, 1) for one in history)
    first = max(one.day for one in history)
    assert abs(running.score(1, first) - score_on("lin", history, SCALE, first).value) < 1e-9
    running.take_out([row(gone, 1)])
    rest = [one for one in history if one is not gone]
    for day in (first, first + timedelta(days=later)):
        assert abs(running.score(1, day) - score_on("lin", rest, SCALE, day).value) < 1e-9
    assert running.score(0, first + timedelta(days=later)) == SCALE.base


def test_nobody_and_nothing_are_answered() -> None:
    empty = rows_of(counting_events([], SCALE, DAY), {}, SCALE)
    assert scores_of_all(empty, 3, SCALE, DAY).tolist() == [SCALE.base] * 3
