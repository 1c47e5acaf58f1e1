"""Strata: purchases of the same goods under the same public conditions, told apart by one code."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gongzhi.pricing.clustered import Codes
from gongzhi.pricing.plan import BUCKETS
from gongzhi.pricing.tables import PriceTable

_BEIJING_SECONDS = 8 * 3600


def strata_of(table: PriceTable, buckets: Sequence[str]) -> tuple[Codes, str | None]:
    """A code per row, and the time bucket used: the finest under which at least half of the rows have somebody to compare.

    The choice looks at who bought what and when, never at a price or a group, so that it cannot lean towards a result.
    """
    meaning = table.meaning
    fixed = [table.columns[name].codes for name in meaning.strata if name != meaning.time]
    if meaning.time is None or meaning.time not in meaning.strata or table.seconds is None:
        return joined(fixed, len(table.price_fen)), None
    base = joined(fixed, len(table.price_fen))
    best: tuple[int, Codes, str] | None = None
    for name in buckets:
        times = (table.seconds + _BEIJING_SECONDS) // BUCKETS[name]
        codes = joined([base, times - (times.min() if len(times) else 0)], len(base))
        shared = int(shared_rows(codes, table.columns[meaning.user].codes).sum())
        if best is None or shared > best[0]:
            best = (shared, codes, name)
        if shared * 2 >= len(base):
            return codes, name
    assert best is not None
    return best[1], best[2]


def joined(keys: Sequence[Codes], rows: int) -> Codes:
    """One dense code for several; -1 (nothing there) is a value of its own."""
    codes, size = np.zeros(rows, dtype=np.int64), 1
    for key in keys:
        step = int(key.max(initial=-1)) + 2
        if size * step > 1 << 62:
            codes = _dense(codes)
            size = int(codes.max(initial=0)) + 1
        codes = codes * step + (key + 1)
        size *= step
    return _dense(codes)


def _dense(codes: Codes) -> Codes:
    top = int(codes.max(initial=-1)) + 1
    if top > 16 * len(codes) + 1024:
        return np.unique(codes, return_inverse=True)[1].astype(np.int64)
    # Few enough to mark them all, which spares a sort.
    there = np.zeros(top, dtype=bool)
    there[codes] = True
    return (np.cumsum(there) - 1)[codes]


def shared_rows(strata: Codes, users: Codes) -> NDArray[np.bool_]:
    """The rows whose stratum holds at least two users."""
    count = int(strata.max(initial=-1)) + 1
    highest, lowest = np.full(count, -1, dtype=np.int64), np.full(count, np.iinfo(np.int64).max)
    np.maximum.at(highest, strata, users)
    np.minimum.at(lowest, strata, users)
    shared: NDArray[np.bool_] = (highest != lowest)[strata]
    return shared
