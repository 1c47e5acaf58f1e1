"""``{% trail row.number %}``: the trail of the object on whose page it stands."""

from typing import Any

from django import template

from gongzhi_web.trail.reader import MOST_PAGES, trail_of

register = template.Library()


@register.inclusion_tag("trail/trail.html", takes_context=True)
def trail(context: dict[str, Any], *about: str) -> dict[str, Any]:
    """``about`` are the names under which the object is sealed and looked at. The page has checked that it may be seen."""
    request = context["request"]
    asked = request.GET.get("trail", "")
    page = int(asked) if asked.isdecimal() and len(asked) < 4 else 1
    page = min(max(1, page), MOST_PAGES)
    return {"request": request, "trail": trail_of(request.user, [one for one in about if one], page=page)}
