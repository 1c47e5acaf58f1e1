"""Slow down guessing at sign-in and floods at the API."""

import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from gongzhi_web.accounts.models import Attempt

WINDOW = timedelta(minutes=5)
PER_ACCOUNT = 8
PER_ADDRESS = 40
API_PER_MINUTE = 120


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


_calls: dict[str, deque[float]] = {}
_guard = threading.Lock()


def _may_call(key: str, now: float) -> bool:
    with _guard:
        calls = _calls.setdefault(key, deque())
        while calls and calls[0] < now - 60:
            calls.popleft()
        if len(calls) >= API_PER_MINUTE:
            return False
        calls.append(now)
        if len(_calls) > 10_000:
            _calls.clear()
        return True


def api_rate(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """At most API_PER_MINUTE calls a minute under /api/ for one person, or for one address before sign-in."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/api/"):
            who = str(request.user.pk) if request.user.is_authenticated else request.META.get("REMOTE_ADDR", "-")
            if not _may_call(who, time.monotonic()):
                return JsonResponse({"detail": f"每分钟最多 {API_PER_MINUTE} 次，请稍后再试"}, status=429)
        return get_response(request)

    return answer
