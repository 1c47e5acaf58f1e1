"""Everybody's score at once, by numpy: ten million events of a million parties in well under a second."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from gongzhi.credit.events import CreditEvent
from gongzhi.credit.scale import Scale, ScoredRole

_BLOCK = 1 << 16
_ANY = date(2024, 1, 1)
_ROLES = tuple(ScoredRole)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventColumns:
    """One row per event, revoked and repaired ones left out by whoever fills them (``rows_of``).

    ``party`` counts parties from 0; ``kind`` is ``kind_number``; ``day`` and ``until`` are ordinals of ``datetime.date``,
    ``until`` the first day on which the event no longer counts; ``amount`` counts the kind's units.
    """

    party: NDArray[np.int64]
    kind: NDArray[np.uint8]
    day: NDArray[np.int32]
    until: NDArray[np.int32]
    amount: NDArray[np.float32]


def kind_number(scale: Scale, role: ScoredRole, kind: str) -> int:
    """The number of a kind for a role in ``EventColumns.kind``."""
    return list(scale.kinds).index(kind) * len(_ROLES) + _ROLES.index(role)


def rows_of(events: Iterable[CreditEvent], parties: dict[str, int], scale: Scale) -> EventColumns:
    """Events that count on the day in question as columns; ``parties`` numbers the parties and grows."""
    rows = [
        (
            parties.setdefault(one.party, len(parties)),
            kind_number(scale, one.role, one.kind),
            one.day.toordinal(),
            one.ends(scale).toordinal(),
            one.amount,
        )
        for one in events
    ]
    party, kind, day, until, amount = zip(*rows, strict=True) if rows else ((), (), (), (), ())
    return EventColumns(
        party=np.array(party, np.int64),
        kind=np.array(kind, np.uint8),
        day=np.array(day, np.int32),
        until=np.array(until, np.int32),
        amount=np.array(amount, np.float32),
    )


def sorted_by_party(columns: EventColumns) -> EventColumns:
    """The same events, each party's together: keep them so, and adding up stays in the processor's cache."""
    order = np.argsort(columns.party, kind="stable")
    return EventColumns(
        party=columns.party[order],
        kind=columns.kind[order],
        day=columns.day[order],
        until=columns.until[order],
        amount=columns.amount[order],
    )


def scores_of_all(columns: EventColumns, parties: int, scale: Scale, on: date) -> NDArray[np.float64]:
    """The score of every party at the end of a day: shape (parties,), equal to ``score_on`` within 1e-9."""
    return scale.base + np.asarray(parts_of_all(columns, parties, scale, on).sum(axis=1), np.float64)


def parts_of_all(columns: EventColumns, parties: int, scale: Scale, on: date) -> NDArray[np.float64]:
    """The part of each dimension, in the order of the scale: shape (parties, dimensions)."""
    places = len(scale.dimensions) * 2
    weights, keys = _weights(columns, scale, on)
    sums = np.bincount(keys, weights, minlength=parties * places).reshape(parties, -1, 2)
    most = np.array([one.most for one in scale.dimensions.values()])
    return np.asarray(sums[:, :, 0] + np.minimum(sums[:, :, 1], most), np.float64)


def _weights(columns: EventColumns, scale: Scale, on: date) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Today's weight of each event, and where it is added: party, dimension, and whether it speaks for the party."""
    table, slot = _tables(scale)
    today, span = np.int32(on.toordinal()), np.uint32(table.shape[1])
    offsets = np.arange(len(table), dtype=np.uint32) * span
    flat = table.ravel()
    weights = np.empty(len(columns.party))
    keys = np.empty(len(columns.party), np.int64)
    places = len(scale.dimensions) * 2
    # In blocks that stay in the processor's cache: one pass over memory instead of eight.
    for start in range(0, len(weights), _BLOCK):
        cut = slice(start, start + _BLOCK)
        kind = columns.kind[cut]
        # Seen without sign, a day to come is a huge age; the last column of the table is zero.
        at = np.minimum((today - columns.day[cut]).view(np.uint32), span - 1)
        at += offsets[kind]
        weight = weights[cut]
        np.take(flat, at, out=weight, mode="clip")
        weight *= columns.amount[cut]
        weight *= columns.until[cut] > today
        np.multiply(columns.party[cut], places, out=keys[cut])
        keys[cut] += slot[kind]
    return weights, keys


def _tables(scale: Scale) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Points of one unit by kind and age in days, the last column zero; and the place of each kind among the sums."""
    order = list(scale.dimensions)
    table, slots = [], []
    longest = max((kind.ends(_ANY) - _ANY).days for kind in scale.kinds.values())
    ages = np.arange(longest + 32)
    for kind in scale.kinds.values():
        dimension = scale.dimensions[kind.dimension]
        for role in _ROLES:
            row = scale.points(role, kind.id, 1) * 2.0 ** (-ages / dimension.half_life)
            row[-1] = 0.0
            table.append(row)
            slots.append(order.index(kind.dimension) * 2 + (kind.weight > 0))
    return np.array(table), np.array(slots, np.int64)
