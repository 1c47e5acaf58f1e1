"""The interview as it goes on: a question answered, a setting changed, the reasons opened."""

from dataclasses import replace

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.datastructures import MultiValueDictKeyError
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongzhi.flow.analyse import Inquiry, InquiryRefused, with_answer
from gongzhi.flow.topics import issues_of
from gongzhi.liability import Contradiction, RuleSet
from gongzhi.values import decode_record, encode_record
from gongzhi_web.accounts.access import EVERYONE, allow, person, record_look
from gongzhi_web.liability.desk import Chosen, desk_context, result_in, with_amounts
from gongzhi_web.liability.engine import engine
from gongzhi_web.liability.forms import read_amounts, read_answer, read_scope
from gongzhi_web.liability.models import InquiryDraft
from gongzhi_web.liability.scope import drafts_of


@never_cache
@require_safe
@allow(*EVERYONE)
def desk(request: HttpRequest, draft: int) -> HttpResponse:
    """The page. ``ask`` puts another question first; ``if`` and ``to`` show one fact the other way round."""
    kept = _own(request, draft)
    if kept.case and not _is_part(request):
        record_look(request, what="查看责任分析", subject_kind="案件", subject=kept.case)
    asked = request.GET
    chosen = Chosen(fact=asked.get("ask", ""), turned=asked.get("if", ""), to=asked.get("to", ""))
    return _shown(request, kept, desk_context(inquiry_in(kept), chosen))


@require_POST
@allow(*EVERYONE)
def answer(request: HttpRequest, draft: int) -> HttpResponse:
    """One fact: 是, 否, 不明, or the answer taken back."""
    fact = request.POST.get("fact", "")
    known = engine().rules.facts.get(fact)
    try:
        said = read_answer(request.POST)
    except ValueError as error:
        raise Http404 from error
    if known is None or known.derived:
        raise Http404
    # Two windows may answer at once: each answer is put into what stands in the row at that moment.
    with transaction.atomic():
        kept = _own(request, draft, locked=True)
        keep_inquiry(kept, with_answer(inquiry_in(kept), fact, said))
    return _after(request, kept, moved=True)


@require_POST
@allow(*EVERYONE)
def setting(request: HttpRequest, draft: int) -> HttpResponse:
    """Amounts, or the scope, or the mode; what cannot be read is said beside its field and the rest is kept."""
    form, rules, part = request.POST, engine().rules, request.POST.get("part", "")
    errors: dict[str, str] = {}
    with transaction.atomic():
        kept = _own(request, draft, locked=True)
        inquiry = inquiry_in(kept)
        if part == "amounts":
            inquiry, errors = read_amounts(form, inquiry, rules)
        elif part == "scope":
            inquiry, errors = read_scope(form, inquiry, rules)
        else:
            inquiry = _switched(part, form, inquiry, rules)
        if not (errors and part == "scope"):
            keep_inquiry(kept, inquiry)
    if not errors:
        return _after(request, kept)
    context = desk_context(inquiry_in(kept), Chosen())
    if part == "amounts":
        context = with_amounts(context, form.dict(), errors)
    else:
        context |= {"scope_errors": errors, "written": form}
    return _shown(request, kept, context, status=400)


@never_cache
@require_safe
@allow(*EVERYONE)
def why(request: HttpRequest, draft: int) -> HttpResponse:
    """The tree of one result: a part of the page, or a page of its own where scripts do not run."""
    kept = _own(request, draft)
    try:
        one = result_in(inquiry_in(kept), request.GET["of"])
    except (MultiValueDictKeyError, Contradiction, InquiryRefused) as error:
        raise Http404 from error
    if one is None:
        raise Http404
    page = "liability/trees.html" if _is_part(request) else "liability/why.html"
    return render(request, page, {"draft": kept, "one": one})


def inquiry_in(kept: InquiryDraft) -> Inquiry:
    """What the row holds."""
    return decode_record(Inquiry, bytes(kept.record))


def _own(request: HttpRequest, draft: int, *, locked: bool = False) -> InquiryDraft:
    found = drafts_of(person(request))
    return get_object_or_404(found.select_for_update() if locked else found, pk=draft)


def keep_inquiry(kept: InquiryDraft, inquiry: Inquiry) -> None:
    """The draft with this inquiry in the place of what it held."""
    kept.title, kept.record = inquiry.title, encode_record(inquiry)
    kept.save(update_fields=["title", "record", "changed_at"])


def _switched(part: str, form: QueryDict, inquiry: Inquiry, rules: RuleSet) -> Inquiry:
    """The mode, or one issue raised or let rest; raises Http404 for anything else."""
    if part == "mode":
        return replace(inquiry, adjudicate=form.get("mode") == "adjudication")
    name = form.get("issue", "")
    if part != "issue" or name not in {one.name for one in issues_of(rules).every}:
        raise Http404
    rest = tuple(one for one in inquiry.raised if one != name)
    return replace(inquiry, raised=(*rest, name) if form.get("raise") else rest)


def _after(request: HttpRequest, kept: InquiryDraft, *, moved: bool = False) -> HttpResponse:
    if not _is_part(request):
        return redirect("inquiry", kept.pk)
    return _shown(request, kept, {**desk_context(inquiry_in(kept), Chosen()), "moved": moved})


def _shown(request: HttpRequest, kept: InquiryDraft, context: dict[str, object], status: int = 200) -> HttpResponse:
    if _is_part(request):
        # htmx swaps nothing that was answered with an error; the complaint stands in the part itself.
        return render(request, "liability/desk.html", {**context, "draft": kept})
    return render(request, "liability/inquiry.html", {**context, "draft": kept}, status=status)


def _is_part(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"
