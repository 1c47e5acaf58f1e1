"""Who holds which finding: compare and set with an expiry, so that two reviewers never work on the same one."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from gongzhi_web.accounts.models import User
from gongzhi_web.screening.models import Hold

LEASE = timedelta(minutes=5)


def take(finding: str, user: User, now: datetime) -> Hold:
    """The hold that stands after this attempt: the asker's, or somebody else's who was first and has not expired.

    A person holds one finding at a time; taking the next lets go of the last.
    """
    until = now + LEASE
    free = Q(holder=user) | Q(until__lte=now)
    with transaction.atomic():
        if not Hold.objects.filter(free, finding=finding).update(holder=user, until=until):
            try:
                with transaction.atomic():
                    Hold.objects.create(finding=finding, holder=user, until=until)
            except IntegrityError:
                # Somebody was between our update and our insert, or holds it still.
                return Hold.objects.select_related("holder").get(finding=finding)
        Hold.objects.filter(holder=user).exclude(finding=finding).delete()
        return Hold.objects.select_related("holder").get(finding=finding)


def holds(finding: str, user: User, now: datetime) -> bool:
    """Whether this person holds it and has not let it expire."""
    return Hold.objects.filter(finding=finding, holder=user, until__gt=now).exists()


def release(finding: str, user: User) -> None:
    """Let go of one's own hold; nobody else's."""
    Hold.objects.filter(finding=finding, holder=user).delete()


def held_by_others(findings: list[str], user: User, now: datetime) -> dict[str, str]:
    """Finding -> the name of who holds it."""
    held = Hold.objects.filter(finding__in=findings, until__gt=now).exclude(holder=user).select_related("holder")
    return {one.finding: str(one.holder) for one in held}
