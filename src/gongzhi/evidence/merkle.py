"""RFC 6962 Merkle trees: the hashes, and the two proofs that a log neither lost nor rewrote an entry."""

import hashlib
from collections.abc import Callable, Iterator, Sequence

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

# The hash of the leaves [start, end) of a tree.
RangeHash = Callable[[int, int], bytes]


class NotProved(ValueError):
    """A proof that does not prove what it is said to prove; the message says why in Chinese."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one entry. Source: RFC 6962 section 2.1."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node. Source: RFC 6962 section 2.1."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def leaf_hashes(entries: Sequence[bytes]) -> list[bytes]:
    """The hash of each of these entries."""
    sha256 = hashlib.sha256
    return [sha256(b"\x00" + entry).digest() for entry in entries]


def node_hashes(below: Sequence[bytes]) -> list[bytes]:
    """The nodes over each pair of these hashes, from the left; an odd last one is left out."""
    # Straight code, because every entry of every batch comes through here.
    sha256 = hashlib.sha256
    return [sha256(b"\x01" + left + right).digest() for left, right in zip(below[::2], below[1::2], strict=False)]


def perfect_parts(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut [start, end) into the largest aligned perfect subtrees, from the left: pairs (start, height).

    ``start`` must itself be where a subtree of an RFC 6962 tree begins.
    """
    while start < end:
        height = (end - start).bit_length() - 1
        if start:
            height = min(height, (start & -start).bit_length() - 1)
        yield start, height
        start += 1 << height


def join_parts(parts: Sequence[bytes]) -> bytes:
    """The root over perfect subtrees of falling height, given from the left; of nothing, the root of the empty tree."""
    if not parts:
        return EMPTY_ROOT
    root = parts[-1]
    for part in reversed(parts[:-1]):
        root = node_hash(part, root)
    return root


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root of the tree over these leaf hashes (or over the hashes of equally high perfect subtrees)."""
    level = list(hashes)
    if not level:
        return EMPTY_ROOT
    while len(level) > 1:
        # An odd last hash moves up unhashed, which is what RFC 6962 does with the right edge.
        odd = [level[-1]] if len(level) % 2 else []
        level = node_hashes(level) + odd
    return level[0]


def range_hash_of(hashes: Sequence[bytes]) -> RangeHash:
    """A RangeHash over leaf hashes held in memory."""
    return lambda start, end: root_of(hashes[start:end])


def prove_inclusion(index: int, size: int, hash_of: RangeHash) -> list[bytes]:
    """The inclusion path of leaf ``index`` in the tree of ``size`` leaves, from the leaf's sibling upwards."""
    if not 0 <= index < size:
        raise NotProved(f"第 {index} 项不在 {size} 项的日志里")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        split = start + largest_power_below(end - start)
        if index < split:
            path.append(hash_of(split, end))
            end = split
        else:
            path.append(hash_of(start, split))
            start = split
    return path[::-1]


def root_from_inclusion(index: int, size: int, leaf: bytes, path: Sequence[bytes]) -> bytes:
    """The root that this path leads to from the leaf hash; raises NotProved when path and tree do not fit.

    Source: RFC 9162 section 2.1.3.2 (same trees as RFC 6962).
    """
    if not 0 <= index < size:
        raise NotProved(f"第 {index} 项不在 {size} 项的日志里")
    demand_hashes([leaf, *path])
    # Straight code, because every item of every bundle comes through here: ``inner`` siblings below the place where leaf
    # and last leaf part, which stand on the side that the bit says; above it only those that hang to the left.
    inner = (index ^ (size - 1)).bit_length()
    if len(path) != inner + (index >> inner).bit_count():
        raise NotProved("包含证明的长度与位置不符")
    sha256, root, node = hashlib.sha256, leaf, index
    for sibling in path[:inner]:
        root = sha256(b"\x01" + sibling + root if node & 1 else b"\x01" + root + sibling).digest()
        node >>= 1
    for sibling in path[inner:]:
        root = sha256(b"\x01" + sibling + root).digest()
    return root


def verify_inclusion(index: int, size: int, leaf: bytes, path: Sequence[bytes], *, root: bytes) -> None:
    """Raise NotProved unless the leaf hash stands at ``index`` of the tree with this size and root."""
    demand_hashes([root])
    if root_from_inclusion(index, size, leaf, path) != root:
        raise NotProved("包含证明算出的根与检查点的根不同")


def prove_consistency(old: int, new: int, hash_of: RangeHash) -> list[bytes]:
    """The path that shows the tree of ``old`` leaves to be the beginning of the tree of ``new`` leaves."""
    if not 0 < old <= new:
        raise NotProved(f"没有从 {old} 项到 {new} 项的一致性证明")
    path: list[bytes] = []
    start, end, whole = 0, new, True
    while old != end:
        split = start + largest_power_below(end - start)
        if old <= split:
            path.append(hash_of(split, end))
            end = split
        else:
            path.append(hash_of(start, split))
            start, whole = split, False
    if not whole:
        path.append(hash_of(start, end))
    return path[::-1]


def verify_consistency(old: int, new: int, path: Sequence[bytes], *, old_root: bytes, new_root: bytes) -> None:
    """Raise NotProved unless the old tree is the beginning of the new one. Source: RFC 9162 section 2.1.4.2."""
    if not 0 < old <= new:
        raise NotProved(f"没有从 {old} 项到 {new} 项的一致性证明")
    if old == new:
        # Nothing is hashed here, so the roots are compared as they are.
        if path or old_root != new_root:
            raise NotProved("两个检查点项数相同，根却不同，或多带了证明")
        return
    demand_hashes([old_root, new_root, *path])
    first, rest = _first_of(old, old_root, path)
    # Both walks start at the largest perfect subtree that ends the old tree.
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    from_old = from_new = first
    for _, sibling, on_the_left in climb(node, last, rest):
        if on_the_left:
            from_old, from_new = node_hash(sibling, from_old), node_hash(sibling, from_new)
        else:
            from_new = node_hash(from_new, sibling)
    if from_old != old_root or from_new != new_root:
        raise NotProved("一致性证明与两个检查点的根对不上：日志可能被改写")


def climb(node: int, last: int, path: Sequence[bytes]) -> Iterator[tuple[int, bytes, bool]]:
    """For each sibling on the way up: the level it stands at, it, and whether it stands on the left.

    Raises NotProved when the path is longer or shorter than the way from ``node`` to the root above ``last``.
    """
    level = 0
    for sibling in path:
        if last == 0:
            raise NotProved("证明过长")
        on_the_left = bool(node & 1) or node == last
        yield level, sibling, on_the_left
        rise = 1
        while on_the_left and node and not node & 1:
            node, last, rise = node >> 1, last >> 1, rise + 1
        node, last, level = node >> 1, last >> 1, level + rise
    if last:
        raise NotProved("证明过短")


def _first_of(old: int, old_root: bytes, path: Sequence[bytes]) -> tuple[bytes, Sequence[bytes]]:
    if old & (old - 1) == 0:
        # A perfect old tree is itself a node of the new one, so its root is not repeated in the path.
        return old_root, path
    if not path:
        raise NotProved("一致性证明是空的")
    return path[0], path[1:]


def largest_power_below(count: int) -> int:
    """Where RFC 6962 splits ``count`` > 1 leaves: the largest power of two smaller than it."""
    return 1 << (count - 1).bit_length() - 1


def demand_hashes(hashes: Sequence[bytes]) -> None:
    """Raise NotProved unless each is as long as a hash."""
    for length in map(len, hashes):
        if length != HASH_BYTES:
            raise NotProved(f"散列应为 {HASH_BYTES} 字节，实为 {length} 字节")
