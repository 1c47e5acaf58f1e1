"""Sampling: plans and samples, one sample with its results, and the laboratory's document exactly as sealed."""

from functools import partial

from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongzhi.cases import LaboratoryReport, SampleAct, SampleTaken, SamplingPlanned, TestedItem, Verdict
from gongzhi.flow.sampling_goods import (
    REPORT_FILE,
    SampleWanted,
    act_on_sample,
    load_categories,
    load_plan,
    load_sample,
    plan_sampling,
    sample_rows,
    take_sample,
)
from gongzhi_web.accounts.access import BUREAU, allow, person, record_look
from gongzhi_web.accounts.models import Role
from gongzhi_web.archive.acting import act
from gongzhi_web.archive.opening import opened
from gongzhi_web.board.scope import units
from gongzhi_web.campaigns.answering import Sheet, acted, chosen, download, form_page
from gongzhi_web.campaigns.fields import (
    Field,
    FormRefused,
    day_in,
    day_needed,
    fen_in,
    lines_in,
    noon_in,
    number_in,
    options_of,
    seen_in,
    text_in,
)
from gongzhi_web.campaigns.models import PaperRow, SampleRow
from gongzhi_web.campaigns.sample_sheets import sheets_of
from gongzhi_web.campaigns.scope import campaigns_of, may_work, one_of, plans_of, platforms, samples_of, sampling

LARGEST = 20 * 1024 * 1024
# By the bytes that a file begins with, not by what its name says.
_SIGNS = {
    b"%PDF-": ("application/pdf", "pdf"),
    b"\x89PNG": ("image/png", "png"),
    b"\xff\xd8\xff": ("image/jpeg", "jpg"),
}
_PAGE = 30


@never_cache
@require_safe
@allow(*BUREAU)
def samplings(request: HttpRequest) -> HttpResponse:
    """Plans and the samples within reach, the newest first."""
    user, known = person(request), units()
    plans = list(plans_of(user).defer("record").order_by("-index")[:_PAGE])
    rows = samples_of(user).defer("record").order_by("-index")
    if plan := request.GET.get("plan", ""):
        rows = rows.filter(plan=plan)
    page = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    counts = {one.number: samples_of(user).filter(plan=one.number).count() for one in plans}
    record_look(request, what="查看抽样", subject_kind="抽样", subject=plan or "列表")
    context = {
        "plans": [{"row": one, "unit": known.name(one.unit), "taken": counts[one.number]} for one in plans],
        "lines": [{"row": one, "unit": known.name(one.unit)} for one in page],
        "page": page,
        "may_plan": may_work(user),
    }
    return render(request, "campaigns/samplings.html", context)


@never_cache
@allow(Role.REGULATOR_OFFICER)
def new_plan(request: HttpRequest) -> HttpResponse:
    """Plan a sampling."""
    user = person(request)
    own = campaigns_of(user).filter(ended=False).values_list("number", "title")
    fields = (
        Field(name="title", label="名称", longest=100),
        Field(name="category", label="类别", kind="select", options=options_of(tuple(load_categories()))),
        Field(name="goods", label="抽什么", longest=200),
        Field(name="count", label="抽多少批次", kind="number", values=("10",)),
        Field(name="items", label="检验项目（一行一个）", kind="area"),
        Field(name="starts", label="开始日", kind="date"),
        Field(name="ends", label="结束日", kind="date"),
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
        campaign = text_in(form, "campaign")
        if campaign and one_of(campaigns_of(user), campaign) is None:
            raise FormRefused("看不到这个专项：请从列表中选择")
        wish = SamplingPlanned(
            number="", unit="", by=user.acting(), at=now,
            title=text_in(form, "title"), category=text_in(form, "category"), goods=text_in(form, "goods"),
            count=number_in(form, "count", "抽多少批次"), items=lines_in(form, "items"), campaign=campaign or None,
            starts=day_needed(form, "starts", "开始日"), ends=day_needed(form, "ends", "结束日"),
        )  # fmt: skip
        planned = act(partial(plan_sampling, known=sampling(), wish=wish, by=user.acting(), at=now))
        record_look(request, what="登记抽样计划", subject_kind="抽样", subject=planned.number)
        return reverse("samplings") + f"?plan={planned.number}"

    sheet = Sheet(title="新建抽样计划", button="登记计划", fields=fields, back=reverse("samplings"))
    return form_page(request, sheet, made)


@never_cache
@allow(Role.REGULATOR_OFFICER)
def new_sample(request: HttpRequest, plan: str) -> HttpResponse:
    """Register a sample taken on a plan; its sheet is issued with it."""
    user = person(request)
    if one_of(plans_of(user), plan) is None:
        raise Http404
    planned = load_plan(opened(), plan)
    fields = (
        Field(name="goods", label="商品名称", values=(planned.goods,), longest=200),
        Field(name="seller", label="销售者", longest=200),
        Field(
            name="platform",
            label="平台",
            kind="select",
            options=chosen(platforms(), empty="不在登记的平台"),
            required=False,
        ),
        Field(name="where", label="购买处", note="店铺、直播间、商品卡或摊位", longest=200),
        Field(name="broadcast", label="直播场次编号", required=False, longest=120),
        Field(name="batch", label="批号", required=False, longest=60),
        Field(name="made_on", label="生产日期", kind="date", required=False),
        Field(name="maker", label="生产者", required=False, longest=200),
        Field(name="quantity", label="数量", kind="number", values=("1",)),
        Field(name="price", label="价款（元）", kind="yuan"),
        Field(name="seal", label="封样编号", longest=60),
        Field(name="spare_seal", label="备份样封样编号", required=False, longest=60),
        Field(name="second", label="另一名抽样人", required=False, longest=40),
    )

    def made() -> str:
        form, now = request.POST, timezone.now()
        wish = SampleTaken(
            number="", plan=plan, unit="", category="", by=user.acting(), at=now,
            goods=text_in(form, "goods"), seller=text_in(form, "seller"), where=text_in(form, "where"),
            batch=text_in(form, "batch"), seal=text_in(form, "seal"), spare_seal=text_in(form, "spare_seal"),
            quantity=number_in(form, "quantity", "数量"), price_fen=fen_in(form, "price", "价款"),
            second=text_in(form, "second"), maker=text_in(form, "maker"), made_on=day_in(form, "made_on", "生产日期"),
            broadcast=text_in(form, "broadcast") or None, platform=text_in(form, "platform") or None,
        )  # fmt: skip
        taken = act(partial(take_sample, known=sampling(), wish=wish, by=user.acting(), at=now)).taken
        record_look(request, what="登记样品", subject_kind="样品", subject=taken.number)
        return reverse("sample", args=[taken.number])

    sheet = Sheet(
        title=f"登记样品：{planned.title}", button="登记样品并出抽样单", fields=fields, back=reverse("samplings"),
        intro="网络抽样按真实顾客的方式购买；购买、拆包、封样的经过另行拍照或者录像。",
    )  # fmt: skip
    return form_page(request, sheet, made)


@never_cache
@require_safe
@allow(*BUREAU)
def sample(request: HttpRequest, number: str) -> HttpResponse:
    """One sample: what it is, what was found, what followed, what may be done."""
    row, user = sample_or_404(request, number), person(request)
    now = load_sample(opened(), number)
    record_look(request, what="查看样品", subject_kind="样品", subject=number)
    papers = PaperRow.objects.filter(about=number) | PaperRow.objects.filter(id=now.paper or "")
    context = {
        "row": row,
        "now": now,
        "unit": units().name(row.unit),
        "pairs": sample_rows(now.taken),
        "papers": papers.defer("record").order_by("index"),
        "history": now.acts[::-1],
        "sheets": sheets_of(now) if may_work(user) and user.organisation_id == row.unit else [],
    }
    return render(request, "campaigns/sample.html", context)


@require_POST
@allow(Role.REGULATOR_OFFICER)
def act_form(request: HttpRequest, number: str) -> HttpResponse:
    """One act upon a sample."""
    sample_or_404(request, number)
    user, form = person(request), request.POST

    def done() -> str:
        kind = SampleAct(form.get("act", ""))
        document, media_type = _document(request) if kind in (SampleAct.REPORT, SampleAct.REPORT_RETEST) else (b"", "")
        wanted = SampleWanted(
            act=kind,
            seen=seen_in(form),
            said=text_in(form, "said"),
            report=_report(request) if document else None,
            document=document,
            media_type=media_type,
            granted={"yes": True, "no": False}.get(form.get("granted", "")),
            on=noon_in(form, "on", "日期"),
        )
        after = act(
            partial(act_on_sample, known=sampling(), number=number, wanted=wanted, by=user.acting(), at=timezone.now())
        )
        led = f"，已登记案源 {after.entry}" if kind is SampleAct.REPORT and after.entry else ""
        return f"已{kind.chinese}{led}"

    return acted(request, kind="样品", subject=number, back=reverse("sample", args=[number]), done=done)


@never_cache
@require_safe
@allow(*BUREAU)
def laboratory_file(request: HttpRequest, number: str, sha256: str) -> HttpResponse:
    """The laboratory's document exactly as it was sealed."""
    sample_or_404(request, number)
    archive = opened()
    sealed = [one for one in archive.placed(kind=REPORT_FILE, subject=number) if one.sha256 == sha256]
    if not sealed:
        raise Http404
    record_look(request, what="下载检验报告", subject_kind="样品", subject=number)
    data = archive.read(sealed[0])
    media_type, ending = next(
        (kind for sign, kind in _SIGNS.items() if data.startswith(sign)), ("application/octet-stream", "bin")
    )
    return download(data, f"report-{number}.{ending}", media_type)


def sample_or_404(request: HttpRequest, number: str) -> SampleRow:
    """The sample within this person's scope."""
    row = one_of(samples_of(person(request)), number)
    if row is None:
        raise Http404
    return row


def _document(request: HttpRequest) -> tuple[bytes, str]:
    upload = request.FILES.get("document")
    if not isinstance(upload, UploadedFile) or not upload.size:
        raise FormRefused("没有附检验报告原件：请选择 PDF 或图片文件")
    if upload.size > LARGEST:
        raise FormRefused(f"检验报告大于 {LARGEST >> 20} MB：请压缩或分页扫描后再传")
    data = upload.read()
    for sign, (media_type, _) in _SIGNS.items():
        if data.startswith(sign):
            return data, media_type
    raise FormRefused("检验报告不是 PDF、PNG 或 JPEG：请另存为其中一种再传")


def _report(request: HttpRequest) -> LaboratoryReport:
    form = request.POST
    return LaboratoryReport(
        laboratory=text_in(form, "laboratory"),
        number=text_in(form, "report_number"),
        on=day_needed(form, "report_on", "报告日期"),
        verdict=Verdict(form.get("verdict", "")),
        sha256="",
        items=tuple(_item(line) for line in lines_in(form, "items")),
    )


def _item(line: str) -> TestedItem:
    parts = [part.strip() for part in line.replace("|", "｜").split("｜")]
    if len(parts) != 4 or not all(parts):
        raise FormRefused(f"不合格项目“{line[:20]}”写法不对：请写成 项目｜标准｜要求｜实测，每行一项")
    name, standard, limit, measured = parts
    return TestedItem(name=name, standard=standard, limit=limit, measured=measured)
