"""The one function that says which emergency stops a person may see."""

from django.db.models import QuerySet

from gongzhi_web.accounts.models import User
from gongzhi_web.broadcasts.scope import broadcasts_of
from gongzhi_web.emergency.models import StopRow


def stops_of(user: User) -> QuerySet[StopRow]:
    """The stops of the broadcasts that they may see: the platform's, the authority's above the sellers, the sellers' own."""
    return StopRow.objects.filter(broadcast__in=broadcasts_of(user).values("id"))
