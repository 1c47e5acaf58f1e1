"""C2SP tlog-witness: cosign a checkpoint only when it continues every checkpoint of that log that was cosigned before."""

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from gongzhi.evidence.checkpoint import Checkpoint, NotACheckpoint, parse_checkpoint
from gongzhi.evidence.cosignature import WitnessKey
from gongzhi.evidence.merkle import HASH_BYTES, NotProved, verify_consistency
from gongzhi.evidence.note import NotANote, NotSigned, VerifierKey, parse_note, verify_note

SIZE_TYPE = "text/x.tlog.size"
_TEXT = "text/plain; charset=utf-8"
_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})")
_LONGEST_PATH = 63
LONGEST_SUBMISSION = 1 << 16


class NotASubmission(ValueError):
    """A request body that is not in the one form of ``add-checkpoint``."""


class WitnessIsOperator(ValueError):
    """A witness that was given its own key as that of a log: nobody vouches for himself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What a log submits: the size that the witness is believed to know, the consistency path, the checkpoint verbatim."""

    old: int
    path: tuple[bytes, ...]
    checkpoint: bytes

    def to_bytes(self) -> bytes:
        """The one byte form."""
        lines = [f"old {self.old}", *(base64.b64encode(value).decode() for value in self.path), "", ""]
        return "\n".join(lines).encode() + self.checkpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Status code, content type and body of the response."""

    status: int
    body: bytes
    type: str = _TEXT


class WitnessRecord(Protocol):
    """What a witness remembers, outside of this package: the latest checkpoint that it cosigned, per origin."""

    def latest(self, origin: str) -> Checkpoint | None:
        """The latest checkpoint cosigned for this log."""

    def advance(self, checkpoint: Checkpoint, *, note: bytes, seen: int) -> bool:
        """Durably put ``checkpoint`` in the place of the one of size ``seen``, in one step; False when that one has gone."""

    def accuse(self, origin: str, submission: bytes, why: str) -> None:
        """Keep a signed checkpoint that contradicts what was seen: it is evidence against the log."""


class Witness:
    """One witness: its keys, the logs that it watches, and what it remembers. Raises WitnessIsOperator."""

    def __init__(self, keys: Sequence[WitnessKey], logs: Sequence[VerifierKey], record: WitnessRecord) -> None:
        own = {key.verifier.key for key in keys} | {key.seed for key in keys}
        for log in logs:
            if log.key in own or any(log.name == key.name for key in keys):
                raise WitnessIsOperator(f"日志 {log.name} 与见证人是同一把密钥或同一个名称：经营日志的人不能为自己见证")
        self._keys = tuple(keys)
        self._logs: Mapping[str, list[VerifierKey]] = {
            log.name: [key for key in logs if key.name == log.name] for log in logs
        }
        self._record = record

    def add_checkpoint(self, body: bytes, *, now: int) -> Answer:
        """The answer to one submission at POSIX time ``now``. Source: C2SP tlog-witness, add-checkpoint.

        Order: everything is checked, then the new checkpoint is recorded durably, then it is signed. A crash in between
        leaves a record without a cosignature, and the log asks again.
        """
        try:
            submission = parse_submission(body)
            note = parse_note(submission.checkpoint)
            checkpoint = parse_checkpoint(note.text)
        except (NotASubmission, NotANote, NotACheckpoint) as error:
            return _refusal(400, str(error))
        if checkpoint.origin not in self._logs:
            return _refusal(404, f"没有配置日志 {checkpoint.origin}")
        try:
            verify_note(note, self._logs[checkpoint.origin])
        except NotSigned as error:
            return _refusal(403, str(error))
        refusal = self._contradiction(submission, checkpoint)
        if refusal is not None:
            return refusal
        if not self._record.advance(checkpoint, note=submission.checkpoint, seen=submission.old):
            return self._conflict(checkpoint.origin)
        lines = (str(key.cosign(note.text, timestamp=now)) for key in self._keys)
        return Answer(status=200, body="".join(lines).encode())

    def _contradiction(self, submission: Submission, checkpoint: Checkpoint) -> Answer | None:
        if submission.old > checkpoint.size:
            return _refusal(400, f"旧检查点有 {submission.old} 项，新的只有 {checkpoint.size} 项")
        latest = self._record.latest(checkpoint.origin)
        known = latest.size if latest is not None else 0
        if submission.old != known:
            return self._conflict(checkpoint.origin)
        if latest is not None and known == checkpoint.size and latest.root != checkpoint.root:
            self._record.accuse(checkpoint.origin, submission.to_bytes(), "同样的项数，不同的根")
            return self._conflict(checkpoint.origin)
        try:
            _verify_growth(latest, checkpoint, submission.path)
        except NotProved as error:
            self._record.accuse(checkpoint.origin, submission.to_bytes(), str(error))
            return _refusal(422, str(error))
        return None

    def _conflict(self, origin: str) -> Answer:
        latest = self._record.latest(origin)
        return Answer(status=409, body=f"{latest.size if latest is not None else 0}\n".encode(), type=SIZE_TYPE)


def parse_submission(body: bytes) -> Submission:
    """Read a request body; what does not print back identically is refused."""
    if len(body) > LONGEST_SUBMISSION:
        raise NotASubmission("请求过大")
    head, separator, checkpoint = body.partition(b"\n\n")
    lines = head.decode("ascii", "replace").split("\n")
    old = _OLD.fullmatch(lines[0])
    if not separator or old is None or len(lines) - 1 > _LONGEST_PATH:
        raise NotASubmission("请求应以 old 与项数开头，接着是一致性证明、空行和检查点")
    try:
        path = tuple(base64.b64decode(line, validate=True) for line in lines[1:])
    except ValueError as error:
        raise NotASubmission("一致性证明不是 base64") from error
    submission = Submission(old=int(old[1]), path=path, checkpoint=checkpoint)
    if submission.to_bytes() != body or any(len(value) != HASH_BYTES for value in path):
        raise NotASubmission("请求不是规范写法")
    return submission


def _verify_growth(latest: Checkpoint | None, checkpoint: Checkpoint, path: Sequence[bytes]) -> None:
    if latest is None or latest.size == 0:
        if path:
            raise NotProved("从零开始时一致性证明应为空")
        return
    verify_consistency(latest.size, checkpoint.size, path, old_root=latest.root, new_root=checkpoint.root)


def _refusal(status: int, why: str) -> Answer:
    return Answer(status=status, body=f"{why}\n".encode())
