"""C2SP tlog-tiles: where the hashes and the entries of a log lie, and the bytes they lie in."""

import re
from collections.abc import Iterable, Iterator, Sequence

from gongzhi.evidence.merkle import HASH_BYTES

TILE_WIDTH = 256
LARGEST_ENTRY = 2**16 - 1
ENTRIES = "entries"

_PATH = re.compile(r"tile/(entries|0|[1-5]?[0-9]|6[0-3])/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


class NotATile(ValueError):
    """A path or bytes that no tile and no entry bundle of tlog-tiles has."""


def tile_path(level: int | str, number: int, width: int = TILE_WIDTH) -> str:
    """``tile/0/x001/234`` or, for a partial tile, ``tile/0/000.p/20``; ``level`` is a number or ``"entries"``."""
    groups = [f"{number % 1000:03d}"]
    while number >= 1000:
        number //= 1000
        groups.append(f"x{number % 1000:03d}")
    whole = f"tile/{level}/" + "/".join(reversed(groups))
    return whole if width == TILE_WIDTH else f"{whole}.p/{width}"


def parse_tile_path(path: str) -> tuple[int | str, int, int]:
    """(level or ``"entries"``, number, width) of a path; raises NotATile for any other spelling."""
    match = _PATH.fullmatch(path)
    if match is None:
        raise NotATile(f"{path} 不是瓦片路径")
    level: int | str = match[1] if match[1] == ENTRIES else int(match[1])
    number = int(match[2].replace("x", "").replace("/", ""))
    width = int(match[3]) if match[3] else TILE_WIDTH
    if tile_path(level, number, width) != path or (match[3] and width >= TILE_WIDTH):
        raise NotATile(f"{path} 不是瓦片路径的规范写法")
    return level, number, width


def tiles_of_size(size: int) -> Iterator[tuple[int, int, int]]:
    """Every Merkle tile (level, number, width) of a tree of ``size`` leaves, partial ones last in their level."""
    level = 0
    while size:
        full, rest = divmod(size, TILE_WIDTH)
        yield from ((level, number, TILE_WIDTH) for number in range(full))
        if rest:
            yield level, full, rest
        level, size = level + 1, full


def split_hashes(tile: bytes, width: int) -> list[bytes]:
    """The first ``width`` hashes of a tile; raises NotATile when the bytes are not whole hashes, too few, or more than a tile."""
    if len(tile) % HASH_BYTES or not width * HASH_BYTES <= len(tile) <= TILE_WIDTH * HASH_BYTES:
        raise NotATile(f"瓦片应含 {width} 个散列，实为 {len(tile)} 字节")
    return [tile[at : at + HASH_BYTES] for at in range(0, width * HASH_BYTES, HASH_BYTES)]


def join_entries(entries: Iterable[bytes]) -> bytes:
    """An entry bundle: each entry after its length as a big-endian uint16."""
    parts: list[bytes] = []
    for entry in entries:
        if len(entry) > LARGEST_ENTRY:
            raise NotATile(f"日志条目最长 {LARGEST_ENTRY} 字节，这一条有 {len(entry)} 字节")
        parts += (len(entry).to_bytes(2, "big"), entry)
    return b"".join(parts)


def split_entries(bundle: bytes, width: int) -> list[bytes]:
    """The first ``width`` entries of a bundle; raises NotATile when it is cut short or runs on after its last entry."""
    entries: list[bytes] = []
    at = 0
    while at < len(bundle):
        end = at + 2 + int.from_bytes(bundle[at : at + 2], "big")
        if end > len(bundle) or at + 2 > len(bundle):
            raise NotATile("条目束在中途断开")
        entries.append(bundle[at + 2 : end])
        at = end
    if not width <= len(entries) <= TILE_WIDTH:
        raise NotATile(f"条目束应含 {width} 条，实为 {len(entries)} 条")
    return entries[:width]


def concatenated(hashes: Sequence[bytes]) -> bytes:
    """The bytes of a tile with these hashes."""
    return b"".join(hashes)
