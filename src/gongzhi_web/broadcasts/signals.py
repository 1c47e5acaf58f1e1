"""Reading signals out of the sealed batches that hold them."""

from functools import lru_cache

from gongzhi.broadcasts import Signal, SignalBatch
from gongzhi.values import decode_record
from gongzhi_web.broadcasts.models import BatchRow


@lru_cache(maxsize=64)
def _decoded(index: int) -> tuple[Signal, ...]:
    # A sealed batch never changes, so its index is enough of a key within one store.
    return decode_record(SignalBatch, bytes(BatchRow.objects.get(index=index).record)).signals


def signals_of_batch(row: BatchRow) -> tuple[Signal, ...]:
    """The signals of one batch."""
    return _decoded(row.index)


def signal_of(broadcast: str, signal: str) -> Signal | None:
    """The signal ``<broadcast>-<sequence>``; None when no batch holds it (a finding of the whole broadcast)."""
    tail = signal.removeprefix(f"{broadcast}-")
    if not tail.isdecimal():
        return None
    sequence = int(tail)
    rows = BatchRow.objects.filter(broadcast=broadcast, first__lte=sequence, size__gt=0)
    row = rows.order_by("-first").defer("record").first()
    if row is None or sequence >= row.first + row.size:
        return None
    return signals_of_batch(row)[sequence - row.first]


def latest_signals(broadcast: str, *, wanted: int, before: int | None = None) -> list[Signal]:
    """The last ``wanted`` or a few more signals of a broadcast with a sequence below ``before``, oldest first."""
    rows = BatchRow.objects.filter(broadcast=broadcast, size__gt=0).order_by("-first").defer("record")
    if before is not None:
        rows = rows.filter(first__lt=before)
    found: list[Signal] = []
    for row in rows.iterator(chunk_size=20):
        kept = [one for one in signals_of_batch(row) if before is None or one.sequence < before]
        found = kept + found
        if len(found) >= wanted:
            break
    return found
