"""What a person should hear of in the register, and what they ask of the board again and again."""

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from gongzhi_web.accounts.access import STAFF, allow, person
from gongzhi_web.accounts.models import User
from gongzhi_web.board.asking import ASKED
from gongzhi_web.board.models import DocketNews, SavedFilter

_MOST_FILTERS = 20


def news_for(user: User) -> QuerySet[DocketNews]:
    """To this person or to their whole unit, from others, newest first."""
    if not user.is_active or user.organisation_id is None:
        return DocketNews.objects.none()
    mine = DocketNews.objects.filter(unit=user.organisation_id).filter(Q(to="") | Q(to=user.username))
    return mine.exclude(by=user.username).order_by("-index")


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
