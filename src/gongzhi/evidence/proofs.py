"""C2SP tlog-proof: one text that shows an entry to be in a log, and opens without the log."""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass

from gongzhi.evidence.merkle import HASH_BYTES

_HEADER = "c2sp.org/tlog-proof@v1"
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})")
_LONGEST_PATH = 63


class NotAProof(ValueError):
    """Bytes that are not a tlog-proof in its one spelling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogProof:
    """Index of the entry, its inclusion path from the leaf's sibling upwards, and the checkpoint verbatim."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: bytes

    def to_bytes(self) -> bytes:
        """The one byte form (we write no ``extra`` line: nothing would vouch for it)."""
        lines = [_HEADER, f"index {self.index}", *(base64.b64encode(value).decode() for value in self.path), "", ""]
        return "\n".join(lines).encode() + self.checkpoint


def parse_proof(data: bytes) -> LogProof:
    """Read a proof; what does not print back identically is refused. Source: C2SP tlog-proof."""
    head, separator, checkpoint = data.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise NotAProof("证明含非 ASCII 字符") from error
    if not separator or lines[0] != _HEADER or len(lines) < 2:
        raise NotAProof(f"证明应以 {_HEADER} 开头")
    match = _INDEX.fullmatch(lines[1])
    if match is None or len(lines) - 2 > _LONGEST_PATH:
        raise NotAProof("证明的序号行不对，或路径过长")
    proof = LogProof(index=int(match[1]), path=_hashes(lines[2:]), checkpoint=checkpoint)
    if proof.to_bytes() != data:
        raise NotAProof("证明不是规范写法")
    return proof


def _hashes(lines: Sequence[str]) -> tuple[bytes, ...]:
    try:
        hashes = tuple(base64.b64decode(line, validate=True) for line in lines)
    except ValueError as error:
        raise NotAProof("证明里的散列不是 base64") from error
    if any(len(value) != HASH_BYTES for value in hashes):
        raise NotAProof("证明里的散列不是 32 字节")
    return hashes
