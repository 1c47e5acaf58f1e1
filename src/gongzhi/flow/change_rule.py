"""Change a rule: one drafts, it runs in the shadow, another approves exactly what was read; retiring takes two as well."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gongzhi.flow.matters import UnknownExhibit, read_sealed, seal
from gongzhi.flow.ports import Archive, Placed
from gongzhi.flow.rule_book import RuleState, changes_in, fold_states, text_in_force
from gongzhi.flow.rule_checks import Flaw, RuleNotReady, check_rule
from gongzhi.flow.rule_records import (
    Change,
    Mark,
    RuleApproved,
    RuleDrafted,
    RuleRetired,
    RuleTried,
    RuleWithdrawn,
    ShadowFinding,
    ShadowMarked,
)
from gongzhi.flow.rule_text import RuleText, parse_text
from gongzhi.law import Book
from gongzhi.parties import Concerned, NotAllowed, Person, Verb, require
from gongzhi.screening.screener import RuleSet
from gongzhi.values import BEIJING

_MOST_REASON = 1000


class StaleRule(ValueError):
    """Somebody changed the rule since it was read."""


class NotTried(ValueError):
    """A step that comes only after another: approval after the shadow, retirement of what is in force."""


class ReasonWanting(ValueError):
    """A change without a word on why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What judging a draft needs beside the log: the shipped rules, their texts by id, and the law."""

    shipped: RuleSet
    texts: dict[str, RuleText]
    book: Book


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody asks for: a text, why, and the digest of what they started from (``None``: of nothing)."""

    text: RuleText
    why: str
    seen: str | None
    platforms: Sequence[str] = ()


def draft_rule(archive: Archive, desk: Desk, *, wanted: Wanted, by: Person, at: datetime) -> RuleDrafted:
    """Seal a draft; it replaces a standing one. Checks: (1) the person may, (2) nobody changed the rule since it was
    read, (3) every field holds and every example comes out.

    The version is given here and never twice. Raises NotAllowed, StaleRule, ReasonWanting, RuleNotReady, SealBroken.
    """
    require(by, Verb.DRAFT_RULE, Concerned(holder=by.organisation))
    why = _worded(wanted.why, "为什么要改")
    with archive.writing():
        state = _state(archive, wanted.text.id, by)
        base = text_in_force(state, desk.texts.get(wanted.text.id))
        _refuse_stale(state, base, wanted.seen)
        shipped = desk.texts.get(wanted.text.id)
        own = f"{shipped.version if shipped else '0'}+{len(state.drafts) + 1}"
        text = wanted.text.with_fields(version=own)
        _, flaws = check_rule(text, desk.shipped, desk.book, at.astimezone(BEIJING).date())
        if base is not None and text.with_fields(version=base.version).sha256 == base.sha256:
            flaws = (*flaws, Flaw("", "与现行规则一字不差：没有可改的"))
        if flaws:
            raise RuleNotReady(flaws)
        return _draft(archive, text, Change.EDIT, why, (by, at, base, tuple(wanted.platforms)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One person's step on the text of this digest, with a word on why."""

    rule: str
    sha256: str
    by: Person
    at: datetime
    word: str = ""


def propose_retirement(archive: Archive, desk: Desk, step: Step, *, platforms: Sequence[str] = ()) -> RuleDrafted:
    """Ask that the rule in force stops; a second person must agree. Raises as ``draft_rule``, and NotTried."""
    require(step.by, Verb.DRAFT_RULE, Concerned(holder=step.by.organisation))
    why = _worded(step.word, "为什么要停用")
    with archive.writing():
        state = _state(archive, step.rule, step.by)
        base = text_in_force(state, desk.texts.get(step.rule))
        if base is None:
            raise NotTried("这条规则没有在用：没有可停用的")
        _refuse_stale(state, base, step.sha256)
        return _draft(archive, base, Change.RETIRE, why, (step.by, step.at, base, tuple(platforms)))


def try_rule(archive: Archive, step: Step) -> Placed:
    """Let the standing draft run in the shadow. Raises NotAllowed, StaleRule, NotTried."""
    require(step.by, Verb.DRAFT_RULE, Concerned(holder=step.by.organisation))
    with archive.writing():
        state = _state(archive, step.rule, step.by)
        draft = _standing(state, step.sha256)
        if draft.change is Change.RETIRE or state.tried is not None:
            raise NotTried("这份改动不需要再开始影子试跑：请看规则页上的状态")
        tried = RuleTried(rule=step.rule, sha256=step.sha256, holder=draft.holder, by=step.by, at=step.at)
        return seal(archive, step.at, (step.rule, tried))[0]


def approve_rule(archive: Archive, desk: Desk, step: Step) -> RuleApproved | RuleRetired:
    """A second person puts exactly the draft of this digest in force, or agrees to the retirement. Checked again first.

    (1) the person may, and did not draft it   (2) it is still the standing draft   (3) it ran in the shadow
    (4) it still holds on the day. Raises NotAllowed, StaleRule, NotTried, RuleNotReady.
    """
    require(step.by, Verb.APPROVE_RULE, Concerned(holder=step.by.organisation))
    with archive.writing():
        state = _state(archive, step.rule, step.by)
        draft = _standing(state, step.sha256)
        if step.by.ref == draft.by.ref:
            raise NotAllowed(f"{step.by.name}是起草人，不能批准自己的改动：请由另一名主管批准")
        if draft.change is Change.EDIT:
            if state.tried is None:
                raise NotTried("还没有影子试跑：请先开始试跑，看过它在直播里会命中什么再批准")
            _demand_fit(draft, desk, step.at)
        kind = RuleRetired if draft.change is Change.RETIRE else RuleApproved
        done = kind(
            rule=step.rule,
            sha256=step.sha256,
            holder=draft.holder,
            remark=step.word.strip()[:_MOST_REASON],
            by=step.by,
            at=step.at,
        )
        seal(archive, step.at, (step.rule, done))
        return done


def withdraw_rule(archive: Archive, step: Step) -> Placed:
    """Give up the standing draft, or send it back: what is in force stays. Raises NotAllowed, StaleRule, ReasonWanting."""
    require(step.by, Verb.DRAFT_RULE, Concerned(holder=step.by.organisation))
    reason = _worded(step.word, "为什么撤回")
    with archive.writing():
        draft = _standing(_state(archive, step.rule, step.by), step.sha256)
        gone = RuleWithdrawn(
            rule=step.rule, sha256=step.sha256, holder=draft.holder, reason=reason, by=step.by, at=step.at
        )
        return seal(archive, step.at, (step.rule, gone))[0]


def mark_shadow(
    archive: Archive, *, finding: str, mark: Mark, by: Person, at: datetime, reason: str | None = None
) -> Placed:
    """A person's word on a shadow finding (exhibit id). It may be said again; the last word counts.

    Raises NotAllowed, also when the finding is of another platform's room, and UnknownExhibit.
    """
    placed = archive.find(finding)
    if placed is None or placed.kind != ShadowFinding.__name__:
        raise UnknownExhibit("没有这条影子命中：请从规则页的样本里选取")
    found = read_sealed(archive, placed, ShadowFinding)
    require(by, Verb.REVIEW, Concerned(holder=found.platform))
    own = found.finding
    said = (reason or "").strip()[:_MOST_REASON] or None
    marked = ShadowMarked(
        finding=finding, rule=own.rule, rule_version=own.rule_version, mark=mark, by=by, at=at, reason=said
    )
    return seal(archive, at, (own.rule, marked))[0]


def _draft(
    archive: Archive,
    text: RuleText,
    change: Change,
    why: str,
    made: tuple[Person, datetime, RuleText | None, tuple[str, ...]],
) -> RuleDrafted:
    by, at, base, platforms = made
    drafted = RuleDrafted(
        rule=text.id,
        change=change,
        text=text.printed,
        sha256=text.sha256,
        holder=by.organisation,
        platforms=tuple(dict.fromkeys((by.organisation, *platforms))),
        why=why,
        by=by,
        at=at,
        based_on=base.sha256 if base else None,
    )
    seal(archive, at, (text.id, drafted))
    return drafted


def _state(archive: Archive, rule: str, by: Person) -> RuleState:
    states = fold_states((one for one in changes_in(archive) if one.holder == by.organisation), by.organisation)
    return states.get(rule, RuleState(rule=rule))


def _standing(state: RuleState, sha256: str) -> RuleDrafted:
    if state.standing is None or state.standing.sha256 != sha256:
        raise StaleRule("你看的这份改动已被替换、批准或撤回：请刷新后重新核对")
    return state.standing


def _refuse_stale(state: RuleState, base: RuleText | None, seen: str | None) -> None:
    now = state.standing.sha256 if state.standing is not None else base.sha256 if base is not None else None
    if seen != now:
        raise StaleRule("打开之后有人改过这条规则：请刷新，在最新的文本上重做你的改动")


def _demand_fit(draft: RuleDrafted, desk: Desk, at: datetime) -> None:
    _, flaws = check_rule(parse_text(draft.text), desk.shipped, desk.book, at.astimezone(BEIJING).date())
    if flaws:
        raise RuleNotReady(flaws)


def _worded(text: str, called: str) -> str:
    text = text.strip()[:_MOST_REASON]
    if len(text) < 2:
        raise ReasonWanting(f"请写明{called}：它与改动一同封存")
    return text
