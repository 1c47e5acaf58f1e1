"""The functions that say which cases a person may see, and list them without looking at the others."""

from typing import Any

from django.db.models import QuerySet

from gongzhi_web.accounts.models import Role, User
from gongzhi_web.accounts.scope import reach_of
from gongzhi_web.cases.models import CaseReader, CaseRow
from gongzhi_web.cases.readers import AUTHORITY, PARTY


def cases_of(user: User) -> QuerySet[CaseRow]:
    """Platform staff: cases their platform holds. Authorities: cases about sellers under them, or sent to them. Sellers: their own."""
    if platform := reach_of(user).platform:
        return CaseRow.objects.filter(holder__in=platform)
    return CaseRow.objects.filter(pk__in=reads(user).values("case"))


def reads(user: User) -> QuerySet[CaseReader]:
    """The same for authorities and sellers, as the rows that lists are made of.

    A seller may stand in one case under two names.
    """
    reach, own = reach_of(user), user.organisation
    if not reach.names or own is None:
        return CaseReader.objects.none()
    if user.role == Role.MERCHANT:
        return CaseReader.objects.filter(reader__in=reach.names, how=PARTY)
    return CaseReader.objects.filter(reader=own.party, how=AUTHORITY)


def case_ids(user: User, state: str = "") -> QuerySet[Any, str]:
    """The ids of their cases, what moved last first, narrowed by state; counted and read from one index."""
    narrowed = {"state": state} if state else {}
    if reach_of(user).platform:
        held = cases_of(user).filter(**narrowed)
        return held.order_by("-moved_at", "-index").values_list("id", flat=True)
    found = reads(user).filter(**narrowed).order_by("-moved_at", "-index").values_list("case_id", flat=True)
    # Only a seller may stand in one case under two names.
    return found.distinct() if user.role == Role.MERCHANT else found
