"""The laboratory: one population under two versions of the law; the difference as tables, a chart and an .xlsx."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongzhi.adapters.liability_comparison import comparison_book
from gongzhi.liability import Comparison, NotAFormula, NotReadable, RuleSet, compare
from gongzhi.values import decode_record, encode_record
from gongzhi_web.accounts.access import EVERYONE, allow, person, record_look
from gongzhi_web.accounts.models import User
from gongzhi_web.liability.charts import bars_of
from gongzhi_web.liability.engine import TRIAL_LOCK, engine, trial_engine
from gongzhi_web.liability.models import LawTrial
from gongzhi_web.liability.papers import XLSX, as_file
from gongzhi_web.liability.scope import analyses_of, own_party, trials_of
from gongzhi_web.liability.trial_forms import (
    LARGEST,
    MOST_CASES,
    SIDES,
    Population,
    contested,
    proposals_in,
    read_population,
    read_version,
)

MOST_KEPT = 100
_PATIENCE = 20


@never_cache
@allow(*EVERYONE)
def laboratory(request: HttpRequest) -> HttpResponse:
    """The form, and what this organisation compared before. POST compares."""
    user, error = person(request), ""
    if request.method == "POST":
        try:
            made = _compared(request, user)
        except (NotReadable, NotAFormula) as refused:
            error = str(refused)
        else:
            record_look(request, what="法律试算", subject_kind="试算", subject=str(made.pk))
            return redirect("trial", made.pk)
    rules, today = engine().rules, timezone.localdate().isoformat()
    written = request.POST
    context = {
        "error": error,
        "sides": [_side(written, side, says, today, rules) for side, says in SIDES],
        "population": written.get("population", "imagined"),
        "count": written.get("count", "2000"),
        "seed": written.get("seed", "1"),
        "analyses": analyses_of(user).count(),
        "most": MOST_CASES,
        "largest": LARGEST >> 20,
        "kept": trials_of(user).defer("record", "labels"),
    }
    return render(request, "liability/laboratory.html", context, status=400 if error else 200)


@never_cache
@require_safe
@allow(*EVERYONE)
def trial(request: HttpRequest, trial: int) -> HttpResponse:
    """One comparison: what changes, by result and by party."""
    kept = _kept(request, trial)
    found = _read(kept)
    context = {
        "kept": kept,
        "found": found,
        "parties": found.parties,
        "bars": bars_of(found.parties),
        "changes": [(one, [_label(kept, place) for place in one.examples]) for one in found.changes],
        "refused": [(_label(kept, place), why) for place, why in found.refused[:50]],
    }
    return render(request, "liability/trial.html", context)


@never_cache
@require_safe
@allow(*EVERYONE)
def sheet(request: HttpRequest, trial: int) -> HttpResponse:
    """The comparison as .xlsx."""
    kept = _kept(request, trial)
    record_look(request, what="下载法律试算", subject_kind="试算", subject=str(kept.pk))
    return as_file(comparison_book(_read(kept)), XLSX, f"法律试算-{kept.pk}.xlsx")


@require_POST
@allow(*EVERYONE)
def delete(request: HttpRequest, trial: int) -> HttpResponse:
    """Gone for good: it was never sealed."""
    _kept(request, trial).delete()
    messages.success(request, "已删除。")
    return redirect("laboratory")


def _compared(request: HttpRequest, user: User) -> LawTrial:
    rules = engine().rules
    left, right = (read_version(request.POST, side, says, rules) for side, says in SIDES)
    if left == right:
        raise NotReadable("两边一样，没有可比的：请改一边的日子、说法或立法建议")
    if trials_of(user).count() >= MOST_KEPT:
        raise NotReadable(f"本单位留着的试算已有 {MOST_KEPT} 份：请先删去不用的")
    population = read_population(request, user, rules)
    if not TRIAL_LOCK.acquire(timeout=_PATIENCE):
        raise NotReadable("别的试算还没有算完：请过一会儿再试")
    try:
        found = compare(trial_engine(), population.stories, left, right)
    finally:
        TRIAL_LOCK.release()
    return LawTrial.objects.create(
        party=own_party(user),
        by_name=str(user)[:80],
        population=population.says[:160],
        imagined=population.imagined,
        labels=_labels(population, found),
        record=encode_record(found),
    )


def _labels(population: Population, found: Comparison) -> dict[str, str]:
    places = {place for one in found.changes for place in one.examples} | {place for place, _ in found.refused}
    return {str(place): population.stories[place].kind[:80] for place in sorted(places)}


def _label(kept: LawTrial, place: int) -> dict[str, Any]:
    said = str(kept.labels.get(str(place), ""))
    number = said.split(" ", 1)[0]
    return {"place": place + 1, "says": said, "number": number if number.startswith("Z") else ""}


def _kept(request: HttpRequest, trial: int) -> LawTrial:
    return get_object_or_404(trials_of(person(request)), pk=trial)


def _read(kept: LawTrial) -> Comparison:
    return decode_record(Comparison, bytes(kept.record))


def _side(written: Any, side: str, says: str, today: str, rules: RuleSet) -> dict[str, Any]:
    return {
        "name": side,
        "says": says,
        "conduct": written.get(f"{side}-conduct", today),
        "trial": written.get(f"{side}-trial", ""),
        "readings": [(label, names) for label, names in contested(rules)],
        "chosen": written.getlist(f"{side}-reading"),
        "proposals": proposals_in(rules),
        "overlaid": written.getlist(f"{side}-proposal"),
    }
