"""The one function that says which broadcasts a person may see."""

from django.db.models import Q, QuerySet

from gongzhi_web.accounts.models import User
from gongzhi_web.accounts.scope import reach_of
from gongzhi_web.broadcasts.models import BroadcastRow, Presented


def broadcasts_of(user: User) -> QuerySet[BroadcastRow]:
    """Platform staff: their platform's rooms. Authorities: rooms of sellers under them. Sellers: their own. Others: none."""
    reach = reach_of(user)
    if reach.platform:
        return BroadcastRow.objects.filter(platform__in=reach.platform)
    if not reach.names:
        return BroadcastRow.objects.none()
    names = list(reach.names)
    presented = Presented.objects.filter(name__in=names).values("broadcast")
    own = Q(operator__in=names) | Q(merchant__in=names) | Q(mcn__in=names) | Q(id__in=presented)
    return BroadcastRow.objects.filter(own)
