"""The one function that says which cases a person may see."""

from django.db.models import Q, QuerySet

from gongzhi_web.accounts.models import User
from gongzhi_web.accounts.scope import reach_of
from gongzhi_web.cases.models import CaseRow


def cases_of(user: User) -> QuerySet[CaseRow]:
    """Platform staff: cases their platform holds. Authorities: cases about sellers under them, or sent to them. Sellers: their own."""
    reach = reach_of(user)
    if reach.platform:
        return CaseRow.objects.filter(holder__in=reach.platform)
    seen = Q(pk__in=[])
    for name in reach.names:
        seen |= Q(concerned__contains=f"\n{name}\n")
    if user.role != "merchant" and reach.names and user.organisation is not None:
        for name in user.organisation.names:
            seen |= Q(onlookers__contains=f"\n{name}\n") | Q(holder=name)
    return CaseRow.objects.filter(seen)
