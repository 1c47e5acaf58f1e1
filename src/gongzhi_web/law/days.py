"""Days from the address bar: today when nothing was asked for, and never an impossible one."""

from datetime import date

from django.http import HttpRequest
from django.utils import timezone


def asked_day(request: HttpRequest, name: str = "on", default: date | None = None) -> date:
    """The day that was picked; the default, else today, when none was or when it is no day."""
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return default or timezone.localdate()
