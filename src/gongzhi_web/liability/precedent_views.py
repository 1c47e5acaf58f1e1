"""Decided cases: like an analysis, like each other but held in different forms, and those an organisation adds itself."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongzhi.flow.analyse import LiabilityAnalysed, result_name
from gongzhi.liability import (
    Likeness,
    NotReadable,
    Precedent,
    like_cases,
    load_precedents,
    read_precedents,
    splits_among,
    write_precedent,
)
from gongzhi.values import decode_record
from gongzhi_web.accounts.access import EVERYONE, allow, person, record_look
from gongzhi_web.accounts.models import User
from gongzhi_web.liability.engine import analysed, engine
from gongzhi_web.liability.models import OwnPrecedent
from gongzhi_web.liability.papers import Paper, of_draft, of_sealed
from gongzhi_web.liability.precedent_forms import MOST, ROWS, form_of, read_file, read_form
from gongzhi_web.liability.scope import analyses_of, own_party, precedents_of

_PAGE = 20
_LIKE = 12
_LONGEST = 120
FORMS = ("", "单独", "连带", "补充", "按份", "不真正连带", "先赔后追", "相应责任")
OUTCOMES = ("成立", "不成立", "取决于", "不适用")
CONFIDENCE = ("待核", "已核", "二手")
_HELD = ("谁", "则", "结果", "形态", "份额", "金额", "条款")


@never_cache
@require_safe
@allow(*EVERYONE)
def precedents(request: HttpRequest) -> HttpResponse:
    """All that this person may read, narrowed by words and by facts; where like facts were held in different forms."""
    found, wanted = known_to(person(request)), [one for one in request.GET.getlist("fact") if one]
    own = list(precedents_of(person(request)))
    words, facts = request.GET.get("q", "").strip(), engine().rules.facts
    rows = [one for one in found if _says(one, words)]
    likes = like_cases(dict.fromkeys(wanted, True), rows, len(rows)) if wanted else [_bare(one) for one in rows]
    used = sorted({name for one in found for name in one.facts})
    context = {
        "page": Paginator(likes, _PAGE).get_page(request.GET.get("page")),
        "splits": splits_among(found),
        "asked": {"q": words, "fact": wanted},
        "offered": [(name, facts[name].question if name in facts else name) for name in used],
        "own": {one.number for one in own},
        "broken": [(one.number, why) for one in own if (why := _read(one)[1])],
    }
    return render(request, "liability/precedents.html", context)


@never_cache
@require_safe
@allow(*EVERYONE)
def like_draft(request: HttpRequest, draft: int) -> HttpResponse:
    """The decided cases most like a draft."""
    return of_draft(request, draft, lambda paper: _like(request, paper))


@never_cache
@require_safe
@allow(*EVERYONE)
def like_sealed(request: HttpRequest, number: str) -> HttpResponse:
    """The decided cases most like a sealed analysis. Opening it is written down."""
    return _like(request, of_sealed(request, number, what="查看相似案例"))


@never_cache
@allow(*EVERYONE)
def add(request: HttpRequest) -> HttpResponse:
    """A case of one's own: by the form, or several by a YAML file. All or none of a file are kept."""
    user, error = person(request), ""
    if request.method == "POST":
        try:
            upload = request.FILES.get("file")
            rules = engine().rules
            new = read_file(upload.read(), str(upload.name), rules) if upload else (read_form(request.POST, rules),)
            _keep(user, new)
        except NotReadable as refused:
            error = str(refused)
        else:
            numbers = "、".join(one.number for one in new[:5])
            record_look(request, what="录入案例", subject_kind="案例", subject=numbers)
            messages.success(request, f"已录入 {len(new)} 件：{numbers}。只有本单位看得到。")
            return redirect("precedents")
    written = request.POST if request.method == "POST" else _begun(user, request.GET.get("from", ""))
    context = {
        "written": written,
        "error": error,
        "held": [{"n": n, **{key: written.get(f"{key}{n}", "") for key in _HELD}} for n in ROWS],
        "forms": FORMS,
        "outcomes": OUTCOMES,
        "confidences": CONFIDENCE,
        "facts": [one.name for one in engine().rules.facts.values() if not one.derived],
        "claims": sorted({name.partition("/")[2] for name in engine().rules.groups()}),
        "parties": sorted({name.partition("/")[0] for name in engine().rules.groups()}),
    }
    return render(request, "liability/precedent_new.html", context, status=400 if error else 200)


@require_POST
@allow(*EVERYONE)
def remove(request: HttpRequest) -> HttpResponse:
    """Take one of the organisation's own cases out; those that come with the program stay."""
    row = get_object_or_404(precedents_of(person(request)), number=request.POST.get("number", ""))
    record_look(request, what="删去案例", subject_kind="案例", subject=row.number)
    row.delete()
    messages.success(request, "已删去。")
    return redirect("precedents")


def known_to(user: User) -> tuple[Precedent, ...]:
    """Those that come with the program, then the organisation's own as far as the rules of today can read them."""
    own = [_read(row)[0] for row in precedents_of(user)]
    return (*shipped(), *(one for one in own if one is not None))


@cache
def shipped() -> tuple[Precedent, ...]:
    """Those that come with the program."""
    return load_precedents(engine().rules)


def _read(row: OwnPrecedent) -> tuple[Precedent | None, str]:
    """The case, or why it cannot be read any more: names of facts change with the rules."""
    try:
        return read_precedents({row.number: row.text}, engine().rules)[0], ""
    except NotReadable as error:
        return None, str(error)


def _keep(user: User, new: Iterable[Precedent]) -> None:
    party, ones = own_party(user), list(new)
    with transaction.atomic():
        if precedents_of(user).count() + len(ones) > MOST:
            raise NotReadable(f"本单位的案例最多 {MOST} 件：请先删去不用的")
        for one in ones:
            if len(one.number) > _LONGEST:
                raise NotReadable(f"号最长 {_LONGEST} 个字：请改短“{one.number[:20]}…”")
            if precedents_of(user).filter(number=one.number).exists():
                raise NotReadable(f"“{one.number}”本单位已录入过：请先删去旧的，或改号")
            OwnPrecedent.objects.create(
                party=party,
                number=one.number,
                title=one.title[:200],
                text=write_precedent(one),
                by_name=str(user)[:80],
            )


def _like(request: HttpRequest, paper: Paper) -> HttpResponse:
    user, facts = person(request), paper.inquiry.facts
    found = like_cases(facts, known_to(user), _LIKE)
    result = analysed(paper.inquiry, timezone.localdate())
    ours = {result_name(one): one for one in result["results"]}
    context = {
        "inquiry": paper.inquiry,
        "draft": paper.draft,
        "row": paper.row,
        "likes": [(one, _beside(one, ours)) for one in found],
        "splits": splits_among([one.precedent for one in found]),
        "none": not facts,
        "notice": result["notice"],
    }
    return render(request, "liability/like.html", context)


def _beside(like: Likeness, ours: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each holding of the case beside what the analysis says of the same party and claim."""
    return [{"held": one, "ours": ours.get(f"{one.defendant}/{one.claim}")} for one in like.precedent.holdings]


def _bare(one: Precedent) -> Likeness:
    return Likeness(precedent=one, score=0.0, alike=(), unlike=())


def _says(one: Precedent, words: str) -> bool:
    said = " ".join((one.number, one.title, one.kind, one.body, one.gist, *one.facts, *(h.claim for h in one.holdings)))
    return all(word in said for word in words.split())


def _begun(user: User, number: str) -> dict[str, str]:
    row = analyses_of(user).filter(pk=number).first() if number else None
    if row is None:
        return {}
    inquiry = decode_record(LiabilityAnalysed, bytes(row.record)).inquiry
    return {**form_of(inquiry.facts, dict(inquiry.amounts)), "行为日": inquiry.conduct.isoformat()}
