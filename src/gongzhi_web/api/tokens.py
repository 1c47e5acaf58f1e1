"""Making, finding and ending tokens."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from gongzhi_web.accounts.models import User
from gongzhi_web.api.models import ApiToken
from gongzhi_web.api.scopes import Scope, scopes_for

PREFIX = "gzt_"
LONGEST_DAYS = 365
_SHOWN = len(PREFIX) + 4
_SECRET_BYTES = 32
_USED_EVERY = timedelta(minutes=1)


class CannotMakeToken(ValueError):
    """A token that nobody may have: without a purpose, without a scope, for too long, or beyond the person's role."""


def make_token(user: User, *, name: str, scopes: Sequence[str], days: int, now: datetime) -> tuple[ApiToken, str]:
    """The stored token and its secret, which is returned this once. Raises CannotMakeToken (Chinese)."""
    wanted = [scope for scope in scopes_for(user.role) if scope in scopes]
    if user.organisation is None:
        raise CannotMakeToken("账号还没有单位：请先联系本单位的平台主管")
    if not name.strip():
        raise CannotMakeToken("请写明用途，例如“夜间筛查脚本”")
    if not wanted or len(wanted) != len(set(scopes)):
        raise CannotMakeToken("请至少选一个范围，且只选你的角色可用的范围")
    if not 1 <= days <= LONGEST_DAYS:
        raise CannotMakeToken(f"有效期请填 1 到 {LONGEST_DAYS} 天")
    secret = PREFIX + secrets.token_urlsafe(_SECRET_BYTES)
    token = ApiToken.objects.create(
        name=name.strip()[:60],
        user=user,
        organisation=user.organisation,
        digest=digest_of(secret),
        start=secret[:_SHOWN],
        scopes=[scope.value for scope in wanted],
        expires_at=now + timedelta(days=days),
    )
    return token, secret


def find_token(secret: str, now: datetime) -> ApiToken | None:
    """The token that still holds under this secret; None for one unknown, ended, or of a person who left or moved."""
    if not secret.startswith(PREFIX):
        return None
    # Looked up by the digest of 256 random bits: how long a lookup takes tells nothing that helps to guess one.
    token = ApiToken.objects.select_related("user__organisation").filter(digest=digest_of(secret)).first()
    if token is None or token.revoked_at is not None or token.expires_at <= now:
        return None
    user = token.user
    if not user.is_active or user.organisation_id is None or user.organisation_id != token.organisation_id:
        return None
    return token


def holds_scope(token: ApiToken, scope: Scope) -> bool:
    """Whether the token has the scope and its person's role still may have it."""
    return scope.value in token.scopes and scope in scopes_for(token.user.role)


def note_use(token: ApiToken, now: datetime) -> None:
    """Remember the last use, to the minute: a write on every call would make readers queue behind each other."""
    stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - _USED_EVERY)
    ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)


def revoke(user: User, token: int, now: datetime) -> bool:
    """End one's own token at once; False when it is not one's own or has ended before."""
    return bool(ApiToken.objects.filter(pk=token, user=user, revoked_at__isnull=True).update(revoked_at=now))


def digest_of(secret: str) -> str:
    """What is kept instead of the secret. A random 256-bit secret needs no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
