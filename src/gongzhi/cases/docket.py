"""An entry of the register is what its sealed acts add up to: where it is, who has it, until when, what may come next."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from gongzhi.cases.case import ImpossibleStep
from gongzhi.cases.docket_records import Act, DocketActed, DocketEntered
from gongzhi.cases.records import Deadline, LeadOutcome
from gongzhi.parties import Person


class DocketState(StrEnum):
    """Where an entry stands: 待指派, 核查中, 已立案, 待上级确认, 已办结."""

    RECEIVED = "received"
    VERIFYING = "verifying"
    FILED = "filed"
    REPORTED = "reported"
    ENDED = "ended"

    @property
    def chinese(self) -> str:
        """As a person reads it."""
        return _STATES[self]


_STATES = {
    DocketState.RECEIVED: "待指派",
    DocketState.VERIFYING: "核查中",
    DocketState.FILED: "已立案",
    DocketState.REPORTED: "待上级确认",
    DocketState.ENDED: "已办结",
}
_ALWAYS = {Act.TAKE, Act.RELEASE, Act.ABSORB, Act.UNLINK}
_ON_THE_CLOCK = {Act.SUSPEND, Act.RESUME, Act.EXTEND}
_AT_WORK = {Act.ASSIGN, Act.REPORT, Act.TRANSFER, Act.MERGE, Act.SPLIT, Act.END} | _ON_THE_CLOCK
_BETWEEN_UNITS = {Act.HAND_DOWN, Act.ESCALATE, Act.RETURN}
_NOT_WHILE_STILL = {Act.SUSPEND, Act.EXTEND, Act.FILE, Act.REPORT, Act.SPLIT, Act.END}
_MAY: dict[DocketState, set[Act]] = {
    DocketState.RECEIVED: {Act.ASSIGN, Act.TRANSFER, Act.MERGE} | _ON_THE_CLOCK | _BETWEEN_UNITS | _ALWAYS,
    DocketState.VERIFYING: {Act.FILE} | _AT_WORK | _BETWEEN_UNITS | _ALWAYS,
    DocketState.FILED: _AT_WORK | {Act.ESCALATE} | _ALWAYS,
    DocketState.REPORTED: {Act.REPORT, Act.SEND_BACK, Act.END} | _ALWAYS,
    DocketState.ENDED: set(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """Somebody works on the entry until then; others wait."""

    by: Person
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """The clock stands still from ``since`` on, for this ground; ``until`` None while it still does."""

    since: datetime
    ground: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Docket:
    """An entry as of its last act. It is computed, never stored.

    ``chain`` are the units that handed it down and wait for an answer, the nearest last. ``path`` are all units that ever
    had it. ``clock`` is when the present term began to run; ``version`` is how many things happened, for compare-and-set.
    """

    entered: DocketEntered
    state: DocketState
    unit: str
    clock: datetime
    path: tuple[str, ...]
    chain: tuple[str, ...] = ()
    assignee: Person | None = None
    lock: Lock | None = None
    deadline: Deadline | None = None
    pauses: tuple[Pause, ...] = ()
    filed: bool = False
    extended: bool = False
    reporter: str | None = None
    case: str | None = None
    linked: str | None = None
    outcome: LeadOutcome | None = None
    recipient: str | None = None
    acts: tuple[DocketActed, ...] = ()

    @property
    def number(self) -> str:
        """The number in the register."""
        return self.entered.number

    @property
    def version(self) -> int:
        """How many things happened to it."""
        return 1 + len(self.acts)

    @property
    def suspended(self) -> Pause | None:
        """The pause that still lasts."""
        return self.pauses[-1] if self.pauses and self.pauses[-1].until is None else None

    @property
    def may_follow(self) -> tuple[Act, ...]:
        """What may come next, in the order of the procedure."""
        return tuple(act for act in Act if self._refusal(act) is None)

    def check(self, act: Act) -> None:
        """Raise ImpossibleStep, which says why and what may be done instead, unless the act may come next."""
        why = self._refusal(act)
        if why is not None:
            raise ImpossibleStep(f"现在不能“{act.chinese}”：{why}")

    def days_left(self, today: date) -> int | None:
        """Calendar days until the last day, negative when it is over; None without a running clock."""
        if self.deadline is None or self.suspended or self.state is DocketState.ENDED:
            return None
        return (self.deadline.due - today).days

    def _refusal(self, act: Act) -> str | None:
        if act not in _MAY[self.state]:
            return f"案源“{self.state.chinese}”，请先办理{_named(_MAY[self.state])}"
        return self._clock_refusal(act) or self._chain_refusal(act)

    def _clock_refusal(self, act: Act) -> str | None:
        if act is Act.RESUME and self.suspended is None:
            return "没有中止计时"
        if self.suspended is not None and act in _NOT_WHILE_STILL:
            return "正在中止计时，请先恢复计时"
        if act in {Act.SUSPEND, Act.EXTEND} and self.deadline is None:
            return "没有法定期限在计时"
        if act is Act.EXTEND and self.extended:
            return "本阶段的期限已经延长过一次，请按期办理或另行报请集体讨论"
        return None

    def _chain_refusal(self, act: Act) -> str | None:
        if act in {Act.END, Act.MERGE} and self.chain:
            return "本件由上级交办，请先反馈结果，由交办单位办结"
        if act in {Act.REPORT, Act.RETURN} and not self.chain:
            return "本件不是上级交办的，没有可以反馈或退回的单位"
        if act is Act.UNLINK and self.linked is None:
            return "本件没有关联到别的案源"
        return None


def fold_docket(entered: DocketEntered, acts: Iterable[DocketActed]) -> Docket:
    """The entry after these acts, in their order; raises ImpossibleStep when one of them could not have happened."""
    now = Docket(
        entered=entered,
        state=DocketState.RECEIVED,
        unit=entered.unit,
        clock=entered.since or entered.at,
        path=(entered.unit,),
        deadline=entered.deadline,
        case=entered.case,
        linked=entered.linked,
        filed=entered.filed,
        extended=entered.extended,
    )
    for act in acts:
        now.check(act.act)
        if act.version != now.version + 1:
            raise ImpossibleStep(f"案源 {entered.number} 的第 {act.version} 步不连续：请运行 gongzhi evidence fsck")
        now = replace(_after(now, act), acts=(*now.acts, act))
    return now


def _after(now: Docket, act: DocketActed) -> Docket:
    if act.act in _BETWEEN_UNITS or act.act in {Act.REPORT, Act.SEND_BACK}:
        return _between_units(now, act)
    if act.act in _ON_THE_CLOCK or act.act is Act.FILE:
        return _clocked(now, act)
    if act.act in {Act.TRANSFER, Act.MERGE, Act.END}:
        return _over(now, act)
    return _held(now, act)


def _held(now: Docket, act: DocketActed) -> Docket:
    match act.act:
        case Act.ASSIGN:
            state = DocketState.FILED if now.filed else DocketState.VERIFYING
            return replace(now, assignee=act.assignee, lock=None, state=state)
        case Act.TAKE:
            return replace(now, lock=Lock(by=act.by, until=act.until or act.at))
        case Act.RELEASE:
            return replace(now, lock=None)
        case Act.UNLINK:
            return replace(now, linked=None)
        case _:
            # The other half of a join or a split stands in the other entry; here it is history.
            return now


def _between_units(now: Docket, act: DocketActed) -> Docket:
    to = act.unit or now.chain[-1]
    chain = now.chain
    if act.act in {Act.HAND_DOWN, Act.SEND_BACK}:
        chain = (*now.chain, now.unit)
    elif act.act in {Act.RETURN, Act.REPORT} or (chain and chain[-1] == to):
        # Going up to the unit that waits for an answer is that answer; the unit no longer waits.
        chain = now.chain[:-1]
    state = DocketState.REPORTED if act.act is Act.REPORT else DocketState.RECEIVED
    return replace(
        now,
        unit=to,
        chain=chain,
        path=tuple(dict.fromkeys((*now.path, to))),
        state=state,
        assignee=None,
        lock=None,
        reporter=now.unit if act.act is Act.REPORT else None,
        # A clock begins here only where none ran: what comes from a platform has no days of the law yet.
        deadline=act.deadline or now.deadline,
        clock=act.at if act.deadline else now.clock,
    )


def _clocked(now: Docket, act: DocketActed) -> Docket:
    match act.act:
        case Act.SUSPEND:
            return replace(now, pauses=(*now.pauses, Pause(since=act.at, ground=act.ground or "")))
        case Act.RESUME:
            pauses = (*now.pauses[:-1], replace(now.pauses[-1], until=act.at))
            return replace(now, pauses=pauses, deadline=act.deadline or now.deadline)
        case Act.EXTEND:
            return replace(now, extended=True, deadline=act.deadline or now.deadline)
        case _:
            # Opening the case ends one term and starts another.
            return replace(
                now,
                state=DocketState.FILED,
                filed=True,
                clock=act.at,
                pauses=(),
                extended=False,
                deadline=act.deadline,
                case=act.case or now.case,
            )


def _over(now: Docket, act: DocketActed) -> Docket:
    gone = replace(now, recipient=act.recipient, outcome=act.outcome, lock=None)
    if now.chain:
        # Only a transfer gets here: whoever handed the entry down still hears of it, and ends it.
        return replace(_between_units(gone, replace(act, act=Act.REPORT, unit=None)), reporter=now.unit)
    return replace(gone, state=DocketState.ENDED, assignee=None)


def _named(acts: Iterable[Act]) -> str:
    known = set(acts)
    return "、".join(act.chinese for act in Act if act in known) or "无"
