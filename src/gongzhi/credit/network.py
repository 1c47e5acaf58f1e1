"""Who is tied to whose violations: personalised PageRank over shared things, for the order of inspection and nothing else.

Nothing here knows tiers, and nothing of tiers knows this: a party is not measured by what another did.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from gongzhi.credit.events import CreditEvent
from gongzhi.credit.reading import RefusedLine
from gongzhi.credit.scale import Scale
from gongzhi.credit.scoring import score_on

DAMPING = 0.85
# The order has settled by then; what is told as cause is passed on as often, so that both agree.
ROUNDS = 12

Places = NDArray[np.intp]
Shares = NDArray[np.float32]


class BadTie(ValueError):
    """A tie that cannot be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """A party has a thing of a kind (``mcn``, ``script``, ``warehouse``, ``account``) that others may have too."""

    party: str
    kind: str
    thing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One reason for a priority: what it owes to the violation of ``source``, decided in ``basis``."""

    source: str
    basis: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkPriority:
    """How near a party stands to violations, its own included; bears on the order of inspection alone.

    No number that could be mistaken for a score: it adds to nothing, and tiers refuse it.
    """

    party: str
    nearness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """A violation in the network: whose, by which decision, and how much it weighs today (above zero)."""

    party: str
    basis: str
    weight: float


class Network:
    """Parties and shared things, those with the most ties first: one sweep takes the first tie of every node, then the second.

    Passing on is reckoned in single precision, which halves the memory that is walked through: an order needs no more
    than six digits. After k rounds at most 0.85^k of the whole still stands in the wrong place.
    """

    def __init__(self, size: int, sources: NDArray[np.int64], targets: NDArray[np.int64], weights: NDArray[np.float64]):
        """Ties are given once and hold both ways; a node without ties keeps what it has."""
        both = np.concatenate([sources, targets]), np.concatenate([targets, sources])
        # Within a row by source too, so that gathering walks through memory in one direction.
        order = np.lexsort((both[0], both[1]))
        self.size = size
        self.source = both[0][order].astype(np.intp)
        weight = np.concatenate([weights, weights])[order]
        into = np.bincount(both[1], minlength=size)
        self.start = np.concatenate([[0], np.cumsum(into)])
        self.strength = np.bincount(both[0], np.concatenate([weights, weights]), minlength=size)
        # Each way in carries its share of what its source passes on; reckoned once.
        passing = DAMPING * weight / np.where(self.strength, self.strength, 1.0)[self.source]
        self._order = np.argsort(-into, kind="stable")
        self._place = np.empty(size, np.intp)
        self._place[self._order] = np.arange(size)
        self._sweeps = list(self._made_sweeps(into[self._order], passing))

    def _made_sweeps(self, ties: NDArray[np.int64], passing: NDArray[np.float64]) -> Iterator[tuple[Places, Shares]]:
        """The n-th tie of all nodes that have so many: where it comes from, and what share of it arrives."""
        first = self.start[:-1][self._order]
        for number in range(int(ties.max(initial=0))):
            at = first[: int(np.searchsorted(-ties, -number))] + number
            yield self._place[self.source[at]], passing[at].astype(np.float32)

    def near(self, seeds: NDArray[np.float64], rounds: int = ROUNDS) -> NDArray[np.float64]:
        """Personalised PageRank: shape (size,), the sum of ``seeds`` again but for what isolated nodes lose."""
        start = seeds[self._order].astype(np.float32)
        own, rank, moved = start * np.float32(1 - DAMPING), start, np.empty(self.size, np.float32)
        for _ in range(rounds):
            fresh = own.copy()
            for sources, shares in self._sweeps:
                part = moved[: len(sources)]
                np.take(rank, sources, out=part, mode="clip")
                part *= shares
                fresh[: len(sources)] += part
            rank = fresh
        return rank[self._place].astype(np.float64)

    def reaching(self, node: int, rounds: int = ROUNDS) -> NDArray[np.float64]:
        """How much one unit at each other node brings here: shape (size,).

        Ties hold both ways, so it is what one unit from here brings there, by the ratio of their strengths.
        """
        start = np.zeros(self.size)
        start[node] = 1.0
        out = self.near(start, rounds)
        if not self.strength[node]:
            return out
        return np.asarray(out * self.strength[node] / np.where(self.strength, self.strength, 1.0), np.float64)


class Ties:
    """The network of named parties and things."""

    def __init__(self, ties: Iterable[Tie], scale: Scale) -> None:
        """Raises BadTie for a kind of thing that the scale does not know."""
        self._number: dict[str, int] = {}
        rows: dict[tuple[int, int], float] = {}
        for tie in ties:
            if tie.kind not in scale.links:
                raise BadTie(f"没有“{tie.kind}”这种联系：可用 {'、'.join(scale.links)}")
            pair = self._at(f"party\n{tie.party}"), self._at(f"{tie.kind}\n{tie.thing}")
            rows[pair] = scale.links[tie.kind].weight
        self._names = list(self._number)
        pairs = np.array(list(rows), np.int64).reshape(-1, 2)
        weights = np.array(list(rows.values()), np.float64)
        self._network = Network(len(self._number), pairs[:, 0], pairs[:, 1], weights)

    def priorities(self, seeds: Sequence[Seed]) -> tuple[NetworkPriority, ...]:
        """Every party that is tied to anything, the nearest to violations first."""
        start = np.zeros(self._network.size)
        for seed in seeds:
            at = self._number.get(f"party\n{seed.party}")
            if at is not None:
                start[at] += seed.weight
        near = self._network.near(start)
        found = [
            NetworkPriority(party=name.removeprefix("party\n"), nearness=float(near[at]))
            for at, name in enumerate(self._names)
            if name.startswith("party\n")
        ]
        return tuple(sorted(found, key=lambda one: (-one.nearness, one.party)))

    def causes(self, party: str, seeds: Sequence[Seed]) -> tuple[Cause, ...]:
        """To whose violations a party's priority is owed, the largest share first; the shares add up to its nearness."""
        at = self._number.get(f"party\n{party}")
        if at is None:
            return ()
        reaching = self._network.reaching(at)
        found = [
            Cause(source=seed.party, basis=seed.basis, share=seed.weight * float(reaching[self._number[known]]))
            for seed in seeds
            if (known := f"party\n{seed.party}") in self._number
        ]
        return tuple(sorted((one for one in found if one.share > 0), key=lambda one: (-one.share, one.basis)))

    def shared(self, party: str, other: str) -> tuple[str, ...]:
        """What two parties have in common, as ``kind thing``."""
        return tuple(sorted(self._things(party) & self._things(other)))

    def _things(self, party: str) -> set[str]:
        at = self._number.get(f"party\n{party}")
        if at is None:
            return set()
        cut = slice(self._network.start[at], self._network.start[at + 1])
        return {self._names[thing].replace("\n", " ") for thing in self._network.source[cut]}

    def _at(self, name: str) -> int:
        return self._number.setdefault(name, len(self._number))


def seeds_of(events: Mapping[str, Iterable[CreditEvent]], scale: Scale, on: date) -> tuple[Seed, ...]:
    """What counts against each party at the end of a day, decision by decision, in the order of parties given."""
    return tuple(
        Seed(party=party, basis=one.event.basis, weight=-one.points)
        for party, each in events.items()
        for one in score_on(party, each, scale, on).contributions
        if one.points < 0
    )


def read_ties(lines: Iterable[tuple[int, object]], scale: Scale) -> tuple[tuple[Tie, ...], tuple[RefusedLine, ...]]:
    """Ties from parsed lines ``{"party", "kind", "thing"}``; what is none is refused with its line, the rest goes on."""
    found: dict[Tie, int] = {}
    refused = []
    for number, value in lines:
        try:
            tie = _tie(value, scale)
            if tie in found:
                raise BadTie(f"与第 {found[tie]} 行重复，请删去")
            found[tie] = number
        except BadTie as error:
            refused.append(RefusedLine(line=number, why=str(error)))
    return tuple(found), tuple(refused)


def _tie(value: object, scale: Scale) -> Tie:
    if not isinstance(value, dict) or set(value) != {"party", "kind", "thing"}:
        raise BadTie("应恰好写 party、kind、thing 三栏，请改正" if not isinstance(value, Exception) else str(value))
    if not all(isinstance(one, str) and one.strip() and "\n" not in one for one in value.values()):
        raise BadTie("party、kind、thing 都应是一行文字，请改正")
    if value["kind"] not in scale.links:
        raise BadTie(f"没有“{value['kind']}”这种联系：可用 {'、'.join(scale.links)}")
    return Tie(**value)
