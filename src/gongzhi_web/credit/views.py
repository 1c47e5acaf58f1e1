"""The credit ledger: every party within reach, and one party's entries."""

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongzhi.credit import load_scale, load_weights
from gongzhi.decisions import UnknownMeasure, load_ladder
from gongzhi_web.accounts.access import EVERYONE, STAFF, allow, person, record_look
from gongzhi_web.accounts.models import User
from gongzhi_web.cases.scope import cases_of
from gongzhi_web.credit.chart import line_of
from gongzhi_web.credit.ledgers import days_around, ledgers_on, standing_over_time
from gongzhi_web.credit.models import CreditRow, RecordedRow
from gongzhi_web.credit.public import PROVISION, asked_organisation, shown_of
from gongzhi_web.credit.recording import recorded_lines
from gongzhi_web.credit.scope import entries_of, recorded_of
from gongzhi_web.credit.scores import SINCE, kept_of, scored, scores_over_time, spread_of
from gongzhi_web.law.days import asked_day


@never_cache
@require_safe
@allow(*EVERYONE)
def ledgers(request: HttpRequest) -> HttpResponse:
    """Parties with entries, the lowest balance first."""
    on, words = asked_day(request), request.GET.get("q", "").strip()
    rows, recorded = _rows(person(request))
    kept, scale = kept_of(rows, recorded), load_scale()
    found = ledgers_on(rows, on, recorded)
    context = {
        "ledgers": [
            {
                "ledger": one,
                "tier": kept[one.party].tier(on),
                "score": kept[one.party].score(on),
                "role": scale.role_names[kept[one.party].role],
                "events": len(kept[one.party].events),
            }
            for one in found
            if words in one.name or words == one.party
        ],
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
    rows, recorded = _rows(user, party)
    if not rows and not recorded:
        raise Http404
    record_look(request, what="查看信用", subject_kind="主体", subject=party)
    [found] = ledgers_on(rows, on, recorded)
    kept, days = kept_of(rows, recorded)[party], days_around(on)
    floors = [(tier.name, tier.floor) for tier in load_scale().tiers if tier.floor is not None]
    context = {
        "ledger": found,
        "on": on,
        "today": timezone.localdate(),
        "cases": set(cases_of(user).filter(id__in={row.case for row in rows}).values_list("id", flat=True)),
        "scored": scored(kept, on, asked_day(request, "since", on - timedelta(days=SINCE))),
        "recorded": recorded_lines(user, recorded, on),
        "charts": [
            line_of("信用分", days, scores_over_time(kept, days), on, floors),
            line_of("余额", days, standing_over_time(rows, days), on),
        ],
        "provision": load_weights().provision,
    }
    return render(request, "credit/ledger.html", context)


@never_cache
@require_safe
@allow(*STAFF)
def spread(request: HttpRequest) -> HttpResponse:
    """How the parties within reach are spread over tiers, and how that moved."""
    on = asked_day(request)
    rows, recorded = _rows(person(request))
    return render(request, "credit/spread.html", {"on": on, "spread": spread_of(rows, on, recorded)})


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


def _rows(user: User, party: str | None = None) -> tuple[list[CreditRow], list[RecordedRow]]:
    """What this person may see of a party (of all, for None), in the order sealed."""
    rows, recorded = entries_of(user).order_by("index"), recorded_of(user).order_by("index")
    if party is not None:
        rows, recorded = rows.filter(party=party), recorded.filter(party=party)
    return list(rows), list(recorded)


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
