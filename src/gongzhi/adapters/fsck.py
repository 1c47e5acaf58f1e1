"""The full check of a store: every tile, entry, opening, blob and index row against the signed checkpoint."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gongzhi.adapters.archive import DirectoryArchive
from gongzhi.adapters.cosigning import COSIGNED
from gongzhi.adapters.sealing import placed_of
from gongzhi.evidence import (
    CHECKPOINT,
    ENTRIES,
    TILE_WIDTH,
    Exhibit,
    ExhibitDamaged,
    LogDamaged,
    NotACheckpoint,
    NotATile,
    NotSigned,
    commit,
    leaf_hash,
    open_checkpoint,
    parse_tile_path,
    root_of,
    split_entries,
    split_hashes,
    tile_path,
)
from gongzhi.values import NotThisRecord, decode_record


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something wrong with a file. ``damage`` is False for what is only left over and harms no proof."""

    path: str
    detail: str
    damage: bool = True


def check_store(archive: DirectoryArchive) -> Iterator[Trouble]:
    """Every trouble in the store, in the order: log, content, index, left-overs. Holds the writer lock."""
    with archive.writing():
        yield from _check_tiles(archive)
        yield from _check_cosigned(archive)
        yield from _check_content(archive)
        yield from _check_index(archive)
        yield from _left_over_tiles(archive)
        yield from _left_over_blobs(archive)


def _check_tiles(archive: DirectoryArchive) -> Iterator[Trouble]:
    size = archive.log.checkpoint.size
    hashes: list[bytes] = []
    for number in range(-(-size // TILE_WIDTH)):
        width = min(TILE_WIDTH, size - number * TILE_WIDTH)
        found = _entries(archive, number, width)
        if isinstance(found, Trouble):
            yield found
            return
        hashes += map(leaf_hash, found)
    level = 0
    leaves = hashes
    while hashes:
        yield from _check_level(archive, level, hashes)
        full = len(hashes) // TILE_WIDTH
        hashes = [root_of(hashes[at * TILE_WIDTH : (at + 1) * TILE_WIDTH]) for at in range(full)]
        level += 1
    if root_of(leaves) != archive.log.checkpoint.root:
        yield Trouble(path=f"log/{CHECKPOINT}", detail="条目算出的根与检查点的根不同：条目被改动过")


def _entries(archive: DirectoryArchive, number: int, width: int) -> list[bytes] | Trouble:
    path = tile_path(ENTRIES, number, width)
    data = archive.files.read(path)
    try:
        if data is None:
            return Trouble(path=f"log/{path}", detail="缺少条目束")
        return split_entries(data, width)
    except NotATile as error:
        return Trouble(path=f"log/{path}", detail=str(error))


def _check_level(archive: DirectoryArchive, level: int, hashes: list[bytes]) -> Iterator[Trouble]:
    for first in range(0, len(hashes), TILE_WIDTH):
        expected = hashes[first : first + TILE_WIDTH]
        path = tile_path(level, first // TILE_WIDTH, len(expected))
        data = archive.files.read(path)
        if data is None:
            yield Trouble(path=f"log/{path}", detail="缺少瓦片")
            continue
        try:
            same = split_hashes(data, len(expected)) == expected and len(data) == len(expected) * 32
        except NotATile:
            same = False
        if not same:
            yield Trouble(path=f"log/{path}", detail="瓦片与条目算出的散列不同")


def _check_content(archive: DirectoryArchive) -> Iterator[Trouble]:
    size = archive.log.checkpoint.size
    try:
        for index, entry in enumerate(archive.log.entries(0, size)):
            yield from _check_exhibit(archive, index, entry)
    except LogDamaged as error:
        yield Trouble(path="log", detail=f"{error}，其后的原件未能检查")


def _check_exhibit(archive: DirectoryArchive, index: int, entry: bytes) -> Iterator[Trouble]:
    if archive.vault.erased(index):
        return
    try:
        exhibit = decode_record(Exhibit, entry)
    except NotThisRecord as error:
        yield Trouble(path=f"log/{tile_path(ENTRIES, index // TILE_WIDTH)}", detail=f"第 {index} 条：{error}")
        return
    [(salt, sha256)] = archive.vault.openings(index, index + 1)
    if commit(salt=salt, sha256=sha256) != exhibit.commitment:
        where = "places" if archive.vault.encrypted(index) else "openings"
        yield Trouble(path=f"{where}/{index >> 16:08d}", detail=f"第 {index} 条的盐或散列被改动，或数据密钥不在")
        return
    try:
        archive.vault.read(index, sha256.hex())
    except ExhibitDamaged as error:
        gone = archive.vault.as_it_lies(index, sha256.hex()) is None
        yield Trouble(
            path=_path_of(archive, index, sha256.hex()),
            detail=f"第 {index} 条的原件{'不见了' if gone else f'被改动：{error}'}",
        )


def _path_of(archive: DirectoryArchive, index: int, sha256: str) -> str:
    if archive.vault.encrypted(index):
        return archive.vault.where(index)
    return _shown(archive, archive.vault.blobs.path(sha256))


def _check_index(archive: DirectoryArchive) -> Iterator[Trouble]:
    size = archive.log.checkpoint.size
    indexed = archive.indexed()
    try:
        pairs = zip(archive.log.entries(0, size), archive.vault.openings(0, size), strict=True)
        for index, (entry, (_, sha256)) in enumerate(pairs):
            if next(indexed, None) != placed_of(index, entry, sha256):
                yield Trouble(path="index.sqlite3", detail=f"第 {index} 行与日志不同：删除这个文件，下次打开时会重建")
                return
    except (LogDamaged, NotThisRecord):
        return
    if next(indexed, None) is not None:
        yield Trouble(path="index.sqlite3", detail="行数多于日志：删除这个文件，下次打开时会重建")


def _check_cosigned(archive: DirectoryArchive) -> Iterator[Trouble]:
    data, log = archive.files.read(COSIGNED), archive.log
    if data is None:
        return
    try:
        cosigned = open_checkpoint(data, log.key)
        root = log.range_hash(0, cosigned.size) if cosigned.size <= log.checkpoint.size else b""
    except (NotACheckpoint, NotSigned, LogDamaged) as error:
        yield Trouble(path=f"log/{COSIGNED}", detail=f"联署的检查点不可信：{error}")
        return
    if root != cosigned.root:
        yield Trouble(path=f"log/{COSIGNED}", detail="见证人联署过的历史与现在的日志不同：日志被改写或回退")


def _left_over_tiles(archive: DirectoryArchive) -> Iterator[Trouble]:
    size = archive.log.checkpoint.size
    directory = archive.directory / "log"
    for path in sorted(directory.rglob("*")):
        name = path.relative_to(directory).as_posix()
        if path.is_dir() or name in (CHECKPOINT, COSIGNED):
            continue
        try:
            level, number, width = parse_tile_path(name)
        except NotATile:
            yield Trouble(path=f"log/{name}", detail="不是日志的文件", damage=False)
            continue
        count = size >> 8 * (level if isinstance(level, int) else 0)
        if number * TILE_WIDTH + width > count:
            yield Trouble(path=f"log/{name}", detail="超出检查点", damage=False)


def _left_over_blobs(archive: DirectoryArchive) -> Iterator[Trouble]:
    size = archive.log.checkpoint.size
    stored = list(archive.vault.blobs.stored())
    if stored:
        kept = {archive.vault.blobs.path(sha256.hex()) for _, sha256 in archive.vault.openings(0, size)}
        for path in stored:
            if path not in kept:
                yield Trouble(path=_shown(archive, path), detail="没有任何条目指向它", damage=False)
    pack, end = archive.vault.end(size)
    for number, length in archive.vault.packs.packs():
        if number > pack or (number == pack and length > end):
            yield Trouble(path=f"blobs/packs/{number:08d}.pack", detail="末尾有没有条目指向的内容", damage=False)


def _shown(archive: DirectoryArchive, path: Path) -> str:
    return path.relative_to(archive.directory).as_posix()
