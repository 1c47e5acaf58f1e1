"""Packs: encrypted content in large files that only grow, each record framed so that a scan finds all of them again."""

import hashlib
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from gongzhi.adapters.disk import Disk

_MAGIC = b"GZPACK1\n"
# Magic, index in the log, unit, nonce, sealed opening, length of the body; then SHA-256 of all that and of the body.
_FIELDS = struct.Struct(">8sQ16s12s80sI")
HEAD_BYTES = _FIELDS.size + 32
LARGEST_BODY = 2**31 - 1
_FULL = 256 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One record of a pack. ``opening`` and ``body`` are encrypted under the key of ``unit``."""

    index: int
    unit: bytes
    nonce: bytes
    opening: bytes
    body: bytes


class PackStore(Protocol):
    """Where packs lie: a directory, or an S3-compatible store."""

    def append(self, frames: bytes, *, first: int, end: tuple[int, int]) -> tuple[int, int]:
        """Keep these frames, the first of which belongs to log index ``first``; ``end`` is (pack, offset) behind the
        last sealed one. Returns (pack, offset). They are durable when the batch is, never acknowledged before."""

    def read(self, pack: int, offset: int, length: int) -> bytes | None:
        """Bytes of a pack, fewer where it ends; None when there is no such pack."""

    def wipe(self, pack: int, offset: int, length: int) -> None:
        """Overwrite bytes with zeros, durably."""

    def packs(self) -> Iterator[tuple[int, int]]:
        """(number, bytes) of every pack, in order."""


def print_frame(frame: Frame) -> bytes:
    """The bytes of a record."""
    return frame_bytes(frame.index, frame.unit, frame.nonce, frame.opening, frame.body)


def frame_bytes(index: int, unit: bytes, nonce: bytes, opening: bytes, body: bytes) -> bytes:
    """The same from its fields, for the hot path."""
    fields = _FIELDS.pack(_MAGIC, index, unit, nonce, opening, len(body))
    return fields + hashlib.sha256(fields + body).digest() + body


def parse_frame(data: bytes) -> Frame | None:
    """The record that begins here, or None when it is torn, damaged, wiped or none."""
    if len(data) < HEAD_BYTES or not data.startswith(_MAGIC):
        return None
    _, index, unit, nonce, opening, length = _FIELDS.unpack_from(data)
    body = data[HEAD_BYTES : HEAD_BYTES + length]
    digest = data[_FIELDS.size : HEAD_BYTES]
    if len(body) != length or hashlib.sha256(data[: _FIELDS.size] + body).digest() != digest:
        return None
    return Frame(index=index, unit=unit, nonce=nonce, opening=opening, body=body)


def scan_packs(store: PackStore) -> Iterator[tuple[int, int, Frame]]:
    """(pack, offset, record) of every whole record; what is damaged in between is stepped over."""
    for pack, size in store.packs():
        data = store.read(pack, 0, size) or b""
        at = data.find(_MAGIC)
        while at >= 0:
            frame = parse_frame(data[at : at + HEAD_BYTES + _body_length(data, at)])
            if frame is not None:
                yield pack, at, frame
            at = data.find(_MAGIC, at + (HEAD_BYTES + len(frame.body) if frame is not None else 1))


def _body_length(data: bytes, at: int) -> int:
    return int(_FIELDS.unpack_from(data, at)[5]) if at + _FIELDS.size <= len(data) else 0


class PackFiles:
    """``packs/00000000.pack`` and so on in a directory, private to its owner."""

    def __init__(self, directory: Path, disk: Disk) -> None:
        self._directory = directory
        self._disk = disk

    def path(self, pack: int) -> Path:
        """The file of a pack."""
        return self._directory / f"{pack:08d}.pack"

    def append(self, frames: bytes, *, first: int, end: tuple[int, int]) -> tuple[int, int]:  # noqa: ARG002 - of the port
        """Write behind the last sealed record: what a dead writer left there is written over."""
        pack, offset = end if end[1] < _FULL else (end[0] + 1, 0)
        path = self.path(pack)
        if offset == 0:
            self._disk.make_directory(self._directory)
        self._disk.write_at(path, offset, frames)
        if offset == 0:
            self._disk.sync_directory(self._directory)
        return pack, offset

    def read(self, pack: int, offset: int, length: int) -> bytes | None:
        """Bytes of a pack, fewer where it ends; None when there is no such pack."""
        try:
            descriptor = os.open(self.path(pack), os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        try:
            return os.pread(descriptor, length, offset)
        finally:
            os.close(descriptor)

    def wipe(self, pack: int, offset: int, length: int) -> None:
        """Zeros over bytes of a pack, synced."""
        self._disk.write_at(self.path(pack), offset, bytes(length))

    def packs(self) -> Iterator[tuple[int, int]]:
        """Every pack in order."""
        for path in sorted(self._directory.glob("*.pack")):
            yield int(path.stem), path.stat().st_size
