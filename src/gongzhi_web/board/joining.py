"""Merging an entry into another and splitting parts out of it, each on a page that shows what goes where."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from gongzhi.cases import Act, Docket, DocketEntered
from gongzhi.flow.docketing import load_entry
from gongzhi.flow.joining import Merger, Splitting, merge, split
from gongzhi.values import decode_record
from gongzhi_web.accounts.access import allow, person, record_look
from gongzhi_web.accounts.models import User
from gongzhi_web.archive.acting import act
from gongzhi_web.archive.opening import opened
from gongzhi_web.board.acting import REFUSALS, answered
from gongzhi_web.board.forms import read_part, register, seen_in
from gongzhi_web.board.models import DocketRow
from gongzhi_web.board.scope import entries_of
from gongzhi_web.board.shown import desk, would_take
from gongzhi_web.board.views import OFFICERS, entry_or_404
from gongzhi_web.broadcasts.scope import broadcasts_of
from gongzhi_web.broadcasts.signals import latest_signals
from gongzhi_web.screening.scope import findings_of
from gongzhi_web.screening.shown import shown

MOST_PARTS = 5
_CARDS = 2000


@never_cache
@allow(*OFFICERS)
def merge_form(request: HttpRequest, number: str) -> HttpResponse:
    """GET: this entry beside those into which it could go. POST: merge it into one that the person sees."""
    row = entry_or_404(request, number)
    if request.method != "POST":
        return render(request, "board/merge.html", _merging(person(request), row))
    into = entry_or_404(request, request.POST.get("into", ""))

    def done() -> str:
        merger = Merger(
            number=number,
            into=into.number,
            seen=seen_in(request.POST),
            # The other entry is read, not worked on: what the row says now is what the person sees of it.
            seen_into=into.version,
            reason=request.POST.get("reason", ""),
        )
        act(partial(merge, merger=merger, by=person(request).acting(), at=timezone.now()))
        return f"已并入 {into.number}"

    return answered(request, number, done)


@never_cache
@allow(*OFFICERS)
def split_form(request: HttpRequest, number: str) -> HttpResponse:
    """GET: a form for each part. POST: take them out; refused, the form comes back as it was filled in."""
    row = entry_or_404(request, number)
    given = request.POST if request.method == "POST" else request.GET
    count = given.get("parts", "1")
    parts = min(MOST_PARTS, max(1, int(count))) if count.isdecimal() and len(count) < 3 else 1
    error = ""
    if request.method == "POST":
        try:
            splitting = Splitting(
                number=number,
                parts=tuple(read_part(given, which) for which in range(1, parts + 1)),
                seen=seen_in(given),
                reason=given.get("reason", ""),
            )
            made = act(partial(split, splitting=splitting, by=person(request).acting(), at=timezone.now()))
        except REFUSALS as refused:
            error = str(refused)
        except ValueError:
            error = "表单里有不认识的选项：请刷新页面后重新填写"
        else:
            record_look(request, what="办理案源", subject_kind="案源", subject=number)
            messages.success(request, f"已拆出 {'、'.join(one.number for one in made)}")
            return redirect("docket_entry", number=number)
    context = {**_splitting(person(request), row, parts), "given": given, "error": error}
    return render(request, "board/split.html", context, status=400 if error else 200)


def _merging(user: User, row: DocketRow) -> dict[str, Any]:
    now = load_entry(opened(), row.number)
    others = [{"row": one, "entered": decode_record(DocketEntered, bytes(one.record))} for one in _others(user, now)]
    return {"row": row, "now": now, "others": others, "may": would_take(user, now, Act.MERGE)}


def _others(user: User, now: Docket) -> list[DocketRow]:
    numbers = [one.number for one in desk(user, now)["others"]]
    rows = entries_of(user).in_bulk(numbers)
    return [rows[one] for one in numbers if one in rows]


def _splitting(user: User, row: DocketRow, parts: int) -> dict[str, Any]:
    now = load_entry(opened(), row.number)
    found = shown(findings_of(user).filter(exhibit__in=now.entered.findings).order_by("said_at"))
    return {
        "row": row,
        "now": now,
        "may": would_take(user, now, Act.SPLIT),
        "parts": range(1, parts + 1),
        "count": parts,
        "more": parts + 1 if parts < MOST_PARTS else None,
        "goods": _goods(user, row, now.entered),
        "findings": found,
        # What lies beyond this person's reach is chosen by its number alone.
        "hidden": sorted(set(now.entered.findings) - {one.row.exhibit for one in found}),
        "units": register().units.name(now.unit),
    }


def _goods(user: User, row: DocketRow, entered: DocketEntered) -> list[str]:
    """Those that were entered; where nobody said, those on the cards of the broadcast."""
    if entered.goods is not None:
        return list(entered.goods)
    if not row.broadcast or not broadcasts_of(user).filter(id=row.broadcast).exists():
        return []
    cards = (one.listing for one in latest_signals(row.broadcast, wanted=_CARDS) if one.listing is not None)
    return list(dict.fromkeys(card.title for card in cards if card.title))[:50]
