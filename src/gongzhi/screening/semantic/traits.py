"""What the model sees of a line beside its pieces: classes of words, one class before another, a class and the characters beside it."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gongzhi.screening.semantic.classes import Sign, WordClasses
from gongzhi.screening.semantic.pieces import pieces_at

_REACH, _BESIDE, _SHORTER = 12, 2, 3
_NAME = re.compile(r"(.{0,2})(<[^<>…]{2,}>)(?:…(<[^<>…]{2,}>)|(.{0,2}))", re.S)
# Where a trait begins and ends in the folded line, and its name.
Trait = tuple[int, int, str]
# Where it begins and ends, its weight, and a mark that only the same trait has.
Found = tuple[int, int, int, tuple[str, str]]


def traits_at(plain: str, signs: Sequence[Sign]) -> Iterator[Trait]:
    """``<部位>``, ``<部位>…<好转>`` at most twelve characters apart, ``不<药品>`` and ``<药品>都停``, from left to right."""
    for number, (start, end, kinds) in enumerate(signs):
        for kind in kinds:
            yield start, end, kind
            yield from _beside(plain, start, end, kind)
            for other, last, others in signs[number + 1 :]:
                if other - end > _REACH:
                    break
                for following in others:
                    yield start, last, f"{kind}…{following}"


def _beside(plain: str, start: int, end: int, kind: str) -> Iterator[Trait]:
    for size in range(1, _BESIDE + 1):
        if start >= size:
            yield start - size, end, plain[start - size : start] + kind
        if end + size <= len(plain):
            yield start, end + size, kind + plain[end : end + size]


def features_of(plain: str, classes: WordClasses) -> list[str]:
    """All pieces and traits of a line, each once, in a fixed order."""
    pieces = {piece for pieces in pieces_at(plain) for piece in pieces}
    return sorted(pieces.union(name for _, _, name in traits_at(plain, classes.signs(plain))))


@dataclass(slots=True)
class _Kind:
    """What one class adds: alone, beside some characters (``不<`` before it, ``>都停`` after it), before other classes."""

    alone: int = 0
    beside: dict[str, int] = field(default_factory=dict)
    order: dict[str, int] = field(default_factory=dict)


class TraitWeights:
    """What each trait adds: the weights of a model by class, so that no name is put together while lines are read."""

    def __init__(self, weights: Mapping[str, int]) -> None:
        self._kinds: dict[str, _Kind] = defaultdict(_Kind)
        for name, weight in weights.items():
            if weight and len(name) > _SHORTER and (parts := _NAME.fullmatch(name)):
                before, kind, following, after = parts.groups()
                self._learn(self._kinds[kind], before, following, after, weight=weight)

    @staticmethod
    def _learn(kind: _Kind, before: str, following: str | None, after: str | None, *, weight: int) -> None:
        if following:
            kind.order[following] = weight
        elif before or after:
            kind.beside[f"{before}<" if before else f">{after}"] = weight
        else:
            kind.alone = weight

    def total(self, plain: str, signs: Sequence[Sign]) -> int:
        """What the traits of a line add, each once."""
        return sum({mark: weight for _, _, weight, mark in self.found(plain, signs)}.values())

    def found(self, plain: str, signs: Sequence[Sign]) -> list[Found]:
        """The traits that weigh anything."""
        found: list[Found] = []
        size = len(plain)
        for number, (start, end, kinds) in enumerate(signs):
            far = [(last, one) for other, last, ones in signs[number + 1 :] if other - end <= _REACH for one in ones]
            sides = [(at, end, plain[at:start] + "<") for at in (start - 1, start - 2) if at >= 0]
            sides += [(start, to, ">" + plain[end:to]) for to in (end + 1, end + 2) if to <= size]
            for name in kinds:
                kind = self._kinds[name]
                beside, order = kind.beside, kind.order
                found.append((start, end, kind.alone, (name, "")))
                found += [(at, to, beside[key], (name, key)) for at, to, key in sides if key in beside]
                found += [(start, last, order[one], (name, one)) for last, one in far if one in order]
        return found
