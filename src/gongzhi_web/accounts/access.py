"""Who is asking, in which role: the decorator of every view, and the record of looks."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from gongzhi_web.accounts.models import Look, Role, User

View = Callable[..., HttpResponse]

PLATFORM = (Role.PLATFORM_REVIEWER, Role.PLATFORM_LEAD)
# Who oversees: boards, reassigning, the second signature; never what they entered themselves.
HEADS = (Role.PLATFORM_HEAD, Role.REGULATOR_HEAD)
# Who chooses a platform's measures, and who acts upon the register.
DECIDERS = (Role.PLATFORM_LEAD, Role.PLATFORM_HEAD)
DESK = (*PLATFORM, Role.REGULATOR_OFFICER, *HEADS)
OF_A_PLATFORM = (*PLATFORM, Role.PLATFORM_HEAD)
STAFF = (*DESK, Role.AUDITOR)
# Who reads for a bureau.
BUREAU = (Role.REGULATOR_OFFICER, Role.REGULATOR_HEAD, Role.AUDITOR)
EVERYONE = (*STAFF, Role.MERCHANT)


def person(request: HttpRequest) -> User:
    """The signed-in user. LoginRequiredMiddleware has already turned everybody else away."""
    return cast(User, request.user)


def allow(*roles: Role) -> Callable[[View], View]:
    """Only these roles, and only on behalf of an organisation; raises PermissionDenied in Chinese."""

    def around(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            user = person(request)
            if user.organisation_id is None or user.role not in roles:
                raise PermissionDenied(f"这一页供{'、'.join(role.label for role in roles)}使用。")
            return view(request, *args, **kwargs)

        guarded.roles = roles  # type: ignore[attr-defined]
        return guarded

    return around


def record_look(request: HttpRequest, *, what: str, subject_kind: str, subject: str) -> None:
    """Write down that this person looked at (or did) this; called before the page is rendered."""
    Look.objects.create(
        user=person(request),
        what=what,
        subject_kind=subject_kind,
        subject=subject[:160],
        address=request.META.get("REMOTE_ADDR") or "",
    )
