"""Telling what waits: claim, sign, send once, write down what came back; again later, and at last not any more."""

import http.client
import threading
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import close_old_connections, transaction
from django.db.models import Max, Q
from django.utils import timezone

from gongzhi.adapters.webhook_sending import (
    AddressRefused,
    Allowed,
    Told,
    find_target,
    post,
    read_networks,
)
from gongzhi.adapters.webhook_signatures import sign_webhook
from gongzhi.evidence import StoreDamaged
from gongzhi_web.webhooks.models import Delivery, Endpoint, State
from gongzhi_web.webhooks.secrets_kept import open_secret

# How long after the first, second, ... attempt the next one follows; after the last one the message counts as not delivered.
WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=10),
)
LAST_TRY = len(WAITS) + 1
# A claim that was not settled by then belonged to a process that was killed: the message is sent again, under the same id.
LEASE = timedelta(minutes=2)
KEPT = timedelta(days=30)
IDLE_SECONDS = 1.0
_TIDY = timedelta(hours=1)
_AT_ONCE = 20
_GONE = 410

Send = Callable[[str, bytes, Mapping[str, str]], Told]


@dataclass(frozen=True, slots=True)
class _Outcome:
    status: int | None
    said: str
    reached: bool

    @property
    def good(self) -> bool:
        """2xx and nothing else: a redirect is not followed and counts as no answer."""
        return self.status is not None and 200 <= self.status < 300


def send_checked(url: str, body: bytes, headers: Mapping[str, str]) -> Told:
    """Resolve once, refuse what is inside the house, send. Raises AddressRefused, OSError, HTTPException."""
    allowed = Allowed(networks=read_networks(settings.WEBHOOK_NETWORKS))
    return post(find_target(url, allowed), body, headers)


def deliver_due(now: Callable[[], datetime] = timezone.now, send: Send = send_checked) -> int:
    """Try everything that is due once; returns how many were tried. An address that cannot be reached keeps no other waiting."""
    tried = 0
    due = Q(delivery__state=State.WAITING, delivery__next_at__lte=now())
    for endpoint in Endpoint.objects.filter(due, active=True).distinct().order_by("id"):
        waiting = Delivery.objects.filter(endpoint=endpoint, state=State.WAITING, next_at__lte=now())
        for one in list(waiting.order_by("next_at", "id")[:_AT_ONCE]):
            if not _claim(one, now()):
                continue
            outcome = _send(endpoint, one, now(), send)
            _settle(endpoint, one, outcome, now())
            tried += 1
            if not outcome.reached or outcome.status == _GONE:
                break
    return tried


def deliver_until(stopped: threading.Event) -> None:
    """Deliver until asked to stop; what fails here is written on the screen and never takes the caller down."""
    tidy_at = timezone.now()
    while not stopped.is_set():
        try:
            tried = deliver_due()
            if timezone.now() >= tidy_at:
                tidy(timezone.now())
                tidy_at = timezone.now() + _TIDY
        except Exception:
            traceback.print_exc()
            tried = 0
            stopped.wait(10)
        finally:
            close_old_connections()
        if not tried:
            stopped.wait(IDLE_SECONDS)


def send_again(endpoint: Endpoint, delivery: int, at: datetime) -> bool:
    """Start over with one that was not delivered; False when it is not this address's, or is under way anyway."""
    failed = Delivery.objects.filter(pk=delivery, endpoint=endpoint, state=State.FAILED)
    return bool(failed.update(state=State.WAITING, attempts=0, next_at=at))


def tidy(now: datetime) -> int:
    """Forget what was settled long ago; a rebuild from the log must not tell it anew. Returns how many went."""
    gone = 0
    for endpoint in Endpoint.objects.all():
        old = endpoint.delivery_set.exclude(state=State.WAITING).filter(made_at__lt=now - KEPT)
        with transaction.atomic():
            upto = old.aggregate(Max("index"))["index__max"]
            if upto is not None:
                Endpoint.objects.filter(pk=endpoint.pk, since__lte=upto).update(since=upto + 1)
                gone += old.delete()[0]
    return gone


def _claim(one: Delivery, now: datetime) -> bool:
    """Compare and set: of two that deliver, one tries; if it is killed now, the message is due again after the lease."""
    mine = Delivery.objects.filter(pk=one.pk, state=State.WAITING, attempts=one.attempts, next_at=one.next_at)
    return bool(mine.update(attempts=one.attempts + 1, next_at=now + LEASE, tried_at=now))


def _send(endpoint: Endpoint, one: Delivery, now: datetime, send: Send) -> _Outcome:
    body = bytes(one.body)
    try:
        signed = sign_webhook(body, id=one.message, at=now, secrets=_secrets(endpoint, now))
        headers = {**signed, "Content-Type": "application/json", "User-Agent": "gongzhi-webhook/1"}
        told = send(endpoint.url, body, headers)
    except (AddressRefused, StoreDamaged) as error:
        return _Outcome(None, str(error), reached=False)
    except (OSError, http.client.HTTPException) as error:
        return _Outcome(
            None, f"连不上：{getattr(error, 'strerror', None) or error or type(error).__name__}", reached=False
        )
    return _Outcome(told.status, told.body, reached=True)


def _secrets(endpoint: Endpoint, now: datetime) -> list[str]:
    found = [open_secret(endpoint.secret, endpoint=endpoint.pk)]
    if endpoint.former and endpoint.former_until and now < endpoint.former_until:
        found.append(open_secret(endpoint.former, endpoint=endpoint.pk))
    return found


def _settle(endpoint: Endpoint, one: Delivery, outcome: _Outcome, now: datetime) -> None:
    tries = one.attempts + 1
    change: dict[str, Any] = {"status": outcome.status, "said": outcome.said[:200].replace("\x00", "")}
    if outcome.good:
        change |= {"state": State.DELIVERED, "next_at": None}
    elif tries >= LAST_TRY or outcome.status == _GONE:
        change |= {"state": State.FAILED, "next_at": None}
    else:
        change |= {"next_at": now + WAITS[tries - 1]}
    # Only as long as the claim is ours: a late answer must not undo what another attempt wrote.
    Delivery.objects.filter(pk=one.pk, state=State.WAITING, attempts=tries).update(**change)
    if outcome.status == _GONE:
        Endpoint.objects.filter(pk=endpoint.pk).update(active=False, note="对方答 410，不再接收：已停用")
