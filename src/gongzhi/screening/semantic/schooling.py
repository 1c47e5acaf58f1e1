"""From sentences to a model: the vocabulary, the sentences alone and among other talk, the two fits, whole weights."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from sys import intern

import numpy as np

from gongzhi.screening.findings import FindingType
from gongzhi.screening.semantic.classes import WordClasses, load_classes
from gongzhi.screening.semantic.fitting import Table, Vector, fit_choice, fit_lean, scales_of
from gongzhi.screening.semantic.model import Model
from gongzhi.screening.semantic.pieces import plain_of
from gongzhi.screening.semantic.sentences import Sentence
from gongzhi.screening.semantic.traits import features_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """How a model is taught. ``scale`` is what one natural logarithm of the odds becomes as a whole number.

    Features that stand in fewer sentences than ``least`` (for the types: in fewer claims than ``type_least``) are not
    looked at; ``freedom`` is how far weights may go from nothing; ``evenness`` how much more freely seldom ones may.
    Weights below ``lightest`` are left out; ``sees`` says what is looked at.
    """

    window: int = 40
    least: int = 2
    type_least: int = 8
    turns: int = 40
    type_turns: int = 15
    freedom: float = 1.0
    evenness: float = 0.2
    scale: int = 64
    lightest: int = 6
    threshold: int = 0
    strong: int = 0
    sees: Callable[[str], bool] | None = None


def teach(sentences: Sequence[Sentence], lesson: Lesson, classes: WordClasses | None = None) -> Model:
    """A model that is not calibrated yet: its confidence is the plain logistic one."""
    words = classes or load_classes()
    seen = _Seen(words, lesson)
    plains = [plain_of(one.text) for one in sentences]
    lead = _fit_lead(sentences, plains, seen)
    types = tuple(sorted({one.type for one in sentences if one.type is not None}))
    kinds, biases = _fit_types(sentences, plains, types, seen)
    whole = _whole(lesson.scale)
    leads = {name: near for name, weight in lead.items() if name and abs(near := whole(weight)) >= lesson.lightest}
    return Model(
        scale=lesson.scale,
        window=lesson.window,
        threshold=lesson.threshold,
        strong=lesson.strong,
        bias=whole(lead[""]),
        slope_thousandths=1000,
        offset_thousandths=0,
        types=types,
        type_biases=tuple(biases),
        leads={name: leads.get(name, 0) for name in {*leads, *kinds}},
        kinds=kinds,
        classes=words,
    )


class _Seen:
    """What is looked at in a line."""

    def __init__(self, classes: WordClasses, lesson: Lesson) -> None:
        self.classes, self.lesson = classes, lesson
        self.of = lru_cache(maxsize=None)(self._of)

    def _of(self, plain: str) -> list[str]:
        sees = self.lesson.sees
        return [intern(name) for name in features_of(plain, self.classes) if sees is None or sees(name)]

    def numbered(self, plains: Sequence[str], least: int) -> dict[str, int]:
        """The features that stand in at least so many of these lines, numbered in a fixed order."""
        counted = Counter(name for plain in plains for name in self.of(plain))
        return {name: number for number, name in enumerate(sorted(n for n, times in counted.items() if times >= least))}

    def table(self, plains: Sequence[str], numbered: dict[str, int]) -> Table:
        return Table.of(
            [[numbered[name] for name in self.of(plain) if name in numbered] for plain in plains], len(numbered)
        )


def _fit_lead(sentences: Sequence[Sentence], plains: Sequence[str], seen: _Seen) -> dict[str, float]:
    """The weight of each feature; the bias under the empty name."""
    lesson = seen.lesson
    numbered = seen.numbered(plains, lesson.least)
    shown = list(_shown(sentences, plains, lesson.window))
    table = seen.table([plain for plain, _ in shown], numbered)
    targets: Vector = np.array([target for _, target in shown])
    scales = scales_of(table.times(), evenness=lesson.evenness)
    weights = fit_lean(table, targets, scales, freedom=lesson.freedom, turns=lesson.turns)
    return dict(zip([*numbered, ""], weights.tolist(), strict=True))


def _fit_types(
    sentences: Sequence[Sentence], plains: Sequence[str], types: Sequence[FindingType], seen: _Seen
) -> tuple[dict[str, str], list[int]]:
    """The printed weights of the types for each feature that tells them apart, and the bias of each type."""
    lesson = seen.lesson
    taught = [
        (plain, types.index(one.type)) for plain, one in zip(plains, sentences, strict=True) if one.type is not None
    ]
    claims = [plain for plain, _ in taught]
    numbered = seen.numbered(claims, lesson.type_least)
    table = seen.table(claims, numbered)
    scales = scales_of(table.times(), evenness=lesson.evenness)
    leans = fit_choice(
        table, [kind for _, kind in taught], scales, len(types), freedom=lesson.freedom, turns=lesson.type_turns
    )
    whole = _whole(lesson.scale)
    rows = np.array(leans).T.tolist()
    printed = {name: _printed([whole(weight) for weight in row]) for name, row in zip(numbered, rows, strict=False)}
    return {name: row for name, row in printed.items() if row}, [whole(weight) for weight in rows[-1]]


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
