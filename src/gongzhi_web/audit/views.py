"""操作留痕: who looked at what, who sealed which act, and both to take away as a table."""

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongzhi_web.accounts.access import DECIDERS, allow, person, record_look
from gongzhi_web.accounts.models import Role, User
from gongzhi_web.audit.asking import narrow_acts, narrow_looks, read_filters
from gongzhi_web.audit.scope import acts_of, looks_of
from gongzhi_web.audit.tables import ACT_HEADINGS, LOOK_HEADINGS, act_rows, csv_lines, look_rows
from gongzhi_web.evidence.says import kind_name
from gongzhi_web.evidence.scope import exhibits_of

PAGE = 50
MOST = 50_000


@never_cache
@require_safe
@allow(Role.AUDITOR, *DECIDERS)
def looks(request: HttpRequest) -> HttpResponse:
    """Who looked at what."""
    user, asked = person(request), read_filters(request)
    everything = looks_of(user)
    found = narrow_looks(everything, asked)
    counted = found.order_by().values("user__username", "user__display").annotate(times=Count("id"))
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "asked": asked,
        "people": _people(user),
        "kinds": [(what, what) for what in everything.order_by("what").values_list("what", flat=True).distinct()],
        "subjects": found.order_by().values("subject").distinct().count(),
        "busiest": list(counted.order_by("-times")[:5]),
    }
    return render(request, "audit/looks.html", context)


@never_cache
@require_safe
@allow(Role.AUDITOR, *DECIDERS)
def acts(request: HttpRequest) -> HttpResponse:
    """Who sealed which act; every one of them is an exhibit."""
    user, asked = person(request), read_filters(request)
    everything = acts_of(user)
    page = Paginator(narrow_acts(everything, asked), PAGE).get_page(request.GET.get("page"))
    ids = [one.exhibit for one in page]
    context = {
        "page": page,
        "items": [{"act": one, "kind": kind_name(one.kind)} for one in page],
        "asked": asked,
        "people": _people(user),
        "kinds": [(kind, kind_name(kind)) for kind in everything.order_by("kind").values_list("kind", flat=True).distinct()],
        "readable": set(exhibits_of(user).filter(exhibit__in=ids).values_list("exhibit", flat=True)),
    }  # fmt: skip
    return render(request, "audit/acts.html", context)


@never_cache
@require_safe
@allow(Role.AUDITOR, *DECIDERS)
def export(request: HttpRequest, table: str) -> HttpResponse:
    """The filtered table as CSV. Taking it away is itself written down, before the first line goes out."""
    user, asked = person(request), read_filters(request)
    if table == "looks":
        record_look(request, what="导出留痕", subject_kind="操作留痕", subject=f"{asked.first} 至 {asked.last}")
        lines = csv_lines(LOOK_HEADINGS, look_rows(narrow_looks(looks_of(user), asked)[:MOST].iterator()))
    elif table == "acts":
        record_look(request, what="导出留痕", subject_kind="行为记录", subject=f"{asked.first} 至 {asked.last}")
        lines = csv_lines(ACT_HEADINGS, act_rows(narrow_acts(acts_of(user), asked)[:MOST].iterator()))
    else:
        raise Http404
    response = HttpResponse("".join(lines), content_type="text/csv; charset=utf-8")
    name = f"操作留痕-{'查阅' if table == 'looks' else '行为'}-{timezone.localdate()}.csv"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def _people(user: User) -> list[User]:
    return list(User.objects.filter(organisation_id=user.organisation_id).order_by("username"))
