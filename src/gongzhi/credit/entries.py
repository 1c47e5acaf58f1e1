"""From decisions and appeals to ledger entries: what a measure costs, and how an overturned one is undone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

import yaml

from gongzhi.credit.ledger import CreditEntry, EntryKind
from gongzhi.credit.scale import cited_by_scale
from gongzhi.decisions import AppealDecided, AppealOutcome, Decided


class BadWeights(ValueError):
    """A weights file that cannot be used; the message names the entry and the remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """Points (zero or negative) and the days for which they count."""

    points: int
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What each measure costs, by measure id; ``provision`` is why measures are recorded at all."""

    version: str
    provision: str
    measures: Mapping[str, Weight]


@cache
def load_weights() -> Weights:
    """The shipped weights."""
    return read_weights(files("gongzhi.credit").joinpath("weights.yaml").read_text("utf-8"))


def read_weights(text: str) -> Weights:
    """Read strictly: raises BadWeights for unknown keys, points above zero and days below zero."""
    try:
        value = yaml.safe_load(text)
        weights = Weights(
            version=value.pop("version"),
            provision=value.pop("provision"),
            measures={name: Weight(**entry) for name, entry in value.pop("measures").items()},
        )
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise BadWeights(f"weights.yaml 的结构不对（{error}）：请对照文件开头的说明改正") from error
    if value:
        raise BadWeights(f"weights.yaml：不认识的键 {'、'.join(map(str, value))}，请删去或改正")
    for name, weight in weights.measures.items():
        if type(weight.points) is not int or type(weight.days) is not int or weight.points > 0 or weight.days < 0:
            raise BadWeights(f"weights.yaml {name}：points 应为零或负整数、days 应为非负整数，请改正")
    return weights


def cited_provisions() -> Iterator[tuple[str, str, date]]:
    """Yields (place, provision id, day) for the shipped weights and the shipped scale."""
    weights = load_weights()
    yield "weights.yaml", weights.provision, date.fromisoformat(weights.version)
    yield from cited_by_scale()


def entry_of_decision(decided: Decided, weights: Weights) -> CreditEntry | None:
    """What a decision costs; None when its measure costs nothing (a reminder)."""
    return _measure_entry(decided, decided.measure, decided.measure_name, weights, f"{decided.id}-信")


def entries_of_appeal(decided: Decided, outcome: AppealDecided, weights: Weights) -> tuple[CreditEntry, ...]:
    """Nothing when upheld; otherwise the first entry is revoked, and a lighter measure counts from the first decision on."""
    first = entry_of_decision(decided, weights)
    if outcome.outcome is AppealOutcome.UPHELD or first is None:
        return ()
    revoked = CreditEntry(
        id=f"{outcome.id}-撤",
        party=decided.party,
        kind=EntryKind.REVOCATION,
        points=0,
        basis=outcome.id,
        reason=f"申诉复核{outcome.outcome.chinese}了决定 {decided.number}",
        at=outcome.at,
        cancels=first.id,
    )
    if outcome.outcome is AppealOutcome.REVOKED or outcome.measure is None:
        return (revoked,)
    lighter = _measure_entry(decided, outcome.measure, outcome.measure_name or "", weights, f"{outcome.id}-信")
    return (revoked,) if lighter is None else (revoked, lighter)


def _measure_entry(decided: Decided, measure: str, name: str, weights: Weights, id: str) -> CreditEntry | None:
    weight = weights.measures.get(measure, Weight(points=0, days=0))
    if weight.points == 0:
        return None
    return CreditEntry(
        id=id,
        party=decided.party,
        kind=EntryKind.MEASURE,
        points=weight.points,
        basis=decided.id,
        reason=f"决定 {decided.number}：{name}",
        at=decided.at,
        expires=decided.at + timedelta(days=weight.days),
    )
