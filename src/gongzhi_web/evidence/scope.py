"""The one function that says which exhibits a person may see."""

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce

from gongzhi_web.accounts.models import Role, User
from gongzhi_web.accounts.scope import reach_of
from gongzhi_web.broadcasts.scope import broadcasts_of
from gongzhi_web.evidence.models import Placing

# Sellers see what was said and found in their rooms, and what was decided about them. They do not see the raw recording
# (other people's nicknames), how it was reviewed, nor what was only proposed.
_SELLERS_ROOM = ("Broadcast", "SignalBatch", "Finding", "Promise")
_SELLERS_OWN = ("Decided", "Notice", "document", "AppealFiled", "AppealDecided", "CreditEntry", "CreditRecorded")
_ONLY_OWN_ORGANISATION = ("DutiesAssessed", "LiabilityAnalysed", "CreditRecorded", "CreditSource")


def exhibits_of(user: User) -> QuerySet[Placing]:
    """Staff: all that belongs to the broadcasts within reach. Sellers: what the lists above name. Others: none."""
    reach = reach_of(user)
    if not reach.platform and not reach.names:
        return Placing.objects.none()
    names = user.organisation.names if user.organisation else ()
    # A self-assessment, an analysis, recorded events and their documents are an organisation's own papers; not even the
    # authority above it reads them here.
    own = Q(kind__in=_ONLY_OWN_ORGANISATION, organisation__in=names)
    if user.role == Role.MERCHANT:
        rooms = Q(broadcast__in=broadcasts_of(user).values("id"))
        about = Q(party__in=reach.names, kind__in=_SELLERS_OWN)
        return Placing.objects.filter(rooms & Q(kind__in=_SELLERS_ROOM) | about | own)
    # Staff see most of a log. Behind Coalesce the column has no index, so that the newest page is read in log order and
    # the reading stops there, instead of gathering and sorting everything that they may see.
    everything = Placing.objects.annotate(room=Coalesce("broadcast", Value("")))
    return everything.filter(Q(room__in=broadcasts_of(user).values("id")) | own)
