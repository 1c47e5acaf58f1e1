"""Whether what entries say of their time can be true beside what time-stamping authorities say of the log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import PurePosixPath

from gongzhi.evidence.bundle import (
    EARLIER,
    EARLIER_CHECKPOINT,
    EARLIER_PATH,
    TIMESTAMP_SUFFIX,
    entry_part,
    parse_path,
    proof_part,
)
from gongzhi.evidence.checkpoint import Checkpoint, NotACheckpoint, open_checkpoint
from gongzhi.evidence.exhibits import Exhibit
from gongzhi.evidence.merkle import NotProved, verify_consistency
from gongzhi.evidence.note import NotANote, NotSigned, VerifierKey, parse_note
from gongzhi.evidence.proofs import NotAProof, parse_proof
from gongzhi.evidence.timestamps import Authority, Timestamp, count_timestamps
from gongzhi.evidence.verify_items import OUT_OF_PLACE, SAYS, ItemVerdict, Reason
from gongzhi.values import NotThisRecord, decode_record, show_instant

# An entry is dated when its act began, and clocks differ: less than this contradicts nobody.
DRIFT = timedelta(minutes=5)
# These reasons stay: what is not in the log has no date, and false content is worse than a false date.
_WORSE = OUT_OF_PLACE | {Reason.CONTENT_ALTERED, Reason.WITHHELD_UNFOUNDED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """The log had ``size`` entries, no more, when this checkpoint of it was stamped."""

    size: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """The items, those with an impossible date under its reason; what to say; and whether something is false."""

    items: tuple[ItemVerdict, ...]
    says: tuple[str, ...]
    false: bool


def check_dates(
    parts: Mapping[str, bytes],
    items: Sequence[ItemVerdict],
    opened: tuple[Checkpoint, VerifierKey],
    stamps: Sequence[Timestamp],
    authorities: Sequence[Authority],
) -> Dates:
    """(1) An entry that lies in a stamped tree was not sealed after the stamp. (2) One that is not in an earlier tree, which
    was the newest when it was stamped, was not sealed before. Tolerance: DRIFT.

    ``opened`` is the checkpoint of the bundle and the log's key, ``stamps`` what was verified over it. Entries that were
    not shown to be in the log say nothing.
    """
    bounds, says, false = _bounds(parts, opened, authorities)
    until = min((stamp.at for stamp in stamps), default=None)
    judged = tuple(_judge(parts, item, bounds, until) for item in items)
    for reason in (Reason.BACK_DATED, Reason.POST_DATED):
        names = [item.name for item in judged if item.reason is reason]
        if names:
            says.append(
                f"{reason}：{'、'.join(names[:20])}{f'等 {len(names)} 件' if len(names) > 20 else ''}{SAYS[reason]}"
            )
            false = True
    return Dates(items=judged, says=tuple(says), false=false)


def _judge(
    parts: Mapping[str, bytes], item: ItemVerdict, bounds: Sequence[Bound], until: datetime | None
) -> ItemVerdict:
    placed = None if item.reason in _WORSE else _placed(parts, item.name)
    if placed is None:
        return item
    index, at = placed
    since = max((bound.at for bound in bounds if bound.size <= index), default=None)
    if since is not None and at < since - DRIFT:
        return _redated(item, Reason.BACK_DATED, since)
    if until is not None and at > until + DRIFT:
        return _redated(item, Reason.POST_DATED, until)
    return item


def _redated(item: ItemVerdict, reason: Reason, than: datetime) -> ItemVerdict:
    detail = f"{SAYS[reason]}：写的是 {item.at}，时间戳是 {show_instant(than)}"
    return replace(item, ok=False, reason=reason, detail=detail)


def _placed(parts: Mapping[str, bytes], name: str) -> tuple[int, datetime] | None:
    try:
        exhibit = decode_record(Exhibit, parts.get(entry_part(name), b""))
        return parse_proof(parts.get(proof_part(name), b"")).index, exhibit.at
    except (NotAProof, NotThisRecord, RecursionError):
        return None


def _bounds(
    parts: Mapping[str, bytes], opened: tuple[Checkpoint, VerifierKey], authorities: Sequence[Authority]
) -> tuple[list[Bound], list[str], bool]:
    """What the earlier checkpoints of the bundle show, what to say of them, and whether one is false."""
    bounds: list[Bound] = []
    says: list[str] = []
    false = False
    for folder, files in _folders(parts).items():
        try:
            checkpoint, text = _earlier(files, opened)
        except (NotACheckpoint, NotANote, NotSigned, NotProved) as error:
            says.append(f"{folder}：{error}")
            false = True
            continue
        tokens = {name: data for name, data in files.items() if name.endswith(TIMESTAMP_SUFFIX)}
        stamped = count_timestamps(tokens, text, authorities)
        says += [f"{folder}{name}：{why}" for name, why in (*stamped.false.items(), *stamped.unknown.items())]
        false = false or bool(stamped.false)
        if stamped.verified:
            at = stamped.verified[0].at
            bounds.append(Bound(size=checkpoint.size, at=at))
            says.append(f"{show_instant(at)} 时日志有 {checkpoint.size} 项")
    return bounds, says, false


def _folders(parts: Mapping[str, bytes]) -> dict[str, dict[str, bytes]]:
    folders: dict[str, dict[str, bytes]] = {}
    for name in sorted(parts):
        if name.startswith(EARLIER):
            path = PurePosixPath(name)
            folders.setdefault(f"{path.parent}/", {})[path.name] = parts[name]
    return folders


def _earlier(files: Mapping[str, bytes], opened: tuple[Checkpoint, VerifierKey]) -> tuple[Checkpoint, str]:
    """An earlier checkpoint by the same log, of which the bundle's is the continuation, and its text."""
    newest, key = opened
    data = files.get(EARLIER_CHECKPOINT, b"")
    checkpoint = open_checkpoint(data, key)
    path = parse_path(files.get(EARLIER_PATH, b""))
    verify_consistency(checkpoint.size, newest.size, path, old_root=checkpoint.root, new_root=newest.root)
    return checkpoint, parse_note(data).text
