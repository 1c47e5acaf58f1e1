"""What the room page shows: the timeline with its findings, danmu, the card now, promises, what still has to be said."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from gongzhi.broadcasts import Listing, Promise, Signal, SignalKind
from gongzhi.screening import Evasion, FindingType
from gongzhi.values import decode_record
from gongzhi_web.archive.opening import opened
from gongzhi_web.broadcasts.models import BroadcastRow, PromiseRow
from gongzhi_web.broadcasts.signals import latest_signals
from gongzhi_web.monitor.disclosures import disclosures
from gongzhi_web.screening.hints import hints_in
from gongzhi_web.screening.models import FindingRow
from gongzhi_web.screening.shown import Shown, shown

WINDOW = 600
_SAID = {SignalKind.SPEECH, SignalKind.SCREEN}
_EVENTS = {SignalKind.PRICE, SignalKind.COUPON, SignalKind.STOCK, SignalKind.NOTICE, SignalKind.CONTROL}


@dataclass(slots=True)
class Piece:
    """A stretch of a line: plain, a span with the finding that explains it, or a hidden word that no rule speaks of."""

    text: str
    finding: Shown | None = None
    hidden: Evasion | None = None


@dataclass(slots=True)
class TimelineLine:
    """One line of the timeline."""

    signal: Signal
    pieces: list[Piece]
    findings: list[Shown] = field(default_factory=list)
    promised: bool = False


def room_parts(row: BroadcastRow, *, before: int | None) -> dict[str, Any]:
    """Everything that moves while the room is on air; ``before`` pages back by sequence."""
    signals = latest_signals(row.id, wanted=WINDOW, before=before)
    promises = [
        decode_record(Promise, bytes(one.record))
        for one in PromiseRow.objects.filter(broadcast=row.id).order_by("-said_at")[:40]
    ]
    found = _findings(row.id, signals)
    listing = _listing_now(row.id, signals)
    return {
        "lines": _timeline(
            signals, found, {promise.signal for promise in promises}, hints_in(row.id, [one.id for one in signals])
        ),
        "danmu": [one for one in signals if one.kind is SignalKind.DANMU][-80:][::-1],
        "listing": listing,
        "promises": promises,
        "disclosures": disclosures(opened(), row),
        "whole": shown(
            FindingRow.objects.filter(broadcast=row.id, type=FindingType.MISSING_DISCLOSURE).order_by("-index")[:10]
        ),
        "earlier": signals[0].sequence if signals and signals[0].sequence > 0 else None,
        "paged": before is not None,
    }


def _findings(broadcast: str, signals: list[Signal]) -> dict[str, list[Shown]]:
    ids = [signal.id for signal in signals]
    by_signal: dict[str, list[Shown]] = defaultdict(list)
    for one in shown(FindingRow.objects.filter(broadcast=broadcast, signal__in=ids)):
        by_signal[one.row.signal].append(one)
    return by_signal


def _timeline(
    signals: list[Signal], found: dict[str, list[Shown]], promised: set[str], hidden: dict[str, list[Evasion]]
) -> list[TimelineLine]:
    """Newest first, as a monitor reads. A line that only viewers said is danmu, unless something was found in it."""
    lines = []
    for signal in reversed(signals):
        findings = found.get(signal.id, [])
        hints = hidden.get(signal.id, [])
        if signal.kind in _SAID or signal.kind in _EVENTS or findings or hints:
            pieces = _pieces(signal.text or "", findings, hints)
            lines.append(TimelineLine(signal, pieces, findings, signal.id in promised))
    return lines


def _pieces(text: str, findings: list[Shown], hidden: list[Evasion]) -> list[Piece]:
    spans: list[tuple[int, int, int, Shown | None, Evasion | None]] = [
        (one.record.start, one.record.end, -one.record.severity, one, None) for one in findings
    ]
    spans += [(one.start, one.end, 0, None, one) for one in hidden]
    pieces: list[Piece] = []
    at = 0
    for first, last, _, finding, evasion in sorted(spans, key=lambda one: one[:3]):
        start, end = max(first, at), min(last, len(text))
        if start >= end:
            continue
        pieces += [Piece(text[at:start]), Piece(text[start:end], finding, evasion)]
        at = end
    return [piece for piece in [*pieces, Piece(text[at:])] if piece.text]


def _listing_now(broadcast: str, signals: list[Signal]) -> Listing | None:
    """The card being explained, else the newest card; a few batches further back when the window holds none."""
    for seen in (signals, latest_signals(broadcast, wanted=4000)):
        cards = [signal.listing for signal in seen if signal.listing is not None and signal.listing.title]
        explained = [card for card in cards if card.explaining]
        if explained or cards:
            return (explained or cards)[-1]
    return None
