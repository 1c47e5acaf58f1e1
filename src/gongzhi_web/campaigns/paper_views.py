"""Papers: the list, one with its answer, issuing one upon an entry of the register, the .docx exactly as sealed."""

from functools import partial

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongzhi.cases import AnswerOutcome, OfficialPaper, PaperAct, PaperKind, PaperState
from gongzhi.flow.docketing import load_entry
from gongzhi.flow.guiding import (
    PAPER_FILE,
    UPON_ENTRY,
    PaperWanted,
    Wish,
    act_on_paper,
    guided,
    issue_upon_entry,
    load_paper,
)
from gongzhi.flow.guiding_papers import Worded, load_kinds
from gongzhi_web.accounts.access import BUREAU, EVERYONE, PLATFORM, allow, person, record_look
from gongzhi_web.accounts.models import Kind, Organisation, Role, User
from gongzhi_web.archive.acting import act
from gongzhi_web.archive.opening import opened
from gongzhi_web.board.scope import entries_of, units
from gongzhi_web.campaigns.answering import DOCX, Sheet, acted, chosen, download, form_page
from gongzhi_web.campaigns.fields import Field, day_in, lines_in, number_in, options_of, seen_in, text_in
from gongzhi_web.campaigns.models import PaperRow
from gongzhi_web.campaigns.scope import in_reach, may_work, one_of, paper_desk, papers_of

ANSWERING = (Role.REGULATOR_OFFICER, Role.PLATFORM_LEAD, Role.PLATFORM_REVIEWER, Role.MERCHANT)
_PAGE = 30
_OUTCOMES = tuple((one.value, one.chinese) for one in AnswerOutcome)


@never_cache
@require_safe
@allow(*EVERYONE)
def papers(request: HttpRequest) -> HttpResponse:
    """What this unit issued, or what asks this organisation; what waits stands first."""
    user, known = person(request), units()
    rows = papers_of(user).defer("record")
    kinds = [(kind.value, kind.chinese) for kind in PaperKind]
    if (kind := request.GET.get("kind", "")) in dict(kinds):
        rows = rows.filter(kind=kind)
    if request.GET.get("state") == "late":
        rows = rows.filter(follow_up__lt=timezone.localdate()).exclude(state__in=("ended", "withdrawn"))
    page = Paginator(rows.order_by("-index"), _PAGE).get_page(request.GET.get("page"))
    record_look(request, what="查看文书", subject_kind="文书", subject="列表")
    context = {
        "page": page,
        "lines": [{"row": row, "unit": known.name(row.unit), **_words(row)} for row in page],
        "kinds": kinds,
        "asked": {"kind": kind, "state": request.GET.get("state", "")},
    }
    return render(request, "campaigns/papers.html", context)


@never_cache
@require_safe
@allow(*EVERYONE)
def paper(request: HttpRequest, paper: str) -> HttpResponse:
    """One paper: what it says, what came back."""
    row, user = paper_or_404(request, paper), person(request)
    now = load_paper(opened(), paper)
    record_look(request, what="查看文书", subject_kind="文书", subject=paper)
    context = {
        "row": row,
        "now": now,
        "unit": units().name(row.unit),
        "late": now.late(timezone.localdate()),
        "inside": in_reach(user, row.unit),
        "about": _about(user, row),
        "history": now.acts[::-1],
        "sheets": _sheets(user, row, now),
    }
    return render(request, "campaigns/paper.html", context)


@never_cache
@allow(Role.REGULATOR_OFFICER)
def new_paper(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Issue a paper upon an entry of the register."""
    user = person(request)
    row = entries_of(user).filter(number=number).first()
    if row is None or kind not in {one.value for one in UPON_ENTRY}:
        raise Http404
    known, entry = load_kinds()[PaperKind(kind)], load_entry(opened(), number)
    parties = entry.entered.parties
    to = Organisation.objects.filter(kind__in=(Kind.PLATFORM, Kind.MERCHANT, Kind.MCN)).order_by("kind", "name")
    offered = [(one.party, one.name) for one in to if one.kind == Kind.PLATFORM or set(one.names) & set(parties)]
    fields = (
        Field(name="seen", label="", kind="hidden", values=(str(entry.version),)),
        Field(name="addressee", label="发给谁", values=parties[:1], longest=200),
        Field(name="to", label="谁可以在本系统回复", kind="select", options=chosen(offered, empty="不在本系统回复"), required=False),
        Field(name="facts", label=known.headings[0][2:], kind="area", values=(entry.entered.summary,), longest=2000),
        Field(
            name="asks", label=f"{known.headings[1][2:]}（一行一项）", kind="area", longest=2000,
            required=kind in (PaperKind.RECTIFICATION, PaperKind.DELISTING),
        ),
        Field(name="basis", label="依据", kind="checks", options=options_of(known.basis), required=False),
        Field(name="more", label="其他依据（一行一条，写条款编号）", kind="area", required=False, note="例如 广告法/9(3)"),
        Field(name="follow_up", label="回看日", kind="date", required=False, note=f"不填按 {known.days} 天"),
    )  # fmt: skip

    def made() -> str:
        form = request.POST
        worded = Worded(
            addressee=text_in(form, "addressee"),
            facts=text_in(form, "facts"),
            asks=lines_in(form, "asks"),
            basis=(*form.getlist("basis"), *lines_in(form, "more")),
            follow_up=day_in(form, "follow_up", "回看日"),
        )
        wish = Wish(kind=PaperKind(kind), about=number, worded=worded, to=text_in(form, "to") or None)
        seen, now = number_in(form, "seen", "版本"), timezone.now()
        done = act(partial(issue_upon_entry, desk=paper_desk(), wish=wish, seen=seen, by=user.acting(), at=now))
        record_look(request, what="发出文书", subject_kind="文书", subject=done.issued.id)
        return reverse("paper", args=[done.issued.id])

    sheet = Sheet(
        title=f"{PaperKind(kind).chinese}：{row.title}", button="发出并封存", fields=fields,
        back=reverse("papers_upon", args=[number]), intro="".join(known.says),
    )  # fmt: skip
    return form_page(request, sheet, made)


@never_cache
@require_safe
@allow(*BUREAU)
def papers_upon(request: HttpRequest, number: str) -> HttpResponse:
    """The papers upon one entry, and which may be issued."""
    user = person(request)
    row = entries_of(user).filter(number=number).first()
    if row is None:
        raise Http404
    record_look(request, what="查看文书", subject_kind="案源", subject=number)
    lines = [
        {"row": one, **_words(one)} for one in papers_of(user).filter(about=number).defer("record").order_by("index")
    ]
    works = may_work(user) and user.organisation_id == row.unit and row.state != "ended"
    kinds = [(kind.value, kind.chinese) for kind in UPON_ENTRY] if works else []
    context = {"row": row, "lines": lines, "kinds": kinds, "history": guided(opened(), number)[::-1]}
    return render(request, "campaigns/papers_upon.html", context)


@require_POST
@allow(*ANSWERING)
def act_form(request: HttpRequest, paper: str) -> HttpResponse:
    """Answer a paper, or record what became of it."""
    paper_or_404(request, paper)
    form, by = request.POST, person(request).acting()

    def done() -> str:
        kind, outcome = PaperAct(form.get("act", "")), form.get("outcome", "")
        wanted = PaperWanted(
            act=kind,
            seen=seen_in(form),
            said=text_in(form, "said"),
            outcome=AnswerOutcome(outcome) if outcome else None,
            follow_up=day_in(form, "follow_up", "回看日"),
        )
        act(partial(act_on_paper, paper=paper, wanted=wanted, by=by, at=timezone.now()))
        return f"已{kind.chinese}"

    return acted(request, kind="文书", subject=paper, back=reverse("paper", args=[paper]), done=done)


@never_cache
@require_safe
@allow(*EVERYONE)
def paper_file(request: HttpRequest, paper: str) -> HttpResponse:
    """The .docx exactly as it was sealed."""
    paper_or_404(request, paper)
    archive = opened()
    sealed = next(archive.placed(kind=PAPER_FILE, subject=paper), None)
    if sealed is None:
        raise Http404
    record_look(request, what="下载文书", subject_kind="文书", subject=paper)
    return download(archive.read(sealed), f"{paper}.docx", DOCX)


def paper_or_404(request: HttpRequest, paper: str) -> PaperRow:
    """The paper within this person's scope."""
    row = one_of(papers_of(person(request)), paper)
    if row is None:
        raise Http404
    return row


def _words(row: PaperRow) -> dict[str, object]:
    over = (
        row.follow_up is not None and row.follow_up < timezone.localdate() and row.state not in ("ended", "withdrawn")
    )
    return {
        "kind": PaperKind(row.kind).chinese,
        "state": PaperState(row.state).chinese,
        "answer": AnswerOutcome(row.answer).chinese if row.answer else "",
        "late": over,
    }


def _about(user: User, row: PaperRow) -> str:
    """Where what the paper concerns is shown; empty for whom it asks."""
    if not in_reach(user, row.unit):
        return ""
    if row.kind == PaperKind.BLACKLIST.value:
        return reverse("case", args=[row.about])
    names = {"XS": "docket_entry", "CY": "sample", "ZH": "recall"}
    name = names.get(row.about[:2])
    return reverse(name, args=[row.about]) if name else ""


def _sheets(user: User, row: PaperRow, now: OfficialPaper) -> list[Sheet]:
    mine = (may_work(user) or user.role in PLATFORM) and user.organisation_id == row.unit
    asked = user.role in ANSWERING and bool(row.to) and user.organisation_id == row.to
    said = Field(name="said", label="情况", kind="area", longest=1000)
    outcome = Field(name="outcome", label="办理结果", kind="select", options=_OUTCOMES)
    day = Field(name="follow_up", label="下次回看", kind="date")
    fields = {PaperAct.ANSWER: (outcome, said), PaperAct.CHECK: (day, said)}
    icons = {PaperAct.SERVE: "send", PaperAct.ANSWER: "message-circle", PaperAct.CHECK: "eye", PaperAct.WITHDRAW: "x"}
    return [
        Sheet(
            code=one.value,
            title=one.chinese,
            button=one.chinese,
            icon=icons.get(one, "check"),
            fields=fields.get(one, (said,)),
        )
        for one in now.may_follow
        if mine or (asked and one is PaperAct.ANSWER)
    ]
