"""The semantic layer over lines and over a sealed broadcast: doubtful leads beside the findings, sealed as such."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gongzhi.broadcasts import Broadcast, Signal, SignalBatch
from gongzhi.flow.ports import Archive, Item
from gongzhi.flow.screen import line_of
from gongzhi.screening.lines import Line, Screened
from gongzhi.screening.screener import Screener
from gongzhi.screening.semantic import SAYS, Model, NotAModel, Suggestion, load_model, plain_of, suggest_many
from gongzhi.values import decode_record, encode_record

__all__ = [
    "SAYS",
    "Model",
    "NotAModel",
    "Suggest",
    "Suggested",
    "Suggestion",
    "load_model",
    "plain_suggestion",
    "rank_of",
    "suggest_in",
    "suggest_with",
]
# For each line what is suggested beside its verdict; the verdict is not changed.
Suggest = Callable[[Sequence[Line], Sequence[Screened]], list[tuple[Suggestion, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """A sealed suggestion: what the model leaned towards in one signal. It is no finding and decides nothing."""

    broadcast: str
    signal: str
    said_at: datetime
    suggestion: Suggestion
    says: str = SAYS


def suggest_with(model: Model) -> Suggest:
    """A function from lines and their verdicts to suggestions."""
    return lambda lines, verdicts: suggest_many(model, lines, verdicts)


def rank_of(model: Model, quote: str) -> int:
    """How much a quote leans towards a lead, 0 to 1000: for the order within what the rules hold alike, nothing else."""
    plain = plain_of(quote)
    return model.confidence(model.score(plain)) if plain else 0


def plain_suggestion(one: Suggestion) -> dict[str, Any]:
    """As an output line carries it."""
    return {
        "type": one.type,
        "start": one.start,
        "end": one.end,
        "quote": one.quote,
        "certainty": one.certainty,
        "origin": one.origin,
        "confidence": one.confidence,
        "because": list(one.because),
        "model": one.model,
        "says": SAYS,
    }


def suggest_in(
    archive: Archive, broadcast: Broadcast, *, screener: Screener, model: Model, at: datetime
) -> list[Suggested]:
    """Seal what the model suggests in a sealed broadcast and no earlier run of this model did; returns what is new.

    A banner that stands for an hour is suggested once, not once a frame.
    """
    with archive.writing():
        sealed = list(archive.placed(kind=Suggested.__name__, subject=broadcast.id))
        known = {_mark(decode_record(Suggested, archive.read(placed))) for placed in sealed}
        new = []
        for placed in archive.placed(kind=SignalBatch.__name__, subject=broadcast.id):
            batch = decode_record(SignalBatch, archive.read(placed))
            for one in _in_signals(batch.signals, broadcast, screener, model):
                if _mark(one) not in known:
                    known.add(_mark(one))
                    new.append(one)
        items = [Item(kind=Suggested.__name__, subject=broadcast.id, data=encode_record(one), at=at) for one in new]
        if items:
            archive.append(items)
    return new


def _in_signals(signals: Sequence[Signal], broadcast: Broadcast, screener: Screener, model: Model) -> list[Suggested]:
    drawn = [(signal, line_of(signal, signal.category or broadcast.category)) for signal in signals]
    said = [(signal, line) for signal, line in drawn if line is not None]
    lines = [line for _, line in said]
    suggested = suggest_many(model, lines, screener.screen_many(lines))
    return [
        Suggested(broadcast=broadcast.id, signal=signal.id, said_at=signal.at, suggestion=one)
        for (signal, _), found in zip(said, suggested, strict=True)
        for one in found
    ]


def _mark(one: Suggested) -> tuple[str, str, str]:
    return (one.suggestion.model, one.suggestion.type, one.suggestion.quote)
