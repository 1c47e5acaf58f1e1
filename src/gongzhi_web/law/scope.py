"""Whose self-assessments a person may read, and for whom they may write one: their own organisation's, never another's."""

from dataclasses import replace

from django.db.models import QuerySet

from gongzhi.parties import Person
from gongzhi_web.accounts.models import Kind, Role, User
from gongzhi_web.law.models import AssessmentRow

ROLES_OF = {
    Kind.PLATFORM: ("平台",),
    Kind.MCN: ("MCN", "运营者"),
    Kind.MERCHANT: ("商家", "运营者"),
}
_READERS = {Role.PLATFORM_LEAD, Role.PLATFORM_REVIEWER, Role.PLATFORM_HEAD, Role.AUDITOR, Role.MERCHANT}


def own_party(user: User) -> str:
    """The id under which this person's organisation, or for a presenter they themselves, is assessed; empty for none."""
    if user.organisation is None or user.role not in _READERS or user.organisation.kind not in ROLES_OF:
        return ""
    return str(user.known_as[0]) if user.known_as else user.organisation.party


def own_roles(user: User) -> tuple[str, ...]:
    """The roles in which they may be assessed."""
    if not own_party(user) or user.organisation is None:
        return ()
    return ("主播",) if user.known_as else ROLES_OF[Kind(user.organisation.kind)]


def may_assess(user: User, role: str) -> bool:
    """Whether they may write: the lead of a platform, or the merchant or presenter themselves."""
    return role in own_roles(user) and user.role in (Role.PLATFORM_LEAD, Role.MERCHANT)


def assessments_of(user: User) -> QuerySet[AssessmentRow]:
    """The self-assessments that they may read."""
    party = own_party(user)
    return AssessmentRow.objects.filter(party=party) if user.is_active and party else AssessmentRow.objects.none()


def acting_for_own(user: User) -> Person:
    """As the flow knows them when they speak for their own organisation."""
    return replace(user.acting(), organisation=own_party(user))
