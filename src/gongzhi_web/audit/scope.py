"""Whose looks and acts an auditor or a lead may see: those of their own organisation's people, and no one else's."""

from django.db.models import QuerySet

from gongzhi_web.accounts.models import Look, User
from gongzhi_web.evidence.models import Placing


def looks_of(user: User) -> QuerySet[Look]:
    """What people of this organisation looked at or did on the pages."""
    if not user.is_active or user.organisation_id is None:
        return Look.objects.none()
    return Look.objects.filter(user__organisation_id=user.organisation_id)


def acts_of(user: User) -> QuerySet[Placing]:
    """What people of this organisation sealed in its name."""
    if not user.is_active or user.organisation is None:
        return Placing.objects.none()
    return Placing.objects.filter(organisation__in=user.organisation.names).exclude(by="")
