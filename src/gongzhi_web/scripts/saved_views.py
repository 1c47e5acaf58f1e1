"""Scripts that a person keeps: saved when they say so, opened and deleted by nobody else."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongzhi_web.accounts.access import EVERYONE, allow, person
from gongzhi_web.scripts.checking import AskedScript, asked_script, check_asked, shown
from gongzhi_web.scripts.models import SavedScript
from gongzhi_web.scripts.views import REFUSALS, form_around, refused

MOST_KEPT = 50


@require_POST
@allow(*EVERYONE)
def save(request: HttpRequest) -> HttpResponse:
    """Keep this script."""
    owner = person(request)
    try:
        asked = asked_script(request)
        check_asked(asked, owner)
    except REFUSALS as error:
        return refused(request, str(error))
    if SavedScript.objects.filter(owner=owner).count() >= MOST_KEPT:
        return refused(request, f"已保存 {MOST_KEPT} 份，不能再多：请先删去不用的")
    title = request.POST.get("title", "").strip() or next(row.strip() for row in asked.text.splitlines() if row.strip())
    kept = SavedScript.objects.create(
        owner=owner, title=title[:60], text=asked.text, category=asked.category, kind=asked.kind, on=asked.on
    )
    messages.success(request, "已保存，只有你自己看得到，随时可以删除。")
    return redirect("saved_script", kept.pk)


@never_cache
@require_safe
@allow(*EVERYONE)
def reopen(request: HttpRequest, saved: int) -> HttpResponse:
    """Checked anew: by the rules of today, on the day that was asked for then."""
    kept = get_object_or_404(SavedScript, pk=saved, owner=person(request))
    asked = AskedScript(text=kept.text, category=kept.category, kind=kept.kind, on=kept.on)
    try:
        context = {**form_around(asked), **shown(check_asked(asked, person(request))), "saved": kept}
    except REFUSALS as error:
        return refused(request, str(error))
    return render(request, "scripts/checked.html", context)


@require_POST
@allow(*EVERYONE)
def delete(request: HttpRequest, saved: int) -> HttpResponse:
    """Gone for good."""
    get_object_or_404(SavedScript, pk=saved, owner=person(request)).delete()
    messages.success(request, "已删除。")
    return redirect("scripts")
