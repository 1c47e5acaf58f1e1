"""Have authorities stamp cosigned checkpoints (RFC 3161), and keep each as an anchor: a checkpoint and its timestamps."""

import http.client
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gongzhi.adapters.disk import Disk
from gongzhi.adapters.http_calls import call
from gongzhi.evidence import (
    Authority,
    NotACheckpoint,
    NotAnAuthority,
    NotANote,
    NotTimestamped,
    parse_authority,
    parse_checkpoint,
    parse_note,
    verify_timestamp,
)

ANCHORS = "anchors"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_TYPE = "application/timestamp-query"
_DIGITS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachableAuthority:
    """An authority, and where it answers; ``url`` is None for one that is only believed."""

    authority: Authority
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A checkpoint of this size as it was stamped, and the responses by authority."""

    size: int
    checkpoint: bytes
    timestamps: Mapping[str, bytes]


def load_authorities(directory: Path) -> list[ReachableAuthority]:
    """Each ``<name>.pem`` of a directory is an authority; ``<name>.url`` beside it says where it answers.

    Raises NotAnAuthority, naming the file and what to do.
    """
    found: list[ReachableAuthority] = []
    try:
        for path in sorted(directory.glob("*.pem")):
            if _NAME.fullmatch(path.stem) is None:
                raise NotAnAuthority(f"{path.name} 的名称只能用字母、数字、点、横线：请改名")
            url = path.with_suffix(".url")
            address = url.read_text().strip() if url.exists() else None
            found.append(ReachableAuthority(authority=parse_authority(path.stem, path.read_bytes()), url=address))
    except (OSError, UnicodeDecodeError) as error:
        raise NotAnAuthority(f"{directory} 读不出：{error}。请检查路径和权限") from error
    if not found:
        raise NotAnAuthority(f"{directory} 里没有时间戳机构的证书：每家放一个 名称.pem，需要去盖戳时再放一个 名称.url")
    return found


class Anchors:
    """The anchors of one store."""

    def __init__(self, store: Path, disk: Disk | None = None) -> None:
        self._directory = store / ANCHORS
        self._disk = disk or Disk()

    def stamp(self, checkpoint: bytes, authorities: Sequence[ReachableAuthority]) -> dict[str, str]:
        """Ask each authority to stamp this checkpoint note; keep it as an anchor when one did. Returns why others did not.

        Order: the responses are durable before the checkpoint that makes them an anchor. A crash in between leaves
        responses that belong to nothing, and the next round asks again.
        """
        note = parse_note(checkpoint)
        size = parse_checkpoint(note.text).size
        refused: dict[str, str] = {}
        kept = 0
        self._disk.make_directory(self._directory)
        for one in authorities:
            if one.url is None:
                continue
            try:
                token = _ask(one, note.text)
            except (NotTimestamped, OSError, http.client.HTTPException, ValueError) as error:
                refused[one.authority.name] = str(error)
                continue
            self._disk.replace(self._directory / f"{size:0{_DIGITS}d}.{one.authority.name}.tsr", token)
            kept += 1
        if kept:
            self._disk.replace(self._directory / f"{size:0{_DIGITS}d}.note", checkpoint)
        return refused

    def first_beyond(self, index: int) -> Anchor | None:
        """The earliest anchor whose tree holds the leaf ``index``: it bounds the time of that leaf most tightly."""
        for path in self._notes():
            if int(path.stem) > index:
                return self._anchor(path)
        return None

    def last_before(self, index: int) -> Anchor | None:
        """The latest anchor whose tree does not hold the leaf ``index`` yet: that leaf was sealed after it."""
        for path in reversed(self._notes()):
            if 0 < int(path.stem) <= index:
                return self._anchor(path)
        return None

    def each(self) -> Iterator[Anchor]:
        """Every anchor that can be read, from the smallest tree on."""
        for path in self._notes():
            anchor = self._anchor(path)
            if anchor is not None:
                yield anchor

    def _notes(self) -> list[Path]:
        return sorted(path for path in self._directory.glob("*.note") if path.stem.isdigit())

    def _anchor(self, path: Path) -> Anchor | None:
        checkpoint = path.read_bytes()
        try:
            size = parse_checkpoint(parse_note(checkpoint).text).size
        except (NotANote, NotACheckpoint):
            return None
        start = len(path.stem) + 1
        tokens = {one.name[start:-4]: one.read_bytes() for one in self._directory.glob(f"{path.stem}.*.tsr")}
        return Anchor(size=size, checkpoint=checkpoint, timestamps=tokens)


def _ask(one: ReachableAuthority, text: str) -> bytes:
    from rfc3161_client import TimestampRequestBuilder, decode_timestamp_response
    from rfc3161_client.base import HashAlgorithm

    request = TimestampRequestBuilder(data=text.encode(), hash_algorithm=HashAlgorithm.SHA256).build()
    answer = call("POST", one.url or "", body=request.as_bytes(), headers={"Content-Type": _TYPE})
    if answer.status != 200:
        raise NotTimestamped(f"机构答复 {answer.status}")
    verify_timestamp(answer.body, text, [one.authority])
    # Its own answer to this question, not one to somebody who asked the same before.
    if decode_timestamp_response(answer.body).tst_info.nonce not in (None, request.nonce):
        raise NotTimestamped("机构的答复不是对这次请求的")
    return answer.body
