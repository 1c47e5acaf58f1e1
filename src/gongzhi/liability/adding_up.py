"""What several results come to: who may turn to whom after paying, step by step, and what several claimants get in all."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

_OPEN = ("成立", "取决于")
Answer = Mapping[str, Any]
Edges = Mapping[tuple[str, str], list[tuple[str, bool, int]]]


def recourse_chains(results: Sequence[Answer]) -> list[dict[str, Any]]:
    """The longest ways along which what one party paid may be recovered, e.g. 平台 → 商家 → 生产者; each party once.

    Only results that hold give a step. A step names them and the most that it may be for, never more than the step
    before it; it is ``sure`` when one of them gives it under every reading left open.
    """
    edges: dict[tuple[str, str], list[tuple[str, bool, int]]] = {}
    for one in results:
        for reading in one["readings"] if one["outcome"] == "成立" else ():
            back = reading.get("recourse")
            if back and reading["outcome"] in _OPEN:
                step = (one["claim"], _agreed(one), back["amount_fen"])
                edges.setdefault((one["defendant"], back["against"]), []).append(step)
    firsts = dict.fromkeys(payer for payer, _ in edges)
    reached = {against for _, against in edges}
    starts = [one for one in firsts if one not in reached] or list(firsts)
    return [_chain(way, edges) for start in starts for way in _ways((start,), edges) if len(way) > 1]


def total_of_parts(parts: Sequence[Answer]) -> list[dict[str, Any]]:
    """Results of several claimants or orders added up by who has to pay, named where the parts name their parties.

    ``holding`` and ``open`` count the parts; ``amount_fen`` is least and most over all of them. Sums of claims of which
    one must be chosen are not added to each other: each claim has a line of its own.
    """
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for part in parts:
        for one in (*part["results"], *part["other_results"]):
            if one["outcome"] not in _OPEN:
                continue
            who = part.get("parties", {}).get(one["defendant"], "")
            line = found.setdefault(
                (one["defendant"], who, one["claim"]),
                {"defendant": one["defendant"], "claim": one["claim"], "holding": 0, "open": 0, "amount_fen": None},
            )
            if who:
                line["party"] = who
            line["holding" if one["outcome"] == "成立" else "open"] += 1
            if limits := one.get("amount_fen"):
                before = line["amount_fen"] or {"min": 0, "max": 0}
                line["amount_fen"] = {key: before[key] + (limits[key] or 0) for key in ("min", "max")}
    return list(found.values())


def _agreed(one: Answer) -> bool:
    """Whether every reading gives a recourse and surely holds."""
    return all(reading.get("recourse") and reading["outcome"] == "成立" for reading in one["readings"])


def _ways(way: tuple[str, ...], edges: Edges) -> Iterator[tuple[str, ...]]:
    further = [against for payer, against in edges if payer == way[-1] and against not in way]
    if not further:
        yield way
    for against in further:
        yield from _ways((*way, against), edges)


def _chain(way: tuple[str, ...], edges: Edges) -> dict[str, Any]:
    steps: list[dict[str, Any]] = []
    most: int | None = None
    for payer, against in pairwise(way):
        given = edges[payer, against]
        own = max(fen for _, _, fen in given)
        most = own if most is None else min(most, own)
        steps.append(
            {
                "payer": payer,
                "against": against,
                "claims": list(dict.fromkeys(claim for claim, _, _ in given)),
                "sure": any(sure for _, sure, _ in given),
                "most_fen": most,
            }
        )
    return {"parties": list(way), "steps": steps}
