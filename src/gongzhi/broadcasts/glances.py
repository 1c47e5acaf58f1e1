"""Where did the picture change? Compares small grey pictures of two moments, so that only what is new is read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# A cell has changed when its mean grey (0..255) moved by more than this: below lies what compression alone does.
_MOVED = 6
# More regions than this are joined: each costs a reading of its own.
_MOST_REGIONS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle: left upper corner, width and height, in pixels or in cells of a grid."""

    x: int
    y: int
    width: int
    height: int

    @property
    def area(self) -> int:
        """Width times height."""
        return self.width * self.height

    def overlap(self, other: "Box") -> int:
        """The area that both cover."""
        wide = min(self.x + self.width, other.x + other.width) - max(self.x, other.x)
        high = min(self.y + self.height, other.y + other.height) - max(self.y, other.y)
        return max(0, wide) * max(0, high)

    def joined(self, other: "Box") -> "Box":
        """The smallest box around both."""
        x, y = min(self.x, other.x), min(self.y, other.y)
        right = max(self.x + self.width, other.x + other.width)
        low = max(self.y + self.height, other.y + other.height)
        return Box(x=x, y=y, width=right - x, height=low - y)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """How many cells a small grey picture has: one byte a cell, row by row."""

    columns: int
    rows: int

    @property
    def whole(self) -> Box:
        """All cells."""
        return Box(x=0, y=0, width=self.columns, height=self.rows)

    def in_pixels(self, cells: Box, *, width: int, height: int) -> Box:
        """The part of a picture of this size that these cells cover, with one cell more on each side."""
        left, top = max(0, cells.x - 1), max(0, cells.y - 1)
        right = min(self.columns, cells.x + cells.width + 1)
        low = min(self.rows, cells.y + cells.height + 1)
        x, y = left * width // self.columns, top * height // self.rows
        return Box(
            x=x, y=y, width=-(-right * width // self.columns) - x, height=-(-low * height // self.rows) - y
        )  # fmt: skip


def grid_for(width: int, height: int) -> Grid:
    """64 cells along the longer side, about square: 20 pixels each at 1280 x 720, the height of the smallest print."""
    longer = max(width, height, 1)
    return Grid(columns=max(1, round(64 * width / longer)), rows=max(1, round(64 * height / longer)))


def changed_cells(before: bytes, now: bytes) -> frozenset[int]:
    """The cells that differ; all of them when the pictures have not the same number of cells."""
    if len(before) != len(now):
        return frozenset(range(len(now)))
    if before == now:
        return frozenset()
    return frozenset(at for at, (old, new) in enumerate(zip(before, now, strict=True)) if abs(old - new) > _MOVED)


def regions_of(cells: Iterable[int], grid: Grid, *, moving: frozenset[int] = frozenset()) -> tuple[Box, ...]:
    """At most three boxes that together cover these cells; cells up to two apart stand in one box.

    A box around which more cells are ``moving`` than it holds is left out: it is the edge of a change that goes on.
    """
    boxes: list[Box] = []
    rest = set(cells) - moving
    while rest:
        before = len(rest)
        box = _grown(rest, grid.columns)
        if before - len(rest) >= _moving_near(box, moving, grid.columns):
            boxes.append(box)
    while len(boxes) > _MOST_REGIONS:
        boxes = _nearest_joined(boxes)
    return tuple(sorted(boxes, key=lambda box: (box.y, box.x)))


def _grown(rest: set[int], columns: int) -> Box:
    """Take one cell and all that hangs together with it out of ``rest``."""
    first = min(rest)
    rest.remove(first)
    found, edge = [first], [first]
    while edge:
        row, column = divmod(edge.pop(), columns)
        near = [
            cell
            for down in range(-2, 3)
            for right in range(-2, 3)
            if 0 <= column + right < columns and (cell := (row + down) * columns + column + right) in rest
        ]
        rest.difference_update(near)
        found += near
        edge += near
    across, down = [cell % columns for cell in found], [cell // columns for cell in found]
    return Box(
        x=min(across), y=min(down), width=max(across) - min(across) + 1, height=max(down) - min(down) + 1
    )  # fmt: skip


def _moving_near(box: Box, moving: frozenset[int], columns: int) -> int:
    return sum(
        1
        for cell in moving
        if -2 <= cell // columns - box.y < box.height + 2 and -2 <= cell % columns - box.x < box.width + 2
    )


def _nearest_joined(boxes: Sequence[Box]) -> list[Box]:
    """Join the two boxes that waste the least area."""
    pairs = [(one, other) for at, one in enumerate(boxes) for other in boxes[at + 1 :]]
    one, other = min(pairs, key=lambda pair: pair[0].joined(pair[1]).area - pair[0].area - pair[1].area)
    return [box for box in boxes if box not in (one, other)] + [one.joined(other)]
