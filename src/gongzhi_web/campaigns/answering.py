"""How a form of this slice is answered: done and said, or refused in words with nothing changed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from gongzhi.adapters.recall_orders import OrdersUnreadable
from gongzhi.cases import ImpossibleStep, ReasonMissing
from gongzhi.flow.campaigning import UnknownCampaign
from gongzhi.flow.case_deadlines import DeadlineUnknown
from gongzhi.flow.docketing import NotThere, Overtaken, UnknownEntry
from gongzhi.flow.guiding import UnknownPaper
from gongzhi.flow.guiding_papers import NoBasis
from gongzhi.flow.recalling import UnknownRecall
from gongzhi.flow.sampling_goods import UnknownSample
from gongzhi.flow.units import UnknownUnit
from gongzhi.parties import NotAllowed
from gongzhi_web.accounts.access import record_look
from gongzhi_web.campaigns.fields import Field, FormRefused, filled

REFUSALS = (
    DeadlineUnknown,
    FormRefused,
    ImpossibleStep,
    NoBasis,
    NotAllowed,
    NotThere,
    OrdersUnreadable,
    Overtaken,
    ReasonMissing,
    UnknownCampaign,
    UnknownEntry,
    UnknownPaper,
    UnknownRecall,
    UnknownSample,
    UnknownUnit,
)
OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX, XLSX = OFFICE + "wordprocessingml.document", OFFICE + "spreadsheetml.sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A form as a page of its own, or as a dialog of one act."""

    title: str
    button: str
    fields: tuple[Field, ...]
    code: str = ""
    icon: str = "check"
    back: str = ""
    intro: str = ""


def form_page(request: HttpRequest, sheet: Sheet, made: Callable[[], str]) -> HttpResponse:
    """GET shows the form; POST makes the thing and goes where ``made`` says, or shows the form again with the reason."""
    error = ""
    if request.method == "POST":
        try:
            return redirect(made())
        except REFUSALS as refused:
            error = str(refused)
        except ValueError:
            error = "表单里有不认识的选项：请刷新页面后重新填写"
    given = request.POST if request.method == "POST" else request.GET
    context: dict[str, Any] = {"sheet": sheet, "fields": filled(sheet.fields, given), "error": error}
    return render(request, "campaigns/form.html", context, status=400 if error else 200)


def acted(request: HttpRequest, *, kind: str, subject: str, back: str, done: Callable[[], str]) -> HttpResponse:
    """Do one act, write down that it was done, say so, and go back to the page; a refusal is said there."""
    try:
        said = done()
        record_look(request, what=f"办理{kind}", subject_kind=kind, subject=subject)
        messages.success(request, said)
    except REFUSALS as refused:
        messages.error(request, str(refused))
    except ValueError:
        messages.error(request, "表单里有不认识的选项：请刷新页面后重新办理")
    return redirect(back)


def download(data: bytes, name: str, kind: str) -> HttpResponse:
    """A file to keep."""
    answer = HttpResponse(data, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def chosen(words: Iterable[tuple[str, str]], *, empty: str = "") -> tuple[tuple[str, str], ...]:
    """Options, with an empty one in front where ``empty`` says what it means."""
    return ((("", empty),) if empty else ()) + tuple(words)
