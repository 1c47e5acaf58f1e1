"""Bundles out of a store: which exhibits belong to what was asked for, with their proofs and their content."""

import contextlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from gongzhi.adapters.archive import DirectoryArchive
from gongzhi.adapters.cosigning import COSIGNED
from gongzhi.adapters.timestamping import Anchor, Anchors
from gongzhi.adapters.verifier_page import verifier_page
from gongzhi.evidence import (
    BundleFrame,
    Earlier,
    Exhibit,
    ExhibitDamaged,
    ExhibitErased,
    LogProof,
    NotACheckpoint,
    NotSigned,
    Proven,
    Redacted,
    exhibit_id,
    make_bundle,
    open_checkpoint,
    parse_note,
)
from gongzhi.flow.custody import Viewed
from gongzhi.flow.ports import Placed
from gongzhi.flow.redact import REDACTED_COPY, Redacting, withhold
from gongzhi.values import decode_record

_REFERS = "exhibits"
# Every look at something, and redactions that were made for other bundles, are no part of the matter itself.
_BESIDE = {Viewed.__name__, Redacted.__name__, REDACTED_COPY}


class NothingToBundle(Exception):
    """No exhibit has the id that was asked for, and no record is about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A bundle: its bytes, the ids of what it holds, what of that is withheld, and whether witnesses cosigned the checkpoint."""

    data: bytes
    exhibits: tuple[str, ...]
    withheld: tuple[str, ...]
    cosigned: bool


def bundle(
    archive: DirectoryArchive,
    names: Sequence[str],
    *,
    made_at: datetime,
    scope: str = "",
    redacting: Redacting | None = None,
) -> bytes:
    """The ``.evz`` bytes for these ids; ``scope`` is what the bundle says it is about, the ids themselves when empty.

    An exhibit id stands for that exhibit; any other id (a case, a broadcast, a party) for every record about it and for
    the exhibits that those records list in a field ``exhibits``. Raises NothingToBundle (Chinese) for an unknown id.
    """
    return make(archive, names, made_at=made_at, scope=scope, redacting=redacting).data


def make(
    archive: DirectoryArchive,
    names: Sequence[str],
    *,
    made_at: datetime,
    scope: str = "",
    redacting: Redacting | None = None,
) -> Made:
    """The bundle with what must be known of it; what ``redacting`` withholds is sealed as redacted first."""
    chosen, unresolved = choose(archive, names)
    records: Mapping[str, str] = {}
    if redacting is not None:
        withholding = withhold(
            archive, list(chosen.values()), redacting, commitment=lambda placed: _commitment(archive, placed)
        )
        records = withholding.records
        chosen |= {placed.index: placed for placed in withholding.added}
    with archive.still():
        proving = prove_against(archive, max(chosen, default=0))
        frame = BundleFrame(
            scope=scope or "、".join(names),
            made_at=made_at,
            checkpoint=proving.checkpoint,
            timestamps=proving.timestamps,
            earlier=earlier_than(archive, chosen, proving.size),
            key=archive.log.key,
            signer=archive.log.signer,
            page=verifier_page(),
            unresolved=tuple(sorted(unresolved)),
        )
        placed = [chosen[index] for index in sorted(chosen)]
        data = make_bundle(frame, _proven(archive, placed, proving, records))
    return Made(
        data=data,
        exhibits=tuple(one.exhibit for one in placed),
        withheld=tuple(records),
        cosigned=any(one.name != archive.log.key.name for one in parse_note(proving.checkpoint).signatures),
    )


def _commitment(archive: DirectoryArchive, placed: Placed) -> str:
    [entry] = archive.log.entries(placed.index, placed.index + 1)
    return decode_record(Exhibit, entry).commitment


def choose(archive: DirectoryArchive, names: Sequence[str]) -> tuple[dict[int, Placed], set[str]]:
    """What belongs to these ids, by place in the log, and the ids that it refers to and that are not there."""
    chosen: dict[int, Placed] = {}
    unresolved: set[str] = set()
    for name in names:
        found, missing = _chosen(archive, name)
        chosen |= {placed.index: placed for placed in found}
        unresolved |= missing
    return chosen, unresolved


def prove_against(archive: DirectoryArchive, last: int) -> Anchor:
    """What to prove against: the first stamped checkpoint that reaches the last exhibit, else the one that the witnesses
    cosigned, else the newest."""
    anchor = Anchors(archive.directory).first_beyond(last)
    cosigned = archive.files.read(COSIGNED)
    for found in (anchor, cosigned and Anchor(size=0, checkpoint=cosigned, timestamps={})):
        if not found:
            continue
        # Not ours, cut short or from before a restore: then it proves nothing here, and the log's own will do.
        with contextlib.suppress(NotACheckpoint, NotSigned):
            checkpoint = open_checkpoint(found.checkpoint, archive.log.key)
            if last < checkpoint.size <= archive.log.checkpoint.size:
                return replace(found, size=checkpoint.size)
    return Anchor(size=archive.log.checkpoint.size, checkpoint=archive.log.seen or b"", timestamps={})


def earlier_than(archive: DirectoryArchive, indices: Collection[int], size: int) -> tuple[Earlier, ...]:
    """The stamped checkpoints just before the first and the last of these, continued by the tree of ``size`` leaves."""
    anchors, found = Anchors(archive.directory), dict[int, Earlier]()
    for index in {min(indices), max(indices)} if indices else ():
        anchor = anchors.last_before(index)
        if anchor is None or anchor.size > size:
            continue
        # Not ours or from before a restore: it says nothing of this log.
        with contextlib.suppress(NotACheckpoint, NotSigned):
            checkpoint = open_checkpoint(anchor.checkpoint, archive.log.key)
            if archive.log.range_hash(0, checkpoint.size) == checkpoint.root:
                path = tuple(archive.log.prove_consistency(checkpoint.size, size=size))
                found[anchor.size] = Earlier(
                    size=anchor.size, checkpoint=anchor.checkpoint, path=path, timestamps=anchor.timestamps
                )
    return tuple(found[size] for size in sorted(found))


def _chosen(archive: DirectoryArchive, name: str) -> tuple[list[Placed], set[str]]:
    one = archive.find(name)
    if one is not None:
        return [one], set()
    about = [placed for placed in archive.placed(subject=name) if placed.kind not in _BESIDE]
    if not about:
        raise NothingToBundle(f"证据库里没有编号为 {name} 的证据、案件或场次：请检查编号，或换一个 --store")
    referred = {id: archive.find(id) for placed in about for id in _references(archive, placed)}
    found = [placed for placed in referred.values() if placed is not None]
    return about + found, {id for id, placed in referred.items() if placed is None}


def _references(archive: DirectoryArchive, placed: Placed) -> Iterable[str]:
    # Content that is damaged or no record refers to nothing here; the bundle itself says what is wrong with it.
    with contextlib.suppress(ValueError, ExhibitDamaged, RecursionError):
        record = json.loads(archive.read(placed))
        if isinstance(record, dict) and isinstance(record.get(_REFERS), list):
            return [id for id in record[_REFERS] if isinstance(id, str)]
    return []


def _proven(
    archive: DirectoryArchive, chosen: Sequence[Placed], proving: Anchor, withheld: Mapping[str, str]
) -> Iterator[Proven]:
    for placed in chosen:
        [entry] = archive.log.entries(placed.index, placed.index + 1)
        [(salt, sha256)] = archive.vault.openings(placed.index, placed.index + 1)
        known = any(salt)
        yield Proven(
            exhibit=exhibit_id(entry),
            entry=entry,
            proof=LogProof(
                index=placed.index,
                path=tuple(archive.log.prove_inclusion(placed.index, size=proving.size)),
                checkpoint=proving.checkpoint,
            ),
            salt=salt if known else None,
            sha256=sha256 if known else None,
            content=_content(archive, placed) if known and placed.exhibit not in withheld else None,
            withheld=withheld.get(placed.exhibit),
        )


def _content(archive: DirectoryArchive, placed: Placed) -> bytes | None:
    try:
        return archive.read(placed)
    except ExhibitErased:
        return None
    except ExhibitDamaged:
        # What is damaged goes out as it is: the verifier names it, and hiding it would be worse.
        return archive.vault.as_it_lies(placed.index, placed.sha256)
