"""What the characters of many lines add up to, in one pass by table: which lines are worth asking the model about."""

from collections.abc import Mapping
from itertools import repeat
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gongzhi.screening.fold import LINE_END, SIZE
from gongzhi.screening.semantic.pieces import LONGEST, NUMERALS, pieces_at

Keys = NDArray[np.uint64]
Weights = NDArray[np.int64]
Places = NDArray[np.intp]
# An odd number whose multiples are spread evenly over 64 bits.
_SPREAD = 0x9E3779B97F4A7C15
_BITS, _ALL = 21, 2**64 - 1


class Scores:
    """The weights of pieces of one to three characters as tables. The score of a line is the sum of its pieces and ``bias``; a piece
    counts each time it stands there (with the model once), for to find it again costs more than it tells.

    Raises ValueError for a piece with a character beyond ``SIZE``: there is no room for it in the table.
    """

    def __init__(self, leads: Mapping[str, int], bias: int) -> None:
        self._leads, self._bias = leads, bias
        self._numbers = np.zeros(SIZE, dtype=np.uint64)
        characters = sorted(set().union(*leads))
        if characters and ord(characters[-1]) >= SIZE:
            raise ValueError(f"片段里有太生僻的字“{characters[-1]}”，请从训练句子里去掉后重新训练")
        # Whatever is no character of any piece is 0, line breaks too; no key of a piece holds a 0, so none reaches over one.
        self._numbers[_codes("".join(characters))] = np.arange(1, len(characters) + 1)
        self._numbers[_codes(NUMERALS)] = self._numbers[ord(NUMERALS[0])]
        self._ones = np.zeros(len(characters) + 1, dtype=np.int64)
        keys, weights = self._pieces(leads, 1)
        self._ones[keys] = weights
        self._longer = [_Table(*self._pieces(leads, size)) for size in range(2, LONGEST + 1)]

    def _pieces(self, leads: Mapping[str, int], size: int) -> tuple[Keys, Weights]:
        """The keys of the pieces of this size, in order, and their weights."""
        pieces = sorted(piece for piece in leads if len(piece) == size)
        numbers = self._numbers[_codes("".join(pieces))].reshape(-1, size)
        keys = np.zeros(len(pieces), dtype=np.uint64)
        for at in range(size):
            keys = keys << np.uint64(_BITS) | numbers[:, at]
        return keys, np.array([leads[piece] for piece in pieces], dtype=np.int64)

    def strong(self, joined: str, *, least: int, longest: int) -> list[int]:
        """Of the folded lines that are joined by line breaks, the numbers of those no longer than this that score as much."""
        if LINE_END not in joined:
            return [0] if len(joined) <= longest and self._alone(joined) >= least else []
        lengths, scores = self._lines(joined)
        strong: list[int] = np.flatnonzero((scores >= least) & (lengths <= longest)).tolist()
        return strong

    def _alone(self, line: str) -> int:
        """The score of one line: arrays are worth their while only for many."""
        get, none = self._leads.get, repeat(0)
        return self._bias + sum(sum(map(get, pieces, none)) for pieces in pieces_at(line))

    def _lines(self, joined: str) -> tuple[Weights, Weights]:
        """The length and the score of each line."""
        codes = _codes(joined)
        numbers = self._numbers[np.where(codes < SIZE, codes, 0)]
        added, keys = self._ones[numbers], numbers
        for further, table in enumerate(self._longer, 1):
            keys = keys[:-1] << np.uint64(_BITS) | numbers[further:]
            added[: len(keys)] += table.weights(keys)
        sums = np.concatenate([[0], np.cumsum(added)])
        ends = np.concatenate([np.flatnonzero(codes == ord(LINE_END)), [len(codes)]])
        starts = np.concatenate([[0], ends[:-1] + 1])
        return ends - starts, sums[ends] - sums[starts] + self._bias


def _codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


class _Level(NamedTuple):
    """Slots with a key and what is known of it: its weight, doubled, and one more when another key came too late for the slot."""

    spread: np.uint64
    shift: np.uint64
    slots: Keys

    def ask(self, keys: Keys) -> tuple[Weights, Places]:
        """The weight of each key that has a slot here, else 0; and the numbers of those that may stand in the next level."""
        rows = np.take(self.slots, keys * self.spread >> self.shift, axis=0)
        met = rows[:, 0] == keys
        known = rows[:, 1].view(np.int64)
        return (known >> 1) * met, np.flatnonzero(known & 1 & ~met)


class _Table:
    """From keys to weights, for whole arrays of keys: a slot for each key, and further levels for those that met in one."""

    def __init__(self, keys: Keys, weights: Weights) -> None:
        self._levels: list[_Level] = []
        while len(keys):
            level, rest = _level(keys, weights, pow(_SPREAD, 2 * len(self._levels) + 1, _ALL + 1))
            self._levels.append(level)
            keys, weights = keys[rest], weights[rest]

    def weights(self, keys: Keys) -> Weights:
        """The weight of each key, 0 where there is none."""
        if not self._levels:
            return np.zeros(len(keys), dtype=np.int64)
        found, places = self._levels[0].ask(keys)
        for level in self._levels[1:]:
            if not len(places):
                break
            found[places], later = level.ask(keys[places])
            places = places[later]
        return found


def _level(keys: Keys, weights: Weights, spread: int) -> tuple[_Level, Places]:
    """A level with the first key of each slot, and the numbers of the keys that are left over."""
    bits = len(keys).bit_length() + 2
    shift = np.uint64(64 - bits)
    where = keys * np.uint64(spread) >> shift
    _, first = np.unique(where, return_index=True)
    rest = np.setdiff1d(np.arange(len(keys)), first)
    slots = np.zeros((1 << bits, 2), dtype=np.uint64)
    # No key is all ones: a slot that nobody took answers no one.
    slots[:, 0] = _ALL
    slots[where[first], 0] = keys[first]
    slots[where[first], 1] = (weights[first] << 1).view(np.uint64)
    slots[where[rest], 1] |= np.uint64(1)
    return _Level(np.uint64(spread), shift, slots), rest
