"""Liability beside clingo and a plain Python interpreter, in one run: explained cases, all combinations, questions.

Figures are processor time of one core. Run: ``python benchmarks/liability.py``. clingo is measured when it can be imported.
"""

import gc
import random
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "liability"))

import plain_liability

from gongzhi.law import load_book
from gongzhi.liability import (
    Contradiction,
    Days,
    Docket,
    Engine,
    Explaining,
    Kind,
    RuleSet,
    Screening,
    compile_rules,
    load_rules,
)
from gongzhi.liability.conditions import All, Condition, Named, Not, names_in
from gongzhi.liability.tables import every_combination

FACTS, RULES = 20, 12


def small_set(rules: RuleSet, numbers: frozenset[str]) -> tuple[RuleSet, frozenset[str]]:
    """Twelve shipped claim rules over at most twenty facts, with the facts that they share."""
    circuit_facts: set[str] = set()
    chosen: list[str] = []
    candidates = [r for r in rules.rules.values() if r.number in numbers and r.group and not r.proposal]
    for rule in sorted(candidates, key=lambda r: -len(r.conditions.parts)):
        named = list(names_in(rule.conditions))
        if any(one.is_rule or one.name in rules.targeting() for one in named):
            continue
        facts = {one.name for one in named}
        if len(chosen) < RULES and len(circuit_facts | facts) <= FACTS and all(n in chosen for n in rule.yields_to):
            chosen.append(rule.number)
            circuit_facts |= facts
    kept = RuleSet(
        sources=rules.sources,
        quantities=rules.quantities,
        facts={name: fact for name, fact in rules.facts.items() if name in circuit_facts},
        rules={number: rules.rules[number] for number in chosen},
    )
    return kept, frozenset(chosen)


def timed(work: Callable[[], object], repeat: int = 5) -> float:
    """The best of some runs, in seconds of processor time: other work on the machine does not count."""
    best = float("inf")
    for _ in range(repeat):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def draw(screening: Screening, chance: random.Random, share: float) -> tuple[int, int]:
    """A case in which about ``share`` of the facts are known and nothing is contradictory."""
    names = screening.program.asked
    while True:
        facts = {name: chance.random() < 0.5 for name in names if chance.random() < share}
        try:
            return screening.admit(screening.planes(facts))[0]
        except Contradiction:
            continue


def explained(title: str, screening: Screening, chance: random.Random, count: int) -> None:
    """Explained cases a second on cases drawn from a pool of distinct ones, and on cases never seen before."""
    # A fifth of the facts are known and every case is a fresh draw; what repeats is the pattern of the few facts
    # that can matter to one result.
    cases = [draw(screening, chance, 0.2) for _ in range(count)]
    explaining = Explaining(screening)
    start = time.process_time()
    for case in cases:
        explaining.explain(case)
    cold = time.process_time() - start
    warm = timed(lambda: [explaining.explain(case) for case in cases], 3)
    print(f"{title}：每秒说明案件 首遇 {count / cold:,.0f}，再遇 {count / warm:,.0f}（{count:,} 件互不相同的抽样）")


def docketed(engine: Engine, numbers: frozenset[str], chance: random.Random, count: int) -> None:
    """Many cases at once on the full rule set: every result settled, and of each that holds form, sums, tree, deciding facts."""
    screening = engine.screening(numbers)
    start = time.process_time()
    docket = Docket(screening)
    made = time.process_time() - start
    cases = [draw(screening, chance, 0.2) for _ in range(count)]
    amounts = [
        {"价款": chance.randrange(1000, 100_000), "损失": chance.randrange(100_000), "数量": chance.randrange(1, 4)}
        for _ in cases
    ]
    # What was made before (law, rules) is set aside, as in a server that runs for days.
    gc.collect()
    gc.freeze()
    start = time.process_time()
    found = docket.explain(cases, amounts)
    first = time.process_time() - start
    holding = sum(map(len, found)) / count
    found.clear()
    best = timed(lambda: docket.explain(cases, amounts), 5)
    gc.unfreeze()
    print(
        f"整套成批：每秒说明案件 首遇 {count / first:,.0f}，再遇 {count / best:,.0f}"
        f"（{count:,} 件，140 项逐件逐项精确定出，每件成立的 {holding:.1f} 项有理由树、起决定作用的事实、逐说金额；"
        f"一次性准备 {made:.2f} 秒，不在内）"
    )
    sample = [chance.randrange(count) for _ in range(100)]
    found = docket.explain([cases[one] for one in sample], [amounts[one] for one in sample])
    for one, held in zip(sample, found, strict=True):
        alone = {view.name: view.deciding for view in screening.views(cases[one]) if view.outcome}
        assert alone == {grounds.name: grounds.deciding for grounds, _ in held}
    print("    其中 100 件与逐件分析逐项相同（成立与否、起决定作用的事实）")


def plain(rules: RuleSet, numbers: frozenset[str], chance: random.Random) -> None:
    """The plain interpreter: every rule of one fully known case, no explanation."""
    cases = [{name: chance.random() < 0.5 for name in rules.facts} for _ in range(4_000 // len(numbers))]

    def work() -> None:
        for case in cases:
            reading = plain_liability.Reading(rules, numbers, case)
            for rule in rules.rules.values():
                reading.rule(rule)

    print(f"朴素解释器（{len(rules.rules)} 条，无说明）：每秒 {len(cases) / timed(work, 2):,.0f} 件")


def atom(condition: Condition, rules: dict[str, int], facts: dict[str, int], lines: list[str]) -> str:
    """A condition as a clingo literal; parts get their own atoms."""
    if isinstance(condition, Named):
        return f"r({rules[condition.name]})" if condition.is_rule else f"h({facts[condition.name]})"
    if isinstance(condition, Not):
        inner = atom(condition.part, rules, facts, lines)
        if inner.startswith("not "):
            inner = fresh(lines, [inner])
        return f"not {inner}"
    parts = [atom(part, rules, facts, lines) for part in condition.parts]
    if isinstance(condition, All):
        return fresh(lines, parts)
    made = f"a({len(lines)})"
    lines += [f"{made} :- {part}." for part in parts] or [f"{made} :- #false."]
    return made


def fresh(lines: list[str], parts: list[str]) -> str:
    """A new atom that holds when all parts do."""
    made = f"a({len(lines)})"
    lines.append(f"{made} :- {', '.join(parts) or '#true'}.")
    return made


def with_clingo(rules: RuleSet, chance: random.Random) -> None:
    """clingo with externals, one solve per fully known case; its models are checked against the plain reading."""
    try:
        import clingo
    except ImportError:
        print("clingo：未安装，略（pip install clingo）")
        return
    facts = {name: place for place, name in enumerate(rules.facts)}
    numbers = {number: place for place, number in enumerate(rules.rules)}
    lines = [f"#external f({place}). h({place}) :- f({place})." for place in facts.values()]
    for rule in rules.rules.values():
        if rule.kind is Kind.DEEMED:
            lines.append(f"h({facts[rule.target]}) :- r({numbers[rule.number]}).")
        beaten = "".join(f", not r({numbers[one]})" for one in rule.yields_to)
        lines.append(f"r({numbers[rule.number]}) :- {atom(rule.conditions, numbers, facts, lines)}{beaten}.")
    control = clingo.Control(["--warn=none"])
    control.add("base", [], "\n".join(lines) + "\n#show r/1.")
    control.ground([("base", [])])
    symbols = {name: clingo.Function("f", [clingo.Number(place)]) for name, place in facts.items()}
    cases = [{name: chance.random() < 0.5 for name in facts} for _ in range(2_000)]
    asked = [name for name in facts if not rules.facts[name].derived]
    found: list[set[int]] = []

    def work() -> None:
        found.clear()
        for case in cases:
            for name in asked:
                control.assign_external(symbols[name], case[name])
            with control.solve(yield_=True) as handle:
                model = next(iter(handle))
                found.append({symbol.arguments[0].number for symbol in model.symbols(shown=True)})

    rate = len(cases) / timed(work, 2)
    # The plain reading of a large set is slow: as many cases as it reads in about a second.
    for case, held in zip(cases[: 20_000 // len(numbers)], found, strict=False):
        reading = plain_liability.Reading(rules, frozenset(rules.rules), case)
        assert held == {numbers[rule.number] for rule in rules.rules.values() if reading.rule(rule)}
    print(f"clingo {clingo.__version__}（{len(rules.rules)} 条，无说明）：每秒 {rate:,.0f} 件，与朴素解释器逐件一致")


def rules_in(rules: RuleSet, numbers: frozenset[str]) -> RuleSet:
    """The rules that apply, with all facts."""
    kept = {number: rule for number, rule in rules.rules.items() if number in numbers}
    return replace(rules, rules=kept, concurrences=(), untranslated=(), invariants=(), examples=())


def combinations(rules: RuleSet, numbers: frozenset[str]) -> None:
    """All combinations of twenty facts at once."""
    program = compile_rules(rules, numbers)
    run = program.circuit.straight_line([program.roots[number] for number in sorted(numbers)])
    best = timed(lambda: every_combination(run, FACTS), 30)
    print(f"{len(numbers)} 条规则、{len(program.asked)} 个事实，2^20 种组合全部算完：{best * 1e3:.2f} 毫秒")


def population(title: str, rules: RuleSet, versions: list[frozenset[str]], chance: random.Random) -> None:
    """Ten million cases under two versions of the law; the difference is one xor."""
    count = 10_000_000
    columns: list[int] | None = None
    total = 0.0
    for numbers in versions:
        program = compile_rules(rules, numbers)
        run = program.circuit.straight_line([program.roots[number] for number in sorted(rules.rules)])
        if columns is None:
            columns = [chance.getrandbits(count) for _ in program.asked]
        every = (1 << count) - 1
        start = time.process_time()
        run(columns, every)
        total += time.process_time() - start
    print(f"{title}：1000 万件 × {len(versions)} 个版本 {total:.2f} 秒（不含排列成列）")


def questions(engine: Engine, numbers: frozenset[str], chance: random.Random) -> None:
    """What to ask next, in cases of growing knowledge, on the full rule set."""
    screening = engine.screening(numbers)
    screening.views((0, 0))
    spent = []
    for share in (0.0, 0.02, 0.05, 0.1, 0.2, 0.5):
        for _ in range(20):
            case = draw(screening, chance, share)
            start = time.process_time()
            engine.questions(numbers, case)
            spent.append(time.process_time() - start)
    spent.sort()
    p99 = spent[int(len(spent) * 0.99) - 1]
    print(
        f"整套规则的下一问：中位 {statistics.median(spent) * 1e3:.1f} 毫秒，p99 {p99 * 1e3:.1f} 毫秒（{len(spent)} 案）"
    )


def main() -> None:
    """Print every figure."""
    chance = random.Random(20260301)
    rules, book = load_rules(), load_book()
    engine = Engine(rules, book)
    law = engine.applicable_on(Days(conduct=date(2026, 3, 1), trial=date(2026, 6, 1)))
    older = engine.applicable_on(Days(conduct=date(2021, 3, 1), trial=date(2021, 6, 1)))
    few, numbers = small_set(rules, law.numbers)
    print(
        f"整套：规则 {len(rules.rules)} 条，事实 {len(rules.facts)} 个；小套：规则 {len(few.rules)} 条，事实 {len(few.facts)} 个"
    )
    explained("小套", Screening(compile_rules(few, numbers)), chance, 20_000)
    explained("整套", engine.screening(law.numbers), chance, 200)
    docketed(engine, law.numbers, chance, 32_768)
    plain(few, numbers, chance)
    plain(rules, law.numbers, chance)
    with_clingo(few, chance)
    with_clingo(rules_in(rules, law.numbers), chance)
    combinations(few, numbers)
    questions(engine, law.numbers, chance)
    population("小套", few, [numbers, frozenset(sorted(numbers)[:-1])], chance)
    population("整套", rules, [older.numbers, law.numbers], chance)


if __name__ == "__main__":
    main()
