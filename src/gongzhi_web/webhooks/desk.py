"""An organisation's own addresses: register one, rotate its secret, stop it, start it, try it."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from gongzhi.adapters.webhook_sending import AddressRefused, Allowed, find_target, read_networks
from gongzhi_web.accounts.models import Role, User
from gongzhi_web.archive.opening import opened
from gongzhi_web.webhooks.kinds import Event
from gongzhi_web.webhooks.models import Delivery, Endpoint
from gongzhi_web.webhooks.secrets_kept import new_secret, seal_secret
from gongzhi_web.webhooks.telling import test_message

OVERLAP = timedelta(hours=24)
MOST = 10
_UNSEALED = b""


class CannotRegister(ValueError):
    """An address that cannot be registered; the message says what to do."""


def endpoints_of(user: User) -> QuerySet[Endpoint]:
    """Those of the person's organisation. A presenter under names of their own, an auditor, a stranger: none."""
    own = user.organisation_id
    if not user.is_active or own is None or user.role in ("", Role.AUDITOR) or user.known_as:
        return Endpoint.objects.none()
    return Endpoint.objects.filter(organisation_id=own)


def register(user: User, *, name: str, url: str, events: Sequence[str]) -> tuple[Endpoint, str]:
    """The stored address and its secret, which is returned this once. Raises CannotRegister, AddressRefused, OSError."""
    wanted = [one.value for one in Event if one.value in events]
    if user.organisation is None or not endpoints_of(user).count() < MOST:
        raise CannotRegister(f"一个单位最多登记 {MOST} 个地址：请先删去不用的")
    if not name.strip():
        raise CannotRegister("请写明用途，例如“案源同步到本局系统”")
    if not wanted or len(wanted) != len(set(events)):
        raise CannotRegister("请至少选一个事项，且只选列出的事项")
    _check_address(url)
    secret = new_secret()
    with transaction.atomic():
        made = Endpoint.objects.create(
            organisation=user.organisation,
            owner=user,
            name=name.strip()[:60],
            url=url.strip(),
            events=wanted,
            secret=_UNSEALED,
            since=opened().size(),
        )
        made.secret = seal_secret(secret, endpoint=made.pk)
        made.save(update_fields=["secret"])
    return made, secret


def rotate(endpoint: Endpoint, now: datetime) -> str:
    """A new secret, returned this once; the former one signs beside it for a day, so that the receiver can change over."""
    secret = new_secret()
    sealed = seal_secret(secret, endpoint=endpoint.pk)
    Endpoint.objects.filter(pk=endpoint.pk).update(
        secret=sealed, former=bytes(endpoint.secret), former_until=now + OVERLAP
    )
    return secret


def switch(endpoint: Endpoint, user: User, *, on: bool) -> None:
    """Stop telling, or go on; what waits stays. Who starts it again answers for what is told from then on."""
    if on:
        Endpoint.objects.filter(pk=endpoint.pk).update(active=True, note="", owner=user)
    else:
        Endpoint.objects.filter(pk=endpoint.pk).update(active=False, note="已由本单位停用")


def try_out(endpoint: Endpoint, now: datetime) -> Delivery:
    """A message that only says that it arrived."""
    return test_message(endpoint, id=f"msg_test{secrets.token_hex(14)}", at=now)


def _check_address(url: str) -> None:
    try:
        find_target(url, Allowed(networks=read_networks(settings.WEBHOOK_NETWORKS)))
    except AddressRefused as error:
        raise CannotRegister(str(error)) from error
    except OSError as error:
        raise CannotRegister("解析不到这个主机名：请核对拼写，或等域名生效后再登记") from error
