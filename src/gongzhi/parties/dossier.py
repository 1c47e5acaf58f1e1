"""The file of a party is what its sealed acts add up to: whether it is verified, since when, on which papers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from gongzhi.parties.dossier_records import (
    CHANGEABLE,
    DERIVED,
    DossierActed,
    DossierOpened,
    Paper,
    SourceAnswer,
    Step,
)
from gongzhi.parties.registered import LegalRole, PartyKind
from gongzhi.values import BEIJING


class DossierState(StrEnum):
    """Where a file stands: 待核验, 已退回, 已核验, 已暂停, 已退出."""

    APPLIED = "applied"
    RETURNED = "returned"
    VERIFIED = "verified"
    SUSPENDED = "suspended"
    LEFT = "left"

    @property
    def chinese(self) -> str:
        """As a person reads it."""
        return _STATES[self]


_STATES = {
    DossierState.APPLIED: "待核验",
    DossierState.RETURNED: "已退回",
    DossierState.VERIFIED: "已核验",
    DossierState.SUSPENDED: "已暂停",
    DossierState.LEFT: "已退出",
}
_MAY: Mapping[DossierState, frozenset[Step]] = {
    DossierState.APPLIED: frozenset({Step.ADD_PAPERS, Step.ADMIT, Step.RETURN, Step.TRAIN, Step.LEAVE}),
    DossierState.RETURNED: frozenset({Step.ADD_PAPERS, Step.RESUBMIT, Step.LEAVE}),
    DossierState.VERIFIED: frozenset(
        {Step.ADD_PAPERS, Step.REVERIFY, Step.REPORT_CHANGE, Step.ACCEPT_CHANGE, Step.REFUSE_CHANGE}
        | {Step.TRAIN, Step.CONTACT_LOST, Step.SUSPEND, Step.LEAVE}
    ),
    DossierState.SUSPENDED: frozenset(
        {Step.ADD_PAPERS, Step.REPORT_CHANGE, Step.ACCEPT_CHANGE, Step.REFUSE_CHANGE}
        | {Step.TRAIN, Step.RESUME, Step.LEAVE}
    ),
    DossierState.LEFT: frozenset(),
}
_ANSWERS_TO_A_CHANGE = {Step.ACCEPT_CHANGE, Step.REFUSE_CHANGE}
_BY_THE_APPLICANT = frozenset({Step.ADD_PAPERS, Step.RESUBMIT, Step.REPORT_CHANGE, Step.LEAVE})


class NotNow(ValueError):
    """An act that the state of the file does not allow; the message says what may be done instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """A presenter was trained on this day."""

    day: date
    course: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """A file as of its last act. It is computed, never stored.

    ``verified_at`` is when it was first admitted, ``checked_at`` when last verified anew. ``change`` waits for an answer,
    ``lost`` for a lost party's new details. ``papers`` holds the newest of each kind, ``checks`` the newest of each source.
    """

    opened: DossierOpened
    state: DossierState
    papers: tuple[Paper, ...] = ()
    checks: tuple[SourceAnswer, ...] = ()
    trainings: tuple[Training, ...] = ()
    verified_at: datetime | None = None
    checked_at: datetime | None = None
    change: DossierActed | None = None
    lost: DossierActed | None = None
    reason: str = ""
    acts: tuple[DossierActed, ...] = ()

    @property
    def number(self) -> str:
        """The number of the file."""
        return self.opened.number

    @property
    def version(self) -> int:
        """How many things happened to it."""
        return 1 + len(self.acts)

    @property
    def natural(self) -> bool:
        """Whether the party is a natural person without registration, or a presenter."""
        return is_natural(self.opened.role, self.opened.kind, self.opened.uscc)

    @property
    def may_follow(self) -> tuple[Step, ...]:
        """What may come next."""
        return tuple(step for step in Step if self._refusal(step) is None)

    def check(self, step: Step) -> None:
        """Raise NotNow, which says why and what may be done instead, unless the step may come next."""
        why = self._refusal(step)
        if why is not None:
            raise NotNow(f"现在不能“{step.chinese}”：{why}")

    def paper(self, kind: str) -> Paper | None:
        """The newest paper of a kind."""
        return next((one for one in self.papers if one.kind == kind), None)

    def verified_on(self, at: datetime) -> bool:
        """Whether the party was admitted and not suspended or gone at that instant."""
        state = fold_dossier(self.opened, (act for act in self.acts if act.at <= at)).state
        return state is DossierState.VERIFIED

    def trained_before(self, at: datetime) -> Training | None:
        """The last training before an instant."""
        before = [one for one in self.trainings if one.day <= at.astimezone(BEIJING).date()]
        return max(before, key=lambda one: one.day, default=None)

    def _refusal(self, step: Step) -> str | None:
        allowed = _MAY[self.state]
        if step not in allowed:
            named = "、".join(one.chinese for one in Step if one in allowed) or "无（已退出的请重新申请）"
            return f"档案“{self.state.chinese}”，可以办理{named}"
        if step in _ANSWERS_TO_A_CHANGE and self.change is None:
            return "没有待核验的变更"
        if step is Step.REPORT_CHANGE and self.change is not None:
            return "上一次变更还在核验，请等结果后再报"
        if step is Step.TRAIN and self.opened.role is not LegalRole.PRESENTER:
            return "培训只登记在直播营销人员的档案里"
        return None


def is_natural(role: LegalRole, kind: PartyKind, uscc: str | None) -> bool:
    """A presenter, or somebody who sells without registration."""
    return role is LegalRole.PRESENTER or (kind in {PartyKind.PERSON, PartyKind.SMALLHOLDER} and uscc is None)


def by_the_applicant(step: Step) -> bool:
    """Whether the party itself does this; all else is done by whoever verifies."""
    return step in _BY_THE_APPLICANT


def fold_dossier(opened: DossierOpened, acts: Iterable[DossierActed]) -> Dossier:
    """The file after these acts, in their order; raises NotNow when one of them could not have happened."""
    now = Dossier(opened=opened, state=DossierState.APPLIED)
    for act in acts:
        now.check(act.step)
        if act.version != now.version + 1:
            raise NotNow(f"档案 {opened.number} 的第 {act.version} 步不连续：请运行 gongzhi evidence fsck")
        now = replace(_after(now, act), acts=(*now.acts, act))
    return now


def _after(now: Dossier, act: DossierActed) -> Dossier:
    now = replace(now, papers=_newest(now.papers, act.papers), checks=_newest_checks(now.checks, act.checks))
    if act.step is Step.RESUBMIT:
        return replace(now, state=DossierState.APPLIED, opened=_changed(now.opened, act.changes))
    if act.step in _MOVES:
        return replace(now, state=_MOVES[act.step], reason=act.reason, change=_kept(now, act))
    if act.step in {Step.ADMIT, Step.REVERIFY}:
        first = now.verified_at or act.at
        verified = DossierState.VERIFIED
        return replace(now, state=verified, verified_at=first, checked_at=act.at, reason="", lost=None)
    return _noted(now, act)


def _noted(now: Dossier, act: DossierActed) -> Dossier:
    match act.step:
        case Step.REPORT_CHANGE:
            return replace(now, change=act)
        case Step.ACCEPT_CHANGE:
            changes = now.change.changes if now.change else {}
            return replace(now, opened=_changed(now.opened, changes), change=None, lost=None, reason="")
        case Step.REFUSE_CHANGE:
            return replace(now, change=None, reason=act.reason)
        case Step.CONTACT_LOST:
            return replace(now, lost=act)
        case Step.TRAIN:
            day = act.day or act.at.astimezone(BEIJING).date()
            return replace(now, trainings=(*now.trainings, Training(day=day, course=act.course, at=act.at)))
        case _:
            return now


_MOVES = {
    Step.RETURN: DossierState.RETURNED,
    Step.SUSPEND: DossierState.SUSPENDED,
    Step.RESUME: DossierState.VERIFIED,
    Step.LEAVE: DossierState.LEFT,
}


def _kept(now: Dossier, act: DossierActed) -> DossierActed | None:
    return None if act.step is Step.LEAVE else now.change


def _changed(opened: DossierOpened, changes: Mapping[str, str]) -> DossierOpened:
    given: dict[str, Any] = {name: value for name, value in changes.items() if name in (*CHANGEABLE, *DERIVED)}
    if "goods" in given:
        given["goods"] = tuple(one for one in given["goods"].split("、") if one)
    return replace(opened, **given)


def _newest(old: tuple[Paper, ...], new: tuple[Paper, ...]) -> tuple[Paper, ...]:
    return tuple({one.kind: one for one in (*old, *new)}.values())


def _newest_checks(old: tuple[SourceAnswer, ...], new: tuple[SourceAnswer, ...]) -> tuple[SourceAnswer, ...]:
    return tuple({one.asked_for: one for one in (*old, *new)}.values())
