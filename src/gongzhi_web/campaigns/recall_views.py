"""Recalls: the list, a notice, one recall with its orders under pseudonyms, the table of orders coming in."""

from functools import partial

from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongzhi.adapters.recall_orders import ReadOrders, read_orders
from gongzhi.cases import OrderState, PaperKind, Recall, RecallAct, RecallOpened
from gongzhi.flow.guiding_papers import load_kinds
from gongzhi.flow.recalling import RecallWanted, act_in_recall, complete, load_recall, open_recall, report_rows
from gongzhi_web.accounts.access import STAFF, allow, person, record_look
from gongzhi_web.accounts.models import Role, User
from gongzhi_web.archive.acting import act
from gongzhi_web.archive.opening import opened
from gongzhi_web.board.scope import entries_of, units
from gongzhi_web.campaigns.answering import Sheet, acted, chosen, form_page
from gongzhi_web.campaigns.fields import Field, FormRefused, options_of, seen_in, text_in
from gongzhi_web.campaigns.models import RecallRow
from gongzhi_web.campaigns.scope import (
    campaigns_of,
    may_work,
    one_of,
    paper_desk,
    papers_of,
    platforms,
    recalls_of,
    samples_of,
)
from gongzhi_web.evidence.custody import masking_key

LARGEST = 20 * 1024 * 1024
WORKING = (Role.REGULATOR_OFFICER, Role.PLATFORM_LEAD, Role.PLATFORM_REVIEWER)
_PAGE, _ORDERS = 30, 100
_SAID = Field(name="said", label="情况或理由", kind="area", longest=1000)


@never_cache
@require_safe
@allow(*STAFF)
def recalls(request: HttpRequest) -> HttpResponse:
    """Those within reach; those still running first."""
    user, known = person(request), units()
    page = Paginator(recalls_of(user).defer("record").order_by("completed", "-index"), _PAGE).get_page(
        request.GET.get("page")
    )
    record_look(request, what="查看召回", subject_kind="召回", subject="列表")
    lines = [{"row": one, "unit": known.name(one.unit), "settled": one.orders - one.open} for one in page]
    return render(request, "campaigns/recalls.html", {"page": page, "lines": lines, "may_open": may_work(user)})


@never_cache
@allow(Role.REGULATOR_OFFICER)
def new_recall(request: HttpRequest) -> HttpResponse:
    """Register a recall; its notice is issued with it."""
    user = person(request)
    own = campaigns_of(user).filter(ended=False).values_list("number", "title")
    failed = samples_of(user).filter(verdict="fail").values_list("number", "goods")
    fields = (
        Field(name="title", label="名称", longest=100),
        Field(name="goods", label="商品", longest=200),
        Field(name="batch", label="批号", required=False, longest=60),
        Field(name="seller", label="销售者", longest=200),
        Field(
            name="platform",
            label="承运订单的平台",
            kind="select",
            options=chosen(platforms(), empty="不在登记的平台"),
            required=False,
        ),
        Field(name="defect", label="缺陷或不合格情况", kind="area", longest=1000),
        Field(name="remedy", label="怎样召回", kind="area", longest=1000, note="例如 全额退款，商品退回或就地销毁"),
        Field(
            name="basis",
            label="依据（至少一条）",
            kind="checks",
            options=options_of(load_kinds()[PaperKind.RECALL_NOTICE].basis),
        ),
        Field(
            name="sample", label="据哪件样品", kind="select", options=chosen(failed, empty="没有抽样"), required=False
        ),
        Field(name="entry", label="案源编号", required=False, longest=40),
        Field(
            name="campaign",
            label="属于哪个专项",
            kind="select",
            options=chosen(own, empty="不属于专项"),
            required=False,
        ),
    )

    def made() -> str:
        form, now = request.POST, timezone.now()
        _check_known(user, form.get("entry", ""), form.get("sample", ""), form.get("campaign", ""))
        wish = RecallOpened(
            number="", unit="", by=user.acting(), at=now,
            title=text_in(form, "title") or f"召回{text_in(form, 'goods')}", goods=text_in(form, "goods"),
            batch=text_in(form, "batch"), seller=text_in(form, "seller"), defect=text_in(form, "defect"),
            remedy=text_in(form, "remedy"), basis=tuple(form.getlist("basis")), entry=text_in(form, "entry") or None,
            sample=text_in(form, "sample") or None, platform=text_in(form, "platform") or None,
            campaign=text_in(form, "campaign") or None,
        )  # fmt: skip
        begun = act(partial(open_recall, desk=paper_desk(), wish=wish, by=user.acting(), at=now)).opened
        record_look(request, what="登记召回", subject_kind="召回", subject=begun.number)
        return reverse("recall", args=[begun.number])

    sheet = Sheet(title="登记召回", button="登记并发出召回告知书", fields=fields, back=reverse("recalls"))
    return form_page(request, sheet, made)


@never_cache
@require_safe
@allow(*STAFF)
def recall(request: HttpRequest, number: str) -> HttpResponse:
    """One recall: how far it is, its orders, who was told what."""
    row, user = recall_or_404(request, number), person(request)
    now = load_recall(opened(), number)
    record_look(request, what="查看召回", subject_kind="召回", subject=number)
    state = request.GET.get("state", "")
    orders = [
        {"order": one, "state": now.states[ref]}
        for ref, one in now.orders.items()
        if state in ("", now.states[ref].value)
    ]
    page = Paginator(orders, _ORDERS).get_page(request.GET.get("page"))
    settled = len(now.orders) - len(now.open_orders)
    context = {
        "row": row,
        "now": now,
        "unit": units().name(row.unit),
        "carrier": units().name(row.platform) if row.platform else "",
        "rows": report_rows(now),
        "counts": [(one.value, one.chinese, count) for one, count in now.counts.items()],
        "settled": settled,
        "page": page,
        "asked": state,
        "papers": papers_of(user).filter(about=number).defer("record").order_by("index"),
        "history": now.acts[::-1],
        "results": [(one.value, one.chinese) for one in OrderState if one.settled],
        "works": not now.completed
        and user.role in WORKING
        and ((may_work(user) and user.organisation_id == row.unit) or user.organisation_id == row.platform),
        "sheets": _sheets(user, row, now),
    }
    return render(request, "campaigns/recall.html", context)


@require_POST
@allow(*WORKING)
def act_form(request: HttpRequest, number: str) -> HttpResponse:
    """One act: take in orders, note a telling or results, complete."""
    recall_or_404(request, number)
    user, form = person(request), request.POST

    def done() -> str:
        kind = RecallAct(form.get("act", ""))
        by, now = user.acting(), timezone.now()
        if kind is RecallAct.IMPORT:
            return _take_in(request, number)
        result = form.get("result", "")
        wanted = RecallWanted(
            act=kind,
            seen=seen_in(form),
            said=text_in(form, "said"),
            refs=_chosen(load_recall(opened(), number), form.getlist("ref"), form.get("everybody", "")),
            channel=text_in(form, "channel"),
            result=OrderState(result) if result else None,
        )
        if kind is RecallAct.COMPLETE:
            act(partial(complete, desk=paper_desk(), number=number, wanted=wanted, by=by, at=now))
            return "召回已完成，总结报告已封存"
        act(partial(act_in_recall, number=number, wanted=wanted, by=by, at=now))
        return f"已{kind.chinese}，{len(wanted.refs)} 笔"

    return acted(request, kind="召回", subject=number, back=reverse("recall", args=[number]), done=done)


def recall_or_404(request: HttpRequest, number: str) -> RecallRow:
    """The recall within this person's scope."""
    row = one_of(recalls_of(person(request)), number)
    if row is None:
        raise Http404
    return row


def _take_in(request: HttpRequest, number: str) -> str:
    """Orders that are new, and results where the file has them, each a step of its own."""
    form, by = request.POST, person(request).acting()
    read = _read(request, number)
    before = load_recall(opened(), number)
    new = tuple(one for one in read.orders if one.ref not in before.orders)
    seen, said = seen_in(form), text_in(form, "said")
    if new or not read.results:
        wanted = RecallWanted(act=RecallAct.IMPORT, seen=seen, said=said, orders=new)
        seen = act(partial(act_in_recall, number=number, wanted=wanted, by=by, at=timezone.now())).version
    for result in OrderState:
        refs = tuple(dict.fromkeys(ref for ref, state in read.results if state is result))
        if refs:
            wanted = RecallWanted(act=RecallAct.MARK, seen=seen, said=said, refs=refs, result=result)
            seen = act(partial(act_in_recall, number=number, wanted=wanted, by=by, at=timezone.now())).version
    refused = "；".join(f"第 {line} 行：{why}" for line, why in read.refused[:5])
    more = f"等 {len(read.refused)} 行未导入" if len(read.refused) > 5 else ""
    return f"已导入 {len(new)} 笔新订单，登记结果 {len(read.results)} 笔" + (
        f"。未导入：{refused}{more}" if refused else ""
    )


def _read(request: HttpRequest, number: str) -> ReadOrders:
    upload = request.FILES.get("file")
    if not isinstance(upload, UploadedFile) or not upload.size:
        raise FormRefused("没有选择文件：请选一个 .csv 或 .xlsx 订单表")
    if upload.size > LARGEST:
        raise FormRefused(f"文件大于 {LARGEST >> 20} MB：请分成几个文件导入")
    return read_orders(str(upload.name), upload.read(), recall=number, key=masking_key())


def _chosen(now: Recall, refs: list[str], everybody: str) -> tuple[str, ...]:
    """The orders ticked, or all that stand in one state."""
    if everybody:
        return tuple(ref for ref, state in now.states.items() if state.value == everybody)
    return tuple(dict.fromkeys(refs))


def _check_known(user: User, entry: str, sample: str, campaign: str) -> None:
    for given, rows, name in (
        (entry, entries_of(user), "案源"),
        (sample, samples_of(user), "样品"),
        (campaign, campaigns_of(user), "专项"),
    ):
        if given.strip() and not rows.filter(pk=given.strip()).exists():
            raise FormRefused(f"看不到编号为“{given[:40]}”的{name}：请核对编号")


def _sheets(user: User, row: RecallRow, now: Recall) -> list[Sheet]:
    carries = user.role in (Role.PLATFORM_LEAD, Role.PLATFORM_REVIEWER) and user.organisation_id == row.platform
    mine = may_work(user) and user.organisation_id == row.unit
    if now.completed or not (mine or carries):
        return []
    table = Field(
        name="file",
        label="订单表（.csv 或 .xlsx）",
        kind="file",
        note="第一行写列名：订单号、数量、金额、联系方式、结果",
    )
    sheets = [Sheet(code="import", title="导入订单", button="导入", icon="download", fields=(table, _SAID))]
    if mine:
        sheets.append(
            Sheet(code="complete", title="完成召回", button="完成并出总结报告", icon="circle-check", fields=(_SAID,))
        )
    return sheets
