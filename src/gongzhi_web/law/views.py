"""The law browser: provisions on a day, one provision, and what changed between two days."""

from datetime import date
from itertools import groupby

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gongzhi.law import KIND_NAMES, ChangeKind, UnknownProvision, changes_between
from gongzhi_web.accounts.access import EVERYONE, allow, person
from gongzhi_web.accounts.models import User
from gongzhi_web.law.days import asked_day
from gongzhi_web.law.decided import SHOWN, decided_on
from gongzhi_web.law.listing import Asked, entries, roles, titles
from gongzhi_web.law.provisions import Shown, provision_on
from gongzhi_web.law.resting import Resting, resting_on
from gongzhi_web.law.shelf import official_article
from gongzhi_web.lawbook import book
from gongzhi_web.screening.scope import findings_of

PAGE = 25
_NEW_MEASURES = date(2026, 2, 1)


@require_safe
@allow(*EVERYONE)
def provisions(request: HttpRequest) -> HttpResponse:
    """What was in force on a day."""
    asked = Asked(
        on=asked_day(request),
        words=request.GET.get("q", "").strip()[:80],
        instrument=request.GET.get("instrument", ""),
        role=request.GET.get("role", ""),
        kind=request.GET.get("kind", "") if request.GET.get("kind", "") in set(KIND_NAMES.values()) else "",
        unverified=request.GET.get("unverified") == "1",
    )
    page = Paginator(entries(asked), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "asked": asked,
        "today": timezone.localdate(),
        "titles": titles(),
        "roles": roles(),
        "kinds": tuple(KIND_NAMES.values()),
        "instruments": len(book().instruments),
    }
    return render(request, "law/provisions.html", context)


@require_safe
@allow(*EVERYONE)
def provision(request: HttpRequest, provision: str) -> HttpResponse:
    """One provision on a day, with all that rests on it."""
    on = asked_day(request)
    try:
        shown = provision_on(provision, on)
    except UnknownProvision as unknown:
        raise Http404(str(unknown)) from unknown
    resting = resting_on(shown.instrument.title, shown.place, on)
    rulings = decided_on(person(request), shown.instrument.title, shown.place)
    context = {
        "shown": shown,
        "on": on,
        "today": timezone.localdate(),
        "rules": _with_findings(person(request), resting["rule"]),
        "measures": resting["measure"],
        "duties": resting["duty"],
        "rulings": rulings[:SHOWN],
        "ruled": len(rulings),
        "official": _official(shown),
    }
    return render(request, "law/provision.html", context)


@require_safe
@allow(*EVERYONE)
def changes(request: HttpRequest) -> HttpResponse:
    """What differs between two days, instrument by instrument."""
    earlier = asked_day(request, "from", date(2025, 9, 1))
    later = asked_day(request, "to")
    swapped = later < earlier
    if swapped:
        earlier, later = later, earlier
    found = changes_between(book(), earlier, later)
    kind = request.GET.get("kind", "")
    listed = [one for one in found if kind in ("", one.kind.value)]
    groups = [(title, list(group)) for title, group in groupby(listed, key=lambda one: one.id.rpartition("/")[0])]
    page = Paginator(groups, 12).get_page(request.GET.get("page"))
    context = {
        "earlier": earlier,
        "later": later,
        "swapped": swapped,
        "page": page,
        "total": len(listed),
        "kinds": [(one.value, sum(change.kind is one for change in found)) for one in ChangeKind],
        "kind": kind,
        "measures_day": _NEW_MEASURES,
    }
    return render(request, "law/changes.html", context)


def _with_findings(user: User, rules: list[Resting]) -> list[dict[str, object]]:
    """Rules with how many findings within this person's reach each of them made."""
    names = {one.name for one in rules}
    counted = findings_of(user).filter(rule__in=names).values_list("rule").annotate(found=Count("exhibit"))
    counts = dict(counted)
    once = {one.name: one for one in rules}
    return [{"rule": one, "found": counts.get(one.name, 0)} for one in once.values()]


def _official(shown: Shown) -> object:
    return official_article(shown.instrument.title, shown.place.article)
