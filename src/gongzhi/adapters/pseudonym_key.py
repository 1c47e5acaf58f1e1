"""The secret with which a store makes its pseudonyms: created once, kept beside the log's keys, never sealed."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from gongzhi.adapters.case_keys import replace_for_good
from gongzhi.adapters.disk import Disk
from gongzhi.evidence import StoreDamaged, StoreUnwritable

NAME = "pseudonym.key"
_BYTES = 32


def load_pseudonym_key(store: Path, disk: Disk | None = None) -> bytes:
    """The key of this store, made on first use. Raises StoreUnwritable, and StoreDamaged when the file is not a key."""
    disk = disk or Disk()
    path = store / "keys" / NAME
    try:
        written = disk.read(path) or _create(path, disk)
    except OSError as error:
        raise StoreUnwritable(
            f"证据库 {store} 写不进去：{error.strerror or error}；请检查目录权限与磁盘空间"
        ) from error
    try:
        key = bytes.fromhex(written.decode().strip())
    except ValueError:
        key = b""
    if len(key) != _BYTES:
        raise StoreDamaged(f"{path} 不是化名密钥：请从备份恢复")
    return key


def renew_pseudonym_key(store: Path, disk: Disk | None = None) -> None:
    """Replace the secret and overwrite the old one: no pseudonym made before leads to an account any more.

    Raises StoreUnwritable. A watch that is running keeps the old secret until it ends.
    """
    disk = disk or Disk()
    path = store / "keys" / NAME
    try:
        disk.make_directory(path.parent)
        replace_for_good(path, secrets.token_hex(_BYTES).encode() + b"\n", disk)
    except OSError as error:
        raise StoreUnwritable(
            f"证据库 {store} 写不进去：{error.strerror or error}；请检查目录权限与磁盘空间后再做一次"
        ) from error


def _create(path: Path, disk: Disk) -> bytes:
    disk.make_directory(path.parent)
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    disk.write(beside, secrets.token_hex(_BYTES).encode() + b"\n")
    try:
        # A link, not a rename: of two processes that make a key, the first one's stays.
        with suppress(FileExistsError):
            os.link(beside, path)
    finally:
        beside.unlink()
    disk.sync_directory(path.parent)
    return path.read_bytes()
