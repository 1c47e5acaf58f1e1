"""Acting upon an entry: assign, move between units, stop the clock, transfer, end."""

import io
import zipfile
from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from gongzhi.cases import ImpossibleStep, ReasonMissing
from gongzhi.flow.case_deadlines import DeadlineUnknown
from gongzhi.flow.docket_terms import NoSuchGround
from gongzhi.flow.docketing import NotThere, Overtaken, UnknownEntry, act_upon
from gongzhi.flow.handing_over import Recipient, RecipientUnnamed
from gongzhi.flow.transferring import Sending
from gongzhi.parties import NotAllowed
from gongzhi_web.accounts.access import allow, person, record_look
from gongzhi_web.archive.acting import act
from gongzhi_web.board.forms import read_wanted, register, seen_in
from gongzhi_web.board.scope import entries_of
from gongzhi_web.board.sending import send
from gongzhi_web.board.views import OFFICERS, entry_or_404

REFUSALS = (
    NotAllowed,
    Overtaken,
    ImpossibleStep,
    ReasonMissing,
    NotThere,
    NoSuchGround,
    DeadlineUnknown,
    RecipientUnnamed,
    UnknownEntry,
)


@require_POST
@allow(*OFFICERS)
def act_form(request: HttpRequest, number: str) -> HttpResponse:
    """One act that needs nothing beside the entry itself."""
    entry_or_404(request, number)

    def done() -> str:
        wanted = read_wanted(request.POST)
        by, at = person(request).acting(), timezone.now()
        act(partial(act_upon, register=register(), number=number, wanted=wanted, by=by, at=at))
        return f"已{wanted.act.chinese}"

    return answered(request, number, done)


@require_POST
@allow(*OFFICERS)
def transfer_form(request: HttpRequest, number: str) -> HttpResponse:
    """Transfer the entry to another authority; what is to be sent comes back as one file, its letter sealed here."""
    row = entry_or_404(request, number)
    sent: list[tuple[str, bytes]] = []

    def done() -> str:
        sending = _sending(request)
        made = send(person(request), row, sending, at=timezone.now(), bundle="bundle" in request.POST)
        if made.bundle:
            sent.extend([(f"{number}.docx", made.letter), (f"{number}.evz", made.bundle)])
        return f"已移送{sending.to.organisation}，移送函已封存"

    answer = answered(request, number, done)
    return _zipped(number, sent) if sent else answer


def _sending(request: HttpRequest) -> Sending:
    given = request.POST
    to = Recipient(
        organisation=given.get("organisation", ""),
        person=given.get("person", ""),
        purpose=" ".join(given.get("reason", "").split()),
    )
    return Sending(to=to, ground=given.get("ground", ""), seen=seen_in(given))


def _zipped(number: str, parts: list[tuple[str, bytes]]) -> HttpResponse:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as whole:
        for name, data in parts:
            whole.writestr(name, data)
    answer = HttpResponse(packed.getvalue(), content_type="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="transfer-{number}.zip"'
    return answer


def answered(request: HttpRequest, number: str, done: Callable[[], str]) -> HttpResponse:
    """Do it, write down that it was done, say so, and show the entry, or the board where it is no longer seen; refusals are said."""
    try:
        said = done()
        record_look(request, what="办理案源", subject_kind="案源", subject=number)
        messages.success(request, said)
    except REFUSALS as refused:
        messages.error(request, str(refused))
    except ValueError:
        messages.error(request, "表单里有不认识的选项：请刷新页面后重新办理")
    seen = entries_of(person(request)).filter(number=number).first()
    if seen is None:
        return redirect("docket")
    back = request.POST.get("back_to_case", "")
    return redirect("case", case=back) if back and back == seen.case else redirect("docket_entry", number=number)
