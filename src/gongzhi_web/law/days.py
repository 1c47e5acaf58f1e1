"""Days from the address bar: today when nothing was asked for, and never an impossible one."""

from datetime import date

from django.http import HttpRequest
from django.utils import timezone

# Days outside would overflow when counted from; no law that we hold is older, none is announced for later.
_FIRST, _LAST = date(1900, 1, 1), date(2999, 12, 31)


def asked_day(request: HttpRequest, name: str = "on", default: date | None = None) -> date:
    """The day that was picked; the default, else today, when none was or when it is no day."""
    try:
        return min(max(date.fromisoformat(request.GET.get(name, "")), _FIRST), _LAST)
    except ValueError:
        return default or timezone.localdate()
