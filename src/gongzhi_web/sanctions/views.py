"""Messages on parallel sanctions: the list, one with its thread, sending, answering, withdrawing, and the bundle."""

from functools import partial

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongzhi.flow.parallel_records import Asks, Reply, SanctionAct, SanctionState, SanctionThread
from gongzhi.flow.parallel_sanctions import (
    NOTICE,
    OwnMeasure,
    SanctionWanted,
    SanctionWish,
    act_on_sanction,
    load_sanction,
    overturned,
)
from gongzhi.parties import Concerned, Verb, may
from gongzhi_web.accounts.access import STAFF, allow, person, record_look
from gongzhi_web.accounts.models import Kind, Role, User
from gongzhi_web.archive.acting import act
from gongzhi_web.archive.opening import opened
from gongzhi_web.board.scope import units
from gongzhi_web.campaigns.answering import Sheet, acted, chosen, download, form_page
from gongzhi_web.campaigns.fields import Field, day_in, day_needed, lines_in, seen_in, text_in
from gongzhi_web.sanctions.bundles import bundle_of, offers_bundle
from gongzhi_web.sanctions.models import SanctionRow
from gongzhi_web.sanctions.scope import receivers_for, sanctions_of
from gongzhi_web.sanctions.sending import decided_cases, entries_told_of, send_messages

_PAGE = 30
_KIND = "平行处置通报"
_ASKS = tuple((one.value, one.chinese) for one in Asks)
_REPLIES = tuple((one.value, one.chinese) for one in Reply)


@never_cache
@require_safe
@allow(*STAFF)
def sanctions(request: HttpRequest) -> HttpResponse:
    """What this organisation sent and received; what waits for its own answer is counted."""
    user, known = person(request), units()
    rows, side = sanctions_of(user).defer("record"), request.GET.get("side", "")
    mine = {"sender": user.organisation_id} if side == "sent" else {"to": user.organisation_id}
    if side in ("sent", "received"):
        rows = rows.filter(**mine)
    page = Paginator(rows.order_by("-index"), _PAGE).get_page(request.GET.get("page"))
    record_look(request, what="查看通报", subject_kind=_KIND, subject="列表")
    waiting = sanctions_of(user).filter(to=user.organisation_id, state=SanctionState.WAITING.value)
    context = {
        "page": page,
        "lines": [{"row": row, **_words(row), "from": known.name(row.sender), "to": known.name(row.to)} for row in page],
        "waiting": waiting.count(),
        "side": side,
        "may_send": _may_act(user),
    }  # fmt: skip
    return render(request, "sanctions/sanctions.html", context)


@never_cache
@require_safe
@allow(*STAFF)
def sanction(request: HttpRequest, number: str) -> HttpResponse:
    """One message: what was told, what was answered, and whether the decision still stands."""
    row, user, known = sanction_or_404(request, number), person(request), units()
    now = load_sanction(opened(), number)
    record_look(request, what="查看通报", subject_kind=_KIND, subject=number)
    context = {
        "row": row,
        "now": now,
        "from": known.name(row.sender),
        "to": known.name(row.to),
        "sent_here": user.organisation_id == row.sender,
        "overturned": overturned(opened(), now.sent),
        "bundle": offers_bundle(now),
        "history": now.acts[::-1],
        "sheets": _sheets(user, row, now),
        "notice": NOTICE,
    }
    return render(request, "sanctions/sanction.html", context)


@never_cache
@allow(*STAFF)
def new_sanction(request: HttpRequest) -> HttpResponse:
    """Send a message: of a decided case for a platform, of its own decision upon an entry for a bureau."""
    user = person(request)
    if not _may_act(user):
        raise Http404
    bureau = user.organisation is not None and user.organisation.kind == Kind.BUREAU

    def made() -> str:
        sent = send_messages(user, _wish(request, bureau=bureau), at=timezone.now())
        if sent is None:
            raise Http404
        for one in sent:
            record_look(request, what="发出通报", subject_kind=_KIND, subject=one.number)
        return reverse("sanction", args=[sent[0].number]) if len(sent) == 1 else reverse("sanctions")

    sheet = Sheet(
        title="发出平行处置通报", button="发出并封存", icon="send", fields=_fields(user, bureau=bureau),
        back=reverse("sanctions"), intro=NOTICE,
    )  # fmt: skip
    return form_page(request, sheet, made)


@require_POST
@allow(*STAFF)
def act_form(request: HttpRequest, number: str) -> HttpResponse:
    """Answer a message that was received, or withdraw one that was sent."""
    sanction_or_404(request, number)
    form, by = request.POST, person(request).acting()

    def done() -> str:
        kind, reply = SanctionAct(form.get("act", "")), form.get("reply", "")
        wanted = SanctionWanted(
            act=kind,
            seen=seen_in(form),
            said=text_in(form, "said"),
            reply=Reply(reply) if reply else None,
            measure=text_in(form, "measure"),
            decision=text_in(form, "decision"),
        )
        act(partial(act_on_sanction, number=number, wanted=wanted, by=by, at=timezone.now()))
        return f"已{kind.chinese}"

    return acted(request, kind="通报", subject=number, back=reverse("sanction", args=[number]), done=done)


@never_cache
@require_safe
@allow(*STAFF)
def bundle_file(request: HttpRequest, number: str) -> HttpResponse:
    """The sealed bundle of what the message rests on."""
    sanction_or_404(request, number)
    now = load_sanction(opened(), number)
    data = bundle_of(person(request), now.sent, at=timezone.now()) if offers_bundle(now) else None
    if data is None:
        raise Http404
    record_look(request, what="下载证据包", subject_kind=_KIND, subject=number)
    return download(data, f"{number}.evz", "application/octet-stream")


def sanction_or_404(request: HttpRequest, number: str) -> SanctionRow:
    """The message within this person's scope."""
    row = sanctions_of(person(request)).filter(pk=number).first()
    if row is None:
        raise Http404
    return row


def _may_act(user: User) -> bool:
    own = user.organisation_id
    return bool(own and user.role) and may(user.acting(), Verb.CLOSE, Concerned(holder=own or ""))


def _words(row: SanctionRow) -> dict[str, str]:
    reply = Reply(row.reply).chinese if row.reply else ""
    return {"asks": Asks(row.asks).chinese, "state": SanctionState(row.state).chinese, "reply": reply}


def _fields(user: User, *, bureau: bool) -> tuple[Field, ...]:
    own = entries_told_of(user) if bureau else decided_cases(user)
    about = Field(name="about", label="案源" if bureau else "案件", kind="select", options=chosen(own, empty="请选择"))
    measure = (
        Field(name="whom", label="当事人（须是本件登记的）", longest=200),
        Field(name="decision", label="决定文号", longest=160),
        Field(name="measure", label="采取的措施", longest=160),
        Field(name="since", label="自哪天起", kind="date"),
        Field(name="until", label="至哪天止", kind="date", required=False, note="没有期限的留空；期满当天不计"),
        Field(name="provisions", label="依据（一行一条，写条款编号）", kind="area", note="例如 广告法/9(3)"),
        Field(
            name="serious", label="违法程度", kind="checks", required=False,
            options=(("yes", "决定认定为严重违反法律、行政法规"),),
        ),
    )  # fmt: skip
    return (
        about,
        *(measure if bureau else ()),
        Field(name="to", label="发给哪些平台", kind="checks", options=tuple(receivers_for(user))),
        Field(name="asks", label="请对方", kind="select", options=_ASKS, note="只有严重违反法律、行政法规的，才能请对方研究采取相当措施"),
        Field(name="reason", label="为什么通报", kind="area", longest=1000),
    )  # fmt: skip


def _wish(request: HttpRequest, *, bureau: bool) -> SanctionWish:
    form = request.POST
    own = None
    if bureau:
        own = OwnMeasure(
            decision=text_in(form, "decision"),
            whom=text_in(form, "whom"),
            measure=text_in(form, "measure"),
            since=day_needed(form, "since", "自哪天起"),
            until=day_in(form, "until", "至哪天止"),
            serious=form.get("serious") == "yes",
            provisions=lines_in(form, "provisions"),
        )
    return SanctionWish(
        about=text_in(form, "about"),
        to=tuple(form.getlist("to")),
        asks=Asks(form.get("asks", "")),
        reason=text_in(form, "reason"),
        own=own,
    )


def _sheets(user: User, row: SanctionRow, now: SanctionThread) -> list[Sheet]:
    if user.role == Role.AUDITOR or not _may_act(user) or now.state is SanctionState.WITHDRAWN:
        return []
    said = Field(name="said", label="理由", kind="area", longest=1000)
    if user.organisation_id == row.sender:
        return [Sheet(code="withdraw", title="撤回", button="撤回", icon="x", fields=(said,))]
    fields = (
        Field(name="reply", label="本单位的决定", kind="select", options=_REPLIES),
        Field(name="measure", label="采取的措施", required=False, longest=160, note="不采取措施的留空"),
        Field(name="decision", label="本单位的决定文号", required=False, longest=160, note="采取了措施的必须写明"),
        said,
    )
    return [Sheet(code="answer", title="答复", button="答复并封存", icon="message-circle", fields=fields)]
