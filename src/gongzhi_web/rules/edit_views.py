"""Writing a rule in a form: opened with what is there, tried as often as one likes, sealed as a draft."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongzhi.flow.change_rule import ReasonWanting, StaleRule, Wanted, draft_rule
from gongzhi.flow.matters import SealBroken
from gongzhi.flow.rule_book import RuleState
from gongzhi.flow.rule_checks import FEWEST_EXAMPLES, Flaw, RuleNotReady
from gongzhi.flow.rule_records import Change
from gongzhi.flow.rule_text import RuleText, parse_text
from gongzhi.flow.rule_words import rule_choices
from gongzhi.parties import NotAllowed
from gongzhi.screening import Certainty, FindingType, RuleFailed
from gongzhi_web.accounts.access import allow, person, record_look
from gongzhi_web.accounts.models import User
from gongzhi_web.api.limits import CallRate
from gongzhi_web.archive.acting import act
from gongzhi_web.rules import desk
from gongzhi_web.rules.forms import form_of, read_form
from gongzhi_web.rules.history import in_force_text
from gongzhi_web.rules.trying import trial_context
from gongzhi_web.rules.views import shown_or_404
from gongzhi_web.site.words import WORDS

# A trial reads a week of rooms; a person needs no more of them in a minute.
TRIALS = 12
rate = CallRate()
# Where the form has room for a complaint; ``whole`` is for what concerns no single field.
SLOTS = (
    "whole", "id", "title", "type", "severity", "certainty", "since", "author", "patterns", "words", "category",
    "category_not", "speakers", "near", "near_not", "not", "ignore", "covers", "provisions", "why", "instead",
    "accepted", "refused", "reason",
)  # fmt: skip
REFUSALS = (NotAllowed, StaleRule, ReasonWanting, RuleFailed, SealBroken)


@never_cache
@require_safe
@allow(*desk.EDITORS)
def edit(request: HttpRequest, rule: str = "") -> HttpResponse:
    """The form: of the standing draft, else of the rule in force, else empty (with the author's name and today)."""
    user = person(request)
    base, seen = _base(user, rule)
    given = form_of(base)
    if base is None:
        given |= {"author": str(user), "since": timezone.localdate().isoformat(), "severity": 3, "certainty": "likely"}
    return render(request, "rules/edit.html", _around(rule, given, seen))


@never_cache
@require_POST
@allow(*desk.EDITORS)
def try_out(request: HttpRequest) -> HttpResponse:
    """Nothing is sealed: the fields judged, the examples run, the last week looked at again."""
    user, now = person(request), timezone.localtime()
    if wait := rate.wait(f"trial:{user.pk}", TRIALS):
        return HttpResponse(status=429, headers={"Retry-After": str(wait)})
    rule = request.POST.get("rule", "")
    base, _ = _base(user, rule)
    text = read_form(request.POST, base)
    state = desk.states_of(user).get(text.id)
    context = trial_context(user, text, state, now)
    flaws = context.get("flaws", ())
    slots = [(name, _by_field(flaws).get(name, [])) for name in SLOTS]
    return render(request, "rules/trial.html", {**context, "slots": slots, "text": text})


@never_cache
@require_POST
@allow(*desk.EDITORS)
def save(request: HttpRequest) -> HttpResponse:
    """Seal the draft, or show the form again with what was typed and what is wrong at each field."""
    user, now = person(request), timezone.now()
    rule = request.POST.get("rule", "")
    base, _ = _base(user, rule)
    text = read_form(request.POST, base)
    names = user.organisation.names if user.organisation else ()
    seen, why = request.POST.get("seen", ""), request.POST.get("reason", "")
    wanted = Wanted(text=text, why=why, seen=seen or None, platforms=names)
    try:
        act(partial(draft_rule, desk=desk.desk(), wanted=wanted, by=user.acting(), at=now))
    except RuleNotReady as refused:
        context = _around(rule, form_of(text), seen, refused.flaws)
    except REFUSALS as refused:
        context = _around(rule, form_of(text), seen, (Flaw("reason" if isinstance(refused, ReasonWanting) else "", str(refused)),))  # fmt: skip
    else:
        record_look(request, what="起草规则", subject_kind="规则", subject=text.id)
        messages.success(request, "草稿已封存。先影子试跑，看过它在直播里会命中什么，再请另一个人批准。")
        return redirect("rule", text.id)
    return render(request, "rules/edit.html", {**context, "reason": why}, status=400)


def _base(user: User, rule: str) -> tuple[RuleText | None, str]:
    """The text to start from, and the digest that says what was seen; 404 for a rule out of reach."""
    if not rule:
        return None, ""
    shown_or_404(user, rule)
    state: RuleState | None = desk.states_of(user).get(rule)
    if state is not None and state.standing is not None and state.standing.change is Change.EDIT:
        return parse_text(state.standing.text), state.standing.sha256
    in_force = in_force_text(state, rule)
    if in_force is None:
        # Nothing speaks under this id any more: its last words are a start, but nothing that could have changed since.
        last = state.drafts[-1] if state is not None and state.drafts else None
        standing = state.standing.sha256 if state is not None and state.standing is not None else ""
        return (parse_text(last.text) if last else desk.desk().texts.get(rule)), standing
    seen = state.standing.sha256 if state is not None and state.standing is not None else in_force.sha256
    return in_force, seen


def _around(rule: str, given: dict[str, Any], seen: str, flaws: tuple[Flaw, ...] = ()) -> dict[str, Any]:
    choices = rule_choices(desk.shipped())
    whole = [kind for kind in FindingType if not kind.startswith(("missing", "contradicts"))]
    return {
        "rule_id": rule,
        "form": given,
        "seen": seen,
        "flaws": flaws,
        "by_field": _by_field(flaws),
        "choices": choices,
        "types": [(kind.value, WORDS["type"].get(kind.value, kind.value)) for kind in whole],
        "certainties": [(one.value, WORDS["certainty"][one.value]) for one in Certainty],
        "lists": [("category", "只用于这些商品", choices.categories), ("category_not", "不用于这些商品", choices.categories)],
        "fewest": FEWEST_EXAMPLES,
    }  # fmt: skip


def _by_field(flaws: tuple[Flaw, ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for flaw in flaws:
        found.setdefault(flaw.field or "whole", []).append(flaw.said)
    return found
