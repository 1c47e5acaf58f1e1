"""GET /rules: the rules that hold for the caller, with their law and standing; what they look for is for those who do not sell."""

from datetime import date

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from gongzhi.flow.rule_book import RuleState
from gongzhi.screening import Certainty, FindingType, Status
from gongzhi.values import BEIJING
from gongzhi_web.accounts.access import STAFF, person
from gongzhi_web.accounts.models import User
from gongzhi_web.api.callers import BearerToken
from gongzhi_web.api.errors import ApiRefusal
from gongzhi_web.api.scopes import Scope
from gongzhi_web.api.written import ASSISTS, Asked, CitedOut, Day, Limit, Name, answers
from gongzhi_web.rules import catalogue, desk
from gongzhi_web.rules.measured import Measured, measured_of

router = Router(tags=["规则"])


class OrdinaryOut(Schema):
    """In how many lines of ordinary text this version spoke."""

    hits: int
    lines: int
    measured_on: date


class RuleOut(Schema):
    """One rule. ``patterns``, ``conditions`` and ``ordinary`` are null for those who sell."""

    id: str
    version: str
    title: str
    type: FindingType
    status: Status
    own: bool = Field(description="本平台改过；为否时是随附的规则")
    severity: int = Field(ge=1, le=5)
    certainty: Certainty
    provisions: list[CitedOut] = Field(description="当日有效的依据；为空时这条规则当日不发言")
    why: str
    instead: str
    author: str
    since: date
    patterns: list[str] | None
    conditions: list[str] | None
    ordinary: OrdinaryOut | None = Field(description="在普通文字里的命中；这一版没有测过的为空")


class RulesOut(Schema):
    """A page of rules."""

    items: list[RuleOut]
    next: str | None
    notice: str


class RulesAsked(Asked):
    """Which rules; all that is given must hold."""

    status: Status = Field(Status.ACTIVE, description="启用的以外，只有平台、监管部门和审计可以查")
    type: FindingType | None = None
    words: str = Field("", max_length=80, description="编号、名称或理由里的字")
    on: Day | None = Field(None, description="依据按哪一天的法律，不写时为今天")
    cursor: Name | None = Field(None, description="上一页给出的 next，原样送回")
    limit: Limit = 50


class RuleAsked(Asked):
    """As of which day."""

    on: Day | None = Field(None, description="依据按哪一天的法律，不写时为今天")


@router.get(
    "/rules",
    response=answers({200: RulesOut}),
    auth=BearerToken(Scope.RULES_READ),
    summary="列出对账号所在单位有效的筛查规则",
    description=f"按编号排序，翻页用 next。卖方的账号看不到规则找什么（patterns、conditions、ordinary 为空）。{ASSISTS}",
)
def list_rules(request: HttpRequest, asked: Query[RulesAsked]) -> dict[str, object]:
    """The rules of the caller's platform, in the order of their ids."""
    user = person(request)
    if asked.status is not Status.ACTIVE and not _sees_all(user):
        raise ApiRefusal(403, "not_allowed", "只能查启用的规则：请去掉 status", field="status")
    listed = catalogue.found_rules(catalogue.all_rules(user), asked.words, asked.type or "", "")
    found = sorted((one for one in listed if one.status is asked.status), key=lambda one: one.rule.id)
    rest = [one for one in found if asked.cursor is None or one.rule.id > asked.cursor]
    kept, more = rest[: asked.limit], len(rest) > asked.limit
    states = desk.states_of(user)
    return {
        "items": [_rule_out(one, states.get(one.rule.id), user, asked.on) for one in kept],
        "next": kept[-1].rule.id if more else None,
        "notice": ASSISTS,
    }


@router.get(
    "/rules/{id}",
    response=answers({200: RuleOut}, 404),
    auth=BearerToken(Scope.RULES_READ),
    summary="一条规则",
    description=f"卖方的账号只能看启用的，看不到规则找什么。{ASSISTS}",
)
def show_rule(request: HttpRequest, id: str, asked: Query[RuleAsked]) -> dict[str, object]:
    """One rule as the caller may see it."""
    user = person(request)
    found = next((one for one in catalogue.all_rules(user) if one.rule.id == id), None)
    if found is None or (found.status is not Status.ACTIVE and not _sees_all(user)):
        raise Http404
    return _rule_out(found, desk.states_of(user).get(id), user, asked.on)


def _sees_all(user: User) -> bool:
    """Those whose pages show the rules."""
    return user.role in STAFF


def _rule_out(shown: catalogue.Shown, state: RuleState | None, user: User, on: date | None) -> dict[str, object]:
    rule, sees = shown.rule, _sees_all(user)
    law = catalogue.law_of(rule, on or timezone.now().astimezone(BEIJING).date())
    names = (
        "id", "version", "title", "type", "severity", "certainty", "why", "instead", "author", "since",
    )  # fmt: skip
    return {
        **{name: getattr(rule, name) for name in names},
        "status": shown.status,
        "own": "local" in shown.notes,
        "provisions": [{"id": id, "title": one.title, "article": one.article} for id, one in law if one],
        "patterns": [shape.source for shape in rule.shapes] if sees else None,
        "conditions": list(catalogue.conditions_of(rule)) if sees else None,
        "ordinary": _ordinary(measured_of(rule, state)) if sees else None,
    }


def _ordinary(found: Measured) -> dict[str, object] | None:
    if found.hits is None:
        return None
    return {"hits": found.hits, "lines": found.rates.lines, "measured_on": found.rates.measured_on}
