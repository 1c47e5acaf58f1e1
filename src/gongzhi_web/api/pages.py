"""账号 → 接口令牌: a person sees, makes and ends their own tokens."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from gongzhi_web.accounts.access import EVERYONE, allow, person, record_look
from gongzhi_web.api.models import ApiToken
from gongzhi_web.api.scopes import Scope, scopes_for
from gongzhi_web.api.tokens import LONGEST_DAYS, CannotMakeToken, make_token, revoke

_USUAL_DAYS = 90


@never_cache
@allow(*EVERYONE)
def tokens(request: HttpRequest) -> HttpResponse:
    """GET: one's own tokens and the form. POST: make one, and show its secret this once."""
    user, context = person(request), dict[str, Any]()
    if request.method == "POST":
        given, days = request.POST, request.POST.get("days", "")
        try:
            token, secret = make_token(
                user,
                name=given.get("name", ""),
                scopes=given.getlist("scope"),
                days=int(days) if days.isdecimal() and len(days) < 5 else 0,
                now=timezone.now(),
            )
        except CannotMakeToken as error:
            context = {"error": str(error), "given": given, "chosen": set(given.getlist("scope"))}
        else:
            record_look(request, what="建立接口令牌", subject_kind="令牌", subject=f"{token.start}… {token.name}")
            context = {"secret": secret, "made": token}
    return render(
        request, "api/tokens.html", {**_listed(request), **context}, status=400 if "error" in context else 200
    )


@require_POST
@allow(*EVERYONE)
def revoke_token(request: HttpRequest, token: int) -> HttpResponse:
    """End one's own token at once."""
    if not revoke(person(request), token, timezone.now()):
        raise Http404
    record_look(request, what="吊销接口令牌", subject_kind="令牌", subject=str(token))
    messages.success(request, "令牌已吊销，立即失效")
    return redirect("tokens")


def _listed(request: HttpRequest) -> dict[str, Any]:
    user = person(request)
    rows = ApiToken.objects.filter(user=user)[:100]
    return {
        "tokens": [
            {"row": row, "scopes": [Scope(one).chinese for one in row.scopes if one in set(Scope)]} for row in rows
        ],
        "scopes": scopes_for(user.role),
        "now": timezone.now(),
        "longest": LONGEST_DAYS,
        "usual": _USUAL_DAYS,
    }
