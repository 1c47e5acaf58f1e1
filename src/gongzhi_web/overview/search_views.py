"""One box for everything that a person may see."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongzhi.flow.opinion_question import mask
from gongzhi_web.accounts.access import EVERYONE, allow, person, record_look
from gongzhi_web.overview.asking import MOST, Group, group_for, groups_for

_LONGEST = 60
# Rules and law are nobody's matters: looking for them is not written down.
_PUBLIC = {"rule", "law"}


@never_cache
@require_safe
@allow(*EVERYONE)
def search(request: HttpRequest) -> HttpResponse:
    """Without ``kind``: the newest hits of every sort. With it: all of one sort, page by page."""
    asked = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:_LONGEST]
    kind, after = request.GET.get("kind", "")[:20], request.GET.get("after", "")
    groups = _groups(request, asked, kind, after) if asked else []
    if any(group.count for group in groups if group.name not in _PUBLIC):
        said = "、".join(f"{group.chinese}{group.count}" for group in groups)
        record_look(request, what="查找", subject_kind="查找", subject=f"{mask(asked)}：{said}")
    context = {"asked": asked, "kind": kind, "after": after, "groups": groups, "most": MOST}
    return render(request, "overview/search.html", context)


def _groups(request: HttpRequest, asked: str, kind: str, after: str) -> list[Group]:
    user = person(request)
    if not kind:
        return groups_for(user, asked)
    group = group_for(user, asked, kind, after)
    if group is None:
        raise Http404
    return [group]
