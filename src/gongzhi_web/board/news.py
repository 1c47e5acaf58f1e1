"""What a person should hear of in the register, and what they ask of the board again and again."""

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongzhi_web.accounts.access import STAFF, allow, person
from gongzhi_web.accounts.models import User
from gongzhi_web.board.asking import ASKED
from gongzhi_web.board.models import DocketNews, NewsSeen, SavedFilter
from gongzhi_web.board.scope import entries_of

SHOWN = 50
_MOST_FILTERS = 20
_MOST_COUNTED = 99


def news_for(user: User) -> QuerySet[DocketNews]:
    """To this person or to their whole unit, from others, newest first."""
    if not user.is_active or user.organisation_id is None:
        return DocketNews.objects.none()
    mine = DocketNews.objects.filter(unit=user.organisation_id).filter(Q(to="") | Q(to=user.username))
    return mine.exclude(by=user.username).order_by("-index")


def unread(user: User) -> int:
    """How many are new to them, up to a number that fits beside a menu."""
    seen = NewsSeen.objects.filter(user=user).values_list("index", flat=True).first()
    found = news_for(user).filter(index__gt=-1 if seen is None else seen)
    return len(found.values_list("index", flat=True)[:_MOST_COUNTED])


@never_cache
@require_safe
@allow(*STAFF)
def news(request: HttpRequest) -> HttpResponse:
    """The news, what is new marked; only of entries that the person still sees."""
    user = person(request)
    shown = list(news_for(user)[:SHOWN])
    seen = set(entries_of(user).filter(number__in=[one.number for one in shown]).values_list("number", flat=True))
    mark = NewsSeen.objects.filter(user=user).values_list("index", flat=True).first()
    kept = [one for one in shown if one.number in seen]
    context = {"news": kept, "mark": -1 if mark is None else mark, "upto": shown[0].index if shown else -1}
    return render(request, "board/news.html", context)


@require_POST
@allow(*STAFF)
def news_read(request: HttpRequest) -> HttpResponse:
    """All that was shown is read; what came meanwhile stays new."""
    upto = request.POST.get("upto", "")
    if upto.isdecimal() and len(upto) < 16:
        NewsSeen.objects.update_or_create(user=person(request), defaults={"index": int(upto)})
    return redirect("docket_news")


@require_POST
@allow(*STAFF)
def save_filter(request: HttpRequest) -> HttpResponse:
    """Keep what is asked under a name of one's own; the same name again replaces it."""
    user, name = person(request), request.POST.get("name", "").strip()[:40]
    asked = {key: request.POST.get(key, "")[:120] for key in ASKED if request.POST.get(key)}
    mine = SavedFilter.objects.filter(user=user)
    if not name:
        messages.error(request, "请给筛选起一个名字，例如“本周到期”")
    elif mine.exclude(name=name).count() >= _MOST_FILTERS:
        messages.error(request, f"最多保存 {_MOST_FILTERS} 个筛选：请先删去不用的")
    else:
        SavedFilter.objects.update_or_create(user=user, name=name, defaults={"asked": asked})
        messages.success(request, f"已保存筛选“{name}”")
    return redirect(f"{reverse('docket')}?{urlencode(asked)}")


@require_POST
@allow(*STAFF)
def drop_filter(request: HttpRequest, filter: int) -> HttpResponse:
    """Forget one of one's own."""
    SavedFilter.objects.filter(pk=filter, user=person(request)).delete()
    return redirect("docket")


def filters_of(user: User) -> list[dict[str, object]]:
    """One's own, as links."""
    return [
        {"id": one.pk, "name": one.name, "query": urlencode(one.asked)}
        for one in SavedFilter.objects.filter(user=user).order_by("name")
    ]
