"""Who calls: the person behind a token, or the person signed in with this browser; and whether they may use this verb."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from gongzhi_web.accounts.models import User
from gongzhi_web.api.errors import ApiRefusal
from gongzhi_web.api.models import ApiToken
from gongzhi_web.api.scopes import Scope, scopes_for
from gongzhi_web.api.tokens import find_token, holds_scope, note_use

_SAFE = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True, slots=True)
class Caller:
    """A person, and the token that stands for them; no token when they are signed in with a session."""

    user: User
    token: ApiToken | None

    def may(self, scope: Scope) -> bool:
        """Whether token and role give this scope."""
        if self.token is not None:
            return holds_scope(self.token, scope)
        return scope in scopes_for(self.user.role)

    @property
    def rights(self) -> tuple[str, ...]:
        """All on which an answer may depend, apart from the request itself."""
        scopes = sorted(self.token.scopes) if self.token is not None else ["session"]
        return (str(self.user.organisation_id), self.user.role, *scopes)


def find_caller(request: HttpRequest) -> Caller | None:
    """Who calls, None when nobody that we know. A header that does not hold is never made good by a session.

    A session counts for reading; for anything else it must carry the CSRF token of our own pages, else ApiRefusal 403.
    """
    header = request.headers.get("Authorization")
    if header is not None:
        scheme, _, secret = header.partition(" ")
        now = timezone.now()
        token = find_token(secret.strip(), now) if scheme.lower() == "bearer" else None
        if token is None:
            return None
        note_use(token, now)
        # From here on the request is this person's, for every function that asks it.
        request.user = token.user
        return Caller(token.user, token)
    user = request.user
    if not isinstance(user, User):
        return None
    if request.method not in _SAFE and check_csrf(request) is not None:
        raise ApiRefusal(403, "csrf", "登录会话不能直接用于写入：请带上页面的 X-CSRFToken，或改用令牌")
    return Caller(user, None)


class BearerToken(AuthBase):
    """Asks that the caller be known and hold this scope; ninja calls it before it reads any parameter."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        super().__init__()

    def __call__(self, request: HttpRequest) -> Any:
        """The caller; None becomes 401. Raises ApiRefusal 403 for a scope not held or a person without an organisation."""
        caller: Caller | None = getattr(request, "caller", None)
        if caller is None:
            return None
        if caller.user.organisation_id is None or not caller.user.role:
            raise ApiRefusal(403, "no_organisation", "账号还没有单位或角色：请联系本单位的平台主管")
        if not caller.may(self.scope):
            message = (
                f"这个令牌没有“{self.scope.chinese}”（{self.scope.value}）范围，或你的角色不能用：请建立有此范围的令牌"
            )
            raise ApiRefusal(403, "scope_missing", message)
        return caller
