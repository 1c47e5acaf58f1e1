"""The segments of whole broadcasts in a bundle: are they all there, from opening to close?"""

from collections.abc import Mapping, Sequence

from gongzhi.evidence.bundle import blob_part, proof_part
from gongzhi.evidence.proofs import NotAProof, parse_proof
from gongzhi.evidence.segment_checks import SEGMENTED, Held, SegmentRecords, SegmentReport, check_segments
from gongzhi.evidence.segments import SEGMENT_RECORDS, SegmentClosed, SegmentOpened, SegmentRoot
from gongzhi.evidence.verify_items import OUT_OF_PLACE, ItemVerdict, Reason
from gongzhi.values import NotThisRecord, decode_record


def check_bundled_segments(parts: Mapping[str, bytes], items: Sequence[ItemVerdict]) -> list[SegmentReport]:
    """A report per broadcast of which the bundle holds segment records; none when it holds none.

    Only exhibits that were shown to be in the log count, and only segment records whose content is sealed.
    """
    broadcasts = dict.fromkeys(item.subject for item in items if item.kind in SEGMENT_RECORDS)
    return [check_segments(_gathered(parts, items, broadcast)) for broadcast in broadcasts]


def _gathered(parts: Mapping[str, bytes], items: Sequence[ItemVerdict], broadcast: str) -> SegmentRecords:
    opened: list[SegmentOpened] = []
    roots: list[tuple[int, SegmentRoot]] = []
    closed: list[tuple[int, SegmentClosed]] = []
    held: list[Held] = []
    unreadable = 0
    for item in items:
        index = _index(parts, item) if item.subject == broadcast else None
        if index is None:
            continue
        if item.kind in SEGMENTED:
            held.append(Held(index=index, exhibit=item.name, kind=item.kind))
            continue
        content = parts.get(blob_part(item.sha256), b"") if item.reason is Reason.SEALED else b""
        try:
            if item.kind == SegmentOpened.__name__:
                opened.append(decode_record(SegmentOpened, content))
            elif item.kind == SegmentRoot.__name__:
                roots.append((index, decode_record(SegmentRoot, content)))
            elif item.kind == SegmentClosed.__name__:
                closed.append((index, decode_record(SegmentClosed, content)))
        except (NotThisRecord, RecursionError):
            unreadable += 1
    return SegmentRecords(
        broadcast=broadcast,
        opened=opened,
        roots=sorted(roots, key=lambda one: one[0]),
        closed=sorted(closed, key=lambda one: one[0]),
        held=held,
        unreadable=unreadable,
    )


def _index(parts: Mapping[str, bytes], item: ItemVerdict) -> int | None:
    if item.reason in OUT_OF_PLACE:
        return None
    try:
        return parse_proof(parts.get(proof_part(item.name), b"")).index
    except NotAProof:
        return None
