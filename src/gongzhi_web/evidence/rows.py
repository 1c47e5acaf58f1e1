"""From every sealed item to where it stands. Writing the same item twice changes nothing."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from gongzhi.evidence import SEGMENT_RECORDS
from gongzhi.flow.ports import Archive, Placed
from gongzhi.flow.record_credit import SOURCE_KIND
from gongzhi_web.archive.inserting import insert_rows
from gongzhi_web.evidence.models import Placing

# What is sealed by the machine about a broadcast names nobody who acted: its subject says enough, and it is not opened.
_ABOUT_A_BROADCAST = {
    "raw",
    "Broadcast",
    "SignalBatch",
    "Evaded",
    "Finding",
    "Promise",
    "CaptureStarted",
    "CaptureEnded",
    *SEGMENT_RECORDS,
}
# An entry of the register is no case of a broadcast: who reads the room or the case must not meet it there.
_IN_REGISTER = {"DocketEntered", "DocketActed", "DocketNoted"}
_ABOUT_A_PARTY = {"CreditEntry", "CreditRecorded", "DutiesAssessed"}
# Bytes that are no record of ours, laid down with a case or with recorded events.
_OPAQUE = {"document", SOURCE_KIND}


def project_place(archive: Archive, placed: Placed) -> None:
    """Keep where the item stands; a record by a person is opened to see who acted and on which matter."""
    project_places([(placed, archive.read(placed) if _is_opened(placed) else b"")])


def project_places(items: Sequence[tuple[Placed, bytes]]) -> None:
    """The same for many, with their bytes, none of which refers to another of them."""
    insert_rows([_place_of(placed, data) for placed, data in items], known=True)


def _is_opened(placed: Placed) -> bool:
    return placed.kind not in _ABOUT_A_BROADCAST and placed.kind not in _OPAQUE


def _place_of(placed: Placed, data: bytes) -> Placing:
    columns = {"broadcast": placed.subject}
    if placed.kind not in _ABOUT_A_BROADCAST:
        record = {} if placed.kind in _OPAQUE else _members(data)
        columns = _concerns(placed, record)
    return Placing(
        exhibit=placed.exhibit,
        index=placed.index,
        kind=placed.kind,
        subject=placed.subject,
        sha256=placed.sha256,
        size=placed.size,
        at=placed.at,
        **columns,
    )


def _members(data: bytes) -> Mapping[str, Any]:
    try:
        record = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return record if isinstance(record, dict) else {}


def _concerns(placed: Placed, record: Mapping[str, Any]) -> dict[str, str]:
    by = record.get("by")
    actor = by if isinstance(by, dict) else {}
    broadcast, case, party = _matter(placed, record)
    return {
        "name": _text(record, "id"),
        "broadcast": broadcast,
        "case": case,
        "party": party,
        "by": _text(actor, "ref"),
        "by_name": _text(actor, "name"),
        "organisation": _text(actor, "organisation") or _recorder(placed),
    }


def _recorder(placed: Placed) -> str:
    """Who laid a source down stands in its subject; its bytes are foreign and say nothing about that."""
    return placed.subject.rsplit(" ", 1)[0] if placed.kind == SOURCE_KIND else ""


def _matter(placed: Placed, record: Mapping[str, Any]) -> tuple[str, str, str]:
    """Broadcast, case and party: from the record, else from what it refers to."""
    if placed.kind in _ABOUT_A_PARTY:
        basis = _known(name=_text(record, "basis"))
        return (basis.broadcast, basis.case, placed.subject) if basis else ("", "", placed.subject)
    if placed.kind in _IN_REGISTER:
        return "", "", ""
    if placed.kind == "Review":
        finding = _known(exhibit=placed.subject)
        return (finding.broadcast if finding else "", "", "")
    if placed.kind in ("Lead", "LeadClosed", "EmergencyStop", "StopSettled"):
        return placed.subject, _text(record, "case"), ""
    if placed.kind == "CaseOpened":
        return _text(record, "broadcast"), placed.subject, ""
    # The rest happens within a case; whom it concerns is settled by its decision.
    opened, decided = _known(case=placed.subject, kind="CaseOpened"), _known(case=placed.subject, kind="Decided")
    party = _text(record, "party") or (decided.party if decided else "")
    return (opened.broadcast, placed.subject, party) if opened else ("", "", party)


def _known(**columns: str) -> Placing | None:
    return Placing.objects.filter(**columns).first() if all(columns.values()) else None


def _text(record: Mapping[str, Any], name: str) -> str:
    value = record.get(name)
    return value[:120] if isinstance(value, str) else ""
