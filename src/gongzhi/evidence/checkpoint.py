"""C2SP tlog-checkpoint: what a log says that it contains, in three lines under a signature."""

import base64
import re
from dataclasses import dataclass

from gongzhi.evidence.merkle import HASH_BYTES
from gongzhi.evidence.note import NotANote, SignerKey, VerifierKey, parse_note, verify_note

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


class NotACheckpoint(ValueError):
    """Note text that is not a checkpoint in its one spelling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A tree head: origin line, number of leaves, root hash (32 bytes), and extension lines, which we never write."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def to_text(self) -> str:
        """The note text: ``origin\\nsize\\nbase64(root)\\n`` and the extension lines."""
        lines = (self.origin, str(self.size), base64.b64encode(self.root).decode(), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


def parse_checkpoint(text: str) -> Checkpoint:
    """Read note text; raises NotACheckpoint for anything that would print back differently."""
    lines = text.removesuffix("\n").split("\n")
    if not text.endswith("\n") or len(lines) < 3 or not all(lines):
        raise NotACheckpoint("检查点至少有三行，且没有空行")
    if _SIZE.fullmatch(lines[1]) is None or int(lines[1]) >= 2**63:
        raise NotACheckpoint("检查点的项数写法不对")
    try:
        root = base64.b64decode(lines[2], validate=True)
    except ValueError as error:
        raise NotACheckpoint("检查点的根不是 base64") from error
    checkpoint = Checkpoint(origin=lines[0], size=int(lines[1]), root=root, extensions=tuple(lines[3:]))
    if len(root) != HASH_BYTES or checkpoint.to_text() != text:
        raise NotACheckpoint("检查点的根不是 32 字节的规范写法")
    return checkpoint


def sign_checkpoint(checkpoint: Checkpoint, key: SignerKey) -> bytes:
    """The signed note of a checkpoint."""
    return key.sign_note(checkpoint.to_text()).to_bytes()


def open_checkpoint(data: bytes, key: VerifierKey) -> Checkpoint:
    """The checkpoint in a note that the log's key signed; raises NotACheckpoint or NotSigned.

    The origin must be the key's name, so that one key cannot speak for two logs.
    """
    try:
        note = parse_note(data)
    except NotANote as error:
        raise NotACheckpoint(str(error)) from error
    verify_note(note, [key])
    checkpoint = parse_checkpoint(note.text)
    if checkpoint.origin != key.name:
        raise NotACheckpoint(f"检查点属于 {checkpoint.origin}，密钥属于 {key.name}")
    return checkpoint
