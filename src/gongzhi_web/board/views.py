"""The board of the units, entering a lead, one entry, and the letter that went with a transfer."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongzhi.cases import ReasonMissing
from gongzhi.flow.acting_on_many import ACTS, MOST
from gongzhi.flow.case_deadlines import DeadlineUnknown
from gongzhi.flow.docketing import enter
from gongzhi.flow.units import UnknownUnit
from gongzhi.parties import NotAllowed
from gongzhi_web.accounts.access import DESK, OF_A_PLATFORM, STAFF, allow, person, record_look
from gongzhi_web.archive.acting import act
from gongzhi_web.archive.opening import opened
from gongzhi_web.board.asking import ASKED, STATES, page_of
from gongzhi_web.board.forms import choices, may_have, read_entry, read_question, register, routing_of
from gongzhi_web.board.models import DocketRow
from gongzhi_web.board.news import filters_of
from gongzhi_web.board.scope import entries_of, units
from gongzhi_web.board.shown import counts, entry_page, lines

OFFICERS = DESK
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@never_cache
@require_safe
@allow(*STAFF)
def board(request: HttpRequest) -> HttpResponse:
    """Every unit within reach with what is over, and the entries themselves, what is due first."""
    user = person(request)
    asked = {name: request.GET.get(name, "") for name in ASKED}
    page = page_of(user, asked, after=request.GET.get("after", ""))
    record_look(request, what="查看督办看板", subject_kind="案源", subject=asked["unit"] or "全部单位")
    context = {
        "counts": counts(user),
        "page": page,
        "lines": lines(page.rows),
        "filters": filters_of(user),
        "asked": asked,
        "after": request.GET.get("after", ""),
        "states": [("", "未办结"), ("over", "已超期"), *STATES.items(), ("all", "全部")],
        "can_enter": user.role in OFFICERS,
        "acts_on_many": [(one.value, one.chinese) for one in ACTS],
        "most_at_once": MOST,
    }  # fmt: skip
    return render(request, "board/board.html", context)


@never_cache
@allow(*OFFICERS)
def new_entry(request: HttpRequest) -> HttpResponse:
    """GET: the form. POST ``ask``: who is competent; POST ``enter``: into the register."""
    user, now, error, routing = person(request), timezone.now(), "", None
    given = request.POST if request.method == "POST" else request.GET
    if request.method == "POST":
        try:
            routing = routing_of(read_question(given, now))
            if "enter" in given:
                new = read_entry(given, routing)
                made = act(partial(enter, register=register(), new=new, by=user.acting(), at=now))
                record_look(request, what="登记案源", subject_kind="案源", subject=made.number)
                messages.success(request, _entered(made.number, made.linked))
                seen = entries_of(user).filter(number=made.number).exists()
                return redirect("docket_entry", number=made.number) if seen else redirect("docket")
        except (NotAllowed, UnknownUnit, ReasonMissing, DeadlineUnknown) as refused:
            error = str(refused)
        except ValueError:
            error = "表单里有不认识的选项：请刷新页面后重新填写"
    own = user.organisation.party if user.organisation else ""
    known = units()
    offered = [unit for unit in known.all() if may_have(unit.id, unit.parent, own, platform=user.role in OF_A_PLATFORM)]
    context = {**choices(given), "given": given, "routing": routing, "error": error, "offered": offered, "own": own}
    return render(request, "board/new.html", context, status=400 if error else 200)


@never_cache
@require_safe
@allow(*STAFF)
def entry(request: HttpRequest, number: str) -> HttpResponse:
    """One entry: what happened, until when, and what may be done."""
    row = entry_or_404(request, number)
    record_look(request, what="查看案源", subject_kind="案源", subject=number)
    return render(request, "board/entry.html", entry_page(person(request), row))


@never_cache
@require_safe
@allow(*STAFF)
def letter(request: HttpRequest, number: str, sha256: str) -> HttpResponse:
    """The letter exactly as it was sealed with the transfer."""
    entry_or_404(request, number)
    archive = opened()
    sealed = [one for one in archive.placed(kind="document", subject=number) if one.sha256 == sha256]
    if not sealed:
        raise Http404
    record_look(request, what="下载移送函", subject_kind="案源", subject=number)
    answer = HttpResponse(archive.read(sealed[0]), content_type=_DOCX)
    answer.headers["Content-Disposition"] = f'attachment; filename="transfer-{number}.docx"'
    return answer


def entry_or_404(request: HttpRequest, number: str) -> DocketRow:
    """The entry within this person's scope."""
    row = entries_of(person(request)).filter(number=number).first()
    if row is None:
        raise Http404
    return row


def _entered(number: str, linked: str | None) -> str:
    return f"已登记为 {number}" + (f"，与 {linked} 重复，已关联；请核对后并入或解除关联" if linked else "")
