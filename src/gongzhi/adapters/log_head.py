"""What the log's key has signed last, kept beside the key: a log restored from a backup must not be continued."""

import os
from pathlib import Path

from gongzhi.adapters.disk import PRIVATE
from gongzhi.evidence import Checkpoint, Log, NotProved, StoreDamaged, verify_consistency

_NAME = "log.head"


class LogHead:
    """Size and root of the last checkpoint, in one line of fixed width, overwritten in place.

    It is not synced: after a power cut it may be older than the log, never newer than what was signed. Keep the keys
    outside the store (and outside its backups) for this to tell a whole store that was put back.
    """

    def __init__(self, keys: Path) -> None:
        self._path = keys / _NAME

    def record(self, checkpoint: Checkpoint) -> None:
        """Remember this checkpoint as the last one signed."""
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, PRIVATE)
        try:
            os.pwrite(descriptor, f"{checkpoint.size:019d} {checkpoint.root.hex()}\n".encode(), 0)
        finally:
            os.close(descriptor)

    def demand_continued_by(self, log: Log) -> None:
        """Raise StoreDamaged unless the log's checkpoint is the last one signed or continues it."""
        signed = self._read()
        if signed is None:
            return
        size, root = signed
        if not self._continued(log, size, root):
            raise StoreDamaged(
                f"这个日志不能继续写：它的密钥已签到第 {size} 项，而日志现有 {log.checkpoint.size} 项且不是它的延续。"
                "多半是恢复了旧备份；请找回较新的日志，或换一个新的证据库，不要用同一把密钥重写历史"
            )

    def _continued(self, log: Log, size: int, root: bytes) -> bool:
        head = log.checkpoint
        if size == 0 or (size, root) == (head.size, head.root):
            return True
        if size >= head.size:
            return False
        try:
            verify_consistency(size, head.size, log.prove_consistency(size), old_root=root, new_root=head.root)
        except NotProved:
            return False
        return True

    def _read(self) -> tuple[int, bytes] | None:
        try:
            size, root = self._path.read_text(encoding="ascii").split()
            return int(size), bytes.fromhex(root)
        except FileNotFoundError:
            return None
        except ValueError as error:
            raise StoreDamaged(f"{self._path} 读不出：请从备份恢复，不要删除它后继续写") from error
