"""Campaigns: the list, a plan, its page with numbers, the list behind a number, what can be taken away."""

import secrets
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongzhi.adapters.campaign_reports import field_sheet_xlsx, report_docx, report_xlsx
from gongzhi.adapters.documents import render_document
from gongzhi.cases import Campaign, CampaignAct, CampaignPlanned
from gongzhi.flow.campaigning import (
    CampaignWanted,
    act_in_campaign,
    field_sheet,
    how_drawn,
    load_campaign,
    plan_campaign,
    sought,
)
from gongzhi.flow.campaigning_tally import NUMBERS, report_form, tally
from gongzhi_web.accounts.access import BUREAU, allow, person, record_look
from gongzhi_web.accounts.models import Role, User
from gongzhi_web.archive.acting import act
from gongzhi_web.archive.opening import opened
from gongzhi_web.board.scope import entries_of, units
from gongzhi_web.broadcasts.scope import broadcasts_of
from gongzhi_web.campaigns.answering import DOCX, XLSX, Sheet, acted, download, form_page
from gongzhi_web.campaigns.candidates import candidates_for
from gongzhi_web.campaigns.fields import Field, day_needed, lines_in, number_in, seen_in, text_in
from gongzhi_web.campaigns.models import CampaignRow
from gongzhi_web.campaigns.scope import campaigns_of, in_reach, may_work, one_of
from gongzhi_web.campaigns.shown import visible_only
from gongzhi_web.site.words import WORDS

_PAGE = 30
_WHY = Field(name="said", label="理由或情况", kind="area", longest=1000)


@never_cache
@require_safe
@allow(*BUREAU)
def campaigns(request: HttpRequest) -> HttpResponse:
    """All within reach, those still running first."""
    user = person(request)
    rows = campaigns_of(user).defer("record").order_by("ended", "-index")
    page = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    record_look(request, what="查看专项", subject_kind="专项", subject="列表")
    known = units()
    lines = [{"row": row, "unit": known.name(row.unit)} for row in page]
    return render(request, "campaigns/campaigns.html", {"page": page, "lines": lines, "may_plan": may_work(user)})


@never_cache
@allow(Role.REGULATOR_OFFICER)
def new_campaign(request: HttpRequest) -> HttpResponse:
    """Plan one."""
    types = tuple((code, name) for code, name in WORDS["type"].items())
    fields = (
        Field(name="title", label="名称", longest=100, note="例如 中秋月饼专项、禁渔期水产专项"),
        Field(name="goal", label="为什么开展", kind="area", longest=1000),
        Field(name="starts", label="开始日", kind="date"),
        Field(name="ends", label="结束日", kind="date"),
        Field(
            name="categories",
            label="商品类别（一行一个）",
            kind="area",
            required=False,
            note="与商品卡上的类别一致，例如 农产品",
        ),
        Field(name="words", label="词语（一行一个）", kind="area", required=False),
        Field(name="rules", label="规则编号（一行一个）", kind="area", required=False),
        Field(name="types", label="违规类别", kind="checks", options=types, required=False),
    )

    def made() -> str:
        form, user, now = request.POST, person(request), timezone.now()
        wish = CampaignPlanned(
            number="", unit="", by=user.acting(), at=now,
            title=text_in(form, "title"), goal=text_in(form, "goal"),
            starts=day_needed(form, "starts", "开始日"), ends=day_needed(form, "ends", "结束日"),
            rules=lines_in(form, "rules"), words=lines_in(form, "words"), categories=lines_in(form, "categories"),
            types=tuple(one for one in form.getlist("types") if one in WORDS["type"]),
        )  # fmt: skip
        begun = act(partial(plan_campaign, units=units(), wish=wish, by=user.acting(), at=now))
        record_look(request, what="登记专项", subject_kind="专项", subject=begun.planned.number)
        return reverse("campaign", args=[begun.planned.number])

    sheet = Sheet(title="新建专项监测", button="登记", fields=fields, back=reverse("campaigns"))
    return form_page(request, sheet, made)


@never_cache
@require_safe
@allow(*BUREAU)
def campaign(request: HttpRequest, number: str) -> HttpResponse:
    """One campaign: numbers, targets, leads, and what may be done."""
    row, user = campaign_or_404(request, number), person(request)
    now = load_campaign(opened(), number)
    counted, whole = visible_only(user, row, tally(opened(), now)), in_reach(user, row.unit)
    record_look(request, what="查看专项", subject_kind="专项", subject=number)
    most = max([1, *(count for _, _, count in counted.numbers)])
    shown = {one.number for one in counted.lists["targets"]}
    context = {
        "row": row,
        "now": now,
        "unit": units().name(row.unit),
        "numbers": [{"key": key, "name": name, "count": count} for key, name, count in counted.numbers],
        "most": most,
        "weeks": [{"week": week, "count": count} for week, count in counted.weeks],
        "most_in_week": max([1, *(count for _, count in counted.weeks)]),
        "targets": [one for one in now.targets if (one.candidate.broadcast or one.candidate.room) in shown],
        "entries": counted.lists["leads"],
        "sought": sought(now.planned),
        "how": how_drawn(),
        "draws": [one for one in now.acts if one.act is CampaignAct.DRAW],
        "history": now.acts[::-1] if whole else (),
        "whole": whole,
        "sheets": _sheets(user, row, now),
    }
    return render(request, "campaigns/campaign.html", context)


@never_cache
@require_safe
@allow(*BUREAU)
def behind(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """The list behind one number."""
    row = campaign_or_404(request, number)
    if key not in NUMBERS:
        raise Http404
    counted = visible_only(person(request), row, tally(opened(), load_campaign(opened(), number)))
    record_look(request, what="查看专项", subject_kind="专项", subject=number)
    known, listed = units(), counted.lists[key]
    # A room that was drawn before it was ever seen broadcasting has no page yet.
    seen = broadcasts_of(person(request)).filter(id__in=[one.number for one in listed if one.kind == "room"])
    pages = set(seen.values_list("id", flat=True))
    lines = [
        {
            "one": one,
            "unit": known.name(one.unit),
            "href": _href(one.kind, one.number) if one.kind != "room" or one.number in pages else "",
        }
        for one in listed
    ]
    return render(request, "campaigns/behind.html", {"row": row, "name": NUMBERS[key], "lines": lines})


@require_POST
@allow(Role.REGULATOR_OFFICER)
def act_form(request: HttpRequest, number: str) -> HttpResponse:
    """One act: draw, link, take out, note a visit, end."""
    row, user, form = campaign_or_404(request, number), person(request), request.POST

    def done() -> str:
        kind = CampaignAct(form.get("act", ""))
        wanted = CampaignWanted(
            act=kind,
            seen=seen_in(form),
            said=text_in(form, "said"),
            entry=text_in(form, "entry") or None,
            room=text_in(form, "room") or None,
        )
        if kind is CampaignAct.DRAW:
            wanted = _drawing(user, row, wanted, number_in(form, "places", "对象数", most=500))
        if kind is CampaignAct.LINK and not entries_of(user).filter(number=wanted.entry).exists():
            return "没有关联：看不到这个编号的案源，请核对编号"
        act(partial(act_in_campaign, units=units(), number=number, wanted=wanted, by=user.acting(), at=timezone.now()))
        return f"已{kind.chinese}"

    return acted(request, kind="专项", subject=number, back=reverse("campaign", args=[number]), done=done)


@never_cache
@require_safe
@allow(*BUREAU)
def taken_away(request: HttpRequest, number: str, what: str, ending: str) -> HttpResponse:
    """The report or the field sheet, as .docx or .xlsx; the whole campaign, so only for its unit and those above."""
    row, user, now = campaign_or_404(request, number), person(request), timezone.now()
    if not in_reach(user, row.unit) or (what, ending) not in _MADE:
        raise Http404
    record_look(request, what="下载专项报告" if what == "report" else "下载检查表", subject_kind="专项", subject=number)
    return download(
        _MADE[what, ending](load_campaign(opened(), number), row, now), f"{what}-{number}.{ending}", _KIND[ending]
    )


def campaign_or_404(request: HttpRequest, number: str) -> CampaignRow:
    """The campaign within this person's scope."""
    row = one_of(campaigns_of(person(request)), number)
    if row is None:
        raise Http404
    return row


def _drawing(user: User, row: CampaignRow, wanted: CampaignWanted, places: int) -> CampaignWanted:
    planned = load_campaign(opened(), row.number).planned
    return CampaignWanted(
        act=wanted.act,
        seen=wanted.seen,
        said=wanted.said,
        candidates=candidates_for(user, planned),
        places=places,
        seed=secrets.token_hex(16),
    )


def _sheets(user: User, row: CampaignRow, now: Campaign) -> list[Sheet]:
    """The dialogs of what this person may do now."""
    if now.ended or not may_work(user):
        return []
    rooms = tuple(
        (one.candidate.room, one.candidate.name) for one in now.targets if one.candidate.room not in now.visited
    )
    link = (Field(name="entry", label="案源编号", longest=40), _WHY)
    sheets = [Sheet(code="link", title="关联案源", button="关联案源", icon="link", fields=link)]
    if rooms:
        visit = (Field(name="room", label="检查对象", kind="select", options=rooms), _WHY)
        sheets.append(Sheet(code="visit", title="登记检查", button="登记检查", icon="eye", fields=visit))
    if user.organisation_id == row.unit:
        places = Field(name="places", label="对象数", kind="number", values=("20",))
        sheets.insert(
            0, Sheet(code="draw", title="抽定对象", button="抽定对象", icon="list-check", fields=(places, _WHY))
        )
        entries = tuple((one, one) for one in now.entries)
        if entries:
            out = (Field(name="entry", label="案源", kind="select", options=entries), _WHY)
            sheets.append(Sheet(code="unlink", title="移出案源", button="移出案源", icon="x", fields=out))
        sheets.append(Sheet(code="end", title="结束专项", button="结束", icon="circle-check", fields=(_WHY,)))
    return sheets


def _href(kind: str, number: str) -> str:
    names = {"entry": "docket_entry", "paper": "paper", "sample": "sample", "recall": "recall", "room": "room"}
    return reverse(names[kind], args=[number])


def _report(now: Campaign, row: CampaignRow, at: Any, *, docx: bool) -> bytes:
    del row
    counted = tally(opened(), now)
    form = report_form(now, counted, units=units(), at=at)
    return report_docx(form, counted) if docx else report_xlsx(form, counted, units())


def _sheet(now: Campaign, row: CampaignRow, at: Any, *, docx: bool) -> bytes:
    form = field_sheet(now, issuer=units().name(row.unit), at=at)
    return render_document(form) if docx else field_sheet_xlsx(form)


_KIND = {"docx": DOCX, "xlsx": XLSX}
_MADE = {
    ("report", "docx"): partial(_report, docx=True),
    ("report", "xlsx"): partial(_report, docx=False),
    ("sheet", "docx"): partial(_sheet, docx=True),
    ("sheet", "xlsx"): partial(_sheet, docx=False),
}
