"""From sentences to a model: the vocabulary, the sentences alone and among other talk, the two fits, whole weights."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from gongzhi.screening.findings import FindingType
from gongzhi.screening.semantic.fitting import Lean, fit_choice, fit_lean
from gongzhi.screening.semantic.model import Model
from gongzhi.screening.semantic.pieces import pieces_of, plain_of
from gongzhi.screening.semantic.sentences import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """How a model is taught. ``scale`` is what one natural logarithm of the odds becomes as a whole number."""

    window: int = 24
    least: int = 3
    turns: int = 8
    type_turns: int = 6
    scale: int = 64
    threshold: int = 0


def teach(sentences: Sequence[Sentence], lesson: Lesson) -> Model:
    """A model that is not calibrated yet: its confidence is the plain logistic one."""
    plains = [plain_of(one.text) for one in sentences]
    pieces = _vocabulary(plains, lesson.least)
    numbered = {piece: number for number, piece in enumerate(pieces)}
    shown = list(_shown(sentences, plains, lesson.window))
    rows = [_row(plain, numbered) for plain, _ in shown]
    lead = fit_lean(rows, [target for _, target in shown], len(pieces), turns=lesson.turns)
    alone = [_row(plain, numbered) for plain in plains]
    types = tuple(sorted({one.type for one in sentences if one.type is not None}))
    leans = _fit_types(sentences, alone, types, size=len(pieces), turns=lesson.type_turns)
    whole = _whole(lesson.scale)
    return Model(
        scale=lesson.scale,
        window=lesson.window,
        threshold=lesson.threshold,
        bias=whole(lead.bias),
        slope_thousandths=1000,
        offset_thousandths=0,
        types=types,
        type_biases=tuple(whole(lean.bias) for lean in leans),
        leads={piece: whole(lead.weights[number]) for piece, number in numbered.items()},
        kinds={piece: _printed([whole(lean.weights[number]) for lean in leans]) for piece, number in numbered.items()},
    )


def _fit_types(
    sentences: Sequence[Sentence], rows: Sequence[list[int]], types: Sequence[FindingType], *, size: int, turns: int
) -> list[Lean]:
    taught = [(row, types.index(one.type)) for row, one in zip(rows, sentences, strict=True) if one.type is not None]
    return fit_choice([row for row, _ in taught], [number for _, number in taught], size, len(types), turns=turns)


def _vocabulary(plains: Sequence[str], least: int) -> list[str]:
    counted = Counter(piece for plain in plains for piece in pieces_of(plain))
    return sorted(piece for piece, times in counted.items() if times >= least)


def _row(plain: str, numbered: dict[str, int]) -> list[int]:
    return [numbered[piece] for piece in pieces_of(plain) if piece in numbered]


def _shown(sentences: Sequence[Sentence], plains: Sequence[str], window: int) -> Iterator[tuple[str, float]]:
    """What the fit sees: sentences alone, again with idle talk on both sides, and long lawful talk window by window.

    Recognisers write no full stops: a claim stands amid talk, and no window of mere talk may look like a claim.
    """
    talk = [plain for one, plain in zip(sentences, plains, strict=True) if one.neutral] or [""]
    for at, (one, plain) in enumerate(zip(sentences, plains, strict=True)):
        target = float(one.type is not None)
        if target or len(plain) <= window:
            yield plain, target
        else:
            for begin in range(0, len(plain) - window // 2, window // 2):
                yield plain[begin : begin + window], target
        if len(plain) < window:
            yield _between(talk, plain, at, window), target


def _between(talk: Sequence[str], plain: str, at: int, window: int) -> str:
    # Fixed numbers instead of chance: which talk stands where must be the same in every run.
    before, after = talk[(at * 7919 + 13) % len(talk)], talk[(at * 104729 + 57) % len(talk)]
    room = max(0, window - len(plain))
    left = room * (at * 31 % 5) // 4
    return (before[-left:] if left else "") + plain + after[: room - left]


def _whole(scale: int) -> Callable[[float], int]:
    return lambda weight: round(weight * scale)


def _printed(weights: Sequence[int]) -> str:
    return " ".join(map(str, weights)) if any(abs(weight) > 1 for weight in weights) else ""
