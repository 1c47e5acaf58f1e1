"""The functions that say which credit entries and recorded events a person may see."""

from django.db.models import QuerySet

from gongzhi_web.accounts.access import BUREAU
from gongzhi_web.accounts.models import User
from gongzhi_web.accounts.scope import reach_of
from gongzhi_web.broadcasts.scope import broadcasts_of
from gongzhi_web.credit.models import CreditRow, RecordedRow


def entries_of(user: User) -> QuerySet[CreditRow]:
    """Platform staff: entries from their platform's broadcasts. Authorities: those under them. Sellers: their own."""
    reach = reach_of(user)
    if reach.platform:
        return CreditRow.objects.filter(broadcast__in=broadcasts_of(user).values("id"))
    return CreditRow.objects.filter(party__in=_named(user)) if reach.names else CreditRow.objects.none()


def recorded_of(user: User) -> QuerySet[RecordedRow]:
    """Platform staff: what their platform recorded. Authorities: what concerns those under them. Sellers: their own."""
    reach = reach_of(user)
    if reach.platform:
        return RecordedRow.objects.filter(organisation__in=reach.platform)
    return RecordedRow.objects.filter(party__in=_named(user)) if reach.names else RecordedRow.objects.none()


def _named(user: User) -> list[str]:
    """The names within reach; for an authority also the presenters whose organisation stands under it."""
    names = list(reach_of(user).names)
    if user.role in BUREAU:
        under = User.objects.filter(organisation__in=names).exclude(known_as=[])
        names += [name for one in under for name in one.known_as]
    return names
