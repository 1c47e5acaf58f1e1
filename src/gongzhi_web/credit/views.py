"""The credit ledger: every party within reach, and one party's entries."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongzhi.credit import load_weights
from gongzhi.decisions import UnknownMeasure, load_ladder
from gongzhi_web.accounts.access import EVERYONE, STAFF, allow, person, record_look
from gongzhi_web.cases.scope import cases_of
from gongzhi_web.credit.ledgers import ledgers_on, standing_over_time
from gongzhi_web.credit.public import PROVISION, asked_organisation, shown_of
from gongzhi_web.credit.scope import entries_of
from gongzhi_web.credit.scores import scored, scores_over_time, spread_of
from gongzhi_web.law.days import asked_day


@never_cache
@require_safe
@allow(*EVERYONE)
def ledgers(request: HttpRequest) -> HttpResponse:
    """Parties with entries, the lowest balance first."""
    on, words = asked_day(request), request.GET.get("q", "").strip()
    found = ledgers_on(entries_of(person(request)).order_by("index"), on)
    context = {
        "ledgers": [one for one in found if words in one.name or words == one.party],
        "on": on,
        "words": words,
        "weights": _weights(),
        "total": len(found),
    }
    return render(request, "credit/ledgers.html", context)


@never_cache
@require_safe
@allow(*EVERYONE)
def ledger(request: HttpRequest, party: str) -> HttpResponse:
    """One party's entries. Looking at them is written down."""
    on, user = asked_day(request), person(request)
    rows = list(entries_of(user).filter(party=party).order_by("index"))
    if not rows:
        raise Http404
    record_look(request, what="查看信用", subject_kind="主体", subject=party)
    [found] = ledgers_on(rows, on)
    cases = set(cases_of(user).filter(id__in={row.case for row in rows}).values_list("id", flat=True))
    chart = standing_over_time(rows, on)
    context = {
        "ledger": found,
        "on": on,
        "today": timezone.localdate(),
        "cases": cases,
        "scored": scored(party, rows, on),
        "chart": {**chart, "scores": scores_over_time(party, rows, chart["labels"])},
        "provision": load_weights().provision,
    }
    return render(request, "credit/ledger.html", context)


@never_cache
@require_safe
@allow(*STAFF)
def spread(request: HttpRequest) -> HttpResponse:
    """How the parties within reach are spread over tiers, and how that moved."""
    on = asked_day(request)
    return render(request, "credit/spread.html", {"on": on, "spread": spread_of(entries_of(person(request)), on)})


@never_cache
@require_safe
@login_not_required
def ask_publicly(request: HttpRequest) -> HttpResponse:
    """What anybody may see of an organisation, without signing in."""
    words, today = request.GET.get("q", "")[:120], timezone.localdate()
    found = asked_organisation(words)
    context = {
        "words": words,
        "found": found,
        "measures": shown_of(found, today) if found else [],
        "today": today,
        "provision": PROVISION,
    }
    return render(request, "credit/public.html", context)


def _weights() -> list[dict[str, object]]:
    """What each measure costs, in the order of the file."""
    ladder, listed = load_ladder(), []
    for id, weight in load_weights().measures.items():
        try:
            name = ladder.measure(id).name
        except UnknownMeasure:
            name = id
        listed.append({"name": name, "points": weight.points, "days": weight.days})
    return listed
