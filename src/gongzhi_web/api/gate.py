"""What every call passes, in this order: size, caller, rate, then the verb, once per Idempotency-Key."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.views.decorators.csrf import csrf_exempt

from gongzhi_web.api.callers import Caller, find_caller
from gongzhi_web.api.errors import ApiRefusal, answer_exception
from gongzhi_web.api.limits import PER_ADDRESS, PER_TOKEN, largest_body, rate
from gongzhi_web.api.repeats import answer_once

View = Callable[..., HttpResponse]


def gated(patterns: list[Any]) -> list[Any]:
    """The same addresses, each behind the gate."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = gate(pattern.callback)
    return patterns


def gate(view: View) -> View:
    """One view behind the gate. It answers for its own authentication, so the redirect to the sign-in page is off."""

    @wraps(view, assigned=())
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = _let_through(request, partial(view, request, *args, **kwargs))
        except Exception as error:
            response = answer_exception(request, error)
        if response.status_code == 405:
            response = _not_this_method(request, response)
        response.headers["Cache-Control"] = "no-store"
        return response

    exempt: View = csrf_exempt(login_not_required(answer))
    return exempt


def unknown_address(request: HttpRequest, rest: str) -> HttpResponse:  # noqa: ARG001
    """An address under /api/ that no verb has."""
    raise ApiRefusal(404, "unknown_address", f"没有 /api/{rest[:80]} 这个地址：全部地址见 /api/v1/openapi.json")


def _let_through(request: HttpRequest, work: Callable[[], HttpResponse]) -> HttpResponse:
    # (1) Before anything reads the body.
    _refuse_big_body(request)
    # (2)
    try:
        caller = find_caller(request)
    except ApiRefusal:
        _count(request, None)
        raise
    request.caller = caller  # type: ignore[attr-defined]
    # (3) Calls that nobody owns, guesses among them, count by address.
    _count(request, caller)
    # (4)
    if request.method == "POST" and caller is not None:
        return answer_once(request, caller.user, work, rights=caller.rights)
    return work()


def _refuse_big_body(request: HttpRequest) -> None:
    if request.headers.get("Transfer-Encoding"):
        # Its size is not known before it ends, and WSGI hands nothing of it on.
        raise ApiRefusal(422, "unreadable_body", "请求体没有写明长度：请带上 Content-Length，不要分块传输")
    length = request.META.get("CONTENT_LENGTH") or "0"
    limit = largest_body(request.path)
    if not length.isdecimal() or int(length[:12]) > limit:
        message = f"请求体超过 {limit // 1024} KiB：请分批提交；证据包可用命令行 gongzhi evidence verify 核验"
        # The rest of the body is not read, so the connection cannot be used again.
        raise ApiRefusal(413, "too_large", message, headers={"Connection": "close"})


def _count(request: HttpRequest, caller: Caller | None) -> None:
    if caller is None:
        key, limit = f"address:{request.META.get('REMOTE_ADDR') or '-'}", PER_ADDRESS
    elif caller.token is not None:
        key, limit = f"token:{caller.token.pk}", PER_TOKEN
    else:
        key, limit = f"user:{caller.user.pk}", PER_TOKEN
    if wait := rate.wait(key, limit):
        message = f"每分钟最多 {limit} 次：请 {wait} 秒后再试"
        raise ApiRefusal(429, "too_many_calls", message, headers={"Retry-After": str(wait)})


def _not_this_method(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    allowed = response.headers.get("Allow", "")
    refusal = ApiRefusal(
        405, "wrong_method", f"这个地址不接受 {request.method}：请用 {allowed}", headers={"Allow": allowed}
    )
    return answer_exception(request, refusal)
