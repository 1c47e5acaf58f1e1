"""Acting upon many entries at once: choose them, see for each row what would happen, confirm, take the report away."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongzhi.adapters.docket_sheets import write_table
from gongzhi.cases import Act
from gongzhi.flow.acting_on_many import ACTS, MOST
from gongzhi.flow.docketing import NotThere
from gongzhi_web.accounts.access import allow, person, record_look
from gongzhi_web.accounts.models import User
from gongzhi_web.board.asking import ASKED, OPEN
from gongzhi_web.board.bulk_rows import WORDS, carry_out, choose, foresee, shown_lines, tally
from gongzhi_web.board.forms import OUTCOMES
from gongzhi_web.board.models import DocketBatch
from gongzhi_web.board.scope import entries_of, units
from gongzhi_web.board.shown import OFFICER_ROLES
from gongzhi_web.board.tables import workbook
from gongzhi_web.board.views import OFFICERS


@require_POST
@allow(*OFFICERS)
def start(request: HttpRequest) -> HttpResponse:
    """Keep which entries were chosen; what shall be done to them is asked on the next page."""
    user, given = person(request), request.POST
    asked = {name: given.get(name, "")[:120] for name in ASKED}
    everything = given.get("scope") == "all"
    lines, cut = choose(user, asked, None if everything else given.getlist("number"))
    if given.get("act") not in {one.value for one in ACTS}:
        messages.error(request, "没有选怎样办理：请选择后再继续")
    elif not lines:
        messages.error(request, "没有选中案源：请勾选要办理的，或选“筛选出的全部”")
    else:
        batch = DocketBatch.objects.create(user=user, act=given["act"], lines=lines, cut=cut)
        return redirect("docket_batch", batch=batch.pk)
    return redirect(f"{reverse('docket')}?{urlencode({key: value for key, value in asked.items() if value})}")


@never_cache
@require_safe
@allow(*OFFICERS)
def batch_page(request: HttpRequest, batch: int) -> HttpResponse:
    """The form and the rows; after the preview what would happen to each; at the end what did."""
    kept = _own(request, batch)
    record_look(request, what="批量办理案源", subject_kind="案源", subject=f"{kept.pk} 号，{len(kept.lines)} 件")
    return render(request, "board/bulk.html", _context(person(request), kept))


@require_POST
@allow(*OFFICERS)
def preview(request: HttpRequest, batch: int) -> HttpResponse:
    """Say for each row what would happen, without doing it."""
    kept = _own(request, batch)
    if kept.confirmed_at is None:
        wanted = {name: request.POST.get(name, "").strip()[:500] for name in WORDS}
        try:
            foresee(person(request), kept, wanted, timezone.now())
        except NotThere as refused:
            messages.error(request, str(refused))
        except ValueError:
            messages.error(request, "表单里有不认识的选项：请刷新页面后重新填写")
    return redirect("docket_batch", batch=kept.pk)


@require_POST
@allow(*OFFICERS)
def confirm(request: HttpRequest, batch: int) -> HttpResponse:
    """Do it, once: a second confirmation finds the batch taken, and finishes it only where a crash cut it off."""
    kept = _own(request, batch)
    seen = request.POST.get("round", "")
    mine = DocketBatch.objects.filter(pk=kept.pk, confirmed_at=None, round=int(seen) if seen.isdecimal() else 0)
    if kept.round and not kept.over:
        taken = mine.update(confirmed_at=timezone.now())
        kept.refresh_from_db()
        if kept.confirmed_at is None:
            messages.error(request, "预览在另一个页面里重做过：请核对这一次的预览再确认")
            return redirect("docket_batch", batch=kept.pk)
        carry_out(person(request), kept)
        if taken:
            messages.success(request, "已办理，结果逐件列在下面")
    return redirect("docket_batch", batch=kept.pk)


@never_cache
@require_safe
@allow(*OFFICERS)
def report(request: HttpRequest, batch: int) -> HttpResponse:
    """Every row with its result, as a workbook."""
    kept = _own(request, batch)
    record_look(request, what="导出案源", subject_kind="案源", subject=f"批量办理 {kept.pk} 号")
    rows = (
        [line["number"], line["title"], Act(kept.act).chinese, line["word"], line["says"]] for line in shown_lines(kept)
    )
    name = f"批量{Act(kept.act).chinese}-{kept.pk}{'' if kept.over else '-预览'}.xlsx"
    return workbook(write_table(("编号", "标题", "办理", "结果", "说明"), rows), name)


def _own(request: HttpRequest, batch: int) -> DocketBatch:
    found = DocketBatch.objects.filter(pk=batch, user=person(request)).first()
    if found is None:
        raise Http404
    return found


def _context(user: User, kept: DocketBatch) -> dict[str, object]:
    chosen = {line["number"] for line in kept.lines}
    known, own = units(), user.organisation_id or ""
    people = User.objects.filter(organisation_id=own, is_active=True, role__in=OFFICER_ROLES).order_by("username")
    others = entries_of(user).filter(unit=own, state__in=OPEN).exclude(number__in=chosen).defer("record")
    return {
        "batch": kept,
        "word": Act(kept.act).chinese,
        "lines": shown_lines(kept),
        "tally": tally(kept),
        "may_confirm": any(line["result"] in ("done", "with") for line in kept.lines) and not kept.confirmed_at,
        "most": MOST,
        "people": people,
        "below": known.below(own),
        "outcomes": [(one.value, name) for one, name in OUTCOMES.items()],
        "others": others.order_by("-index")[:50] if kept.act == Act.MERGE.value else [],
    }
