"""Check a script before it is said: paste or upload, read the remarks, print them, take them away. Nothing is stored."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongzhi.adapters.script_files import LARGEST, ScriptUnreadable
from gongzhi.adapters.script_report import Wording, write_script_report
from gongzhi.flow.scripts import MOST_CHARACTERS, ScriptRefused
from gongzhi.screening import RuleFailed
from gongzhi_web.accounts.access import EVERYONE, allow, person
from gongzhi_web.scripts.checking import CATEGORIES, KINDS, AskedScript, asked_script, blank_form, check_asked, shown
from gongzhi_web.scripts.models import SavedScript
from gongzhi_web.site.words import WORDS

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
REFUSALS = (ScriptUnreadable, ScriptRefused, RuleFailed)


@never_cache
@require_safe
@allow(*EVERYONE)
def ask(request: HttpRequest) -> HttpResponse:
    """The empty form, and the scripts this person kept."""
    return show_form(request, blank_form())


@never_cache
@require_POST
@allow(*EVERYONE)
def check(request: HttpRequest) -> HttpResponse:
    """The marked script."""
    try:
        asked = asked_script(request)
        return render(
            request, "scripts/checked.html", {**form_around(asked), **shown(check_asked(asked, person(request)))}
        )
    except REFUSALS as error:
        return refused(request, str(error))


@never_cache
@require_POST
@allow(*EVERYONE)
def report(request: HttpRequest) -> HttpResponse:
    """The same as a .docx."""
    try:
        asked = asked_script(request)
        checked = check_asked(asked, person(request))
    except REFUSALS as error:
        return refused(request, str(error))
    wording = Wording(types=WORDS["type"], certainties=WORDS["certainty"], promises=WORDS["promise"])
    now = timezone.now()
    response = HttpResponse(write_script_report(checked, wording, made_at=now), content_type=_DOCX)
    name = f"话术自查报告-{timezone.localtime(now):%Y%m%d-%H%M}.docx"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def refused(request: HttpRequest, said: str) -> HttpResponse:
    """The form again with what was typed, and why it could not be checked."""
    form = request.POST
    text, category, kind = (form.get(key, "") for key in ("text", "category", "kind"))
    asked = AskedScript(text=text, category=category, kind=kind or "speech", on=timezone.localdate())
    return show_form(request, asked, error=said)


def show_form(request: HttpRequest, asked: AskedScript, error: str = "") -> HttpResponse:
    """The page to begin with."""
    kept = SavedScript.objects.filter(owner=person(request)).defer("text")
    return render(request, "scripts/ask.html", {**form_around(asked), "error": error, "kept": kept})


def form_around(asked: AskedScript) -> dict[str, object]:
    """What the form needs."""
    return {
        "asked": asked,
        "categories": CATEGORIES,
        "kinds": KINDS,
        "most": MOST_CHARACTERS,
        "largest": LARGEST // 1024 // 1024,
        "today": timezone.localdate(),
        "now": timezone.now(),
    }
