"""消息推送: an organisation's addresses, what was told to each, and telling again what did not arrive."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongzhi_web.accounts.access import EVERYONE, allow, person, record_look
from gongzhi_web.webhooks.delivering import LAST_TRY, WAITS, send_again
from gongzhi_web.webhooks.desk import MOST, CannotRegister, endpoints_of, register, rotate, switch, try_out
from gongzhi_web.webhooks.kinds import Event, chinese_of
from gongzhi_web.webhooks.models import Endpoint, State

_PAGE = 30
_KIND = "推送地址"


@never_cache
@allow(*EVERYONE)
def webhooks(request: HttpRequest) -> HttpResponse:
    """GET: the addresses and the form. POST: register one, and show its secret this once."""
    user, context = person(request), dict[str, Any]()
    if request.method == "POST":
        given = request.POST
        try:
            made, secret = register(
                user, name=given.get("name", ""), url=given.get("url", ""), events=given.getlist("event")
            )
        except CannotRegister as error:
            context = {"error": str(error), "given": given, "chosen": set(given.getlist("event"))}
        else:
            record_look(request, what="登记推送地址", subject_kind=_KIND, subject=made.url)
            context = {"secret": secret, "made": made}
    rows = list(endpoints_of(user).select_related("owner"))
    context |= {
        "endpoints": [_listed(row) for row in rows],
        "events": [(one.value, one.chinese) for one in Event],
        "most": MOST,
    }
    return render(request, "webhooks/webhooks.html", context, status=400 if "error" in context else 200)


@never_cache
@require_safe
@allow(*EVERYONE)
def webhook(request: HttpRequest, endpoint: int) -> HttpResponse:
    """One address and its messages, the newest first."""
    row = _endpoint_or_404(request, endpoint)
    return render(request, "webhooks/webhook.html", _page_of(request, row))


@never_cache
@require_POST
@allow(*EVERYONE)
def webhook_act(request: HttpRequest, endpoint: int) -> HttpResponse:
    """Rotate the secret, stop, start, try or remove one's organisation's address."""
    row, now, act = _endpoint_or_404(request, endpoint), timezone.now(), request.POST.get("act", "")
    if act not in _SAID:
        raise Http404
    record_look(request, what=_SAID[act][0], subject_kind=_KIND, subject=row.url)
    if act == "rotate":
        secret = rotate(row, now)
        context = {**_page_of(request, row), "secret": secret}
        return render(request, "webhooks/webhook.html", context)
    if act == "remove":
        row.delete()
    elif act == "test":
        try_out(row, now)
    else:
        switch(row, person(request), on=act == "start")
    messages.success(request, _SAID[act][1])
    return redirect("webhooks") if act == "remove" else redirect("webhook", endpoint=endpoint)


@require_POST
@allow(*EVERYONE)
def delivery_again(request: HttpRequest, endpoint: int, delivery: int) -> HttpResponse:
    """再送: start over with one that did not arrive."""
    row = _endpoint_or_404(request, endpoint)
    if send_again(row, delivery, timezone.now()):
        record_look(request, what="再送消息", subject_kind=_KIND, subject=f"{row.url} {delivery}")
        messages.success(request, "已重新排入，马上再送")
    else:
        messages.error(request, "这条消息正在发送或已经送达，不用再送：请刷新页面")
    return redirect("webhook", endpoint=endpoint)


_SAID = {
    "rotate": ("更换推送密钥", ""),
    "test": ("试发推送", "已排入一条试发消息，稍后刷新看结果"),
    "stop": ("停用推送", "已停用：不再发送，待发的留着"),
    "start": ("启用推送", "已启用：待发的继续发送"),
    "remove": ("删除推送地址", "已删除，连同它的发送记录"),
}


def _endpoint_or_404(request: HttpRequest, endpoint: int) -> Endpoint:
    row = endpoints_of(person(request)).select_related("owner").filter(pk=endpoint).first()
    if row is None:
        raise Http404
    return row


def _listed(row: Endpoint) -> dict[str, Any]:
    return {
        "row": row,
        "left": not row.owner.is_active or row.owner.organisation_id != row.organisation_id,
        "failed": row.delivery_set.filter(state=State.FAILED).count(),
        "waiting": row.delivery_set.filter(state=State.WAITING).count(),
    }


def _page_of(request: HttpRequest, row: Endpoint) -> dict[str, Any]:
    found = row.delivery_set.defer("body").order_by("-id")
    state = request.GET.get("state", "")
    if state in State.values:
        found = found.filter(state=state)
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    row.refresh_from_db()
    return {
        **_listed(row),
        "page": page,
        "lines": [(one, chinese_of(one.event)) for one in page],
        "asked": [chinese_of(one) for one in row.events],
        "states": State.choices,
        "state": state,
        "last_try": LAST_TRY,
        "hours": round(sum(wait.total_seconds() for wait in WAITS) / 3600),
        "overlap": bool(row.former_until and row.former_until > timezone.now()),
    }
