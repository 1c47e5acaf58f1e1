"""Content encrypted at rest: what was sealed goes into packs under destroyable keys, and a table says where it lies."""

import hashlib
import secrets
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag

from gongzhi.adapters.blob_packs import HEAD_BYTES, LARGEST_BODY, PackStore, frame_bytes, scan_packs
from gongzhi.adapters.blobs import BlobFiles, FixedFiles, OpeningFiles
from gongzhi.adapters.case_keys import UNIT_BYTES, CaseKeys, UnitKey
from gongzhi.adapters.disk import Disk
from gongzhi.evidence import SALT_BYTES, ExhibitDamaged, ExhibitErased, StoreDamaged, StoreUnwritable

_NONCE_BYTES = 12
_TAG_BYTES = 16
# Unit, pack, offset, bytes of the whole record, nonce, sealed opening.
_PLACE = struct.Struct(">16sQQI12s80s")
_NOTHING = bytes(_PLACE.size)
# The unit of a place whose content was destroyed by itself, while its unit lives on.
_WIPED = b"\xff" * UNIT_BYTES
_ERASED_OPENING = (bytes(SALT_BYTES), bytes(32))


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposit:
    """Bytes on their way in: the name of the unit that they are destroyed with, their salt and digest."""

    unit: str
    salt: bytes
    sha256: bytes
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    unit: bytes
    pack: int
    offset: int
    length: int
    nonce: bytes
    opening: bytes


class Vault:
    """Entries in the order of the log. Those of stores from before encryption are read where they lie, in the clear.

    Nonces are random and used with one key: with its last bit clear for the opening (salt and digest), with it set for
    the content. Associated data: of the opening the unit and the index in the log, of the content unit and digest.
    """

    def __init__(self, directory: Path, disk: Disk, *, keys: CaseKeys, packs: PackStore) -> None:
        self.keys = keys
        self.packs = packs
        self.blobs = BlobFiles(directory / "blobs", disk)
        self._openings = OpeningFiles(directory / "openings", disk)
        self.places = FixedFiles(directory / "places", disk, width=_PLACE.size)

    def prepare(self, names: Iterable[str]) -> dict[str, UnitKey]:
        """The keys of these units, durable before any content under them is written."""
        return self.keys.for_writing(names)

    def write(self, first: int, deposits: Sequence[Deposit], keys: dict[str, UnitKey]) -> None:
        """Encrypt and keep these, which will stand in the log from ``first`` on; part of the caller's batch."""
        end = self.end(first)
        frames: list[bytes] = []
        fields: list[tuple[bytes, int, int, bytes, bytes]] = []
        at = 0
        chance = secrets.token_bytes(_NONCE_BYTES * len(deposits))
        for step, deposit in enumerate(deposits):
            nonce = chance[step * _NONCE_BYTES : (step + 1) * _NONCE_BYTES]
            frame, opening = _sealed(first + step, deposit, keys[deposit.unit], nonce)
            frames.append(frame)
            fields.append((keys[deposit.unit].unit, at, len(frame), nonce, opening))
            at += len(frame)
        pack, offset = self.packs.append(b"".join(frames), first=first, end=end)
        self.places.write(
            first,
            [_PLACE.pack(unit, pack, offset + at, length, nonce, o) for unit, at, length, nonce, o in fields],
        )

    def openings(self, start: int, end: int) -> Iterator[tuple[bytes, bytes]]:
        """(salt, digest) of the entries [start, end); zeros where erased, and where they cannot be opened."""
        older = self._openings.read(start, end)
        for index, (slot, old) in enumerate(zip(self.places.read(start, end), older, strict=True), start):
            if slot == _NOTHING:
                yield old[:SALT_BYTES], old[SALT_BYTES:]
                continue
            try:
                yield self._opened(index, _place(slot))
            except ExhibitDamaged:
                yield _ERASED_OPENING

    def read(self, index: int, sha256: str) -> bytes:
        """The content of an entry; raises ExhibitErased, and ExhibitDamaged when it is missing or changed."""
        slot = self._slot(index)
        if slot == _NOTHING:
            return self._read_old(index, sha256)
        place = _place(slot)
        # Another process may have destroyed the key that this one still holds in memory.
        self.keys.erased(place.unit)
        _, digest = self._opened(index, place)
        body = self._body(index, place)
        try:
            content = self.keys.of(place.unit).seal.decrypt(_second(place.nonce), body, place.unit + digest)
        except InvalidTag as error:
            raise ExhibitDamaged(f"封存的第 {index} 号原件已被改动：请从备份恢复 {self.where(index)}") from error
        if hashlib.sha256(content).digest() != digest:
            raise ExhibitDamaged(f"封存的第 {index} 号原件与散列不符：请从备份恢复 {self.where(index)}")
        return content

    def as_it_lies(self, index: int, sha256: str) -> bytes | None:
        """Whatever lies in the place of an entry's content, damaged or not."""
        slot = self._slot(index)
        if slot == _NOTHING:
            return self.blobs.bytes_as_they_are(sha256)
        place = _place(slot)
        return self.packs.read(place.pack, place.offset + HEAD_BYTES, place.length - HEAD_BYTES)

    def where(self, index: int) -> str:
        """The file below the store in which an entry's content should be, for messages."""
        slot = self._slot(index)
        return f"blobs/packs/{_place(slot).pack:08d}.pack" if slot != _NOTHING else "blobs/sha256"

    def encrypted(self, index: int) -> bool:
        """Whether this entry's content lies in a pack."""
        return self._slot(index) != _NOTHING

    def erased(self, index: int) -> bool:
        """Whether this entry's content was destroyed, by itself or with its unit."""
        slot = self._slot(index)
        if slot == _NOTHING:
            return not any(next(iter(self._openings.read(index, index + 1))))
        unit = _place(slot).unit
        return unit == _WIPED or self.keys.erased(unit)

    def unit(self, index: int) -> bytes | None:
        """The unit whose key this entry lies under; None in the clear or destroyed by itself."""
        slot = self._slot(index)
        unit = _place(slot).unit
        return None if slot == _NOTHING or unit == _WIPED else unit

    def wipe(self, index: int, sha256: str, *, shared: bool) -> None:
        """Destroy the content of one entry while its unit lives: zeros over record, opening and, in the clear, file.

        ``shared`` says that another entry in the clear still needs the same file.
        """
        slot = self._slot(index)
        if slot == _NOTHING:
            self._openings.write(index, [bytes(OpeningFiles.WIDTH)])
            if not shared:
                self.blobs.destroy(sha256)
            return
        place = _place(slot)
        self.packs.wipe(place.pack, place.offset, place.length)
        gone = _PLACE.pack(_WIPED, place.pack, place.offset, place.length, bytes(_NONCE_BYTES), bytes(80))
        self.places.write(index, [gone])

    def find_places(self, size: int, fits: Callable[[int, bytes, bytes], bool]) -> int:
        """Rebuild lost places by a scan of the packs and return how many; ``fits(index, salt, digest)`` asks the log."""
        found = 0
        for pack, offset, frame in scan_packs(self.packs):
            if frame.index >= size or self._slot(frame.index) != _NOTHING:
                continue
            place = _Place(
                unit=frame.unit,
                pack=pack,
                offset=offset,
                length=HEAD_BYTES + len(frame.body),
                nonce=frame.nonce,
                opening=frame.opening,
            )
            if self._fits(frame.index, place, fits):
                self.places.write(frame.index, [_packed(place)])
                found += 1
        return found

    def _fits(self, index: int, place: _Place, fits: Callable[[int, bytes, bytes], bool]) -> bool:
        try:
            return fits(index, *self._opened(index, place))
        except ExhibitErased:
            # Nobody can open it again; that it lies there keeps "erased" apart from "lost".
            return True
        except ExhibitDamaged:
            return False

    def _opened(self, index: int, place: _Place) -> tuple[bytes, bytes]:
        if place.unit == _WIPED:
            raise ExhibitErased("内容已依法销毁：这一件已按登记销毁，封存的证明仍可核验")
        key = self.keys.of(place.unit)
        try:
            opening = key.seal.decrypt(_first(place.nonce), place.opening, place.unit + index.to_bytes(8, "big"))
        except InvalidTag as error:
            raise ExhibitDamaged(f"第 {index} 号原件的盐和散列被改动：请从备份恢复 places 目录") from error
        return opening[:SALT_BYTES], opening[SALT_BYTES:]

    def _body(self, index: int, place: _Place) -> bytes:
        body = self.packs.read(place.pack, place.offset + HEAD_BYTES, place.length - HEAD_BYTES)
        if body is None or len(body) != place.length - HEAD_BYTES:
            raise ExhibitDamaged(f"封存的第 {index} 号原件不见了：请从备份恢复 {self.where(index)}")
        return body

    def _read_old(self, index: int, sha256: str) -> bytes:
        if self.erased(index):
            raise ExhibitErased("内容已依法销毁：这一件已按登记销毁，封存的证明仍可核验")
        return self.blobs.read(sha256)

    def _slot(self, index: int) -> bytes:
        return next(iter(self.places.read(index, index + 1)))

    def end(self, size: int) -> tuple[int, int]:
        """(pack, offset) behind the last sealed record: always from what is sealed, so that a dead writer's rest is written over."""
        if size == 0:
            return 0, 0
        slot = self._slot(size - 1)
        if slot != _NOTHING:
            place = _place(slot)
            return place.pack, place.offset + place.length
        if not any(next(iter(self._openings.read(size - 1, size)))):
            raise StoreDamaged(f"第 {size - 1} 号原件的位置丢失，不能继续写：请先运行 gongzhi evidence fsck --repair")
        return 0, 0


def _sealed(index: int, deposit: Deposit, key: UnitKey, nonce: bytes) -> tuple[bytes, bytes]:
    if len(deposit.content) > LARGEST_BODY - _TAG_BYTES:
        raise StoreUnwritable("单件内容超过 2 GB，不能封存：请分段后再封存")
    unit, seal = key.unit, key.seal
    opening = seal.encrypt(_first(nonce), deposit.salt + deposit.sha256, unit + index.to_bytes(8, "big"))
    body = seal.encrypt(_second(nonce), deposit.content, unit + deposit.sha256)
    return frame_bytes(index, unit, nonce, opening, body), opening


def _first(nonce: bytes) -> bytes:
    return nonce[:-1] + bytes([nonce[-1] & 0xFE])


def _second(nonce: bytes) -> bytes:
    return nonce[:-1] + bytes([nonce[-1] | 1])


def _place(slot: bytes) -> _Place:
    unit, pack, offset, length, nonce, opening = _PLACE.unpack(slot)
    return _Place(unit=unit, pack=pack, offset=offset, length=length, nonce=nonce, opening=opening)


def _packed(place: _Place) -> bytes:
    return _PLACE.pack(place.unit, place.pack, place.offset, place.length, place.nonce, place.opening)
