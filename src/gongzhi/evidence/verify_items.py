"""The verdict on each exhibit of a bundle: is it in the log, and is this its content?"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from gongzhi.evidence.bundle import CHECKPOINT_PART, BundleItem, BundleManifest, blob_part, entry_part, proof_part
from gongzhi.evidence.checkpoint import Checkpoint
from gongzhi.evidence.exhibits import SALT_BYTES, Exhibit, commit, exhibit_id
from gongzhi.evidence.merkle import NotProved, leaf_hash, verify_inclusion
from gongzhi.evidence.proofs import NotAProof, parse_proof
from gongzhi.evidence.redaction import Redacted, founded, say_redaction
from gongzhi.evidence.zips import Parts
from gongzhi.values import NotThisRecord, decode_record, print_instant, show_instant


class Reason(StrEnum):
    """Why an exhibit holds or does not."""

    SEALED = "sealed"
    ENTRY_MISSING = "entry-missing"
    ENTRY_ALTERED = "entry-altered"
    PROOF_MISSING = "proof-missing"
    PROOF_ALTERED = "proof-altered"
    NOT_IN_LOG = "not-in-log"
    CHECKPOINT_UNTRUSTED = "checkpoint-untrusted"
    CONTENT_ALTERED = "content-altered"
    CONTENT_MISSING = "content-missing"
    ERASED = "erased"
    WITHHELD = "withheld"
    WITHHELD_UNFOUNDED = "withheld-unfounded"
    BACK_DATED = "entry-back-dated"
    POST_DATED = "entry-post-dated"


# An exhibit with one of these was not shown to be in the log, so its content was not looked at.
OUT_OF_PLACE = frozenset(
    {
        Reason.ENTRY_MISSING,
        Reason.ENTRY_ALTERED,
        Reason.PROOF_MISSING,
        Reason.PROOF_ALTERED,
        Reason.NOT_IN_LOG,
        Reason.CHECKPOINT_UNTRUSTED,
    }
)

SAYS = {
    Reason.SEALED: "与日志相符",
    Reason.ENTRY_MISSING: "缺少日志条目",
    Reason.ENTRY_ALTERED: "日志条目被改动",
    Reason.PROOF_MISSING: "缺少包含证明",
    Reason.PROOF_ALTERED: "包含证明被改动或不属于这个检查点",
    Reason.NOT_IN_LOG: "包含证明不成立",
    Reason.CHECKPOINT_UNTRUSTED: "检查点不可信，未能核验",
    Reason.CONTENT_ALTERED: "原件与日志里的承诺不符",
    Reason.CONTENT_MISSING: "没有附原件，只能证明它曾被封存",
    Reason.ERASED: "内容已依法销毁，只能证明它曾被封存",
    Reason.WITHHELD: "内容已隐去",
    Reason.WITHHELD_UNFOUNDED: "清单说内容已隐去，包里却没有与之相符的隐去记录",
    Reason.BACK_DATED: "倒签：写的时间早于一个已盖时间戳、还不含它的检查点",
    Reason.POST_DATED: "写的时间晚于已含它的检查点的时间戳",
}
HOLDS = frozenset({Reason.SEALED, Reason.WITHHELD})


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemVerdict:
    """One exhibit: its id, whether it holds, the reason code, and the same in Chinese; what it is where that is known."""

    name: str
    ok: bool
    reason: Reason
    detail: str
    kind: str = ""
    subject: str = ""
    at: str = ""
    sha256: str = ""


def verify_items(parts: Parts, manifest: BundleManifest, checkpoint: Checkpoint | None) -> tuple[ItemVerdict, ...]:
    """A verdict per exhibit of the manifest, in its order; ``checkpoint`` is None when it cannot be believed."""
    found = [_verify(parts, item, checkpoint) for item in manifest.items]
    records = _redactions(parts, manifest, found)
    digests = {item.exhibit: item.sha256 or "" for item in manifest.items}
    return tuple(
        _withheld(one, records.get(item.withheld or ""), _commitment(parts, item), digests)
        if one.reason is Reason.WITHHELD
        else one
        for item, one in zip(manifest.items, found, strict=True)
    )


def _verify(parts: Parts, item: BundleItem, checkpoint: Checkpoint | None) -> ItemVerdict:
    exhibit = _exhibit(parts.get(entry_part(item.exhibit), b""), item.exhibit)
    reason = _place(parts, item, checkpoint)
    if reason is Reason.SEALED and exhibit is not None:
        reason = _content(parts, item, exhibit)
    return ItemVerdict(
        name=item.exhibit,
        ok=reason in HOLDS,
        reason=reason,
        detail=SAYS[reason],
        kind=exhibit.kind if exhibit else "",
        subject=exhibit.subject if exhibit else "",
        at=_shown(exhibit.at) if exhibit else "",
        sha256=item.sha256 or "",
    )


def _shown(at: datetime) -> str:
    try:
        return show_instant(at)
    except OverflowError:
        # The last hours of the year 9999 have no name in Beijing; a forger may still write them into an entry.
        return print_instant(at)


def _redactions(
    parts: Mapping[str, bytes], manifest: BundleManifest, found: Sequence[ItemVerdict]
) -> dict[str, Redacted]:
    """The records of redactions that are themselves sealed and whole, by exhibit id."""
    records: dict[str, Redacted] = {}
    for item, one in zip(manifest.items, found, strict=True):
        if one.reason is Reason.SEALED and one.kind == Redacted.__name__:
            with suppress(ValueError, RecursionError):
                records[item.exhibit] = decode_record(Redacted, parts[blob_part(item.sha256 or "")])
    return records


def _withheld(one: ItemVerdict, record: Redacted | None, commitment: str, digests: Mapping[str, str]) -> ItemVerdict:
    if record is None or not founded(record, exhibit=one.name, commitment=commitment, digests=digests):
        reason = Reason.WITHHELD_UNFOUNDED
        return replace(one, ok=False, reason=reason, detail=SAYS[reason])
    return replace(one, detail=say_redaction(record))


def _commitment(parts: Mapping[str, bytes], item: BundleItem) -> str:
    exhibit = _exhibit(parts.get(entry_part(item.exhibit), b""), item.exhibit)
    return exhibit.commitment if exhibit else ""


def _exhibit(entry: bytes, name: str) -> Exhibit | None:
    try:
        return decode_record(Exhibit, entry) if exhibit_id(entry) == name else None
    except (NotThisRecord, RecursionError):
        return None


def _place(parts: Mapping[str, bytes], item: BundleItem, checkpoint: Checkpoint | None) -> Reason:
    entry, proof_bytes = parts.get(entry_part(item.exhibit)), parts.get(proof_part(item.exhibit))
    if entry is None:
        return Reason.ENTRY_MISSING
    if _exhibit(entry, item.exhibit) is None:
        return Reason.ENTRY_ALTERED
    if proof_bytes is None:
        return Reason.PROOF_MISSING
    try:
        proof = parse_proof(proof_bytes)
    except NotAProof:
        return Reason.PROOF_ALTERED
    if proof.checkpoint != parts.get(CHECKPOINT_PART):
        return Reason.PROOF_ALTERED
    if checkpoint is None:
        return Reason.CHECKPOINT_UNTRUSTED
    try:
        verify_inclusion(proof.index, checkpoint.size, leaf_hash(entry), proof.path, root=checkpoint.root)
    except NotProved:
        return Reason.NOT_IN_LOG
    return Reason.SEALED


def _content(parts: Parts, item: BundleItem, exhibit: Exhibit) -> Reason:
    if item.withheld is not None:
        # Salt or digest beside it would let whoever holds the bundle try guesses on what is said to be withheld.
        return Reason.WITHHELD if item.salt is None and item.sha256 is None else Reason.WITHHELD_UNFOUNDED
    if item.salt is None or item.sha256 is None:
        return Reason.ERASED
    name = blob_part(item.sha256)
    if not _opens(item, exhibit):
        return Reason.CONTENT_ALTERED
    if name not in parts:
        return Reason.CONTENT_MISSING
    same = parts.sha256(name) == item.sha256 and parts.size(name) == exhibit.size
    return Reason.SEALED if same else Reason.CONTENT_ALTERED


def _opens(item: BundleItem, exhibit: Exhibit) -> bool:
    salt, sha256 = _bytes(item.salt or ""), _bytes(item.sha256 or "")
    return len(salt) == SALT_BYTES and len(sha256) == 32 and commit(salt=salt, sha256=sha256) == exhibit.commitment


def _bytes(text: str) -> bytes:
    """The bytes of hexadecimal in its one spelling; none for capitals and spaces, which ``fromhex`` would take."""
    try:
        read = bytes.fromhex(text)
    except ValueError:
        return b""
    return read if read.hex() == text else b""
