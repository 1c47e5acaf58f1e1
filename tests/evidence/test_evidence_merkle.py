"""Merkle trees: every proof that is made verifies, and none that was touched does."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.evidence import (
    NotProved,
    leaf_hash,
    prove_consistency,
    prove_inclusion,
    range_hash_of,
    root_of,
    verify_consistency,
    verify_inclusion,
)

SIZES = st.integers(1, 600)


def leaves(size: int) -> list[bytes]:
    return [leaf_hash(str(n).encode()) for n in range(size)]


def flipped(value: bytes, bit: int) -> bytes:
    at = bit // 8 % len(value)
    return value[:at] + bytes([value[at] ^ 1 << bit % 8]) + value[at + 1 :]


def test_the_empty_tree_and_the_tree_of_one_have_the_roots_of_rfc_6962() -> None:
    assert root_of([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert root_of([leaf_hash(b"")]).hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


@given(SIZES, st.data())
def test_every_inclusion_proof_verifies(size: int, data: st.DataObject) -> None:
    hashes, index = leaves(size), data.draw(st.integers(0, size - 1))
    path = prove_inclusion(index, size, range_hash_of(hashes))
    verify_inclusion(index, size, hashes[index], path, root=root_of(hashes))
    assert len(path) <= (size - 1).bit_length()


@given(SIZES, st.data())
def test_no_mutated_inclusion_proof_verifies(size: int, data: st.DataObject) -> None:
    hashes, index = leaves(size), data.draw(st.integers(0, size - 1))
    root, leaf = root_of(hashes), hashes[index]
    path = prove_inclusion(index, size, range_hash_of(hashes))
    bit = data.draw(st.integers(0, 255))
    attempts = [
        (index, size, flipped(leaf, bit), path, root),
        (index, size, leaf, path, flipped(root, bit)),
        (index, size, leaf, [*path, root], root),
        (index, size, leaf[:31], path, root),
        ((index + 1) % (size + 1), size, leaf, path, root),
    ]
    attempts += [
        (index, size, leaf, [*path[:n], flipped(path[n], bit), *path[n + 1 :]], root) for n in range(len(path))
    ]
    attempts += [(index, size, leaf, path[:-1], root), (index, size, leaf, path[1:], root)] if path else []
    for at, of, of_leaf, by, to in attempts:
        with pytest.raises(NotProved):
            verify_inclusion(at, of, of_leaf, by, root=to)


@given(SIZES, st.data())
def test_every_consistency_proof_verifies(new: int, data: st.DataObject) -> None:
    hashes, old = leaves(new), data.draw(st.integers(1, new))
    path = prove_consistency(old, new, range_hash_of(hashes))
    verify_consistency(old, new, path, old_root=root_of(hashes[:old]), new_root=root_of(hashes))
    assert len(path) <= 2 * new.bit_length()


@given(SIZES, st.data())
def test_no_mutated_consistency_proof_verifies(new: int, data: st.DataObject) -> None:
    hashes, old = leaves(new), data.draw(st.integers(1, new))
    roots = {"old_root": root_of(hashes[:old]), "new_root": root_of(hashes)}
    path = prove_consistency(old, new, range_hash_of(hashes))
    bit = data.draw(st.integers(0, 255))
    attempts = [(old, new, [*path, roots["old_root"]], roots), (0, new, path, roots), (new + 1, new, path, roots)]
    attempts += [(old, new, [*path[:n], flipped(path[n], bit), *path[n + 1 :]], roots) for n in range(len(path))]
    attempts += [(old, new, path[:-1], roots)] if path else []
    attempts += [(old, new, path, roots | {name: flipped(root, bit)}) for name, root in roots.items()]
    for first, second, by, of in attempts:
        with pytest.raises(NotProved):
            verify_consistency(first, second, by, **of)


@settings(max_examples=30)
@given(st.integers(2, 300), st.data())
def test_a_history_with_one_entry_rewritten_is_not_consistent(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new - 1))
    at = data.draw(st.integers(0, old - 1))
    honest = leaves(new)
    rewritten = [*honest[:at], leaf_hash(b"another"), *honest[at + 1 :]]
    path = prove_consistency(old, new, range_hash_of(rewritten))
    with pytest.raises(NotProved):
        verify_consistency(old, new, path, old_root=root_of(honest[:old]), new_root=root_of(rewritten))


def test_proofs_outside_the_tree_are_refused() -> None:
    hash_of = range_hash_of(leaves(4))
    for index in (-1, 4):
        with pytest.raises(NotProved):
            prove_inclusion(index, 4, hash_of)
    for old in (0, 5):
        with pytest.raises(NotProved):
            prove_consistency(old, 4, hash_of)
