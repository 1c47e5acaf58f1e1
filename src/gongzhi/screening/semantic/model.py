"""The shipped model: how much a stretch of speech leans towards being a lead, and of which type."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from itertools import accumulate, chain, repeat
from math import exp
from operator import add, sub

from gongzhi.screening.findings import FindingType
from gongzhi.screening.semantic.fitting import shares
from gongzhi.screening.semantic.pieces import pieces_at, pieces_of

_HEAD = "gongzhi semantic 1"
_NUMBERS = ("scale", "window", "threshold", "bias", "slope_thousandths", "offset_thousandths")


class NotAModel(ValueError):
    """A table of weights that cannot be used as it stands."""


@dataclass(frozen=True)
class Model:
    """Weights as whole numbers; a score is their sum, ``scale`` of it is one natural logarithm of the odds.

    ``leads`` says how much a piece leans towards a lead, ``kinds`` the printed weights of each type in the order of
    ``types``. Lines longer than ``window`` folded characters are read window by window.
    """

    scale: int
    window: int
    threshold: int
    bias: int
    slope_thousandths: int
    offset_thousandths: int
    types: tuple[FindingType, ...]
    type_biases: tuple[int, ...]
    leads: dict[str, int]
    kinds: dict[str, str]

    def score(self, plain: str) -> int:
        """The score of a short folded line, or of the best window of a long one."""
        if len(plain) > self.window:
            return max(self.windows(plain)[1])
        ones, twos, threes = pieces_at(plain)
        get, none = self.leads.get, repeat(0)
        return self.bias + sum(map(get, ones, none)) + sum(map(get, twos, none)) + sum(map(get, threes, none))

    def windows(self, plain: str) -> tuple[list[int], list[int]]:
        """What the pieces that begin at each character add, and the score of the window that begins there."""
        ones, twos, threes = pieces_at(plain)
        get, none = self.leads.get, repeat(0)
        # The last characters begin no longer piece; this is the innermost loop of the layer, so no call per character.
        some = map(add, map(get, ones, none), chain(map(get, twos, none), none))
        added = list(map(add, some, chain(map(get, threes, none), none)))
        sums = list(accumulate(added, initial=self.bias))
        if len(added) <= self.window:
            return added, [sums[-1]]
        return added, [self.bias + more for more in map(sub, sums[self.window :], sums)]

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
        totals = list(self.type_biases)
        for piece in pieces_of(plain):
            row = self.kinds.get(piece)
            if row:
                totals = [total + int(weight) for total, weight in zip(totals, row.split(" "), strict=True)]
        return shares([total / self.scale for total in totals])

    @cached_property
    def version(self) -> str:
        """The first twelve hexadecimal digits of the SHA-256 of the printed table."""
        return hashlib.sha256(print_model(self)).hexdigest()[:12]


def print_model(model: Model) -> bytes:
    """The table as it is shipped: the numbers, the types with their bias, then one piece a line, sorted."""
    lines = [_HEAD, *(f"{name} {getattr(model, name)}" for name in _NUMBERS)]
    lines.append(" ".join(f"{one}:{bias}" for one, bias in zip(model.types, model.type_biases, strict=True)))
    lines += [f"{piece}\t{model.leads.get(piece, 0)}\t{model.kinds.get(piece, '')}" for piece in sorted(model.leads)]
    return ("\n".join(lines) + "\n").encode()


def parse_model(table: bytes) -> Model:
    """Read a printed table; raises NotAModel for anything that does not print back identically."""
    try:
        lines = table.decode().removesuffix("\n").split("\n")
        if lines[0] != _HEAD:
            raise ValueError(f"第 1 行不是“{_HEAD}”")
        numbers = {name: int(_after(line, name)) for line, name in zip(lines[1:7], _NUMBERS, strict=True)}
        biased = [part.rpartition(":") for part in lines[7].split(" ")]
        rows = [line.split("\t") for line in lines[8:]]
        model = Model(
            **numbers,
            types=tuple(FindingType(name) for name, _, _ in biased),
            type_biases=tuple(int(bias) for _, _, bias in biased),
            leads={piece: int(weight) for piece, weight, _ in rows},
            kinds={piece: kinds for piece, _, kinds in rows if kinds},
        )
    except (ValueError, IndexError) as error:
        raise NotAModel(f"权重表读不出：{error}。请重新运行 scripts/train_semantic.py") from error
    if print_model(model) != table:
        raise NotAModel("权重表读出后再写与原字节不同。请重新运行 scripts/train_semantic.py")
    return model


def load_model() -> Model:
    """The shipped model; raises NotAModel."""
    return parse_model(files("gongzhi.screening").joinpath("semantic/weights.txt").read_bytes())


def _after(line: str, name: str) -> str:
    before, _, value = line.partition(" ")
    if before != name:
        raise ValueError(f"“{line}”的位置上应是 {name}")
    return value
