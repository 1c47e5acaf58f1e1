"""The state machine of a case: what may follow, what is refused, and why."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.cases import CaseState, ImpossibleStep, Step, StepKind, fold_steps, next_steps

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
K = StepKind


def steps(*kinds: StepKind) -> list[Step]:
    return [Step(kind=kind, at=NOON, summary="某事") for kind in kinds]


def test_a_case_runs_from_lead_to_close() -> None:
    road = [K.LEAD_OPENED, K.REVIEWED, K.CASE_OPENED, K.PROPOSED, K.DECIDED, K.NOTICE_SERVED]
    assert fold_steps(steps(*road))[0] is CaseState.DECIDED
    assert fold_steps(steps(*road, K.APPEAL_FILED, K.APPEAL_REVOKED, K.CASE_CLOSED))[0] is CaseState.CLOSED


def test_a_lead_may_end_without_a_case() -> None:
    assert fold_steps(steps(K.LEAD_OPENED, K.LEAD_CLOSED))[0] is CaseState.CLOSED
    assert fold_steps(steps(K.LEAD_OPENED, K.REVIEWED, K.LEAD_CLOSED))[0] is CaseState.CLOSED


@pytest.mark.parametrize(
    ("road", "words"),
    [
        ((K.LEAD_OPENED, K.CASE_OPENED), "“线索”状态下不能“立案”：现在可以办理的是复核发现、线索办结"),
        ((K.LEAD_OPENED, K.REVIEWED, K.DECIDED), "“核查中”状态下不能“作出处置决定”"),
        ((K.LEAD_OPENED, K.REVIEWED, K.CASE_OPENED, K.APPEAL_FILED), "“已立案”状态下不能“提出申诉”"),
        ((K.LEAD_OPENED, K.REVIEWED, K.CASE_OPENED, K.DECIDED, K.APPEAL_UPHELD), "“已决定”状态下不能“申诉复核：维持”"),
        (
            (K.LEAD_OPENED, K.REVIEWED, K.CASE_OPENED, K.DECIDED, K.APPEAL_FILED, K.CASE_CLOSED),
            "“申诉中”状态下不能“结案”",
        ),
        ((K.LEAD_OPENED, K.LEAD_CLOSED, K.REVIEWED), "“已办结”状态下不能“复核发现”：现在可以办理的是无"),
        ((K.REVIEWED,), "必须从登记线索开始"),
        ((), "必须从登记线索开始"),
    ],
)
def test_an_impossible_step_is_refused_in_words(road: tuple[StepKind, ...], words: str) -> None:
    with pytest.raises(ImpossibleStep, match=words):
        fold_steps(steps(*road))


@given(st.lists(st.sampled_from(StepKind), max_size=12))
def test_any_road_that_is_not_refused_is_made_of_steps_that_were_announced(kinds: list[StepKind]) -> None:
    state = CaseState.LEAD
    for kind in kinds:
        announced = next_steps(state)
        try:
            state, _ = fold_steps([*_road_to(state), *steps(kind)])
        except ImpossibleStep:
            assert kind not in announced
            return
        assert kind in announced


def test_every_state_but_the_last_has_a_way_on_and_every_appeal_ends_with_an_outcome() -> None:
    for state in CaseState:
        assert bool(next_steps(state)) is (state is not CaseState.CLOSED)
    assert K.CASE_CLOSED not in next_steps(CaseState.APPEALED)


def _road_to(state: CaseState) -> list[Step]:
    opened = [K.LEAD_OPENED, K.REVIEWED, K.CASE_OPENED]
    roads = {
        CaseState.LEAD: [K.LEAD_OPENED],
        CaseState.VERIFYING: [K.LEAD_OPENED, K.REVIEWED],
        CaseState.OPEN: opened,
        CaseState.DECIDED: [*opened, K.DECIDED],
        CaseState.APPEALED: [*opened, K.DECIDED, K.APPEAL_FILED],
        CaseState.UPHELD: [*opened, K.DECIDED, K.APPEAL_FILED, K.APPEAL_UPHELD],
        CaseState.CHANGED: [*opened, K.DECIDED, K.APPEAL_FILED, K.APPEAL_CHANGED],
        CaseState.REVOKED: [*opened, K.DECIDED, K.APPEAL_FILED, K.APPEAL_REVOKED],
        CaseState.CLOSED: [*opened, K.CASE_CLOSED],
    }
    return steps(*roads[state])
