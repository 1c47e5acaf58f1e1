"""Truth tables as integers: every combination of some facts at once, and what each fact decides in them."""

from functools import lru_cache

from gongzhi.liability.circuits import Evaluate

# Up to here a table is at most 128 KiB; beyond it a decision diagram is smaller.
WIDEST = 20


@lru_cache(maxsize=4096)
def column(index: int, width: int) -> int:
    """The column of fact ``index`` in the table of ``width`` facts: bit c is set when c has bit ``index``."""
    block = ((1 << (1 << index)) - 1) << (1 << index)
    size = 2 << index
    while size < 1 << width:
        block |= block << size
        size *= 2
    return block


def ones(width: int) -> int:
    """A table that is always so."""
    return (1 << (1 << width)) - 1


def influence(table: int, index: int, width: int, possible: int) -> float:
    """In what share of the possible combinations flipping this fact, to another possible one, changes the table."""
    low = ones(width) ^ column(index, width)
    step = 1 << index
    pairs = possible & (possible >> step) & low
    if not pairs:
        return 0.0
    return ((table ^ (table >> step)) & pairs).bit_count() / pairs.bit_count()


def every_combination(evaluate: Evaluate, width: int, block: int = 16) -> list[tuple[int, ...]]:
    """Straight-line code over all 2^``width`` combinations, in blocks that stay in the cache.

    One item per block, the last facts counting up; an item holds one column of 2^``block`` combinations per root.
    """
    low = min(width, block)
    every = ones(low)
    columns = [column(index, low) for index in range(low)]
    return [
        evaluate([*columns, *(every * (part >> index & 1) for index in range(width - low))], every)
        for part in range(1 << (width - low))
    ]
