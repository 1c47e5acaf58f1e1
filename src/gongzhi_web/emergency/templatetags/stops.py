"""``{% stop_banner room %}``: on a room's page, that it was stopped, or the way to stop it."""

from typing import Any

from django import template
from django.utils import timezone

from gongzhi_web.broadcasts.models import BroadcastRow
from gongzhi_web.emergency.models import StopRow
from gongzhi_web.emergency.shown import running, shown_stops

register = template.Library()


@register.inclusion_tag("emergency/banner.html", takes_context=True)
def stop_banner(context: dict[str, Any], room: BroadcastRow) -> dict[str, Any]:
    """The stop that keeps this room off, if there is one. The page has already checked that the person sees the room."""
    now = timezone.now()
    row = running(StopRow.objects.filter(broadcast=room.id), now).first()
    stop = shown_stops([row], now)[0] if row else None
    return {"room": room, "stop": stop, "can_review": context.get("can_review", False)}
