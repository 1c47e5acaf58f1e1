"""Whose matters a person may see: the names that records use for the organisations within their reach."""

from dataclasses import dataclass

from gongzhi_web.accounts.models import Kind, Organisation, Role, User


@dataclass(frozen=True, slots=True)
class Reach:
    """``platform`` is set for platform staff; ``names`` are sellers within reach; neither means nothing at all."""

    platform: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


def reach_of(user: User) -> Reach:
    """The one place where a role and an organisation become a scope. Unknown combinations see nothing."""
    organisation = user.organisation
    if not user.is_active or organisation is None:
        return Reach()
    if organisation.kind == Kind.PLATFORM and user.role in _PLATFORM_ROLES:
        return Reach(platform=_names([organisation]))
    if organisation.kind == Kind.BUREAU and user.role in _AUTHORITY_ROLES:
        return Reach(names=_names(_under(organisation)))
    if organisation.kind in (Kind.MERCHANT, Kind.MCN) and user.role == Role.MERCHANT:
        return Reach(names=tuple(user.known_as) or _names([organisation]))
    return Reach()


_PLATFORM_ROLES = {Role.PLATFORM_REVIEWER, Role.PLATFORM_LEAD, Role.PLATFORM_HEAD, Role.AUDITOR}
_AUTHORITY_ROLES = {Role.REGULATOR_OFFICER, Role.REGULATOR_HEAD, Role.AUDITOR}


def _under(authority: Organisation) -> list[Organisation]:
    """Everybody registered under this authority or under one that stands below it."""
    found: list[Organisation] = []
    floor = list(Organisation.objects.filter(parent=authority))
    while floor:
        found.extend(floor)
        floor = list(Organisation.objects.filter(parent__in=floor))
    return [one for one in found if one.kind in (Kind.MERCHANT, Kind.MCN)]


def _names(organisations: list[Organisation]) -> tuple[str, ...]:
    names = {name for one in organisations for name in one.names}
    return tuple(sorted(names))
