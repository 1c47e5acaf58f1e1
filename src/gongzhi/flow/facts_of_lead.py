"""Opening an inquiry from an entry of the register: what was entered and what its broadcast shows, each with its source."""

from collections.abc import Iterator
from datetime import date

from gongzhi.broadcasts import Broadcast, Promise, SignalBatch
from gongzhi.flow.analyse import Inquiry
from gongzhi.flow.docketing import load_entry
from gongzhi.flow.facts_of_case import (
    Gathered,
    Reading,
    load_reading,
    raised_with,
    read_broadcast,
    sums_promised,
    take_shown,
)
from gongzhi.flow.matters import findings_at, sealed_records
from gongzhi.flow.ports import Archive
from gongzhi.liability import RuleSet
from gongzhi.values import BEIJING

_FINDINGS = "线索所附的发现（未必已确认）"
# A broadcast of hours has hundreds of batches; a room that sells one product shows its card in the first ones.
_MOST_BATCHES = 40
_LONGEST = 60


def inquiry_of_lead(archive: Archive, rules: RuleSet, number: str) -> Inquiry:
    """What an entry of the register shows, as an inquiry to go on with.

    Nothing that was reported is taken as proved: what a complaint says, and findings that nobody confirmed, are hints.
    The price is filled in when the room showed one product at one price. Whether the person may read the entry is for
    the caller to see to. Raises UnknownEntry, UnknownExhibit.
    """
    entered = load_entry(archive, number).entered
    reading, gathered = load_reading(rules), Gathered(findings_are=_FINDINGS)
    for placed in archive.placed(kind="DocketEntered", subject=number):
        take_shown(reading.by_matter, entered.matter.chinese, entered.summary[:_LONGEST], placed.exhibit, gathered)
    room = entered.broadcast
    abouts = list(sealed_records(archive, Broadcast, room)) if room else []
    promises = list(sealed_records(archive, Promise, room)) if room else []
    for about in abouts[-1:]:
        read_broadcast(reading, about, gathered)
    findings = findings_at(archive, entered.findings, room) if room else {}
    for exhibit, found in findings.items():
        take_shown(reading.by_finding, found.record.type.value, found.record.quote, exhibit, gathered)
    for promise in promises:
        take_shown(
            reading.by_promise, promise.record.kind.value, promise.record.quote, promise.placed.exhibit, gathered
        )
    sums = [*sums_promised(reading, promises), *(_price(archive, reading, room) if room else ())]
    said = [found.record.said_at.astimezone(BEIJING).date() for found in findings.values()]
    started = abouts[-1].record.started_at if abouts else None
    return Inquiry(
        title=f"案源 {number} 的责任",
        conduct=_conduct(
            said, started.astimezone(BEIJING).date() if started else entered.at.astimezone(BEIJING).date()
        ),
        answers=gathered.answers,
        hints=gathered.pointers,
        raised=raised_with(rules, {one.fact for one in gathered.pointers}),
        amounts={name: value for name, value, _ in sums},
        amount_sources={name: says for name, _, says in sums} or None,
        lead=number,
    )


def _conduct(said: list[date], otherwise: date) -> date:
    return min(said) if said else otherwise


def _price(archive: Archive, reading: Reading, room: str) -> Iterator[tuple[str, int, str]]:
    """The price on the card, when there was one product at one price; otherwise it is not known what was bought."""
    name, says = reading.price
    shown: dict[tuple[str, int], str] = {}
    for count, batch in enumerate(sealed_records(archive, SignalBatch, room)):
        for card in (one.listing for one in batch.record.signals if one.listing is not None):
            if card.price_fen is not None:
                shown.setdefault((card.product, card.price_fen), card.title or card.product)
        if len(shown) > 1 or count >= _MOST_BATCHES:
            break
    if name and len(shown) == 1:
        ((_, fen), title) = next(iter(shown.items()))
        yield name, fen, says.replace("〔值〕", title)
