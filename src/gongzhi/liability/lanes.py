"""Turn many cases into columns and back: a column is one integer with one bit per case."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gongzhi.liability.forms import Planes

Bits = NDArray[np.uint8]
_BITS = tuple(1 << place for place in range(8))
# With fewer lanes than one in so many, their bits are picked out of the bytes; with more, all bits are laid out.
_SPARSE = 4


def columns_from(cases: Sequence[Planes], facts: int) -> tuple[list[int], list[int]]:
    """For each of the facts, in which cases it is known to be so, and in which not."""
    return _turned([so for so, _ in cases], facts), _turned([not_so for _, not_so in cases], facts)


def cases_from(so: Sequence[int], not_so: Sequence[int], count: int) -> list[Planes]:
    """The cases of two lists of columns, one per fact."""
    return list(zip(_turned(so, count), _turned(not_so, count), strict=True))


def bits_in(column: int, count: int) -> Bits:
    """A column as ``count`` zeros and ones."""
    raw = np.frombuffer(column.to_bytes((count + 7) // 8, "little"), dtype=np.uint8)
    return np.unpackbits(raw, bitorder="little", count=count)


def column_of(bits: NDArray[Any]) -> int:
    """Zeros and ones as a column."""
    return int.from_bytes(np.packbits(bits, bitorder="little").tobytes(), "little")


def rows_at(columns: Iterable[int], count: int, lanes: NDArray[np.intp]) -> list[bytes]:
    """For each of the lanes, what all the columns say there, as bytes that are equal only when it is the same."""
    every = list(columns)
    if not every:
        return [b""] * len(lanes)
    size = (count + 7) // 8
    raw = np.frombuffer(_bytes_of(every, size), dtype=np.uint8)
    raw = raw.reshape(len(every), size)
    if len(lanes) * _SPARSE < count:
        said: Bits = raw[:, lanes >> 3] >> (lanes & 7).astype(np.uint8) & np.uint8(1)
    else:
        said = np.unpackbits(raw, axis=1, bitorder="little", count=count)[:, lanes]
    packed = np.ascontiguousarray(np.packbits(said, axis=0, bitorder="little").T)
    rows: list[bytes] = packed.view(f"V{packed.shape[1]}").ravel().tolist()
    return rows


def _bytes_of(numbers: Iterable[int], size: int) -> bytes:
    return b"".join([number.to_bytes(size, "little") for number in numbers])


def _turned(numbers: Sequence[int], width: int) -> list[int]:
    """The bit matrix ``numbers`` of ``width`` bits each, with rows and columns exchanged."""
    if not numbers or not width:
        return [0] * width
    size = (width + 7) // 8
    raw = np.frombuffer(_bytes_of(numbers, size), dtype=np.uint8)
    # Bytes are exchanged first and their bits told apart after: to lay all bits out and exchange those takes seven times as long.
    columns = np.ascontiguousarray(raw.reshape(len(numbers), size).T)
    packed = (np.packbits(column & bit, bitorder="little") for column in columns for bit in _BITS)
    return [int.from_bytes(row.tobytes(), "little") for row in islice(packed, width)]
