"""The shipped model: how much a stretch of speech leans towards being a lead, and of which type."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from itertools import accumulate, chain, repeat
from math import exp
from operator import add, sub

from gongzhi.screening.collecting import collecting_later
from gongzhi.screening.findings import FindingType
from gongzhi.screening.semantic.classes import WordClasses, load_classes
from gongzhi.screening.semantic.odds import shares
from gongzhi.screening.semantic.pieces import LONGEST, pieces_at
from gongzhi.screening.semantic.traits import TraitWeights, features_of

_HEAD = "gongzhi semantic 2"
_NUMBERS = ("scale", "window", "threshold", "strong", "bias", "slope_thousandths", "offset_thousandths")


class NotAModel(ValueError):
    """A table of weights that cannot be used as it stands."""


@dataclass(frozen=True, eq=False)
class Model:
    """Weights as whole numbers; a score is their sum, ``scale`` of it is one natural logarithm of the odds.

    ``leads`` says how much a piece or a trait leans towards a lead, ``kinds`` the printed weights of each type in the
    order of ``types``. Lines longer than ``window`` folded characters are read window by window. From ``threshold`` up
    a stretch is suggested; from ``strong`` up hardly any lawful or ordinary sentence is.
    """

    scale: int
    window: int
    threshold: int
    strong: int
    bias: int
    slope_thousandths: int
    offset_thousandths: int
    types: tuple[FindingType, ...]
    type_biases: tuple[int, ...]
    leads: dict[str, int]
    kinds: dict[str, str]
    classes: WordClasses

    def score(self, plain: str) -> int:
        """The score of a short folded line, each piece and trait counting once, or of the weightiest window of a long one.

        Once, as it was taught: whoever says a word ten times is no surer of it.
        """
        if len(plain) > self.window:
            scores = self.windows(plain)[1]
            at = scores.index(max(scores))
            plain = plain[at : at + self.window]
        ones, twos, threes = pieces_at(plain)
        pieces = sum(map(self.pieces.get, {*ones, *twos, *threes}, repeat(0)))
        return self.bias + pieces + self._traits.total(plain, self.classes.signs(plain))

    def windows(self, plain: str) -> tuple[list[int], list[int]]:
        """What the pieces and traits at each character add, and what the window that begins there weighs.

        Here each counts as often as it stands, so that one pass over a line of any length is enough.
        """
        ones, twos, threes = pieces_at(plain)
        get, none = self.pieces.get, repeat(0)
        # The last characters begin no longer piece; this is the innermost loop of the layer, so no call per character.
        some = map(add, map(get, ones, none), chain(map(get, twos, none), none))
        added = list(map(add, some, chain(map(get, threes, none), none)))
        sums = list(accumulate(added, initial=self.bias))
        begins = max(0, len(added) - self.window)
        more = self._add_traits(plain, added, begins)
        if not begins:
            return added, [sums[-1] + more[0]]
        return added, list(map(add, map(sub, sums[self.window :], sums), map(add, more, repeat(self.bias))))

    def _add_traits(self, plain: str, added: list[int], begins: int) -> list[int]:
        """Add each trait half to where it begins, half to where it ends; returns what the traits within each window add."""
        changes = [0] * (begins + 2)
        for start, end, weight, _ in self._traits.found(plain, self.classes.signs(plain)):
            first = max(0, end - self.window)
            if first <= start:
                added[start] += weight // 2
                added[end - 1] += weight - weight // 2
                changes[min(first, begins + 1)] += weight
                changes[min(start, begins) + 1] -= weight
        return list(accumulate(changes))[: begins + 1]

    def confidence(self, score: int) -> int:
        """The calibrated chance, in thousandths, that a sentence of this score is a lead."""
        line = (self.slope_thousandths * score / self.scale + self.offset_thousandths) / 1000
        return round(1000 / (1 + exp(-line)))

    def type_of(self, plain: str) -> FindingType:
        """Which type a folded stretch is most likely a lead of."""
        share = self.type_shares(plain)
        return self.types[share.index(max(share))]

    def type_shares(self, plain: str) -> list[float]:
        """How the types share a stretch, in the order of ``types``, given that it is a lead."""
        told = map(self._row, filter(self.kinds.__contains__, features_of(plain, self.classes)))
        return shares([sum(column) / self.scale for column in zip(self.type_biases, *told, strict=True)])

    def _row(self, feature: str) -> tuple[int, ...]:
        """The weights of the types for a feature, read when it is first met: most of the table never is."""
        row = self._rows.get(feature)
        if row is None:
            row = self._rows[feature] = tuple(map(int, self.kinds[feature].split(" ")))
        return row

    @cached_property
    def _rows(self) -> dict[str, tuple[int, ...]]:
        return {}

    @cached_property
    def pieces(self) -> dict[str, int]:
        """What the pieces alone weigh, without the traits: a small table is a fast one."""
        return {name: weight for name, weight in self.leads.items() if weight and len(name) <= LONGEST}

    @cached_property
    def _traits(self) -> TraitWeights:
        return TraitWeights(self.leads)

    @cached_property
    def version(self) -> str:
        """The first twelve hexadecimal digits of the SHA-256 of the printed table."""
        return _version(print_model(self))


def print_model(model: Model) -> bytes:
    """The table as it is shipped: the numbers, the types with their bias, then one piece or trait a line, sorted."""
    lines = [_HEAD, *(f"{name} {getattr(model, name)}" for name in _NUMBERS), f"classes {model.classes.digest}"]
    lines.append(" ".join(f"{one}:{bias}" for one, bias in zip(model.types, model.type_biases, strict=True)))
    lines += [f"{name}\t{weight}\t{model.kinds.get(name, '')}" for name, weight in sorted(model.leads.items())]
    return ("\n".join(lines) + "\n").encode()


def parse_model(table: bytes, classes: WordClasses | None = None) -> Model:
    """Read a printed table; raises NotAModel for other word classes, and for what does not print back identically."""
    model = _read(table, classes or load_classes())
    if print_model(model) != table:
        raise NotAModel("权重表读出后再写与原字节不同。请重新运行 scripts/train_semantic.py")
    return model


def load_model() -> Model:
    """The shipped model; raises NotAModel, and NotReadable for its word classes."""
    table = files("gongzhi.screening").joinpath("semantic/weights.txt").read_bytes()
    with collecting_later():
        model = _read(table, load_classes())
    # Printing it all again would take as long as reading it: that the shipped table prints back is a matter for its test.
    vars(model)["version"] = _version(table)
    return model


def _read(table: bytes, classes: WordClasses) -> Model:
    try:
        lines = table.decode().removesuffix("\n").split("\n")
        if lines[0] != _HEAD:
            raise ValueError(f"第 1 行不是“{_HEAD}”")
        end = len(_NUMBERS) + 1
        numbers = {name: int(_after(line, name)) for line, name in zip(lines[1:end], _NUMBERS, strict=True)}
        if _after(lines[end], "classes") != classes.digest:
            raise ValueError("词类表 classes.yaml 在训练之后改过")
        biased = [part.rpartition(":") for part in lines[end + 1].split(" ")]
        rows = [line.split("\t") for line in lines[end + 2 :]]
        return Model(
            **numbers,
            types=tuple(FindingType(name) for name, _, _ in biased),
            type_biases=tuple(int(bias) for _, _, bias in biased),
            leads={name: int(weight) for name, weight, _ in rows},
            kinds={name: kinds for name, _, kinds in rows if kinds},
            classes=classes,
        )
    except (ValueError, IndexError) as error:
        raise NotAModel(f"权重表读不出：{error}。请重新运行 scripts/train_semantic.py") from error


def _version(table: bytes) -> str:
    return hashlib.sha256(table).hexdigest()[:12]


def _after(line: str, name: str) -> str:
    before, _, value = line.partition(" ")
    if before != name:
        raise ValueError(f"“{line}”的位置上应是 {name}")
    return value
