"""Signing in and out."""

from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from gongzhi_web.accounts import rates


@never_cache
@login_not_required
def sign_in(request: HttpRequest) -> HttpResponse:
    """GET: the form. POST: in, or the same form with one sentence that does not tell which of the two was wrong."""
    if request.user.is_authenticated:
        return redirect("home")
    if request.method != "POST":
        return render(request, "accounts/sign_in.html", {"next": request.GET.get("next", "")})
    username = request.POST.get("username", "").strip()
    keys = rates.keys_of(request, username)
    context = {"next": request.POST.get("next", ""), "username": username}
    if rates.too_many(keys):
        context["error"] = "尝试次数过多，请五分钟后再试，或联系本单位的平台主管重设密码。"
        return render(request, "accounts/sign_in.html", context, status=429)
    user = authenticate(request, username=username, password=request.POST.get("password", ""))
    if user is None:
        rates.note_failure(keys)
        context["error"] = "账号或密码不对，请核对后重新输入。"
        return render(request, "accounts/sign_in.html", context, status=400)
    login(request, user)
    target = context["next"]
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return redirect(target)
    return redirect("home")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session everywhere it is open in this browser."""
    logout(request)
    return redirect("sign_in")
