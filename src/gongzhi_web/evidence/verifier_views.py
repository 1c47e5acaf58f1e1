"""The verifier that runs in the visitor's browser: open to everybody, and to take away as one file."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gongzhi.adapters.verifier_page import SCRIPTS, verifier_page


@login_not_required
@require_safe
def verifier(request: HttpRequest) -> HttpResponse:
    """The page. It knows no visitor and receives no file."""
    return render(request, "evidence/verifier.html", {"scripts": [f"verifier/{name}" for name in SCRIPTS]})


@login_not_required
@require_safe
def verifier_file(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The same verifier as one self-contained page, for whoever wants it from us and not from a bundle."""
    response = HttpResponse(verifier_page(), content_type="text/html; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="verify.html"'
    return response
