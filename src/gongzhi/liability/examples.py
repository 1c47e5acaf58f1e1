"""Run the examples that stand beside the rules: what a lawyer signed has to come out."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from gongzhi.liability.analysing import Contradiction
from gongzhi.liability.answering import Engine
from gongzhi.liability.money import ReadSum, fill_amounts, read_sums
from gongzhi.liability.rulebook import Example
from gongzhi.liability.trees import OUTCOME_NAMES
from gongzhi.liability.versions import Applicable, Days


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What came out otherwise than written; ``str`` of it is one line with the place."""

    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}：{self.what}"


def run_examples(engine: Engine, chosen: Iterable[Example] | None = None) -> Iterator[Failure]:
    """Every difference between what an example says and what comes out."""
    for example in engine.rules.examples if chosen is None else chosen:
        law = law_of(engine, example)
        try:
            settled = settle_example(engine, example, law.numbers)
        except Contradiction as error:
            yield Failure(place=example.place, what=f"案例“{example.name}”的{error}")
            continue
        yield from _differences(engine, example, law, settled)


def law_of(engine: Engine, example: Example) -> Applicable:
    """The rules that apply on the days of an example."""
    return engine.applicable_on(Days(conduct=example.conduct, trial=example.trial), example.proposals)


def settle_example(engine: Engine, example: Example, numbers: frozenset[str]) -> dict[str, bool | None]:
    """What every rule, reading and result comes to. Raises Contradiction."""
    screening = engine.screening(numbers)
    known, _ = screening.admit(screening.planes(answers_of(engine, example)))
    if example.adjudicate:
        return dict(engine.adjudication(numbers).settle(known))
    settled = screening.values(known)
    for name in {*example.outcomes, *(one.split("/")[0] for one in example.sums)}:
        rule = engine.rules.rules.get(name)
        group = rule.group if rule else name
        if settled[name] is None and group:
            settled |= screening.view(group, known).settled
    return settled


def answers_of(engine: Engine, example: Example) -> dict[str, bool]:
    """The facts that an example gives, with those it leaves to 否."""
    if not example.rest_false:
        return dict(example.facts)
    asked: Collection[str] = [one.name for one in engine.rules.facts.values() if not one.derived]
    return {name: example.facts.get(name, False) for name in asked}


def _differences(
    engine: Engine, example: Example, law: Applicable, settled: dict[str, bool | None]
) -> Iterator[Failure]:
    groups = engine.rules.groups()
    for name, wanted in example.outcomes.items():
        numbers = {rule.number for rule in groups[name]} if name in groups else {name}
        found = OUTCOME_NAMES[settled.get(name)] if numbers & law.numbers else "不适用"
        if found != wanted:
            why = "；".join(law.refusals[number] for number in sorted(numbers & set(law.refusals)))
            yield Failure(
                place=example.place,
                what=f"案例“{example.name}”写明 {name} {wanted}，实际 {found}{f'（{why}）' if why else ''}",
            )
    values = fill_amounts(engine.rules, example.amounts)
    for name, wanted_fen in example.sums.items():
        number, _, reading = name.partition("/")
        sums = read_sums(engine.rules, engine.rules.rules[number], settled, values)
        found_fen = _sum_named(sums, reading)
        if found_fen != wanted_fen:
            yield Failure(
                place=example.place, what=f"案例“{example.name}”写明 {name} 为 {wanted_fen} 分，实际 {found_fen} 分"
            )


def _sum_named(sums: list[ReadSum], reading: str) -> int | None:
    if not reading:
        return max((one.amount_fen for one in sums if one.amount_fen is not None), default=None)
    return next((one.amount_fen for one in sums if one.name == reading), None)
