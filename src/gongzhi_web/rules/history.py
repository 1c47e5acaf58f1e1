"""The life of a rule on this platform: who drafted, tried, approved and ended what, each text beside the one before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gongzhi.flow.rule_book import RuleState, text_in_force
from gongzhi.flow.rule_diff import FIELD_NAMES, FieldDifference, differences
from gongzhi.flow.rule_records import Change, RuleApproved, RuleChange, RuleDrafted, RuleRetired, RuleTried
from gongzhi.flow.rule_text import RuleText, parse_text
from gongzhi.flow.rule_words import SPEAKER_NAMES
from gongzhi_web.accounts.models import User
from gongzhi_web.rules import desk
from gongzhi_web.rules.models import MarkState, ShadowRow
from gongzhi_web.site.words import WORDS

_CODED = {**WORDS["type"], **WORDS["certainty"], **SPEAKER_NAMES}
_CODED_FIELDS = {FIELD_NAMES[name] for name in ("type", "certainty", "speakers")}


@dataclass(frozen=True, slots=True)
class Event:
    """One change in words; ``differs`` against what was in force when it was drafted."""

    change: RuleChange
    what: str
    word: str
    version: str = ""
    differs: tuple[FieldDifference, ...] = ()


@dataclass(frozen=True, slots=True)
class ShadowFigures:
    """How a trial fares: hits, would-be leads, overlap, and what people said of those that they looked at."""

    hits: int
    rooms: int
    leads: int
    confirmed: int
    overturned: int
    beside: Sequence[tuple[str, int]]

    @property
    def percent(self) -> int | None:
        """Of the hits that people marked, how many hold; None before anybody did."""
        marked = self.confirmed + self.overturned
        return round(100 * self.confirmed / marked) if marked else None


def events_of(state: RuleState) -> list[Event]:
    """Newest first."""
    texts: dict[str | None, RuleText | None] = {one.sha256: parse_text(one.text) for one in state.drafts}
    base = desk.desk().texts.get(state.rule)
    if base is not None:
        texts[base.sha256] = base
    return [_event(one, state, texts) for one in reversed(state.changes)]


def standing_context(user: User, state: RuleState, in_force: RuleText | None) -> dict[str, Any]:
    """What the page needs about the standing change, if this person may see it."""
    draft = state.standing
    if draft is None or not desk.sees_drafts(user):
        return {}
    text = parse_text(draft.text)
    return {
        "standing": draft,
        "retires": draft.change is Change.RETIRE,
        "draft_version": text.version,
        "began": state.tried,
        "draft_differs": _differs(in_force, text) if in_force and draft.change is Change.EDIT else (),
        "own_draft": draft.by.ref == user.username,
        "may_approve": user.role in desk.APPROVERS and draft.by.ref != user.username,
        "shadow": shadow_figures(user, state.rule, text.version) if state.tried else None,
    }


def shadow_rows(user: User, rule: str, version: str) -> Any:
    """The shadow findings of one text, within this person's own platform."""
    names = user.organisation.names if user.organisation and desk.sees_drafts(user) else ()
    return ShadowRow.objects.filter(platform__in=names, rule=rule, version=version)


def shadow_figures(user: User, rule: str, version: str) -> ShadowFigures:
    """Counted over all hits; the overlap over the newest thousand."""
    rows = shadow_rows(user, rule, version)
    beside: dict[str, int] = {}
    for found in rows.order_by("-index").values_list("beside", flat=True)[:1000]:
        for other in found.split("\n") if found else ():
            beside[other] = beside.get(other, 0) + 1
    return ShadowFigures(
        hits=rows.count(),
        rooms=rows.values("broadcast").distinct().count(),
        leads=rows.filter(leads=True).values("broadcast").distinct().count(),
        confirmed=rows.filter(mark=MarkState.CONFIRMED).count(),
        overturned=rows.filter(mark=MarkState.OVERTURNED).count(),
        beside=sorted(beside.items(), key=lambda one: (-one[1], one[0]))[:5],
    )


def in_force_text(state: RuleState | None, rule: str) -> RuleText | None:
    """The text that speaks under this id, given where the rule stands."""
    return text_in_force(state, desk.desk().texts.get(rule))


def _differs(before: RuleText | None, after: RuleText) -> tuple[FieldDifference, ...]:
    """With coded values in the words that people read."""
    return tuple(
        FieldDifference(one.name, *(tuple(_CODED.get(line, line) for line in lines) for lines in (one.gone, one.new)))
        if one.name in _CODED_FIELDS
        else one
        for one in differences(before, after)
    )


def _event(change: RuleChange, state: RuleState, texts: dict[str | None, RuleText | None]) -> Event:
    if isinstance(change, RuleDrafted):
        if change.change is Change.RETIRE:
            return Event(change, "提议停用", change.why)
        text = parse_text(change.text)
        return Event(change, "起草", change.why, text.version, _differs(texts.get(change.based_on), text))
    drafted = state.draft_of(change.sha256)
    version = parse_text(drafted.text).version if drafted else ""
    if isinstance(change, RuleTried):
        return Event(change, "开始影子试跑", "", version)
    if isinstance(change, RuleApproved):
        return Event(change, "批准启用", change.remark, version)
    if isinstance(change, RuleRetired):
        return Event(change, "同意停用", change.remark, version)
    return Event(change, "撤回", change.reason, version)
