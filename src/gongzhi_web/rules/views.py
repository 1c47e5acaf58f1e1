"""The rules by subject, and one rule with its words, its law, its examples run now, how it fared, and what is under way."""

from collections import Counter
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongzhi.flow.rule_book import RuleState
from gongzhi.screening import RuleFailed, Status
from gongzhi_web.accounts.access import STAFF, allow, person
from gongzhi_web.accounts.models import User
from gongzhi_web.rules import catalogue, desk
from gongzhi_web.rules.history import events_of, in_force_text, standing_context
from gongzhi_web.rules.measured import measured_of
from gongzhi_web.screening.models import State
from gongzhi_web.screening.scope import findings_of
from gongzhi_web.site.words import WORDS

PAGE = 30
NOTES = {"local": "本平台改过", "draft": "有草稿", "shadow": "影子试跑中", "waiting": "等人批准"}


@never_cache
@require_safe
@allow(*STAFF)
def rules(request: HttpRequest) -> HttpResponse:
    """Narrowed by type, status and words."""
    user = person(request)
    asked = {key: request.GET.get(key, "").strip()[:80] for key in ("q", "type", "status")}
    listed = catalogue.all_rules(user)
    found = catalogue.found_rules(listed, asked["q"], asked["type"], asked["status"])
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    outcomes = catalogue.outcomes_of(user, [one.rule.id for one in page])
    context = {
        "page": page,
        "rows": [_row(one, outcomes.get(one.rule.id)) for one in page],
        "asked": asked,
        "types": {key: WORDS["type"].get(key, key) for key in sorted({one.rule.type for one in listed})},
        "statuses": {**{key.value: name for key, name in catalogue.STATUSES.items()}, "local": NOTES["local"]},
        "waiting": [one.rule for one in listed if "waiting" in one.notes],
        "may_draft": user.role in desk.EDITORS,
    }
    return render(request, "rules/rules.html", context)


@never_cache
@require_safe
@allow(*STAFF)
def rule(request: HttpRequest, rule: str) -> HttpResponse:
    """One rule."""
    user, today = person(request), timezone.localdate()
    shown, state = shown_or_404(user, rule), desk.states_of(user).get(rule)
    context = {
        "rule": shown.rule,
        "status": catalogue.STATUSES[shown.status],
        "is_active": shown.status is Status.ACTIVE,
        "notes": [NOTES[one] for one in shown.notes if one != Status.DRAFT or shown.status is not Status.DRAFT],
        "conditions": catalogue.conditions_of(shown.rule),
        "measured": measured_of(shown.rule, state),
        "law": catalogue.law_of(shown.rule, today),
        "today": today,
        "outcomes": _counts(catalogue.outcomes_of(user, [rule]).get(rule)),
        "latest": findings_of(user).filter(rule=rule).order_by("-index").defer("record")[:8],
        "overlap": catalogue.overlap_of(user, rule),
        **_change_context(user, state, rule),
    }
    try:
        tried = catalogue.try_examples(shown.rule, today)
        context |= {"tried": tried, "failing": sum(one.expected != one.hit for one in tried)}
    except RuleFailed as error:
        context["trouble"] = str(error)
    return render(request, "rules/rule.html", context)


def shown_or_404(user: User, rule: str) -> catalogue.Shown:
    """The rule as this person may see it."""
    found = next((one for one in catalogue.all_rules(user) if one.rule.id == rule), None)
    if found is None:
        raise Http404(f"没有编号为“{rule}”的规则")
    return found


def _change_context(user: User, state: RuleState | None, rule: str) -> dict[str, Any]:
    in_force = in_force_text(state, rule)
    context = {"may_draft": user.role in desk.EDITORS, "in_force_digest": in_force.sha256 if in_force else ""}
    if state is None:
        return context
    seen = events_of(state) if desk.sees_drafts(user) else ()
    return {**context, "events": seen, "retired": state.retired, **standing_context(user, state, in_force)}


def _row(one: catalogue.Shown, outcomes: Counter[str] | None) -> dict[str, Any]:
    notes = [NOTES[note] for note in one.notes if note not in (Status.DRAFT, one.status)]
    return {
        "rule": one.rule,
        "status": catalogue.STATUSES[one.status],
        "active": one.status is Status.ACTIVE,
        "notes": notes,
        "outcomes": _counts(outcomes),
    }


def _counts(outcomes: Counter[str] | None) -> dict[str, int]:
    counted = outcomes or Counter()
    return {"all": counted.total(), **{state.value: counted[state.value] for state in State}}
