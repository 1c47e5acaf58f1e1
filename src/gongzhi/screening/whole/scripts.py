"""The same script in two rooms: a small sketch of what was spoken, by which rooms can be compared. A signal, no finding."""

import zlib
from collections.abc import Mapping

from gongzhi.screening.fold import fold_line

_GRAM = 5
_KEPT = 256
# Fewer shared pieces than this are greetings that every room says.
_FEWEST = 64


class Script:
    """The 256 smallest hashes of all runs of five characters that were spoken; order and repetition do not matter."""

    def __init__(self) -> None:
        self._hashes: set[int] = set()
        self._limit = 1 << 32

    def hear(self, text: str) -> None:
        """Take in one spoken line."""
        plain = fold_line(text)
        # Four bytes a character, so that a run is a slice.
        coded = plain.encode("utf-32-le")
        for at in range(0, len(coded) - 4 * _GRAM + 1, 4):
            value = zlib.crc32(coded[at : at + 4 * _GRAM])
            if value < self._limit:
                self._hashes.add(value)
        if len(self._hashes) > 4 * _KEPT:
            self._hashes = set(self.sketch())
            self._limit = max(self._hashes) + 1

    def sketch(self) -> tuple[int, ...]:
        """The sketch so far: the same for the same speech, however it was cut into batches."""
        return tuple(sorted(self._hashes)[:_KEPT])


def likeness(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    """How much of what was spoken in either room was spoken in both, in percent; 0 for rooms that said too little."""
    if min(len(one), len(other)) < _FEWEST:
        return 0
    smallest = sorted({*one, *other})[:_KEPT]
    both = set(one) & set(other)
    return 100 * sum(value in both for value in smallest) // len(smallest)


def same_scripts(
    sketch: tuple[int, ...], others: Mapping[str, tuple[int, ...]], *, at_least: int = 30
) -> tuple[tuple[str, int], ...]:
    """Broadcast ids whose script is alike, with the likeness in percent, the most alike first: for a reviewer to compare."""
    found = [(broadcast, likeness(sketch, other)) for broadcast, other in others.items()]
    return tuple(
        sorted(((one, alike) for one, alike in found if alike >= at_least), key=lambda pair: (-pair[1], pair[0]))
    )
