"""The rules by subject, and one rule with its words, its law, its examples run now, and how it fared."""

from collections import Counter

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongzhi.screening import RuleFailed
from gongzhi_web.accounts.access import STAFF, allow, person
from gongzhi_web.rules import catalogue
from gongzhi_web.screening.models import State
from gongzhi_web.screening.scope import findings_of
from gongzhi_web.site.words import WORDS

PAGE = 30


@never_cache
@require_safe
@allow(*STAFF)
def rules(request: HttpRequest) -> HttpResponse:
    """Narrowed by type, status and words."""
    asked = {key: request.GET.get(key, "").strip()[:80] for key in ("q", "type", "status")}
    found = catalogue.found_rules(asked["q"], asked["type"], asked["status"])
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    outcomes = catalogue.outcomes_of(person(request), [one.id for one in page])
    context = {
        "page": page,
        "rows": [{"rule": one, "status": catalogue.STATUSES[one.status], "outcomes": _counts(outcomes.get(one.id))} for one in page],
        "asked": asked,
        "types": {key: WORDS["type"].get(key, key) for key in sorted({one.type for one in catalogue.rule_set().rules})},
        "statuses": {key.value: name for key, name in catalogue.STATUSES.items()},
    }  # fmt: skip
    return render(request, "rules/rules.html", context)


@never_cache
@require_safe
@allow(*STAFF)
def rule(request: HttpRequest, rule: str) -> HttpResponse:
    """One rule."""
    shown = next((one for one in catalogue.rule_set().rules if one.id == rule), None)
    if shown is None:
        raise Http404(f"没有编号为“{rule}”的规则")
    user, today = person(request), timezone.localdate()
    context = {
        "rule": shown,
        "status": catalogue.STATUSES[shown.status],
        "conditions": catalogue.conditions_of(shown),
        "law": catalogue.law_of(shown, today),
        "today": today,
        "outcomes": _counts(catalogue.outcomes_of(user, [shown.id]).get(shown.id)),
        "latest": findings_of(user).filter(rule=shown.id).order_by("-index").defer("record")[:8],
    }
    try:
        tried = catalogue.try_examples(shown, today)
        context |= {"tried": tried, "failing": sum(one.expected != one.hit for one in tried)}
    except RuleFailed as error:
        context["trouble"] = str(error)
    return render(request, "rules/rule.html", context)


def _counts(outcomes: Counter[str] | None) -> dict[str, int]:
    counted = outcomes or Counter()
    return {"all": counted.total(), **{state.value: counted[state.value] for state in State}}
