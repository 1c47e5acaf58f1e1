"""Slow down guessing at sign-in."""

from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone

from gongzhi_web.accounts.models import Attempt

WINDOW = timedelta(minutes=5)
PER_ACCOUNT = 8
PER_ADDRESS = 40


def keys_of(request: HttpRequest, username: str) -> dict[str, int]:
    """What is counted at sign-in, with how many failures each may have within the window."""
    address = request.META.get("REMOTE_ADDR") or "-"
    return {f"account:{username[:150]}": PER_ACCOUNT, f"address:{address}": PER_ADDRESS}


def too_many(keys: dict[str, int]) -> bool:
    """Whether any of the keys has used up its failures."""
    since = timezone.now() - WINDOW
    return any(Attempt.objects.filter(key=key, at__gte=since).count() >= limit for key, limit in keys.items())


def note_failure(keys: dict[str, int]) -> None:
    """Count one failure, and forget those outside the window."""
    Attempt.objects.filter(at__lt=timezone.now() - WINDOW).delete()
    Attempt.objects.bulk_create([Attempt(key=key) for key in keys])
