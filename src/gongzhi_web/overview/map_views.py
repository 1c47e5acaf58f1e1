"""The map of the organisation: who has how much, and where it is late."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongzhi_web.accounts.access import STAFF, allow, person, record_look
from gongzhi_web.overview.structure import flat, structure_of


@never_cache
@require_safe
@allow(*STAFF)
def organisation_map(request: HttpRequest) -> HttpResponse:
    """The unit with those below it, or the platform with its teams; each number leads to the register, narrowed to it."""
    user = person(request)
    places = structure_of(user)
    record_look(request, what="查看组织图", subject_kind="案源", subject=str(user.organisation))
    return render(request, "overview/map.html", {"places": places, "listed": list(flat(places))})
