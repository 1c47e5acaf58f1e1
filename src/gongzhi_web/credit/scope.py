"""The one function that says which credit entries a person may see."""

from django.db.models import QuerySet

from gongzhi_web.accounts.models import User
from gongzhi_web.accounts.scope import reach_of
from gongzhi_web.broadcasts.scope import broadcasts_of
from gongzhi_web.credit.models import CreditRow


def entries_of(user: User) -> QuerySet[CreditRow]:
    """Platform staff: entries from their platform's broadcasts. Authorities: those under them. Sellers: their own."""
    reach = reach_of(user)
    if reach.platform:
        return CreditRow.objects.filter(broadcast__in=broadcasts_of(user).values("id"))
    return CreditRow.objects.filter(party__in=reach.names) if reach.names else CreditRow.objects.none()
