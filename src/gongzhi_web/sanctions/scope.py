"""The one function that says which messages on parallel sanctions a person may see."""

from django.db.models import Q, QuerySet

from gongzhi_web.accounts.models import Kind, Organisation, Role, User
from gongzhi_web.sanctions.models import SanctionRow


def sanctions_of(user: User) -> QuerySet[SanctionRow]:
    """Staff of the bureau or platform that sent it or received it. Bureaus above and below, parties, others: none."""
    own = user.organisation
    if own is None or not _works(user, own):
        return SanctionRow.objects.none()
    return SanctionRow.objects.filter(Q(sender=own.party) | Q(to=own.party))


def receivers_for(user: User) -> list[tuple[str, str]]:
    """The platforms that this person's organisation can tell, for a choice."""
    rows = Organisation.objects.filter(kind=Kind.PLATFORM).exclude(party=user.organisation_id).order_by("name")
    return list(rows.values_list("party", "name"))


def _works(user: User, own: Organisation) -> bool:
    return user.is_active and own.kind in (Kind.PLATFORM, Kind.BUREAU) and user.role not in ("", Role.MERCHANT)
