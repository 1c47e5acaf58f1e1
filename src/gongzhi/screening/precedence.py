"""One finding for one reason: where two rules speak about the same words, the one that says it more exactly stays."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate

from gongzhi.screening.findings import Certainty
from gongzhi.screening.lines import Hit

_SURE = {Certainty.DOUBTFUL: 0, Certainty.LIKELY: 1, Certainty.DEFINITE: 2}

# Among so few it takes longer to sort out who is near than to look at all.
_FEW = 8


def leave_one(hits: Sequence[Hit], yields: Mapping[str, frozenset[str]]) -> list[Hit]:
    """``hits`` without those that say again what another one says, in their order.

    A hit gives way to one of a rule that its own rule yields to (``yields``, by rule id) and that shares half of its words. Within one
    type it gives way to a hit that covers three quarters of its words and is surer, or as sure and wider, or more severe.
    """
    ranks = [*map(_rank, hits)]
    gone = set[int]()
    near = _neighbours(hits)
    for at in sorted(range(len(hits)), key=ranks.__getitem__):
        for other in near(at):
            if (
                other != at
                and other not in gone
                and _gives_way(hits[at], hits[other], yields, ranks[at] < ranks[other])
            ):
                gone.add(at)
                break
    return [hit for at, hit in enumerate(hits) if at not in gone]


def _neighbours(hits: Sequence[Hit]) -> Callable[[int], Sequence[int]]:
    """For the number of a hit the numbers of those that may share words with it."""
    if len(hits) <= _FEW:
        return lambda _: range(len(hits))
    order = sorted(range(len(hits)), key=lambda at: hits[at].start)
    starts = [hits[at].start for at in order]
    # How far those reach that start no later: whoever ends before a hit starts shares nothing with it.
    reach = list(accumulate((hits[at].end for at in order), max))
    return lambda at: order[bisect_right(reach, hits[at].start) : bisect_left(starts, hits[at].end)]


def _gives_way(hit: Hit, other: Hit, yields: Mapping[str, frozenset[str]], ranks_below: bool) -> bool:
    shared = min(hit.end, other.end) - max(hit.start, other.start)
    if shared <= 0:
        return False
    if other.rule in yields.get(hit.rule, ()):
        return shared * 2 >= hit.end - hit.start
    if hit.type is not other.type or hit.rule in yields.get(other.rule, ()):
        return False
    return shared * 4 >= (hit.end - hit.start) * 3 and ranks_below


def _rank(hit: Hit) -> tuple[int, int, int, str]:
    return _SURE[hit.certainty], hit.end - hit.start, hit.severity, hit.rule
