"""A chart as numbers for an inline SVG: what each party has to pay before and after, as bars of one scale."""

from collections.abc import Sequence
from dataclasses import dataclass

from gongzhi.liability import PartySum, Sum
from gongzhi.values import yuan_from_fen

WIDTH, LEFT, RIGHT, ROW, BAR = 720, 110, 150, 52, 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """``solid``: surely due, as a width; ``open``: due under some readings only, on top of it."""

    y: int
    solid: float
    open: float
    words: str
    kind: str

    @property
    def open_x(self) -> float:
        """Where the open part begins."""
        return LEFT + self.solid

    @property
    def end(self) -> float:
        """Where the words beside it begin."""
        return LEFT + self.solid + self.open + 6

    @property
    def text_y(self) -> int:
        """The line on which the words stand."""
        return self.y + BAR - 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """The whole drawing; ``says`` tells it in words, for those who do not see it."""

    height: int
    rows: tuple[tuple[str, int, tuple[Bar, Bar]], ...]
    says: str
    width: int = WIDTH
    left: int = LEFT
    bar: int = BAR


def bars_of(parties: Sequence[PartySum]) -> Bars | None:
    """The chart; None when nobody has to pay anything."""
    most = max((max(one.before.most, one.after.most) for one in parties), default=0)
    if not most:
        return None
    scale = (WIDTH - LEFT - RIGHT) / most
    rows = []
    for number, one in enumerate(parties):
        y = number * ROW + 8
        pair = (_bar(y, one.before, scale, "before"), _bar(y + BAR + 4, one.after, scale, "after"))
        rows.append((one.party, y + BAR + 6, pair))
    told = "；".join(f"{one.party}由{_words(one.before)}变为{_words(one.after)}" for one in parties)
    return Bars(height=len(parties) * ROW + 8, rows=tuple(rows), says=f"各方应付：{told}")


def _bar(y: int, owed: Sum, scale: float, kind: str) -> Bar:
    solid = round(owed.least * scale, 1)
    return Bar(y=y, solid=solid, open=round(owed.most * scale - solid, 1), words=_words(owed), kind=kind)


def _words(owed: Sum) -> str:
    least, most = yuan_from_fen(owed.least), yuan_from_fen(owed.most)
    return f"{most} 元" if least == most else f"{least} 至 {most} 元"
