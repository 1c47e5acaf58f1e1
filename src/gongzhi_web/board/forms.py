"""From the forms of the register to what the flow is asked."""

from datetime import datetime

from django.http import QueryDict

from gongzhi.cases import Act, LeadLevel, LeadOrigin, LeadOutcome, Matter
from gongzhi.flow.docket_terms import load_terms
from gongzhi.flow.docketing import NewEntry, Register, Wanted
from gongzhi.flow.entering_many import LEVELS as NAMED_LEVELS
from gongzhi.flow.entering_many import ORIGINS as NAMED_ORIGINS
from gongzhi.flow.entering_many import names_in
from gongzhi.flow.joining import Part
from gongzhi.flow.routing import Routing, RoutingQuestion, route
from gongzhi.flow.routing_rules import CONDITIONS, FIELDS, IDENTITIES, PLACES, load_routing_rules
from gongzhi.values import BEIJING
from gongzhi_web.accounts.models import User
from gongzhi_web.board.scope import units
from gongzhi_web.lawbook import book

ORIGINS = {one: name for name, one in NAMED_ORIGINS.items()}
LEVELS = {one: name for name, one in NAMED_LEVELS.items()}
OUTCOMES = {
    LeadOutcome.CASE_OPENED: "立案处理",
    LeadOutcome.NO_CASE: "不予立案",
    LeadOutcome.REMINDED: "提醒了结",
    LeadOutcome.TRANSFERRED: "已移送",
}
_ANSWERS = {"是": True, "否": False}


def register() -> Register:
    """The units, the law and the terms that the verbs ask for."""
    return Register(units=units(), book=book(), terms=load_terms())


def choices(given: QueryDict) -> dict[str, object]:
    """What the form of a new entry offers, with what was filled in."""
    return {
        "matters": [(one.value, one.chinese) for one in Matter],
        "origins": [(one.value, name) for one, name in ORIGINS.items()],
        "levels": [(one.value, name) for one, name in LEVELS.items()],
        "identities": IDENTITIES,
        "fields": FIELDS,
        "given_fields": given.getlist("field"),
        "place_values": [(place, given.get(f"place-{place}", "")) for place in PLACES],
        "condition_values": [(one, given.get(f"holds-{one}", "")) for one in CONDITIONS if one != "未登记"],
    }


def read_question(form: QueryDict, now: datetime) -> RoutingQuestion:
    """What is known about who and where; empty places and unanswered conditions are left out. Raises ValueError."""
    places = {place: form.get(f"place-{place}", "").strip() for place in PLACES}
    return RoutingQuestion(
        matter=Matter(form.get("matter", Matter.BREACH.value)).chinese,
        identity=form.get("identity", IDENTITIES[3]),
        on=now.astimezone(BEIJING).date(),
        places={place: given for place, given in places.items() if given},
        holds={one: _ANSWERS[given] for one in CONDITIONS if (given := form.get(f"holds-{one}", "")) in _ANSWERS},
        fields=frozenset(form.getlist("field")),
    )


def routing_of(question: RoutingQuestion) -> Routing:
    """Who is competent, as the rules say."""
    return route(question, load_routing_rules(), units(), book())


def read_entry(form: QueryDict, routing: Routing) -> NewEntry:
    """What is to be entered. Raises ValueError for words that the form does not offer."""
    return NewEntry(
        title=form.get("title", "").strip(),
        summary=form.get("summary", "").strip(),
        unit=form.get("unit", ""),
        matter=Matter(form.get("matter", "")),
        origin=LeadOrigin(form.get("origin", "")),
        level=LeadLevel(form.get("level", "")),
        broadcast=form.get("broadcast", "").strip() or None,
        case=form.get("case", "").strip() or None,
        parties=tuple(names_in(form.get("parties", ""))),
        rules=tuple(names_in(form.get("rules", ""))),
        goods=tuple(names_in(form.get("goods", ""))) or None,
        routing=routing.lines,
    )


def read_wanted(form: QueryDict) -> Wanted:
    """Which act, with what it needs. Raises ValueError for words that the form does not offer."""
    assignee = User.objects.filter(username=form.get("assignee", ""), is_active=True).first()
    outcome = form.get("outcome", "")
    return Wanted(
        act=Act(form.get("act", "")),
        seen=seen_in(form),
        reason=form.get("reason", ""),
        unit=form.get("unit") or None,
        assignee=assignee.acting() if assignee is not None and assignee.role else None,
        ground=form.get("ground") or None,
        outcome=LeadOutcome(outcome) if outcome else None,
        case=form.get("case", "").strip() or None,
    )


def read_part(form: QueryDict, which: int) -> Part:
    """The ``which``-th part that is taken out of an entry."""
    return Part(
        title=form.get(f"title-{which}", "").strip(),
        summary=form.get(f"summary-{which}", "").strip(),
        parties=tuple(form.getlist(f"party-{which}")),
        goods=tuple(form.getlist(f"goods-{which}")),
        findings=tuple(form.getlist(f"finding-{which}")),
    )


def seen_in(form: QueryDict, name: str = "seen") -> int:
    """The version that the person saw; raises ValueError."""
    return int(form.get(name, "0"))


def may_have(unit: str, parent: str | None, own: str, *, platform: bool) -> bool:
    """Whether a person of the unit ``own`` may enter a lead for this one."""
    return own in (unit, parent) or platform
