"""Zip files with exactly one byte form: parts stored in the order of their names, and nothing else."""

import hashlib
import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")
# 1980-01-01 00:00: a bundle says when it was made in its manifest, not in its wrapping.
_TIME, _DATE = 0, 33
_VERSION = 20
_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
_LONGEST_NAME = 200
_MOST_PARTS = 0xFFFE
_LARGEST = 0xFFFF_FFFE
# From this many bytes on a part is worth a thread of its own while it is summed, in stretches that fit a cache.
_LARGE, _SIDE_BY_SIDE, _STRETCH = 1 << 18, 4, 1 << 17


class NotAPackage(ValueError):
    """Bytes that are not a zip of the one form; the message names where."""


class Parts(Mapping[str, bytes]):
    """Parts by name, cut out of the whole when asked for. Each is hashed once however often its digest is asked for:
    most of checking a large bundle is hashing, and most of the rest would be copying what nobody reads."""

    def __init__(self, whole: bytes) -> None:
        self._whole = whole
        self._places: dict[str, tuple[int, int]] = {}
        self._digests: dict[str, str] = {}

    def __getitem__(self, name: str) -> bytes:
        start, end = self._places[name]
        return self._whole[start:end]

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def size(self, name: str) -> int:
        """Bytes of a part that is there."""
        start, end = self._places[name]
        return end - start

    def opens_with(self, name: str, first: bytes) -> bool:
        """Whether a part is there and these are its first bytes."""
        return name in self._places and self._whole.startswith(first, *self._places[name])

    def sha256(self, name: str) -> str:
        """The digest (hex) of a part that is there."""
        if name not in self._digests:
            self._digests[name] = hashlib.sha256(self[name]).hexdigest()
        return self._digests[name]

    def take(self, name: str, place: tuple[int, int], sha256: str | None) -> None:
        """Add the part that stands from one offset of the whole to another, with its digest where that is known already."""
        self._places[name] = place
        if sha256 is not None:
            self._digests[name] = sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """Parts by name, and the parts whose wrapping does not fit their bytes (name to reason, Chinese)."""

    parts: Parts
    damaged: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    name: str
    crc: int
    size: int
    offset: int

    def local(self) -> bytes:
        name = self.name.encode()
        fields = (b"PK\3\4", _VERSION, 0, 0, _TIME, _DATE, self.crc, self.size, self.size, len(name), 0)
        return _LOCAL.pack(*fields) + name

    def central(self) -> bytes:
        name = self.name.encode()
        head = (b"PK\1\2", _VERSION, _VERSION, 0, 0, _TIME, _DATE, self.crc, self.size, self.size)
        return _CENTRAL.pack(*head, len(name), 0, 0, 0, 0, 0, self.offset) + name

    @property
    def end(self) -> int:
        return self.offset + _LOCAL.size + len(self.name) + self.size


def pack(parts: Mapping[str, bytes]) -> bytes:
    """The zip of these parts; raises NotAPackage for a name or a size that the form does not allow."""
    pieces: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name in sorted(parts):
        if not _is_name(name):
            raise NotAPackage(f"部分名 {name!r} 不合规：只能用字母、数字、点、横线和下划线")
        part = _Part(name=name, crc=zlib.crc32(parts[name]), size=len(parts[name]), offset=offset)
        if part.end > _LARGEST or len(directory) >= _MOST_PARTS:
            raise NotAPackage("证据包超过 4 GiB 或 65534 个部分：请按案件或场次分开打包")
        pieces += (part.local(), parts[name])
        directory.append(part.central())
        offset = part.end
    return b"".join(pieces + directory) + _end(directory, offset)


def unpack(data: bytes) -> Package:
    """Read a zip of the one form.

    Raises NotAPackage when its directory is not of that form (other compression, encryption, comments, extra fields,
    doubled or climbing names, gaps, bytes before or after). Damage inside one part is reported, not raised.
    """
    start, count = _end_of(data)
    listed: list[_Part] = []
    at, offset = start, 0
    for number in range(1, count + 1):
        part, at = _listed(data, at, number, offset)
        if listed and listed[-1].name >= part.name:
            raise NotAPackage(f"目录第 {number} 项 {part.name} 重复或次序不对")
        listed.append(part)
        offset = part.end
    if offset != start or at != len(data) - _END.size:
        raise NotAPackage("各部分与目录之间有多余或缺少的字节")
    return _opened(data, listed)


def _opened(data: bytes, listed: list[_Part]) -> Package:
    parts = Parts(data)
    damaged: dict[str, str] = {}
    for part, (crc, sha256) in zip(listed, _sums(data, listed), strict=True):
        local = part.local()
        start = part.offset + len(local)
        if data[part.offset : start] != local:
            damaged[part.name] = "包头与目录不同"
        elif (zlib.crc32(data[start : part.end]) if crc is None else crc) != part.crc:
            damaged[part.name] = "内容与校验和不同"
        parts.take(part.name, (start, part.end), sha256)
    return Package(parts=parts, damaged=damaged)


def _sums(data: bytes, listed: list[_Part]) -> Iterator[tuple[int | None, str | None]]:
    """Checksum and digest of each part that is large, of the others neither: side by side, because nearly all the time of
    checking a bundle of recordings goes into them."""
    if sum(part.size >= _LARGE for part in listed) < 2:
        yield from [(None, None)] * len(listed)
        return
    whole = memoryview(data)
    with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
        running = [pool.submit(_summed, whole, part) if part.size >= _LARGE else None for part in listed]
        for one in running:
            yield (None, None) if one is None else one.result()


def _summed(whole: memoryview, part: _Part) -> tuple[int, str]:
    # Stretch by stretch, so that the second sum finds in the cache what the first has read.
    crc, digest = 0, hashlib.sha256()
    for at in range(part.end - part.size, part.end, _STRETCH):
        stretch = whole[at : min(at + _STRETCH, part.end)]
        crc = zlib.crc32(stretch, crc)
        digest.update(stretch)
    return crc, digest.hexdigest()


def _listed(data: bytes, at: int, number: int, offset: int) -> tuple[_Part, int]:
    head = data[at : at + _CENTRAL.size]
    if len(head) < _CENTRAL.size:
        raise NotAPackage(f"目录在第 {number} 项断开")
    fields = _CENTRAL.unpack(head)
    end = at + _CENTRAL.size + int(fields[10])
    name = data[at + _CENTRAL.size : end].decode("ascii", "replace")
    if not _is_name(name):
        raise NotAPackage(f"目录第 {number} 项的名称不合规：{name[:60]!r}")
    part = _Part(name=name, crc=fields[7], size=fields[9], offset=offset)
    # Any other flag, method, size, time, attribute or offset prints back differently.
    if part.central() != data[at:end]:
        raise NotAPackage(f"目录第 {number} 项 {name} 被改动，或用了不允许的压缩、加密、附加字段")
    return part, end


def _end_of(data: bytes) -> tuple[int, int]:
    if len(data) < _END.size or data[-_END.size :][:4] != b"PK\5\6":
        raise NotAPackage("不是完整的证据包：末尾没有目录记录，或其后有多余的字节")
    fields = _END.unpack(data[-_END.size :])
    count, size, start = int(fields[3]), int(fields[5]), int(fields[6])
    expected = (b"PK\5\6", 0, 0, count, count, size, len(data) - _END.size - size, 0)
    if fields != expected or start < 0:
        raise NotAPackage("证据包末尾的目录记录被改动")
    return start, count


def _end(directory: list[bytes], start: int) -> bytes:
    count = len(directory)
    return _END.pack(b"PK\5\6", 0, 0, count, count, sum(map(len, directory)), start, 0)


def _is_name(name: str) -> bool:
    return len(name) <= _LONGEST_NAME and _NAME.fullmatch(name) is not None
