"""Who is scored, and in which role: merchants and service organisations as registered, presenters as broadcasts name them."""

from collections.abc import Iterable

from gongzhi.credit import ScoredRole
from gongzhi_web.accounts.models import Kind, Organisation, User
from gongzhi_web.broadcasts.models import BroadcastRow
from gongzhi_web.broadcasts.scope import broadcasts_of

_KINDS = {Kind.MCN.value: ScoredRole.MCN, Kind.MERCHANT.value: ScoredRole.SELLER}


def roles_of_all() -> dict[str, ScoredRole]:
    """Every name under which records may know a party, with the role in which it is scored; sellers where nothing is known."""
    found = dict.fromkeys(_presenters(BroadcastRow.objects.values_list("presenters", flat=True).distinct()), _PRESENTER)
    found |= {name: _PRESENTER for user in User.objects.exclude(known_as=[]) for name in user.known_as}
    return found | {
        name: _KINDS[one.kind] for one in Organisation.objects.filter(kind__in=_KINDS) for name in one.names
    }


def parties_within(user: User) -> dict[str, ScoredRole]:
    """The parties of the broadcasts that this person may see: each under one name, that of the registry where it stands in it."""
    rows = broadcasts_of(user).values_list("operator", "merchant", "mcn", "presenters").distinct()
    registered = {name: one for one in Organisation.objects.filter(kind__in=_KINDS) for name in one.names}
    found: dict[str, ScoredRole] = {}
    for operator, merchant, mcn, presenters in rows:
        for name, role in ((operator, ScoredRole.SELLER), (merchant, ScoredRole.SELLER), (mcn, ScoredRole.MCN)):
            known = registered.get(name)
            if name:
                found[known.party if known else name] = _KINDS[known.kind] if known else role
        found |= {name: _PRESENTER for name in _presenters([presenters]) if name not in registered}
    return found


def as_credited(user: User) -> dict[str, ScoredRole]:
    """As ``parties_within``, and every other name of theirs too: a list may use any."""
    within = parties_within(user)
    others = {
        name: within[one.party] for one in Organisation.objects.filter(party__in=list(within)) for name in one.names
    }
    return others | within


def names_of(parties: Iterable[str]) -> dict[str, str]:
    """What each party is called on a page."""
    wanted = set(parties)
    known = {name: one.name for one in Organisation.objects.all() for name in one.names}
    return {party: known.get(party, party) for party in wanted}


_PRESENTER = ScoredRole.PRESENTER


def _presenters(framed: Iterable[str]) -> set[str]:
    return {name for each in framed for name in each.split("\n") if name}
