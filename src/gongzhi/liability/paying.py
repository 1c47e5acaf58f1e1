"""What every rule and reading would have to be paid, of many cases at once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gongzhi.liability.circuits import Column
from gongzhi.liability.formulas import Formula
from gongzhi.liability.lanes import bits_in
from gongzhi.liability.money import STATUTE
from gongzhi.liability.rulebook import Rule, RuleSet

# Sums beyond are worked on as numbers of any size.
_FITS = 1 << 62
Fen = NDArray[Any]
Lanes = NDArray[np.intp]


class Pay(NamedTuple):
    """One reading of a rule (条文 when nothing is contested) and its form."""

    rule: str
    reading: str
    form: str


def pays_of(rules: Iterable[Rule]) -> list[Pay]:
    """Every reading of these rules that is about money."""
    found = []
    for rule in rules:
        if rule.formula is not None:
            found += [Pay(rule.number, one.name, one.form) for one in rule.readings] or [
                Pay(rule.number, STATUTE, rule.form)
            ]
    return found


class Paying:
    """The sums of one batch. ``surely``: in which cases a rule surely holds; asked of rules that cap others."""

    def __init__(self, rules: RuleSet, amounts: Sequence[Mapping[str, int]], surely: Callable[[str], Column]) -> None:
        self._rules, self._count, self._surely = rules, len(amounts), surely
        self._given = amounts
        self._stated = frozenset().union(*amounts)
        self._columns: dict[str, Fen] = {}
        self._caps: dict[str, list[tuple[str, Formula]]] = {}
        for cap in rules.rules.values():
            for number in cap.caps if cap.formula is not None else ():
                assert cap.formula is not None
                self._caps.setdefault(number, []).append((cap.number, cap.formula))

    def fen(self, pay: Pay, lanes: Lanes) -> Fen:
        """Fen in these cases, as ``money.read_sums`` says of one case. Raises NotAFormula."""
        rule = self._rules.rules[pay.rule]
        assert rule.formula is not None
        reading = next((one for one in rule.readings if one.name == pay.reading), None)
        if reading is None:
            return self._of_form(rule.form, self._capped(rule, rule.formula, lanes), lanes)
        whole = self._capped(rule, reading.formula or rule.formula, lanes)
        share = reading.shares.get(rule.defendant)
        return _part(whole, share) if share is not None else self._of_form(reading.form, whole, lanes)

    def _capped(self, rule: Rule, formula: Formula, lanes: Lanes) -> Fen:
        whole = self._amounts(formula, lanes)
        for number, limit in self._caps.get(rule.number, ()):
            if holds := self._surely(number):
                capped = bits_in(holds, self._count)[lanes].astype(bool)
                whole = np.where(capped, np.minimum(whole, self._amounts(limit, lanes)), whole)
        return whole

    def _amounts(self, formula: Formula, lanes: Lanes) -> Fen:
        return formula.amounts({name: self._column(name)[lanes] for name in formula.names}, len(lanes))

    def _column(self, name: str) -> Fen:
        if name not in self._columns:
            default = self._rules.quantities[name].default
            stated = (
                [one.get(name, default) for one in self._given] if name in self._stated else [default] * self._count
            )
            self._columns[name] = _column_of(stated)
        return self._columns[name]

    def _of_form(self, form: str, whole: Fen, lanes: Lanes) -> Fen:
        return np.maximum(whole - self._column("主责任人已赔")[lanes], 0) if form == "补充" else whole


def _column_of(found: list[int]) -> Fen:
    try:
        column: Fen = np.array(found, dtype=np.int64)
    except OverflowError:
        return np.array(found, dtype=object)
    fits = not len(column) or (column.min() > -_FITS and column.max() < _FITS)
    return column if fits else np.array(found, dtype=object)


def _part(whole: Fen, share: Fraction) -> Fen:
    top, bottom = share.numerator, share.denominator
    return (2 * whole * top + bottom) // (2 * bottom)
