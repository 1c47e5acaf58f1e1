"""Signals of a broadcast become findings and promises, ready to be sealed."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from gongzhi.broadcasts import ActorRole, Promise, Signal, SignalKind
from gongzhi.flow.shelf import is_laid_out
from gongzhi.law import Book
from gongzhi.screening.findings import Evaded, Evasion, Finding
from gongzhi.screening.lines import Line, Screened
from gongzhi.screening.papers import documents_of, with_category
from gongzhi.screening.screener import RuleSet, Screener
from gongzhi.values import BEIJING

# What a seller says, shows or writes, and what is typed in the room; everything else carries no words of trade.
_KINDS = {
    SignalKind.SPEECH: "speech",
    SignalKind.DANMU: "danmu",
    SignalKind.SCREEN: "screen",
    SignalKind.LISTING: "listing",
}
# Who can evade in danmu: everybody else there is a viewer.
_SELLERS = ("presenter", "assistant", "merchant")


class Found(NamedTuple):
    """What one signal gave; ``evaded`` is what its seller hid beside the findings, as a doubtful sign of its own."""

    findings: Sequence[Finding] = ()
    promises: Sequence[Promise] = ()
    evaded: Sequence[Evaded] = ()


ScreenSignal = Callable[[Signal, str | None], Found]


def screener_for(rules: RuleSet, book: Book) -> ScreenSignal:
    """A function from a signal and the category of goods on offer (None: unknown) to what is found in it.

    Raises RuleFailed: a signal screened in part must not look clean.
    """
    screener = Screener(rules, book)
    return lambda signal, category: screen_signals(screener, [signal], category)[0]


def screen_signals(screener: Screener, signals: Sequence[Signal], category: str | None = None) -> list[Found]:
    """What is found in each signal, in the order of the signals; one pass over all of them."""
    lines = [line_of(signal, category) for signal in signals]
    screened = iter(screener.screen_many([line for line in lines if line is not None]))
    return [
        Found() if line is None else _records(signal, line, next(screened))
        for signal, line in zip(signals, lines, strict=True)
    ]


def line_of(signal: Signal, category: str | None) -> Line | None:
    """The line to screen, for goods of this category where the signal names none; None when it carries no words of trade."""
    kind = _KINDS.get(signal.kind)
    text = signal.text or (signal.listing.title if signal.listing else None)
    if kind is None or not text:
        return None
    role = signal.actor.role if signal.actor else None
    line = Line(
        id=signal.id,
        text=text,
        kind=kind,
        on=_day(signal),
        category=(signal.listing.category if signal.listing else None) or category,
        actor=None if role in (None, ActorRole.UNKNOWN) else str(role),
        documents=documents_of(signal.listing) or None if signal.listing else None,
    )
    return with_category(line)


def _day(signal: Signal) -> date:
    return signal.at.astimezone(BEIJING).date()


def _records(signal: Signal, line: Line, screened: Screened) -> Found:
    findings = tuple(
        Finding(
            broadcast=signal.broadcast,
            signal=signal.id,
            said_at=signal.at,
            type=hit.type,
            rule=hit.rule,
            rule_version=hit.rule_version,
            start=hit.start,
            end=hit.end,
            quote=hit.quote,
            reading=hit.reading,
            certainty=hit.certainty,
            severity=hit.severity,
            provisions=hit.provisions,
            why=hit.why,
            instead=hit.instead,
            evasions=_evasions_in(hit.start, hit.end, screened) if screened.evasions else None,
        )
        for hit in screened.findings
    )
    promises = tuple(
        Promise(
            broadcast=signal.broadcast,
            signal=signal.id,
            kind=hit.kind,
            start=hit.start,
            end=hit.end,
            quote=hit.quote,
            said_at=signal.at,
            terms=hit.terms,
            product=signal.listing.product if signal.listing and not is_laid_out(signal) else None,
        )
        for hit in screened.promises
    )
    return Found(findings, promises, _evaded(signal, line, screened) if screened.evasions else ())


def _evaded(signal: Signal, line: Line, screened: Screened) -> tuple[Evaded, ...]:
    """The seller's chosen evasions that stand in no finding. What a viewer or a recogniser made of a word is no sign."""
    if line.kind == "danmu" and line.actor not in _SELLERS:
        return ()
    alone = tuple(
        one
        for one in screened.evasions
        if one.is_chosen and not any(one.start < hit.end and hit.start < one.end for hit in screened.findings)
    )
    if not alone:
        return ()
    return (Evaded(broadcast=signal.broadcast, signal=signal.id, said_at=signal.at, evasions=alone),)


def _evasions_in(start: int, end: int, screened: Screened) -> tuple[Evasion, ...] | None:
    """The words inside the span that were avoided or damaged; None when there are none, so that records stay as they were."""
    return tuple(one for one in screened.evasions if one.start < end and start < one.end) or None
