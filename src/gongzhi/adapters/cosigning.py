"""Ask the witnesses of a policy to cosign the log's checkpoint, and keep the cosigned checkpoint beside the log."""

import contextlib
import http.client
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from gongzhi.adapters.disk import Disk
from gongzhi.adapters.http_calls import call
from gongzhi.evidence import (
    SIZE_TYPE,
    Log,
    NotANote,
    Note,
    NoteSignature,
    NotSigned,
    Policy,
    Submission,
    parse_checkpoint,
    parse_note,
    verify_cosignatures,
)

COSIGNED = "checkpoint.cosigned"
_TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One round: the size asked for, who cosigned it, why others did not, and whether the quorum was met and kept."""

    size: int
    cosigned: tuple[str, ...]
    refused: Mapping[str, str]
    met: bool


class Cosigning:
    """Keeps one log cosigned. ``directory`` is that of the log; only the owner of the log writes there."""

    def __init__(self, log: Log, directory: Path, policy: Policy, disk: Disk | None = None) -> None:
        self._log, self._policy = log, policy
        self._path = directory / COSIGNED
        self._disk = disk or Disk()
        # What each witness knows; a witness that knows another size says so, and then we know.
        self._known: dict[str, int] = {}

    def cosigned(self) -> bytes | None:
        """The latest cosigned checkpoint that was kept."""
        return self._disk.read(self._path)

    def ask(self) -> Round:
        """Ask every witness at once for the checkpoint as it is now; keep it when the policy's quorum cosigned.

        A witness that is away, slow or of another opinion does not stop the others.
        """
        self._log.refresh()
        data, size = self._log.seen or b"", self._log.checkpoint.size
        # A witness may have several keys under one address, and answers with all of them at once.
        urls = sorted(set(self._policy.urls.values()))
        with ThreadPoolExecutor(max_workers=max(1, len(urls))) as pool:
            answers = dict(zip(urls, pool.map(lambda url: self._ask(url, data, size), urls), strict=True))
        note = parse_note(data)
        lines = [line for url in urls for line in answers[url][0]]
        merged = Note(text=note.text, signatures=(*note.signatures, *lines))
        cosigned = set(verify_cosignatures(merged, self._policy.witnesses))
        met = self._policy.satisfied_by(cosigned)
        if met:
            self._disk.replace(self._path, merged.to_bytes())
        refused = {name: self._why(name, answers) for name in self._policy.witnesses if name not in cosigned}
        return Round(size=size, cosigned=tuple(sorted(cosigned)), refused=refused, met=met)

    def _why(self, name: str, answers: Mapping[str, tuple[tuple[NoteSignature, ...], str]]) -> str:
        url = self._policy.urls.get(name)
        return "策略里没有写它的网址" if url is None else answers[url][1] or "见证人没有用策略里的密钥联署"

    def _ask(self, url: str, data: bytes, size: int) -> tuple[tuple[NoteSignature, ...], str]:
        for _ in range(_TRIES):
            old = self._known.get(url, 0)
            if old > size:
                return (), f"见证人见过 {old} 项，日志现在只有 {size} 项：日志可能被回退，请立即查明"
            try:
                answer = call("POST", f"{url.rstrip('/')}/add-checkpoint", body=self._submission(old, size, data))
            except (OSError, http.client.HTTPException, ValueError) as error:
                return (), f"连不上：{error}"
            if answer.status == 200:
                self._known[url] = size
                return self._own_lines(url, data, answer.body)
            if answer.status != 409 or answer.type != SIZE_TYPE or not answer.body.strip().isdigit():
                return (), f"见证人答复 {answer.status}：{answer.body.decode('utf-8', 'replace').strip()[:200]}"
            if int(answer.body) == old:
                return (), f"见证人在同样的 {old} 项上见过另一个根：日志可能分叉，请立即查明"
            self._known[url] = int(answer.body)
        return (), "见证人的进度一再变化，稍后再试"

    def _submission(self, old: int, size: int, data: bytes) -> bytes:
        path = self._log.prove_consistency(old, size=size) if 0 < old < size else []
        return Submission(old=old, path=tuple(path), checkpoint=data).to_bytes()

    def _own_lines(self, url: str, data: bytes, body: bytes) -> tuple[tuple[NoteSignature, ...], str]:
        """The lines of this answer that belong to keys of this address and are true; others are dropped."""
        keys = {name: key for name, key in self._policy.witnesses.items() if self._policy.urls.get(name) == url}
        try:
            answer = parse_note(data + body)
            verify_cosignatures(answer, keys)
        except (NotANote, NotSigned) as error:
            return (), f"见证人的联署不成立：{error}"
        ours = {(key.name, key.key_id) for key in keys.values()}
        lines = answer.signatures[len(parse_note(data).signatures) :]
        return tuple(
            {(line.name, line.key_id): line for line in lines if (line.name, line.key_id) in ours}.values()
        ), ""


def latest_cosigned(directory: Path, disk: Disk) -> tuple[bytes, int] | None:
    """The kept cosigned checkpoint of a log directory and its size; None when there is none or it cannot be read."""
    data = disk.read(directory / COSIGNED)
    if data is None:
        return None
    with contextlib.suppress(ValueError):
        return data, parse_checkpoint(parse_note(data).text).size
    return None
