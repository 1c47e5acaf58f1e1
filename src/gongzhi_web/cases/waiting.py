"""What waits for this person, as numbers beside the menu."""

from collections.abc import Callable

from django.db.models import Sum
from django.http import HttpRequest

from gongzhi_web.accounts.models import Role, User
from gongzhi_web.broadcasts.scope import broadcasts_of
from gongzhi_web.cases.scope import cases_of

# What a case waits for, by who has to move next.
_WAITING = {
    Role.PLATFORM_LEAD.value: ["open", "appealed"],
    Role.PLATFORM_REVIEWER.value: ["open"],
    Role.MERCHANT.value: ["decided"],
}


def badges(request: HttpRequest) -> dict[str, Callable[[], dict[str, int]]]:
    """Counted only when a page with a menu is rendered; parts of pages do not pay for it."""
    return {"badges": lambda: _count(request)}


def _count(request: HttpRequest) -> dict[str, int]:
    user = getattr(request, "user", None)
    if not isinstance(user, User) or user.organisation_id is None:
        return {}
    states = _WAITING.get(user.role, [])
    return {
        "queue": broadcasts_of(user).aggregate(pending=Sum("pending"))["pending"] or 0,
        "cases": cases_of(user).filter(state__in=states).count() if states else 0,
    }
