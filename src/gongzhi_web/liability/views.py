"""Where an analysis begins: the list, a new interview, blank or from a case, and throwing one away."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongzhi.flow.analyse import Inquiry
from gongzhi.flow.facts_of_case import inquiry_of_case
from gongzhi.flow.facts_of_lead import inquiry_of_lead
from gongzhi.flow.topics import load_topics
from gongzhi.values import encode_record
from gongzhi_web.accounts.access import EVERYONE, allow, person, record_look
from gongzhi_web.accounts.models import User
from gongzhi_web.archive.opening import opened
from gongzhi_web.board.scope import entries_of
from gongzhi_web.cases.scope import cases_of
from gongzhi_web.evidence.custody import seal_view
from gongzhi_web.liability.engine import engine
from gongzhi_web.liability.forms import read_scope
from gongzhi_web.liability.models import InquiryDraft
from gongzhi_web.liability.scope import analyses_of, drafts_of, own_party

MOST_DRAFTS = 50
SHOWN = 100
MOST_LEADS = 8
_FIRST_TOPICS = ("质量、数量与约定不符", "虚假宣传与欺诈", "承诺与退货")


@never_cache
@require_safe
@allow(*EVERYONE)
def home(request: HttpRequest) -> HttpResponse:
    """Interviews that go on, and what this organisation sealed."""
    user = person(request)
    kept = analyses_of(user).defer("record")[:SHOWN]
    leads = entries_of(user).exclude(state="ended").filter(matter="complaint").order_by("-received_at")[:MOST_LEADS]
    context = {"drafts": drafts_of(user).defer("record"), "kept": kept, "leads": leads.defer("record")}
    return render(request, "liability/home.html", context)


@never_cache
@allow(*EVERYONE)
def start(request: HttpRequest) -> HttpResponse:
    """A new interview. With ``case`` or ``lead`` its facts are filled in from the record; opening either is written down."""
    user, rules = person(request), engine().rules
    inquiry = _begun(request)
    errors: dict[str, str] = {}
    if request.method == "POST":
        inquiry, errors = read_scope(request.POST, inquiry, rules)
        if drafts_of(user).count() >= MOST_DRAFTS:
            errors["title"] = f"未保存的分析已有 {MOST_DRAFTS} 份：请先保存或删去不用的"
        if not errors:
            return redirect("inquiry", begin_draft(user, inquiry).pk)
    context: dict[str, Any] = {
        "inquiry": inquiry,
        "topics": load_topics(rules),
        "proposals": sorted({rule.proposal for rule in rules.rules.values()} - {""}),
        "errors": errors,
        "written": request.POST,
        "facts": {name: fact.question for name, fact in rules.facts.items()},
    }
    return render(request, "liability/start.html", context, status=400 if errors else 200)


@require_POST
@allow(*EVERYONE)
def delete(request: HttpRequest, draft: int) -> HttpResponse:
    """Gone for good: it was never sealed."""
    get_object_or_404(drafts_of(person(request)), pk=draft).delete()
    messages.success(request, "已删除。")
    return redirect("liability")


def begin_draft(user: User, inquiry: Inquiry) -> InquiryDraft:
    """A new draft of this person's with this inquiry."""
    return InquiryDraft.objects.create(
        by=user,
        party=own_party(user),
        title=inquiry.title,
        case=inquiry.case,
        lead=inquiry.lead or "",
        record=encode_record(inquiry),
    )


def _begun(request: HttpRequest) -> Inquiry:
    given = request.POST if request.method == "POST" else request.GET
    if case := given.get("case", ""):
        return _from_case(request, case)
    if lead := given.get("lead", "").strip():
        return _from_lead(request, lead)
    return _blank()


def _blank() -> Inquiry:
    return Inquiry(title="", conduct=timezone.localdate(), topics=_FIRST_TOPICS)


def _from_case(request: HttpRequest, case: str) -> Inquiry:
    if not cases_of(person(request)).filter(id=case).exists():
        raise Http404
    if request.method != "POST":
        record_look(request, what="由案件开始责任分析", subject_kind="案件", subject=case)
        seal_view(request, case, purpose="责任分析")
    found = inquiry_of_case(opened(), engine().rules, case)
    return replace(found, topics=(*_FIRST_TOPICS, "直播间运营者、主播与MCN", "平台"))


def _from_lead(request: HttpRequest, lead: str) -> Inquiry:
    if not entries_of(person(request)).filter(number=lead).exists():
        raise Http404
    if request.method != "POST":
        record_look(request, what="由案源开始责任分析", subject_kind="案源", subject=lead)
    found = inquiry_of_lead(opened(), engine().rules, lead)
    return replace(found, topics=(*_FIRST_TOPICS, "直播间运营者、主播与MCN", "平台"))
