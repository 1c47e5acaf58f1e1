"""A disk that fails when a test says so."""

import os
from pathlib import Path

from gongzhi.adapters.journal import JournaledDisk


class FailingDisk(JournaledDisk):
    """Fails at the n-th write or sync, after writing half of the bytes, with the error given."""

    def __init__(self, store: Path, *, code: int) -> None:
        super().__init__(store)
        self.code = code
        self.left: int | None = None

    def _due(self) -> bool:
        if self.left is None:
            return False
        self.left -= 1
        return self.left < 0

    def _write_all(self, descriptor: int, data: bytes) -> None:
        if self._due():
            super()._write_all(descriptor, data[: len(data) // 2])
            raise OSError(self.code, os.strerror(self.code))
        super()._write_all(descriptor, data)

    def _sync(self, descriptor: int) -> None:
        if self._due():
            raise OSError(self.code, os.strerror(self.code))
        super()._sync(descriptor)

    def _sync_bytes(self, descriptor: int) -> None:
        if self._due():
            raise OSError(self.code, os.strerror(self.code))
        super()._sync_bytes(descriptor)
