"""Exhibits: the list, one exhibit with its place in the log, its verification, and bundles to take away."""

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from gongzhi.adapters.bundles import NothingToBundle
from gongzhi.evidence import ExhibitDamaged, LogDamaged, NotAPackage, Outcome, StoreDamaged, StoreUnwritable
from gongzhi_web.accounts.access import EVERYONE, allow, person, record_look
from gongzhi_web.accounts.models import Look, Role
from gongzhi_web.archive.opening import opened
from gongzhi_web.broadcasts.models import BroadcastRow
from gongzhi_web.broadcasts.scope import broadcasts_of
from gongzhi_web.evidence.custody import chain_for, hand_out_bundle, seal_view
from gongzhi_web.evidence.gathering import SCOPES, gather
from gongzhi_web.evidence.kinds import KINDS
from gongzhi_web.evidence.models import Placing
from gongzhi_web.evidence.says import Said, kind_name, say
from gongzhi_web.evidence.scope import exhibits_of
from gongzhi_web.evidence.sealed import in_log, verify_exhibits

PAGE = 30
MOST = 3000


@never_cache
@allow(*EVERYONE)
def exhibits(request: HttpRequest) -> HttpResponse:
    """What this person may see, newest first; narrowed by kind, broadcast, case, or an id typed in."""
    user, asked = person(request), request.GET
    found = exhibits_of(user)
    for column in ("kind", "broadcast", "case"):
        if value := asked.get(column, ""):
            found = found.filter(**{column: value})
    if words := asked.get("q", "").strip():
        found = found.filter(
            Q(exhibit__startswith=words) | Q(subject=words) | Q(sha256__startswith=words) | Q(case=words)
        )
    page = Paginator(found.order_by("-index"), PAGE).get_page(asked.get("page"))
    rooms = BroadcastRow.objects.defer("record").in_bulk({one.broadcast for one in page if one.broadcast})
    context = {
        "page": page,
        "items": [{"place": one, "kind": kind_name(one.kind), "room": rooms.get(one.broadcast), "said": _line(one)} for one in page],
        "kinds": KINDS,
        "rooms": broadcasts_of(user).defer("record").order_by("-heard_at")[:200],
        "asked": asked,
        "capped": page.paginator.count == MOST,
    }  # fmt: skip
    return render(request, "evidence/exhibits.html", context)


@never_cache
@allow(*EVERYONE)
def exhibit(request: HttpRequest, exhibit: str) -> HttpResponse:
    """One exhibit in full. Looking at it is written down."""
    place = _place_or_404(request, exhibit)
    record_look(request, what="查看证据", subject_kind="证据", subject=place.exhibit)
    try:
        seal_view(request, place.exhibit, purpose="查看证据")
    except (StoreUnwritable, StoreDamaged, LogDamaged) as error:
        # Content that cannot be shown on the record is not shown.
        return render(request, "evidence/trouble.html", {"trouble": str(error)}, status=503)
    return render(request, "evidence/exhibit.html", _shown(request, place))


@require_POST
@allow(*EVERYONE)
def verify(request: HttpRequest, exhibit: str) -> HttpResponse:
    """Verify this exhibit against the log, step by step."""
    place = _place_or_404(request, exhibit)
    record_look(request, what="验证证据", subject_kind="证据", subject=place.exhibit)
    context: dict[str, object] = {"place": place, "now": timezone.now(), "passed": Outcome.VERIFIED}
    try:
        context["verdict"] = verify_exhibits([exhibit], scope=f"证据 {exhibit}", at=timezone.now())
    except (NothingToBundle, NotAPackage, StoreDamaged, LogDamaged) as error:
        context["trouble"] = str(error)
    if request.headers.get("HX-Request"):
        return render(request, "evidence/verdict.html", context)
    return render(request, "evidence/exhibit.html", {**_shown(request, place), **context})


@never_cache
@allow(*EVERYONE)
def bundle(request: HttpRequest, scope: str, name: str) -> HttpResponse:
    """The ``.evz`` of an exhibit, a broadcast or a case: exactly what this person may see of it."""
    gathered = gather(person(request), scope, name) if scope in SCOPES else None
    if gathered is None or not gathered.exhibits:
        raise Http404
    record_look(request, what="下载证据包", subject_kind=SCOPES[scope], subject=name)
    try:
        party = request.GET.get("for") == "party"
        data = hand_out_bundle(person(request), gathered, at=timezone.now(), for_party=party)
    except (NothingToBundle, NotAPackage, StoreUnwritable, StoreDamaged, LogDamaged) as error:
        return render(request, "evidence/trouble.html", {"trouble": str(error)}, status=500)
    response = HttpResponse(data, content_type="application/zip")
    filename = f"证据包-{SCOPES[scope]}-{name[:40]}.evz"
    response.headers["Content-Disposition"] = content_disposition_header(True, filename) or "attachment"
    return response


def _begins(column: str, words: str) -> Q:
    """As a range, which an index answers; LIKE would read the whole table."""
    return Q(**{f"{column}__gte": words, f"{column}__lt": words + "\uffff"})


def _place_or_404(request: HttpRequest, exhibit: str) -> Placing:
    place = exhibits_of(person(request)).filter(exhibit=exhibit).first()
    if place is None:
        raise Http404
    return place


def _shown(request: HttpRequest, place: Placing) -> dict[str, object]:
    user = person(request)
    looks = Look.objects.filter(subject=place.exhibit, user__organisation_id=user.organisation_id)
    context: dict[str, object] = {
        "place": place,
        "kind": kind_name(place.kind),
        "said": _said(place),
        "room": broadcasts_of(user).filter(id=place.broadcast).first() if place.broadcast else None,
        "looks": looks.select_related("user")[:20] if user.role != Role.MERCHANT else None,
        "chain": chain_for(user, place.exhibit),
    }
    try:
        context["in_log"] = in_log(place.index)
    except (StoreDamaged, LogDamaged) as error:
        context["damage"] = str(error)
    return context


def _said(place: Placing) -> Said:
    archive = opened()
    placed = archive.find(place.exhibit)
    try:
        return say(place.kind, archive.read(placed) if placed else b"")
    except (ExhibitDamaged, StoreDamaged) as error:
        return Said("原件已不是封存时的样子", [("原因", str(error))], readable=False)


def _line(place: Placing) -> str:
    # Raw bytes are many and say little: lists do not open them.
    if place.kind in ("raw", "document", "CreditSource"):
        return f"{place.size:,} 字节原样封存"
    return _said(place).line
