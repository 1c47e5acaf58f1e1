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
        return Reach(platform=tuple(sorted(organisation.names)))
    if organisation.kind == Kind.BUREAU and user.role in _AUTHORITY_ROLES:
        return Reach(names=_under(organisation))
    if organisation.kind in (Kind.MERCHANT, Kind.MCN) and user.role == Role.MERCHANT:
        return Reach(names=tuple(user.known_as) or tuple(sorted(organisation.names)))
    return Reach()


_PLATFORM_ROLES = {Role.PLATFORM_REVIEWER, Role.PLATFORM_LEAD, Role.PLATFORM_HEAD, Role.AUDITOR}
_AUTHORITY_ROLES = {Role.REGULATOR_OFFICER, Role.REGULATOR_HEAD, Role.AUDITOR}


def _under(authority: Organisation) -> tuple[str, ...]:
    """The names of all sellers registered under this authority or under one that stands below it; a circle ends."""
    seen, floor, names = {authority.party}, [authority.party], set[str]()
    while floor:
        # Columns, not objects: a city has thousands of sellers and every page asks.
        rows = Organisation.objects.filter(parent__in=floor).exclude(party__in=seen)
        floor = []
        for party, name, aliases, kind in rows.values_list("party", "name", "aliases", "kind"):
            floor.append(party)
            if kind in (Kind.MERCHANT, Kind.MCN):
                names.update((party, name, *aliases))
        seen.update(floor)
    return tuple(sorted(names))
