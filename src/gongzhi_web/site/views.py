"""The front door: everybody is sent to the page their work starts with."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static

from gongzhi_web.site.menu import first_page


def home(request: HttpRequest) -> HttpResponse:
    """The first entry of this person's menu."""
    return redirect(first_page(request))


@login_not_required
def favicon(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Browsers ask for it whatever the page says."""
    return redirect(static("gongzhi/mark.svg"))


def nowhere(request: HttpRequest) -> HttpResponse:
    """For somebody who signed in but belongs to no organisation yet."""
    return render(request, "site/nowhere.html")
