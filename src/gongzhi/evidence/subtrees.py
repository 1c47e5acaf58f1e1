"""Subtrees of an RFC 6962 tree: proofs that a stretch of the log stands in it whole, as a mirror or a cosigner needs them."""

from collections.abc import Sequence

from gongzhi.evidence.merkle import (
    EMPTY_ROOT,
    NotProved,
    RangeHash,
    climb,
    demand_hashes,
    largest_power_below,
    node_hash,
    prove_inclusion,
    verify_inclusion,
)


def is_subtree(start: int, end: int) -> bool:
    """Whether [start, end) is a subtree: not empty, and ``start`` a multiple of the smallest power of two that holds its size.

    Source: draft-ietf-plants-merkle-tree-certs section 4.1.
    """
    return 0 <= start < end and start & ((1 << (end - start - 1).bit_length()) - 1) == 0


def prove_subtree_inclusion(index: int, start: int, end: int, hash_of: RangeHash) -> list[bytes]:
    """The inclusion path of leaf ``index`` within the subtree [start, end), from the leaf's sibling upwards."""
    _demand_subtree(start, end)
    return prove_inclusion(index - start, end - start, lambda first, last: hash_of(start + first, start + last))


def verify_subtree_inclusion(
    index: int, start: int, end: int, leaf: bytes, path: Sequence[bytes], *, root: bytes
) -> None:
    """Raise NotProved unless the leaf hash stands at ``index`` of the subtree [start, end) with this root."""
    _demand_subtree(start, end)
    verify_inclusion(index - start, end - start, leaf, path, root=root)


def prove_subtree_consistency(start: int, end: int, size: int, hash_of: RangeHash) -> list[bytes]:
    """The path that shows [start, end) to be a subtree of the tree of ``size`` leaves.

    Source: draft-ietf-plants-merkle-tree-certs section 4.4.1.
    """
    _demand_within(start, end, size)
    path: list[bytes] = []
    first, last, whole = 0, size, True
    while (first, last) != (start, end):
        split = first + largest_power_below(last - first)
        if end <= split:
            path.append(hash_of(split, last))
            last = split
        else:
            # A subtree that reaches over the split begins where this node does; its left half is then known to be in it.
            path.append(hash_of(first, split))
            first, start, whole = split, max(start, split), whole and start >= split
    if not whole:
        path.append(hash_of(first, last))
    return path[::-1]


def verify_subtree_consistency(
    start: int, end: int, size: int, path: Sequence[bytes], *, subtree_root: bytes, root: bytes
) -> None:
    """Raise NotProved unless [start, end) with ``subtree_root`` is a subtree of the tree of ``size`` leaves with ``root``.

    Source: draft-ietf-plants-merkle-tree-certs section 4.4.3.
    """
    if start == end or (start, end) == (0, size):
        # Nothing is hashed here: the empty subtree stands in every tree, and the whole tree in itself.
        expected = EMPTY_ROOT if start == end else root
        if path or subtree_root != expected or not 0 <= start <= end <= size:
            raise NotProved("子树的根不符，或多带了证明")
        return
    _demand_within(start, end, size)
    demand_hashes([subtree_root, root, *path])
    first, node, last = start, end - 1, size - 1
    while first != node and (node == last or node & 1):
        first, node, last = first >> 1, node >> 1, last >> 1
    rest = list(path)
    if first != node and not rest:
        raise NotProved("子树证明是空的")
    # A perfect subtree is itself a node of the tree, so its root is not repeated in the path.
    from_subtree = from_tree = subtree_root if first == node else rest.pop(0)
    for level, sibling, on_the_left in climb(node, last, rest):
        if on_the_left:
            # Once the subtree's own node is reached, what hangs to the left lies outside of it.
            from_subtree = node_hash(sibling, from_subtree) if first >> level < node >> level else from_subtree
            from_tree = node_hash(sibling, from_tree)
        else:
            from_tree = node_hash(from_tree, sibling)
    if from_subtree != subtree_root or from_tree != root:
        raise NotProved("子树证明与两个根对不上：这一段可能被改写")


def _demand_subtree(start: int, end: int) -> None:
    if not is_subtree(start, end):
        raise NotProved(f"第 {start} 至 {end} 项不构成一棵子树")


def _demand_within(start: int, end: int, size: int) -> None:
    _demand_subtree(start, end)
    if end > size:
        raise NotProved(f"子树到第 {end} 项，日志只有 {size} 项")
