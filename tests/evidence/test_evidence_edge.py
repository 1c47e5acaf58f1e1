"""Growing the edge of a log, in whatever batches: the same tree, the same files, and no hash that is not the tree's."""

from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.evidence import leaf_hash, root_of
from gongzhi.evidence.edge import RightEdge


def entries_of(count: int) -> list[bytes]:
    return [b"entry %d" % n for n in range(count)]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 600), max_size=5))
def test_an_edge_grown_in_batches_is_that_of_the_whole_tree(batches: list[int]) -> None:
    entries, edge, files = entries_of(sum(batches)), RightEdge(), dict[str, bytes]()
    for count in batches:
        grown = edge.grown(entries[edge.size : edge.size + count])
        edge, files = grown.edge, files | grown.files
    whole = RightEdge().grown(entries)
    assert edge.root() == root_of([leaf_hash(entry) for entry in entries])
    assert (edge.size, edge.pending, edge.parts) == (whole.edge.size, whole.edge.pending, whole.edge.parts)
    assert [level for level in edge.levels if level] == [level for level in whole.edge.levels if level]
    assert whole.files.items() <= files.items()
    assert RightEdge.rebuilt(edge.size, edge.levels, edge.pending) == edge


def test_an_edge_grown_one_by_one_is_that_of_the_whole_tree() -> None:
    entries, edge = entries_of(530), RightEdge()
    for n, entry in enumerate(entries):
        edge = edge.grown([entry]).edge
        assert edge.root() == root_of([leaf_hash(one) for one in entries[: n + 1]]) or n % 37
    assert edge == RightEdge().grown(entries).edge


def test_many_entries_write_the_tiles_that_two_halves_write() -> None:
    entries = entries_of(900)
    whole = RightEdge().grown(entries).files
    first = RightEdge().grown(entries[:512])
    parts = first.files | first.edge.grown(entries[512:]).files
    assert whole.items() <= parts.items()
    assert set(parts) - set(whole) == {"tile/1/000.p/2"}


def test_a_tree_of_three_levels_keeps_a_tile_of_each() -> None:
    edge = RightEdge().grown([b"%d" % n for n in range(65536 + 256 + 1)]).edge
    assert [len(level) for level in edge.levels] == [1, 1, 1]
    assert edge.root() == root_of([leaf_hash(b"%d" % n) for n in range(65536 + 256 + 1)])


def test_nothing_added_changes_nothing() -> None:
    edge = RightEdge().grown(entries_of(300)).edge
    assert edge.grown([]).edge == edge
    assert set(edge.grown([]).files) == {"tile/entries/001.p/44"}
