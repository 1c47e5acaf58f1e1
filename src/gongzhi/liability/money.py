"""How much: each rule's sum, what each reading makes of it, recourse, and what must be elected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gongzhi.liability.formulas import Formula, NotAFormula
from gongzhi.liability.rulebook import Concurrence, Reading, Recourse, Rule, RuleSet

Settled = Mapping[str, bool | None]
STATUTE = "条文"


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """What the one who paid may turn to another for."""

    against: str
    extent: str
    amount_fen: int
    provisions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSum:
    """One reading's money from one defendant. ``shares``: what each bears, by parts of the whole.

    ``conditional``: the reading asks for more than the rule, so the rule may hold and nothing be due.
    """

    rule: str
    name: str
    form: str
    amount_fen: int | None
    case: str | None
    outcome: bool | None
    shares: Mapping[str, int]
    recourse: Back | None
    note: str
    conditional: bool = False


def fill_amounts(rules: RuleSet, given: Mapping[str, int]) -> dict[str, int]:
    """Every quantity, stated or by default."""
    return {name: given.get(name, quantity.default) for name, quantity in rules.quantities.items()}


def read_sums(rules: RuleSet, rule: Rule, settled: Settled, values: Mapping[str, int]) -> list[ReadSum]:
    """One per reading of a rule that holds or may hold; one named 条文 when nothing is contested."""
    if rule.formula is None:
        return []
    whole = _capped(rules, rule, settled, values, rule.formula)
    if not rule.readings:
        paid = _of_form(rule.form, whole, values)
        return [_sum(rule, None, settled[rule.number], paid, rule.recourse)]
    found = []
    for reading in rule.readings:
        base = whole if reading.formula is None else _capped(rules, rule, settled, values, reading.formula)
        share = reading.shares.get(rule.defendant)
        paid = _part(base, share) if share is not None else _of_form(reading.form, base, values)
        shares = {who: _part(base, part) for who, part in reading.shares.items()}
        outcome = settled[f"{rule.number}/{reading.name}"]
        found.append(_sum(rule, reading, outcome, paid, reading.recourse or rule.recourse, shares))
    return found


def bounds(sums: Sequence[ReadSum], outcome: bool | None) -> tuple[int, int] | None:
    """Least and most over the readings; nothing at least when the result is open. None without any sum.

    When the result is sure and no single rule is, one of those that may hold does: the smallest of them is due.
    """
    live = [one for one in sums if one.amount_fen is not None and one.outcome is not False]
    amounts = [one.amount_fen for one in live if one.amount_fen is not None]
    if not amounts:
        return None
    if outcome is not True:
        return 0, max(amounts)
    sure = [one.amount_fen for one in live if one.amount_fen is not None and one.outcome is True]
    if sure:
        return min(sure), max(amounts)
    plain = {one.rule for one in live if not one.conditional}
    return (min(amounts) if plain >= {one.rule for one in live} else 0), max(amounts)


def elections(rules: RuleSet, settled: Settled, numbers: frozenset[str]) -> list[tuple[Concurrence, list[Rule]]]:
    """Relations between claims of which at least two hold or may hold."""
    found = []
    for relation in rules.concurrences:
        live = [rules.rules[n] for n in relation.rules if n in numbers and settled.get(n, False) is not False]
        if len(live) > 1:
            found.append((relation, live))
    return found


def _of_form(form: str, whole: int, values: Mapping[str, int]) -> int:
    # Who answers in the second place pays what the first one did not.
    return max(0, whole - values["主责任人已赔"]) if form == "补充" else whole


def _part(whole: int, share: Fraction) -> int:
    return int(whole * share + Fraction(1, 2))


def _capped(rules: RuleSet, rule: Rule, settled: Settled, values: Mapping[str, int], formula: Formula) -> int:
    whole = _amount(formula, values, rule)
    for cap in rules.rules.values():
        if rule.number in cap.caps and settled.get(cap.number) and cap.formula is not None:
            whole = min(whole, _amount(cap.formula, values, cap))
    return max(0, whole)


def _amount(formula: Formula, values: Mapping[str, int], rule: Rule) -> int:
    try:
        return formula.amount(values)
    except NotAFormula as error:
        raise NotAFormula(f"{rule.place}：规则 {rule.number} 的{error}") from error


def _sum(
    rule: Rule,
    reading: Reading | None,
    outcome: bool | None,
    amount: int,
    recourse: Recourse | None,
    shares: Mapping[str, int] | None = None,
) -> ReadSum:
    back = None
    if recourse is not None:
        back = Back(against=recourse.against, extent=recourse.extent, amount_fen=amount, provisions=recourse.provisions)
    return ReadSum(
        rule=rule.number,
        name=reading.name if reading else STATUTE,
        form=reading.form if reading else rule.form,
        amount_fen=amount,
        case=(reading.case or None) if reading else None,
        outcome=outcome,
        shares=shares or {},
        recourse=back,
        note=reading.note if reading else rule.note,
        conditional=bool(reading and reading.also.parts),
    )
