"""Who may read what was found: organisations under the names that records use, and the bureaus above them, as words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gongzhi_web.accounts.models import Kind, Organisation, User
from gongzhi_web.accounts.scope import reach_of
from gongzhi_web.broadcasts.models import BroadcastRow


@dataclass(frozen=True, slots=True)
class _Node:
    parent: str | None
    kind: str


class Standing:
    """All organisations as they stand now; made once for a batch of records."""

    def __init__(self) -> None:
        self._nodes: dict[str, _Node] = {}
        self._known: dict[str, str] = {}
        self._rooms: dict[str, tuple[str, ...]] = {}
        rows = list(Organisation.objects.order_by("party"))
        for row in rows:
            self._nodes[row.party] = _Node(row.parent_id, row.kind)
            for name in row.names:
                self._known.setdefault(name, row.party)
        self._names = {row.party: row.names for row in rows}

    def places(self) -> dict[str, tuple[list[str], list[str]]]:
        """Organisation -> its names and the bureaus above it."""
        return {party: (list(names), list(self._above(party))) for party, names in self._names.items()}

    def of_holder(self, name: str) -> Iterator[str]:
        """An organisation that works on something."""
        yield f"h/{name}"

    def of_party(self, *names: str) -> Iterator[str]:
        """Those whom something is about, and the bureaus above them."""
        for name in names:
            if name:
                yield f"n/{name}"
                yield from (f"u/{bureau}" for bureau in self._above(self._known.get(name, name)))

    def of_unit(self, unit: str) -> Iterator[str]:
        """A unit's matter: itself, the bureaus above it, and (``o``) itself alone, which those below may ask for."""
        yield f"o/{unit}"
        yield f"r/{unit}"
        yield from (f"r/{bureau}" for bureau in self._above(unit))

    def of_room(self, broadcast: str) -> tuple[str, ...]:
        """Who reads what was said in this broadcast."""
        if broadcast not in self._rooms:
            row = BroadcastRow.objects.filter(id=broadcast).defer("record").first()
            self._rooms[broadcast] = tuple(self.of_broadcast(row)) if row else ()
        return self._rooms[broadcast]

    def of_broadcast(self, row: BroadcastRow) -> Iterator[str]:
        """Its platform, those who sell in it, and the bureaus above these."""
        yield from self.of_holder(row.platform)
        yield from self.of_party(row.operator, row.merchant, row.mcn, *framed(row.presenters))

    def _above(self, party: str) -> Iterator[str]:
        seen: set[str] = {party}
        here = self._nodes.get(party)
        while here is not None and here.parent is not None and here.parent not in seen:
            seen.add(here.parent)
            above, here = here.parent, self._nodes.get(here.parent)
            if here is not None and here.kind == Kind.BUREAU:
                yield above


def framed(names: str) -> list[str]:
    """The names that a column holds framed by line feeds."""
    return [name for name in names.split("\n") if name]


def asks_of(user: User) -> tuple[str, ...]:
    """As which readers this person asks; none for whoever stands nowhere. The scope of each slice has the last word."""
    own = user.organisation
    if own is None or not user.is_active or not user.role:
        return ()
    if own.kind == Kind.BUREAU:
        above = [f"o/{unit}" for unit in _bureaus_above(own)]
        return tuple(_once([f"u/{own.party}", f"r/{own.party}", *above, *_as(own.names)]))
    reach = reach_of(user)
    names = reach.platform or reach.names
    return tuple(_once(_as([*names, own.party])))


def _bureaus_above(own: Organisation) -> Iterator[str]:
    seen: set[str] = {own.party}
    here = own.parent
    while here is not None and here.kind == Kind.BUREAU and here.party not in seen:
        seen.add(here.party)
        yield here.party
        here = here.parent


def _as(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield f"h/{name}"
        yield f"n/{name}"


def _once(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))
