"""A case is what its sealed events add up to: a state, a timeline, and what may come next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from gongzhi.cases.records import CaseOpened
from gongzhi.parties import Person


class CaseState(StrEnum):
    """Where a matter stands, from lead to close."""

    LEAD = "lead"
    VERIFYING = "verifying"
    OPEN = "open"
    DECIDED = "decided"
    APPEALED = "appealed"
    UPHELD = "upheld"
    CHANGED = "changed"
    REVOKED = "revoked"
    CLOSED = "closed"

    @property
    def chinese(self) -> str:
        """As a person reads it."""
        return _STATES[self]


class StepKind(StrEnum):
    """What can happen to a matter."""

    LEAD_OPENED = "lead_opened"
    REVIEWED = "reviewed"
    LEAD_CLOSED = "lead_closed"
    CASE_OPENED = "case_opened"
    PROPOSED = "proposed"
    DECIDED = "decided"
    NOTICE_SERVED = "notice_served"
    APPEAL_FILED = "appeal_filed"
    APPEAL_UPHELD = "appeal_upheld"
    APPEAL_CHANGED = "appeal_changed"
    APPEAL_REVOKED = "appeal_revoked"
    CASE_CLOSED = "case_closed"

    @property
    def chinese(self) -> str:
        """As a person reads it."""
        return _STEPS[self]


class ImpossibleStep(ValueError):
    """A step that the state of the matter does not allow."""


_STATES = {
    CaseState.LEAD: "线索",
    CaseState.VERIFYING: "核查中",
    CaseState.OPEN: "已立案",
    CaseState.DECIDED: "已决定",
    CaseState.APPEALED: "申诉中",
    CaseState.UPHELD: "申诉后维持",
    CaseState.CHANGED: "申诉后变更",
    CaseState.REVOKED: "申诉后撤销",
    CaseState.CLOSED: "已办结",
}
_STEPS = {
    StepKind.LEAD_OPENED: "登记线索",
    StepKind.REVIEWED: "复核发现",
    StepKind.LEAD_CLOSED: "线索办结",
    StepKind.CASE_OPENED: "立案",
    StepKind.PROPOSED: "提出处置意见",
    StepKind.DECIDED: "作出处置决定",
    StepKind.NOTICE_SERVED: "送达告知书",
    StepKind.APPEAL_FILED: "提出申诉",
    StepKind.APPEAL_UPHELD: "申诉复核：维持",
    StepKind.APPEAL_CHANGED: "申诉复核：变更",
    StepKind.APPEAL_REVOKED: "申诉复核：撤销",
    StepKind.CASE_CLOSED: "结案",
}
_AFTER_APPEAL = {StepKind.NOTICE_SERVED: None, StepKind.CASE_CLOSED: CaseState.CLOSED}
# State -> step -> next state; None stays. A state without a step refuses it.
_MOVES: dict[CaseState, dict[StepKind, CaseState | None]] = {
    CaseState.LEAD: {
        StepKind.REVIEWED: CaseState.VERIFYING,
        StepKind.LEAD_CLOSED: CaseState.CLOSED,
    },
    CaseState.VERIFYING: {
        StepKind.REVIEWED: None,
        StepKind.CASE_OPENED: CaseState.OPEN,
        StepKind.LEAD_CLOSED: CaseState.CLOSED,
    },
    CaseState.OPEN: {
        StepKind.PROPOSED: None,
        StepKind.DECIDED: CaseState.DECIDED,
        StepKind.CASE_CLOSED: CaseState.CLOSED,
    },
    CaseState.DECIDED: {
        StepKind.NOTICE_SERVED: None,
        StepKind.APPEAL_FILED: CaseState.APPEALED,
        StepKind.CASE_CLOSED: CaseState.CLOSED,
    },
    CaseState.APPEALED: {
        StepKind.NOTICE_SERVED: None,
        StepKind.APPEAL_UPHELD: CaseState.UPHELD,
        StepKind.APPEAL_CHANGED: CaseState.CHANGED,
        StepKind.APPEAL_REVOKED: CaseState.REVOKED,
    },
    CaseState.UPHELD: dict(_AFTER_APPEAL),
    CaseState.CHANGED: dict(_AFTER_APPEAL),
    CaseState.REVOKED: dict(_AFTER_APPEAL),
    CaseState.CLOSED: {},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happened, as the timeline shows it; ``exhibit`` is where its sealed record stands."""

    kind: StepKind
    at: datetime
    summary: str
    by: Person | None = None
    exhibit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case as of its last sealed event. It is computed, never stored."""

    opened: CaseOpened
    state: CaseState
    timeline: tuple[Step, ...]

    @property
    def id(self) -> str:
        """The case number."""
        return self.opened.id

    @property
    def may_follow(self) -> tuple[StepKind, ...]:
        """What may come next."""
        return next_steps(self.state)

    def check(self, step: StepKind) -> CaseState:
        """The state after this step; raises ImpossibleStep, which names what may come instead."""
        return _after(self.state, step)


def fold_steps(steps: Iterable[Step]) -> tuple[CaseState, tuple[Step, ...]]:
    """The state that these steps lead to, in their order, from the lead on; raises ImpossibleStep and ValueError when empty."""
    timeline = tuple(steps)
    if not timeline or timeline[0].kind is not StepKind.LEAD_OPENED:
        raise ImpossibleStep("案卷必须从登记线索开始：请检查封存记录是否完整")
    state = CaseState.LEAD
    for step in timeline[1:]:
        state = _after(state, step.kind)
    return state, timeline


def next_steps(state: CaseState) -> tuple[StepKind, ...]:
    """What may follow in this state, in the order of the procedure."""
    return tuple(step for step in StepKind if step in _MOVES[state])


def _after(state: CaseState, step: StepKind) -> CaseState:
    if step not in _MOVES[state]:
        allowed = "、".join(each.chinese for each in next_steps(state)) or "无"
        raise ImpossibleStep(f"“{state.chinese}”状态下不能“{step.chinese}”：现在可以办理的是{allowed}")
    return _MOVES[state][step] or state
