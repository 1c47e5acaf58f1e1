"""One finding for one reason: where two rules speak about the same words, the one that says it more exactly stays."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate

from gongzhi.screening.findings import Certainty
from gongzhi.screening.lines import Hit

_SURE = {Certainty.DOUBTFUL: 0, Certainty.LIKELY: 1, Certainty.DEFINITE: 2}


def leave_one(hits: Sequence[Hit], yields: Mapping[str, frozenset[str]]) -> list[Hit]:
    """``hits`` without those that say again what another one says, in their order.

    A hit gives way to one of a rule that its own rule yields to (``yields``, by rule id) and that shares half of its words. Within one
    type it gives way to a hit that covers three quarters of its words and is surer, or as sure and wider, or more severe.
    """
    order = sorted(range(len(hits)), key=lambda at: hits[at].start)
    starts = [hits[at].start for at in order]
    # How far those reach that start no later: whoever ends before a hit starts shares nothing with it.
    reach = list(accumulate((hits[at].end for at in order), max))
    gone = set[int]()
    for at in sorted(range(len(hits)), key=lambda at: _rank(hits[at])):
        hit = hits[at]
        near = order[bisect_right(reach, hit.start) : bisect_left(starts, hit.end)]
        if any(other != at and other not in gone and _gives_way(hit, hits[other], yields) for other in near):
            gone.add(at)
    return [hit for at, hit in enumerate(hits) if at not in gone]


def _gives_way(hit: Hit, other: Hit, yields: Mapping[str, frozenset[str]]) -> bool:
    shared = min(hit.end, other.end) - max(hit.start, other.start)
    if other.rule in yields.get(hit.rule, ()):
        return shared * 2 >= hit.end - hit.start
    if hit.type is not other.type or hit.rule in yields.get(other.rule, ()):
        return False
    return shared * 4 >= (hit.end - hit.start) * 3 and _rank(hit) < _rank(other)


def _rank(hit: Hit) -> tuple[int, int, int, str]:
    return _SURE[hit.certainty], hit.end - hit.start, hit.severity, hit.rule
