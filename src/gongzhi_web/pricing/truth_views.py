"""Were the prices shown true? Broadcasts within reach, and one broadcast's price signals held against the sealed record."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongzhi.flow.matters import SealBroken, UnknownBroadcast
from gongzhi.flow.prices_of_rooms import prices_of_room
from gongzhi.screening import FindingType
from gongzhi_web.accounts.access import EVERYONE, allow, person, record_look
from gongzhi_web.archive.opening import opened
from gongzhi_web.broadcasts.scope import broadcasts_of
from gongzhi_web.screening.models import FindingRow
from gongzhi_web.screening.scope import findings_of

MOST_ROOMS = 60


@never_cache
@require_safe
@allow(*EVERYONE)
def truths(request: HttpRequest) -> HttpResponse:
    """The newest broadcasts, with how many findings on prices each has."""
    user = person(request)
    rooms = list(broadcasts_of(user).defer("record").order_by("-heard_at")[:MOST_ROOMS])
    found = findings_of(user).filter(type=FindingType.PRICE_DECEPTION.value, broadcast__in=[one.id for one in rooms])
    counts: dict[str, int] = {}
    for broadcast in found.values_list("broadcast", flat=True):
        counts[broadcast] = counts.get(broadcast, 0) + 1
    listed = [{"row": one, "findings": counts.get(one.id, 0)} for one in rooms]
    return render(request, "pricing/truths.html", {"rooms": listed, "most": MOST_ROOMS})


@never_cache
@require_safe
@allow(*EVERYONE)
def truth(request: HttpRequest, broadcast: str) -> HttpResponse:
    """One broadcast: goods, lowest prices of seven and thirty days, doubts with their moment, and the findings beside them."""
    user = person(request)
    row = broadcasts_of(user).filter(id=broadcast).first()
    if row is None:
        raise Http404
    record_look(request, what="查看标价核对", subject_kind="直播", subject=row.id)
    try:
        found = prices_of_room(opened(), row.id)
    except UnknownBroadcast as error:
        raise Http404 from error
    except SealBroken as error:
        return render(request, "pricing/truth.html", {"room": row, "trouble": str(error)}, status=503)
    seen = set(
        findings_of(user).filter(exhibit__in=[one.exhibit for one in found.findings]).values_list("exhibit", flat=True)
    )
    states = FindingRow.objects.in_bulk(seen)
    titles = {one.product: one.title for one in found.goods}
    context = {
        "room": row,
        "found": found,
        "findings": [
            {"one": one, "state": states[one.exhibit].get_state_display(), "goods": titles.get(one.product, "")}
            for one in found.findings
            if one.exhibit in seen
        ],
    }
    return render(request, "pricing/truth.html", context)
