"""The data keys under which content lies encrypted, one for each thing that is destroyed as a whole, wrapped by a master key."""

import base64
import contextlib
import hashlib
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gongzhi.adapters.disk import Disk
from gongzhi.evidence import ExhibitDamaged, ExhibitErased, StoreDamaged

UNIT_BYTES = 16
KEYS, MASTER = "data.keys", "master.key"
_KEY_BYTES, _NONCE_BYTES = 32, 12


class KeyWrapper(Protocol):
    """What wraps data keys: a file here, a key management service elsewhere. ``unit`` is bound to the wrapped key."""

    def wrap(self, key: bytes, *, unit: bytes) -> bytes:
        """The key, unreadable without the master key."""

    def unwrap(self, wrapped: bytes, *, unit: bytes) -> bytes:
        """The key again; raises StoreDamaged when the master key is absent or another one."""

    def renewed(self) -> "KeyWrapper":
        """A wrapper under a fresh master key, durable but not yet in force; itself where keys are rotated elsewhere."""

    def name(self) -> str:
        """Which master key this is, without saying anything of it."""

    def take_over(self) -> None:
        """Make a renewed master key the one in force, and destroy the one before it."""


class MasterFile:
    """A master key in a file of its own, private to its owner. Keep it, and its backups, apart from the blobs'."""

    def __init__(self, path: Path, disk: Disk, *, key: bytes | None = None) -> None:
        self._path = path
        self._disk = disk
        self._key = key

    def wrap(self, key: bytes, *, unit: bytes) -> bytes:
        """Nonce and AES-256-GCM of the key."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + AESGCM(self._secret()).encrypt(nonce, key, unit)

    def unwrap(self, wrapped: bytes, *, unit: bytes) -> bytes:
        """The key; raises StoreDamaged."""
        try:
            return AESGCM(self._secret()).decrypt(wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], unit)
        except (InvalidTag, ValueError) as error:
            raise StoreDamaged(f"{self._path} 打不开数据密钥：请从备份恢复与 {KEYS} 同一时刻的主密钥") from error

    def renewed(self) -> "MasterFile":
        """A fresh key in ``master.key.next``."""
        fresh = MasterFile(self._path, self._disk, key=secrets.token_bytes(_KEY_BYTES))
        self._disk.replace(self._next(), fresh._secret().hex().encode() + b"\n")
        return fresh

    def name(self) -> str:
        """The first half of a labelled hash of the key."""
        return hashlib.sha256(b"gongzhi/master/v1\n" + self._secret()).hexdigest()[:32]

    def take_over(self) -> None:
        """Zeros over the old key, then the next one in its place."""
        if self._disk.read(self._next()) is not None:
            overwrite(self._path, self._disk)
            self._next().replace(self._path)
            self._disk.sync_directory(self._path.parent)

    def settle(self, wanted: str) -> None:
        """After a crash in the middle of a renewal: take over when the data keys are wrapped by the next key already."""
        following = self._disk.read(self._next())
        if following is None:
            return
        later = MasterFile(self._path, self._disk, key=_key_in(following, self._next()))
        if later.name() == wanted:
            later.take_over()
            self._key = later._secret()

    def _next(self) -> Path:
        return self._path.with_name(self._path.name + ".next")

    def _secret(self) -> bytes:
        if self._key is None:
            written = self._disk.read(self._path)
            if written is None:
                raise StoreDamaged(f"主密钥 {self._path} 不见了，内容无法读写：请从单独保存的备份恢复")
            self._key = _key_in(written, self._path)
        return self._key

    def create(self) -> None:
        """Make the key on first use; one that is there is never replaced."""
        if self._disk.read(self._path) is not None:
            return
        self._disk.make_directory(self._path.parent)
        self._disk.replace(self._path, secrets.token_hex(_KEY_BYTES).encode() + b"\n")


class UnitKey:
    """The data key of one unit."""

    __slots__ = ("seal", "unit")

    def __init__(self, unit: bytes, key: bytes) -> None:
        self.unit = unit
        self.seal = AESGCM(key)


class CaseKeys:
    """Lines ``key <unit> <name> <wrapped>`` and ``gone <unit>`` below ``master <name>``; a torn last line is no line.

    A destroyed key leaves its ``gone`` line, so that erased is never taken for lost. Destroying writes the file anew
    under a fresh master key: an older copy of the file, wherever it lies, opens nothing any more.
    """

    def __init__(self, directory: Path, disk: Disk, wrapper: KeyWrapper | None = None) -> None:
        self._path = directory / KEYS
        self._disk = disk
        self._wrapper: KeyWrapper = wrapper or MasterFile(directory / MASTER, disk)
        self._file = self._wrapper if isinstance(self._wrapper, MasterFile) else None
        self._wrapped: dict[bytes, tuple[str, bytes]] = {}
        self._gone: set[bytes] = set()
        self._current: dict[str, bytes] = {}
        self._open: dict[bytes, UnitKey] = {}
        self._read: bytes | None = None
        self._stamped: tuple[int, int, int] | None = None

    def for_writing(self, names: Iterable[str]) -> dict[str, UnitKey]:
        """The keys of these units, made when new and durable before this returns. The caller holds the writer lock."""
        self._load()
        hashed = {name: hashlib.sha256(name.encode()).hexdigest()[:32] for name in names}
        fresh = [wanted for wanted in dict.fromkeys(hashed.values()) if wanted not in self._current]
        if fresh:
            self._add(fresh)
        return {name: self._key(self._current[wanted]) for name, wanted in hashed.items()}

    def of(self, unit: bytes) -> UnitKey:
        """The key of a unit; raises ExhibitErased when it was destroyed, ExhibitDamaged when it is not here."""
        known = self._open.get(unit)
        if known is not None:
            return known
        if unit not in self._wrapped:
            self._load()
        if unit in self._gone:
            raise ExhibitErased("内容已依法销毁：数据密钥已按登记销毁，封存的证明仍可核验")
        if unit not in self._wrapped:
            raise ExhibitDamaged(f"数据密钥 {unit.hex()} 不见了：请从备份恢复 {self._path}")
        try:
            return self._key(unit)
        except StoreDamaged as error:
            # The log is read without it, and everything else that proves something.
            raise ExhibitDamaged(str(error)) from error

    def erased(self, unit: bytes) -> bool:
        """Whether the key of this unit was destroyed."""
        self._load()
        return unit in self._gone

    def destroy(self, units: Iterable[bytes]) -> None:
        """Destroy these keys for good, under the writer lock. Doing it again changes nothing.

        Order: (1) a fresh master key, durable; (2) the file without these keys, wrapped by it: from here they are gone;
        (3) the fresh master in force, the old one overwritten. A crash after (2) is finished when the file is next read.
        """
        self._load()
        dead = {unit for unit in units if unit in self._wrapped}
        if not dead:
            return
        fresh = self._wrapper.renewed()
        lines = [f"master {fresh.name()}"] + [f"gone {unit.hex()}" for unit in sorted(self._gone | dead)]
        for unit, (name, wrapped) in self._wrapped.items():
            if unit not in dead:
                again = fresh.wrap(self._wrapper.unwrap(wrapped, unit=unit), unit=unit)
                lines.append(_line(unit, name, again))
        replace_for_good(self._path, "".join(f"{line}\n" for line in lines).encode(), self._disk)
        fresh.take_over()
        if self._file is not None:
            self._file._key = None
        self._stamped = None
        self._load()

    def _add(self, fresh: list[str]) -> None:
        if self._read is None:
            if self._file is not None:
                self._file.create()
            self._disk.make_directory(self._path.parent)
            self._disk.replace(self._path, f"master {self._wrapper.name()}\n".encode())
            self._load()
        lines = []
        for name in fresh:
            unit, key = secrets.token_bytes(UNIT_BYTES), secrets.token_bytes(_KEY_BYTES)
            lines.append(_line(unit, name, self._wrapper.wrap(key, unit=unit)) + "\n")
        # Over a torn line, should one be there: it ends at the last whole one.
        end = (self._read or b"").rfind(b"\n") + 1
        self._disk.write_at(self._path, end, "".join(lines).encode())
        self._load()

    def _key(self, unit: bytes) -> UnitKey:
        known = self._open.get(unit)
        if known is None:
            known = UnitKey(unit, self._wrapper.unwrap(self._wrapped[unit][1], unit=unit))
            self._open[unit] = known
        return known

    def _load(self) -> None:
        stamp = self._stamp()
        if stamp == self._stamped and (stamp is None) == (self._read is None):
            return
        self._stamped, data = stamp, self._disk.read(self._path)
        self._wrapped, self._gone, self._current, self._open, self._read = {}, set(), {}, {}, data
        for line in (data or b"").decode("ascii", "replace").split("\n")[:-1]:
            self._take(line.split(" "))

    def _stamp(self) -> tuple[int, int, int] | None:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_size, found.st_mtime_ns

    def _take(self, words: list[str]) -> None:
        try:
            if words[0] == "master" and self._file is not None:
                self._file._key = None
                self._file.settle(words[1])
            elif words[0] == "gone":
                self._gone.add(bytes.fromhex(words[1]))
            elif words[0] == "key":
                unit = bytes.fromhex(words[1])
                self._wrapped[unit] = (words[2], base64.b64decode(words[3], validate=True))
                self._current[words[2]] = unit
        except (IndexError, ValueError) as error:
            raise StoreDamaged(f"{self._path} 有一行读不出：请从备份恢复") from error


def _line(unit: bytes, name: str, wrapped: bytes) -> str:
    return f"key {unit.hex()} {name} {base64.b64encode(wrapped).decode()}"


def _key_in(written: bytes, path: Path) -> bytes:
    try:
        key = bytes.fromhex(written.decode().strip())
    except ValueError:
        key = b""
    if len(key) != _KEY_BYTES:
        raise StoreDamaged(f"{path} 不是主密钥：请从单独保存的备份恢复")
    return key


def overwrite(path: Path, disk: Disk) -> None:
    """Zeros over a file's bytes, durable, so that removing it leaves nothing to be read."""
    data = disk.read(path)
    if data:
        disk.write_at(path, 0, bytes(len(data)))


def replace_for_good(path: Path, data: bytes, disk: Disk) -> None:
    """Replace a file atomically and write zeros over what it was; the old bytes last until the new ones are durable."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        disk.replace(path, data)
        return
    try:
        disk.replace(path, data)
        # The old file has no name any more: what is left is its bytes on the disk.
        with contextlib.suppress(OSError):
            os.pwrite(descriptor, bytes(os.fstat(descriptor).st_size), 0)
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
