"""The one place that says which files, products and reports of broadcasts a person may see."""

from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from gongzhi_web.accounts.models import Kind, Organisation, Role, User
from gongzhi_web.parties.models import DossierRow, EngagedRow, ProductRow

R = TypeVar("R", bound=Model)
_OF_A_PLATFORM = {Role.PLATFORM_REVIEWER, Role.PLATFORM_LEAD, Role.PLATFORM_HEAD, Role.AUDITOR}
_OF_A_BUREAU = {Role.REGULATOR_OFFICER, Role.REGULATOR_HEAD, Role.AUDITOR}
_SELLERS = (Kind.MERCHANT, Kind.MCN)


def dossiers_of(user: User) -> QuerySet[DossierRow]:
    """Platform staff: files at their platform, and its own. Bureaus: those of whoever stands under them. Others: their own.

    A presenter who signs in under names of their own sees the file of that name alone.
    """
    found = _within(user, DossierRow.objects.all())
    if user.role == Role.MERCHANT and user.known_as:
        return found.filter(about__in=user.known_as)
    return found


def known_to(user: User, number: str, holder: str) -> bool:
    """Whether a file may be named as a seller's: the person's own, or one whose licence page is public anyway."""
    public = DossierRow.objects.filter(
        number=number, holder=holder, state="verified", role__in=("operator", "merchant")
    )
    return dossiers_of(user).filter(number=number).exists() or public.exists()


def products_of(user: User) -> QuerySet[ProductRow]:
    """As files; a presenter keeps no selection archive."""
    found = _within(user, ProductRow.objects.all())
    return found.none() if user.role == Role.MERCHANT and user.known_as else found


def engaged_of(user: User) -> QuerySet[EngagedRow]:
    """As products."""
    found = _within(user, EngagedRow.objects.all())
    return found.none() if user.role == Role.MERCHANT and user.known_as else found


def platforms() -> list[Organisation]:
    """Where one may apply."""
    return list(Organisation.objects.filter(kind=Kind.PLATFORM).order_by("party"))


def _within(user: User, rows: QuerySet[R]) -> QuerySet[R]:
    own = user.organisation
    if not user.is_active or own is None:
        return rows.none()
    if own.kind == Kind.PLATFORM and user.role in _OF_A_PLATFORM:
        return rows.filter(Q(holder=own.party) | Q(applicant=own.party))
    if own.kind == Kind.BUREAU and user.role in _OF_A_BUREAU:
        return rows.filter(Q(holder=own.party) | Q(applicant__in=_below(own)))
    if own.kind in _SELLERS and user.role == Role.MERCHANT:
        return rows.filter(applicant=own.party)
    return rows.none()


def _below(own: Organisation) -> list[str]:
    """Everybody who stands under this bureau or under one below it; a circle ends where it began."""
    found: dict[str, None] = {}
    floor = [own.party]
    while floor:
        rows = Organisation.objects.filter(parent__in=floor).exclude(party__in=[own.party, *found])
        floor = list(rows.order_by("party").values_list("party", flat=True))
        found |= dict.fromkeys(floor)
    return list(found)
