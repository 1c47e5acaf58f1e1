"""Look at one moving picture as a careful person would: often where it matters, reading only what is new."""

import zlib
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Protocol

from gongzhi.broadcasts.glances import Box, Grid, changed_cells, grid_for, regions_of
from gongzhi.broadcasts.on_screen import Followed, Sight, SightKind, Standing, follow
from gongzhi.broadcasts.sampling import Purse, Sampling, earn, open_purse, price_of, spend, wait_ms


class Eyes(Protocol):
    """What looking needs of a picture. Boxes are in pixels; a frame is whatever the decoder hands out."""

    def size(self, frame: Any) -> tuple[int, int]:
        """Width and height."""

    def small(self, frame: Any, grid: Grid) -> bytes:
        """The frame as one grey byte a cell."""

    def words(self, frame: Any, box: Box) -> Sequence[Sight]:
        """The words within a box."""

    def codes(self, frame: Any) -> Sequence[Sight]:
        """The codes in the whole frame."""

    def known(self, frame: Any, box: Box) -> Sequence[Sight]:
        """The known picture that a box shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """All that looking must remember of a source to go on after a kill exactly as if nothing had happened.

    ``before`` and ``read`` are small grey pictures (deflated, base64): the one of the last glance, and for each cell its
    grey when its words were last read. Times are media milliseconds.
    """

    next_ms: int = 0
    at_ms: int = 0
    next_number: int = 0
    whole_ms: int | None = None
    purse: Purse | None = None
    before: str = ""
    read: str = ""
    standing: tuple[Standing, ...] = ()


class Seen(NamedTuple):
    """What one glance gave: what has come and gone, whether anything was read, and where looking stands after it."""

    came: tuple[Standing, ...]
    gone: tuple[Standing, ...]
    regions: tuple[Box, ...]
    progress: Progress


def glance(eyes: Eyes, frame: Any, *, at_ms: int, sampling: Sampling, progress: Progress) -> Seen:
    """Look at the frame of media time ``at_ms``, which is not before ``progress.next_ms``.

    (1) Compare a small grey picture with the last one, and with what was read. (2) Cells that changed since they were
    read, but not since the last glance, have settled: overlays stand still where people move. (3) Look for codes when
    anything moved. (4) Read the regions that have settled, or everything when it has not been read for long, if the purse
    can pay; the pattern of a code is no words. (5) Follow what stands on the screen; say when to look again.
    """
    width, height = eyes.size(frame)
    grid = grid_for(width, height)
    now = eyes.small(frame, grid)  # (1)
    before, read = _unpack(progress.before), _unpack(progress.read)
    unread = changed_cells(read, now)
    purse = earn(progress.purse or open_purse(sampling, at_ms), sampling, at_ms)
    due = _due(grid, unread, changed_cells(before, now), at_ms, sampling, progress)  # (2)
    pixels = _whole_lines([grid.in_pixels(box, width=width, height=height) for box in due], progress.standing)
    paid = spend(purse, price_of(sampling, [box.area for box in pixels], width * height)) if due else None
    boxes, pixels = (due, pixels) if paid is not None else ((), ())
    codes = Followed(progress.standing, (), (), progress.next_number)
    if before != now:  # (3)
        codes = _look_for_codes(eyes, frame, progress, at_ms)
    followed = _read(eyes, frame, pixels, at_ms, codes, progress.at_ms) if pixels else codes  # (4)
    unread -= {cell for box in boxes for cell in _cells(box, grid)}
    wait = wait_ms(sampling, at_ms=at_ms, changed=1000 * len(unread) // grid.whole.area)  # (5)
    after = Progress(
        next_ms=at_ms + wait,
        at_ms=at_ms,
        next_number=followed.next_number,
        whole_ms=at_ms if boxes == (grid.whole,) else progress.whole_ms,
        purse=paid or purse,
        before=_pack(now),
        read=_pack(_with_cells(read, now, boxes, grid)),
        standing=followed.standing,
    )
    return Seen(followed.came, followed.gone, pixels, after)


def finish(progress: Progress) -> Seen:
    """The end of the source: whatever stands is gone, last seen when it was last seen or nothing was seen to move."""
    gone = tuple(replace(one, last_ms=max(one.last_ms, progress.at_ms)) for one in progress.standing if not one.missed)
    gone += tuple(one for one in progress.standing if one.missed)
    return Seen((), gone, (), replace(progress, standing=()))


def _due(
    grid: Grid, unread: frozenset[int], moving: frozenset[int], at_ms: int, sampling: Sampling, progress: Progress
) -> tuple[Box, ...]:
    if progress.whole_ms is None or at_ms - progress.whole_ms >= sampling.whole_every_ms:
        return (grid.whole,)
    boxes = regions_of(unread, grid, moving=moving)
    return (grid.whole,) if 5 * sum(box.area for box in boxes) > 3 * grid.whole.area else boxes


def _whole_lines(boxes: Sequence[Box], standing: Sequence[Standing]) -> tuple[Box, ...]:
    """The boxes widened around the words that they touch: of a price, often a single digit changes."""
    widened = []
    for box in boxes:
        touched = [one.sight.box for one in standing if one.sight.kind is SightKind.TEXT and one.sight.box.overlap(box)]
        for other in touched:
            box = box.joined(other)
        widened.append(box)
    return tuple(widened)


def _look_for_codes(eyes: Eyes, frame: Any, progress: Progress, at_ms: int) -> Followed:
    width, height = eyes.size(frame)
    mine, others = _parted(progress.standing)
    whole = (Box(x=0, y=0, width=width, height=height),)
    found = follow(
        mine, eyes.codes(frame), whole, at_ms=at_ms, before_ms=progress.at_ms, next_number=progress.next_number
    )
    return found._replace(standing=(*found.standing, *others))


def _read(eyes: Eyes, frame: Any, pixels: Sequence[Box], at_ms: int, codes: Followed, before_ms: int) -> Followed:
    standing, mine = _parted(codes.standing)
    sights = [sight for box in pixels for sight in (*eyes.words(frame, box), *eyes.known(frame, box))]
    plain = [sight for sight in _once(sights) if not _within_code(sight, standing)]
    found = follow(mine, plain, pixels, at_ms=at_ms, before_ms=before_ms, next_number=codes.next_number)
    return Followed(
        (*standing, *found.standing), (*codes.came, *found.came), (*codes.gone, *found.gone), found.next_number
    )


def _parted(standing: Sequence[Standing]) -> tuple[list[Standing], list[Standing]]:
    """Codes, and all else."""
    codes = [one for one in standing if one.sight.kind is SightKind.CODE]
    return codes, [one for one in standing if one.sight.kind is not SightKind.CODE]


def _within_code(sight: Sight, codes: Sequence[Standing]) -> bool:
    return sight.kind is SightKind.TEXT and any(
        2 * sight.box.overlap(code.sight.box) >= sight.box.area for code in codes
    )


def _once(sights: Sequence[Sight]) -> list[Sight]:
    """Regions overlap at their edges: the same words in the same place count once."""
    kept: list[Sight] = []
    for sight in sights:
        if not any(one.kind is sight.kind and one.text == sight.text and one.box.overlap(sight.box) for one in kept):
            kept.append(sight)
    return kept


def _cells(box: Box, grid: Grid) -> list[int]:
    return [
        row * grid.columns + column
        for row in range(box.y, box.y + box.height)
        for column in range(box.x, box.x + box.width)
    ]


def _with_cells(read: bytes, now: bytes, boxes: Sequence[Box], grid: Grid) -> bytes:
    if len(read) != len(now):
        read = bytes(len(now))
    kept = bytearray(read)
    for box in boxes:
        for row in range(box.y, box.y + box.height):
            start = row * grid.columns + box.x
            kept[start : start + box.width] = now[start : start + box.width]
    return bytes(kept)


def _pack(small: bytes) -> str:
    return b64encode(zlib.compress(small, 6)).decode("ascii")


def _unpack(packed: str) -> bytes:
    return zlib.decompress(b64decode(packed)) if packed else b""
