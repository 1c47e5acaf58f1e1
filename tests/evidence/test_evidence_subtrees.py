"""Subtrees: every proof that is made verifies against the same root, and none that was touched does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.evidence import (
    NotProved,
    is_subtree,
    leaf_hash,
    prove_subtree_consistency,
    prove_subtree_inclusion,
    range_hash_of,
    root_of,
    verify_subtree_consistency,
    verify_subtree_inclusion,
)


def leaves(size: int) -> list[bytes]:
    return [leaf_hash(str(n).encode()) for n in range(size)]


@st.composite
def stretches(draw: st.DrawFn) -> tuple[int, int, int]:
    """A size, and a subtree [start, end) of the tree of that size."""
    size = draw(st.integers(1, 300))
    width = draw(st.integers(1, size))
    step = 1 << (width - 1).bit_length()
    start = step * draw(st.integers(0, (size - width) // step))
    return size, start, start + width


def test_a_stretch_is_a_subtree_only_where_its_size_allows_its_start() -> None:
    assert [end for end in range(10) if is_subtree(4, end)] == [5, 6, 7, 8]
    assert is_subtree(0, 7)
    assert not is_subtree(2, 5)
    assert not is_subtree(3, 3)


@given(stretches())
def test_every_subtree_is_shown_to_be_in_its_tree(stretch: tuple[int, int, int]) -> None:
    size, start, end = stretch
    hashes = leaves(size)
    path = prove_subtree_consistency(start, end, size, range_hash_of(hashes))
    verify_subtree_consistency(start, end, size, path, subtree_root=root_of(hashes[start:end]), root=root_of(hashes))
    assert len(path) <= 2 * size.bit_length()


@given(stretches(), st.data())
def test_a_touched_proof_of_a_subtree_is_refused(stretch: tuple[int, int, int], data: st.DataObject) -> None:
    size, start, end = stretch
    hashes = leaves(size)
    roots = {"subtree_root": root_of(hashes[start:end]), "root": root_of(hashes)}
    path = prove_subtree_consistency(start, end, size, range_hash_of(hashes))
    other = leaf_hash(b"another")
    attempts = [[*path, other], [other, *path], *([*path[:n], other, *path[n + 1 :]] for n in range(len(path)))]
    attempts += [path[:-1], path[1:]] if path else []
    assert path not in attempts
    for attempt in attempts:
        with pytest.raises(NotProved):
            verify_subtree_consistency(start, end, size, attempt, **roots)
    with pytest.raises(NotProved):
        verify_subtree_consistency(start, end, size, path, **{**roots, "root": other})
    with pytest.raises(NotProved):
        verify_subtree_consistency(start, end, size, path, **{**roots, "subtree_root": other})


@given(stretches(), st.data())
def test_every_leaf_of_a_subtree_is_shown_to_be_in_it(stretch: tuple[int, int, int], data: st.DataObject) -> None:
    size, start, end = stretch
    hashes = leaves(size)
    index = data.draw(st.integers(start, end - 1))
    path = prove_subtree_inclusion(index, start, end, range_hash_of(hashes))
    verify_subtree_inclusion(index, start, end, hashes[index], path, root=root_of(hashes[start:end]))
    assert len(path) <= (end - start).bit_length()
    with pytest.raises(NotProved):
        verify_subtree_inclusion(index, start, end, leaf_hash(b"another"), path, root=root_of(hashes[start:end]))


def test_what_is_no_subtree_or_lies_beyond_the_tree_is_refused() -> None:
    hash_of = range_hash_of(leaves(8))
    with pytest.raises(NotProved, match="不构成"):
        prove_subtree_consistency(1, 3, 8, hash_of)
    with pytest.raises(NotProved, match="只有 8 项"):
        prove_subtree_consistency(8, 12, 8, hash_of)
    with pytest.raises(NotProved, match="32 字节"):
        verify_subtree_consistency(0, 4, 8, [], subtree_root=b"short", root=b"short")
