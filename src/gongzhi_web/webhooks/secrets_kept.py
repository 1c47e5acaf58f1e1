"""The signing secrets of addresses: made here, shown once, kept encrypted under a key that lies beside the log's keys."""

import os
import secrets

from django.conf import settings

from gongzhi.adapters.case_keys import MasterFile
from gongzhi.adapters.disk import Disk
from gongzhi.adapters.webhook_signatures import write_secret

KEY_NAME = "webhooks.key"
_BYTES = 32


def new_secret() -> str:
    """A fresh secret, as the receiver gets it."""
    return write_secret(os.urandom(_BYTES))


def seal_secret(secret: str, *, endpoint: int) -> bytes:
    """The secret, unreadable without this store's key and for no other address. Raises OSError."""
    return _master(create=True).wrap(secret.encode(), unit=_unit(endpoint))


def open_secret(sealed: bytes | memoryview, *, endpoint: int) -> str:
    """The secret again; raises StoreDamaged when the key is not here or another one."""
    return _master(create=False).unwrap(bytes(sealed), unit=_unit(endpoint)).decode()


def _unit(endpoint: int) -> bytes:
    return f"webhook/{endpoint}".encode()


def _master(*, create: bool) -> MasterFile:
    path, disk = settings.STORE / "keys" / KEY_NAME, Disk()
    if create and disk.read(path) is None:
        disk.make_directory(path.parent)
        beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        disk.write(beside, secrets.token_hex(_BYTES).encode() + b"\n")
        try:
            # A link, not a rename: of two processes that make a key, the first one's stays.
            os.link(beside, path)
        except FileExistsError:
            pass
        finally:
            beside.unlink()
        disk.sync_directory(path.parent)
    return MasterFile(path, disk)
