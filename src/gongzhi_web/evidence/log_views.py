"""The log as everybody may have it, and checking a bundle that somebody brought."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_safe

from gongzhi.evidence import NotAPolicy, Outcome, Policy, parse_policy, verify_bundle
from gongzhi_web.accounts.access import EVERYONE, allow
from gongzhi_web.evidence.says import kind_name
from gongzhi_web.evidence.sealed import log_now

LARGEST = 64 * 1024 * 1024
_FORM_BYTES = 256 * 1024


@never_cache
@require_safe
@allow(*EVERYONE)
def log(request: HttpRequest) -> HttpResponse:
    """The checkpoint, and the key to hand to others. Names nobody."""
    return render(request, "evidence/log.html", {"now": log_now()})


@never_cache
@require_safe
@allow(*EVERYONE)
def checkpoint(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The signed checkpoint, byte for byte."""
    return _text(log_now().checkpoint, "checkpoint")


@never_cache
@require_safe
@allow(*EVERYONE)
def policy(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The policy file that believes this log, for ``gongzhi evidence verify --policy``."""
    return _text(log_now().policy, "policy.txt")


# The size is looked at before the form is read; the token check would read it, so it comes after.
@csrf_exempt
@never_cache
@allow(*EVERYONE)
def check_bundle(request: HttpRequest) -> HttpResponse:
    """GET: the form. POST: the verdict on a bundle, by this log's key or by the bundle's own."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > LARGEST + _FORM_BYTES:
        return _form(request, f"文件超过 {LARGEST // 1024 // 1024} MiB：请用命令行 gongzhi evidence verify 核验。", 413)
    return _check(request)


@csrf_protect
def _check(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _form(request)
    upload = request.FILES.get("bundle")
    if upload is None or upload.size is None or upload.size == 0:
        return _form(request, "没有收到文件：请选择一个 .evz 证据包。", 400)
    try:
        trusted = _policy(request)
    except (NotAPolicy, UnicodeError) as error:
        return _form(request, f"信任策略读不出：{error}。请上传 policy.txt，或改选其他来源。", 400)
    verdict = verify_bundle(upload.read(), policy=trusted)
    context = {
        "verdict": verdict,
        "passed": Outcome.VERIFIED,
        "items": [{"item": item, "kind": kind_name(item.kind)} for item in verdict.items[:500]],
        "file": upload.name,
        "now": timezone.now(),
        "trust": request.POST.get("trust", "own"),
        "largest": LARGEST // 1024 // 1024,
    }
    return render(request, "evidence/check.html", context)


def _policy(request: HttpRequest) -> Policy | None:
    """Whom to believe: this platform's log, the bundle itself, or a file brought along."""
    trust = request.POST.get("trust", "own")
    brought = request.FILES.get("policy")
    if trust == "file" and (brought is None or (brought.size or 0) > 64 * 1024):
        raise NotAPolicy("没有收到策略文件，或它超过 64 KiB")
    if trust == "file" and brought is not None:
        return parse_policy(brought.read())
    return parse_policy(log_now().policy.encode()) if trust == "own" else None


def _form(request: HttpRequest, error: str = "", status: int = 200) -> HttpResponse:
    context = {"error": error, "largest": LARGEST // 1024 // 1024, "trust": "own"}
    return render(request, "evidence/check.html", context, status=status)


def _text(text: str, filename: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
