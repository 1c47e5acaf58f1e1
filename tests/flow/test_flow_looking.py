"""Looking at one moving picture, with eyes that read a script instead of pixels."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.broadcasts import Box, Grid, Sampling, Sight, SightKind, Standing
from gongzhi.flow.looking import Progress, finish, glance
from gongzhi.values import decode_record, encode_record

SIDE = 64
QUICK = Sampling(shortest_ms=1000, longest_ms=4000, budget=1000, reading_ms=400)


@dataclass(frozen=True)
class Words:
    """Words on the screen from ``start`` up to ``end`` seconds, in a row of cells of their own."""

    text: str
    row: int
    start: int
    end: int
    kind: SightKind = SightKind.TEXT

    @property
    def box(self) -> Box:
        return Box(x=10, y=self.row * 10, width=200, height=10)


@dataclass
class Script:
    """Eyes for frames that are a time in seconds; counts what reading cost."""

    words_shown: Sequence[Words]
    reads: list[tuple[int, Box]] = field(default_factory=list)

    def size(self, frame: Any) -> tuple[int, int]:
        return SIDE * 10, SIDE * 10

    def small(self, frame: int, grid: Grid) -> bytes:
        cells = bytearray(grid.columns * grid.rows)
        for one in self._shown(frame):
            cells[one.row * grid.columns + 1 : one.row * grid.columns + 21] = (
                bytes([40 + 37 * sum(one.text.encode()) % 200]) * 20
            )
        return bytes(cells)

    def words(self, frame: int, box: Box) -> list[Sight]:
        self.reads.append((frame, box))
        return [
            Sight(kind=one.kind, text=one.text, box=one.box)
            for one in self._shown(frame)
            if one.kind is SightKind.TEXT and one.box.overlap(box)
        ]

    def codes(self, frame: int) -> list[Sight]:
        return [
            Sight(kind=one.kind, text=one.text, box=one.box) for one in self._shown(frame) if one.kind is SightKind.CODE
        ]

    def known(self, frame: int, box: Box) -> list[Sight]:
        return []

    def _shown(self, frame: int) -> list[Words]:
        return [one for one in self.words_shown if one.start <= frame < one.end]


@dataclass
class Run:
    came: list[Standing] = field(default_factory=list)
    gone: list[Standing] = field(default_factory=list)
    progress: Progress = field(default_factory=Progress)

    def look(self, script: Script, seconds: Sequence[int], sampling: Sampling) -> None:
        for at in seconds:
            if at * 1000 < self.progress.next_ms:
                continue
            seen = glance(script, at, at_ms=at * 1000, sampling=sampling, progress=self.progress)
            self.came += seen.came
            self.gone += seen.gone
            self.progress = seen.progress

    def end(self) -> None:
        self.gone += finish(self.progress).gone


def run(
    words: Sequence[Words], seconds: int = 60, sampling: Sampling = QUICK, cut: int | None = None
) -> tuple[Run, Script]:
    """One run; with ``cut``, killed at that second and begun anew from what a mark remembers."""
    done, script = Run(), Script(words)
    done.look(script, range(cut if cut is not None else seconds), sampling)
    if cut is not None:
        done.progress = decode_record(Progress, encode_record(done.progress))
        done.look(script, range(cut, seconds), sampling)
    done.end()
    return done, script


def test_words_that_stay_for_minutes_are_one_signal_with_their_span() -> None:
    done, _ = run([Words("全网最低价", 5, 0, 300)], seconds=300)
    assert [one.sight.text for one in done.came] == ["全网最低价"]
    assert [(one.since_ms, one.last_ms > 295_000) for one in done.gone] == [(0, True)]


def test_words_that_change_are_told_again_and_only_their_region_is_read() -> None:
    done, script = run([Words("林家果园", 2, 0, 60), Words("现价29元", 30, 0, 20), Words("现价39元", 30, 20, 60)])
    assert [one.sight.text for one in done.came] == ["林家果园", "现价29元", "现价39元"]
    later = [box for at, box in script.reads if 20 <= at < 40]
    assert later and all(box.height < 100 for box in later)


def test_where_one_digit_changes_the_whole_line_is_read() -> None:
    class Digit(Script):
        def small(self, frame: int, grid: Grid) -> bytes:
            cells = bytearray(grid.columns * grid.rows)
            cells[30 * grid.columns + 1 : 30 * grid.columns + 21] = bytes([90]) * 20
            cells[30 * grid.columns + 5] = 180 if frame < 20 else 20
            return bytes(cells)

    done, script = Run(), Digit([Words("现价29元", 30, 0, 20), Words("现价39元", 30, 20, 60)])
    done.look(script, range(50), QUICK)
    assert [one.sight.text for one in done.came] == ["现价29元", "现价39元"]
    assert [(one.sight.text, one.since_ms) for one in done.gone] == [("现价29元", 0)]
    (box,) = [box for at, box in script.reads if at >= 20]
    assert box.overlap(Words("现价39元", 30, 0, 1).box) == Words("现价39元", 30, 0, 1).box.area


def test_where_nothing_changes_nothing_is_read_until_the_whole_is_due() -> None:
    _, script = run([Words("包邮", 5, 0, 130)], seconds=130)
    assert [at for at, _ in script.reads] == [0, 60, 120]


def test_a_code_is_seen_at_the_next_glance_without_any_reading() -> None:
    done, script = run(
        [Words("https://u.wechat.com/k", 40, 10, 30, SightKind.CODE)], sampling=Sampling(budget=1, longest_ms=2000)
    )
    assert [one.sight.kind for one in done.came] == [SightKind.CODE]
    assert 10_000 <= done.came[0].since_ms <= 12_000 and len(script.reads) == 1


def test_what_cannot_be_afforded_is_read_later_and_not_forgotten() -> None:
    poor = Sampling(shortest_ms=1000, longest_ms=2000, budget=10, reading_ms=900, whole_every_ms=10**6)
    done, script = run([Words("现价29元", 30, 3, 200)], seconds=200, sampling=poor)
    assert [one.sight.text for one in done.came] == ["现价29元"] and done.came[0].since_ms >= 22_000
    assert len(script.reads) <= 1 + 200 * 10 // 225


WORDS = st.lists(
    st.builds(
        lambda text, row, start, length, kind: Words(text, row, start, start + length, kind),
        st.sampled_from(["全网最低", "现价9元", "补贴到手", "假一赔十", "加我微信"]),
        st.sampled_from([3, 12, 25, 40, 55]),
        st.integers(0, 50),
        st.integers(5, 40),
        st.sampled_from([SightKind.TEXT, SightKind.TEXT, SightKind.CODE]),
    ),
    max_size=5,
    unique_by=(lambda one: one.row, lambda one: one.text),
)


@settings(max_examples=60, deadline=None)
@given(WORDS, st.integers(0, 60))
def test_killed_anywhere_and_begun_again_exactly_the_same_is_seen(words: list[Words], cut: int) -> None:
    whole, _ = run(words)
    parts, _ = run(words, cut=cut)
    assert (parts.came, parts.gone) == (whole.came, whole.gone)


@settings(max_examples=60, deadline=None)
@given(WORDS)
def test_words_that_stand_still_long_enough_are_all_seen_once(words: list[Words]) -> None:
    done, _ = run(words, seconds=100)
    seen = [one.sight.text for one in done.came]
    assert {one.text for one in words if one.end - one.start >= 13} <= set(seen) <= {one.text for one in words}
    assert len(set(seen)) == len(seen) == len(done.gone)
