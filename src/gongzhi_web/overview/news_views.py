"""What a person should hear of: due, handed to them, decided, appealed, asked of them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongzhi_web.accounts.access import EVERYONE, allow, person
from gongzhi_web.overview.hearing import due_for, heard, mark_of, read_up_to, unread


@never_cache
@require_safe
@allow(*EVERYONE)
def news(request: HttpRequest) -> HttpResponse:
    """Due first, then the news, what is new marked."""
    user = person(request)
    found = heard(user)
    context = {
        "found": found,
        "due": due_for(user),
        "upto": found[0].index if found else mark_of(user),
        "new": unread(user),
    }
    return render(request, "overview/news.html", context)


@require_POST
@allow(*EVERYONE)
def news_read(request: HttpRequest) -> HttpResponse:
    """All that the page showed is read."""
    upto = request.POST.get("upto", "")
    if upto.lstrip("-").isdecimal() and len(upto) < 16:
        read_up_to(person(request), int(upto))
    return redirect("news")
