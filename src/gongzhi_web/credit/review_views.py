"""Weigh an uploaded list of reviews: each with its reason, the proved bounds, and signs for a person to look into. Nothing is kept."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from gongzhi.adapters.credit_files import FileUnreadable, lines_in
from gongzhi.credit import ScoredRole, beijing_day, load_scale, plain_reviews, read_reviews
from gongzhi_web.accounts.access import STAFF, allow, person, record_look
from gongzhi_web.credit.parties import as_credited

LARGEST = 20 << 20
MOST_SHOWN, MOST_PARTIES = 200, 20


@never_cache
@allow(*STAFF)
def reviews(request: HttpRequest) -> HttpResponse:
    """The form; on POST, what the reviews come to."""
    if request.method != "POST":
        return _page(request)
    upload = request.FILES.get("file")
    if upload is None or (upload.size or 0) > LARGEST:
        return _page(
            request, error=f"请选一个不大于 {LARGEST >> 20} MB 的 .csv 或 .jsonl 文件，每行一条评价", status=400
        )
    now = timezone.now()
    try:
        found, refused = read_reviews(lines_in(str(upload.name), upload.read()), now)
    except FileUnreadable as error:
        return _page(request, error=str(error), status=400)
    record_look(request, what="评价计权", subject_kind="文件", subject=str(upload.name))
    roles = as_credited(person(request))
    told: list[dict[str, Any]] = [
        plain_reviews(
            party, found[party], load_scale(), at=now, on=beijing_day(now), role=roles.get(party, ScoredRole.SELLER)
        )
        for party in sorted(found)[:MOST_PARTIES]
    ]
    for one in told:
        values = (one["share"], one["lower"], *one["bounds"])
        names = ("share", "lower", "floor", "ceiling")
        one["percents"] = {name: f"{value or 0:.1%}" for name, value in zip(names, values, strict=True)}
    why = "" if found else "没有一行是可用的评价，请照下面的说明改正。"
    return _page(request, told=told, refused=refused, more=max(0, len(found) - MOST_PARTIES), error=why)


def _page(request: HttpRequest, *, status: int = 200, **found: Any) -> HttpResponse:
    refused = found.get("refused", ())
    context = {
        **found,
        "refused": refused[:50],
        "refused_count": len(refused),
        "largest": LARGEST >> 20,
        "most_shown": MOST_SHOWN,
        "scale": load_scale().reviews,
    }
    return render(request, "credit/reviews.html", context, status=status)
