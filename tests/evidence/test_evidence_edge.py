"""Growing by many entries at once and by one at a time are the same tree and the same files."""

from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.evidence.edge import RightEdge


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 1100), st.integers(48, 1400))
def test_many_entries_at_once_grow_the_edge_that_single_ones_grow(before: int, count: int) -> None:
    entries = [b"entry %d" % n for n in range(before + count)]
    start = RightEdge().grown(entries[:before]).edge
    many = start.grown(entries[before:])
    slow = start
    for entry in entries[before:]:
        slow = slow.grown([entry]).edge
    assert many.edge.root() == slow.root()
    assert (many.edge.size, many.edge.pending, many.edge.parts) == (slow.size, slow.pending, slow.parts)
    assert [level for level in many.edge.levels if level] == [level for level in slow.levels if level]


def test_many_entries_write_the_tiles_that_two_halves_write() -> None:
    entries = [b"%d" % n for n in range(900)]
    whole = RightEdge().grown(entries).files
    first = RightEdge().grown(entries[:512])
    parts = first.files | first.edge.grown(entries[512:]).files
    assert whole.items() <= parts.items()
    assert set(parts) - set(whole) == {"tile/1/000.p/2"}
