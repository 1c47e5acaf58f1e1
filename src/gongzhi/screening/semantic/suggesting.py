"""Suggestions: stretches of a seller's line that the model leans towards and no rule spoke of. A person decides."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gongzhi.screening.findings import Certainty, FindingType
from gongzhi.screening.fold import fold_with_sources
from gongzhi.screening.lines import Line, Screened
from gongzhi.screening.semantic.model import Model
from gongzhi.screening.semantic.pieces import LONGEST, plain_of
from gongzhi.screening.semantic.traits import features_of

SAYS = "由模型提示，没有规则命中，也没有指出依据；是否成立由人判断"
ORIGIN = "semantic"
_SELLERS = frozenset({"presenter", "assistant", "merchant"})
_WRITTEN = frozenset({"speech", "screen", "listing"})
_MOST, _SHORTEST = 3, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A doubtful lead; offsets are code points of the untouched text. ``confidence`` is in thousandths.

    ``because`` are the pieces and traits that weighed most, ``model`` the first digits of the SHA-256 of the weights.
    """

    type: FindingType
    start: int
    end: int
    quote: str
    confidence: int
    because: tuple[str, ...]
    model: str
    certainty: Certainty = Certainty.DOUBTFUL
    origin: str = ORIGIN


def is_sellers(line: Line) -> bool:
    """Whether a line is of the selling side: viewers are not read by the model."""
    if line.kind in _WRITTEN:
        return line.actor != "viewer"
    return line.actor in _SELLERS


def suggest_many(
    model: Model, lines: Sequence[Line], verdicts: Sequence[Screened], *, least: int | None = None
) -> list[tuple[Suggestion, ...]]:
    """For each line what the model adds to its verdict; the verdict itself is never changed."""
    return [
        suggest(model, line, verdict, least=least) if is_sellers(line) else ()
        for line, verdict in zip(lines, verdicts, strict=True)
    ]


def suggest(model: Model, line: Line, verdict: Screened, *, least: int | None = None) -> tuple[Suggestion, ...]:
    """At most three stretches over the threshold, in the order of the text, none of which a rule spoke of.

    ``least`` stands for the threshold; ``model.strong`` there gives the strong suggestions only.
    """
    plain, least = plain_of(line.text), model.threshold if least is None else least
    if len(plain) < _SHORTEST:
        return ()
    if len(plain) <= model.window and model.score(plain) < least:
        return ()
    added, weights = model.windows(plain)
    found: list[Suggestion] = []
    sources: list[int] | None = None
    for window in _windows_over(model, plain, weights, least):
        sources = sources or fold_with_sources(line.text)[1]
        one = _suggestion(model, line.text, plain, sources, added=added, window=window)
        if len(found) < _MOST and not any(one.start < hit.end and hit.start < one.end for hit in verdict.findings):
            found.append(one)
    return tuple(sorted(found, key=lambda one: one.start))


def _windows_over(model: Model, plain: str, weights: list[int], least: int) -> Iterator[tuple[int, int]]:
    """Where windows begin that score as much, the weightiest first, none over another, and their scores."""
    if len(weights) == 1:
        yield 0, model.score(plain)
        return
    for _ in range(2 * _MOST):
        at = weights.index(max(weights))
        if weights[at] < least:
            return
        score = model.score(plain[at : at + model.window])
        if score >= least:
            yield at, score
        for near in range(max(0, at - model.window + 1), min(len(weights), at + model.window)):
            weights[near] = least - 1


def _suggestion(
    model: Model, text: str, plain: str, sources: Sequence[int], *, added: Sequence[int], window: tuple[int, int]
) -> Suggestion:
    at, score = window
    start, end = _heaviest(added, at, min(at + model.window, len(plain)))
    stretch = plain[at : at + model.window]
    first, last = sources[start], sources[end - 1] + 1
    return Suggestion(
        type=model.type_of(stretch),
        start=first,
        end=last,
        quote=text[first:last],
        confidence=model.confidence(score),
        because=_because(model, plain[start:end]),
        model=model.version,
    )


def _heaviest(added: Sequence[int], start: int, end: int) -> tuple[int, int]:
    """The stretch within [start, end) that weighs most, at least a word long."""
    best, best_from, best_to = -1, start, end
    total, since = 0, start
    for at in range(start, end):
        if total <= 0:
            total, since = 0, at
        total += added[at]
        if total > best:
            best, best_from, best_to = total, since, at + 1
    # A piece that begins at the last character reaches on beyond it.
    best_to = min(end, max(best_to + LONGEST - 1, best_from + _SHORTEST))
    return max(start, min(best_from, best_to - _SHORTEST)), best_to


def _because(model: Model, plain: str) -> tuple[str, ...]:
    names = [name for name in features_of(plain, model.classes) if len(name) > 1]
    weighty = sorted(((model.leads.get(name, 0), name) for name in names), reverse=True)
    return tuple(name for weight, name in weighty[:3] if weight > 0)
