"""Change every rule a little and see whether the examples notice; changes that change nothing are told exactly."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from gongzhi.liability.analysing import Contradiction
from gongzhi.liability.answering import Engine
from gongzhi.liability.circuits import NO, Circuit
from gongzhi.liability.compiling import Program, compile_rules
from gongzhi.liability.conditions import All, Any_, Condition, Not, show_condition
from gongzhi.liability.diagrams import Diagram
from gongzhi.liability.examples import answers_of, law_of, settle_example
from gongzhi.liability.forms import Impossible, Limits, Planes, depth_first, form_of
from gongzhi.liability.results import surely
from gongzhi.liability.rulebook import Example, Kind, Rule, RuleSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One changed rule. ``killed_by`` an example, or ``equivalent``: no combination of facts tells it apart."""

    rule: str
    change: str
    place: str
    killed_by: str
    equivalent: bool

    def __str__(self) -> str:
        if self.killed_by or self.equivalent:
            return f"{self.rule} {self.change}：{self.killed_by or '与原规则等同'}"
        return f"{self.place}：{self.rule} {self.change}，没有案例察觉，请补一个案例"


@dataclass(frozen=True, slots=True)
class _Seen:
    """An example with what came out of the rules as they are."""

    example: Example
    numbers: frozenset[str]
    known: Planes
    settled: dict[str, bool | None]


class _Changed:
    """A changed rule set; compiled only for the days on which an example is tried."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self._programs: dict[tuple[frozenset[str], bool], Program] = {}

    def program(self, numbers: frozenset[str], adjudicate: bool) -> Program:
        key = (numbers, adjudicate)
        if key not in self._programs:
            self._programs[key] = compile_rules(self.rules, numbers, adjudicate=adjudicate)
        return self._programs[key]


def mutate_rules(engine: Engine, only: frozenset[str] = frozenset()) -> Iterator[Mutant]:
    """Every change of every rule (or of those in ``only``), and whether an example notices it."""
    seen = list(_seen(engine))
    for rule in engine.rules.rules.values():
        if only and rule.number not in only:
            continue
        for change, changed in changes_of(rule):
            yield _judge(engine, seen, rule, change, changed)


def changes_of(rule: Rule) -> Iterator[tuple[str, Rule]]:
    """Each way to get a rule wrong by one step."""
    for change, parts in _changed_parts(rule.conditions.parts):
        yield change, replace(rule, conditions=All(parts))
    if not rule.conditions.parts:
        yield "去掉整条规则", replace(rule, conditions=All((Any_(()),)))
    for place, number in enumerate(rule.yields_to):
        kept = rule.yields_to[:place] + rule.yields_to[place + 1 :]
        yield f"不再让位于 {number}", replace(rule, yields_to=kept)


def _changed_parts(parts: tuple[Condition, ...]) -> Iterator[tuple[str, tuple[Condition, ...]]]:
    for place, part in enumerate(parts):
        before, after = parts[:place], parts[place + 1 :]
        yield f"去掉条件“{show_condition(part)}”", before + after
        for change, one in _changed(part):
            yield change, (*before, one, *after)


def _changed(part: Condition) -> Iterator[tuple[str, Condition]]:
    if isinstance(part, Not):
        yield f"“{show_condition(part)}”去掉非", part.part
        return
    if isinstance(part, All | Any_):
        kind, other = (All, Any_) if isinstance(part, All) else (Any_, All)
        if len(part.parts) > 1:
            yield f"“{show_condition(part)}”换任一与全部", other(part.parts)
        for change, parts in _changed_parts(part.parts):
            yield change, kind(parts)
        return
    yield f"“{show_condition(part)}”加非", Not(part)


def _seen(engine: Engine) -> Iterator[_Seen]:
    for example in engine.rules.examples:
        numbers = law_of(engine, example).numbers
        screening = engine.screening(numbers)
        try:
            known, _ = screening.admit(screening.planes(answers_of(engine, example)))
            settled = settle_example(engine, example, numbers)
        except Contradiction:
            continue
        yield _Seen(example, numbers, screening.forced(known) if example.adjudicate else known, settled)


def _judge(engine: Engine, seen: list[_Seen], rule: Rule, change: str, changed: Rule) -> Mutant:
    rules = replace(engine.rules, rules={**engine.rules.rules, rule.number: changed})
    other = _Changed(rules)
    killer = next((one.example.name for one in _near(seen, rule) if _notices(other, one)), "")
    equivalent = not killer and _equivalent(engine.rules, rules, rule)
    return Mutant(rule=rule.number, change=change, place=rule.place, killed_by=killer, equivalent=equivalent)


def _near(seen: list[_Seen], rule: Rule) -> list[_Seen]:
    """Those in which the rule applies, the ones that speak of it first."""
    near = [one for one in seen if rule.number in one.numbers]
    return sorted(near, key=lambda one: not ({rule.number, rule.group} & set(one.example.outcomes)))


def _notices(other: _Changed, one: _Seen) -> bool:
    program = other.program(one.numbers, one.example.adjudicate)
    names = list(one.example.outcomes)
    roots = [program.root_of(name) for name in names]
    if one.example.adjudicate:
        halves = {2 * i + plane: one.known[plane] >> i & 1 for i in range(len(program.asked)) for plane in (0, 1)}
        found: list[bool | None] = [bool(value) for value in program.circuit.evaluate(roots, halves, 1)]
    else:
        planes = surely(program.circuit, roots, [one.known])
        found = [_exactly(program, root, plane, one.known) for root, plane in zip(roots, planes, strict=True)]
    return any(value is not one.settled.get(name) for name, value in zip(names, found, strict=True))


def _exactly(program: Program, root: int, plane: Planes, known: Planes) -> bool | None:
    if plane != (0, 0):
        return bool(plane[0])
    support = set(program.circuit.support([root]))
    near = [node for node in program.conflicts if support & set(program.circuit.support([node]))]
    deemed = [(fact, node) for fact, node in program.deemed if known[1] >> fact & 1]
    try:
        return form_of(program.circuit, [root], Limits(near, deemed)).settle(root, known)
    except Impossible:
        return None


def _equivalent(rules: RuleSet, changed: RuleSet, rule: Rule) -> bool:
    """Whether every rule and result comes out alike in every possible combination, all rules applying."""
    numbers = (
        frozenset(rules.rules) if rule.proposal else frozenset(n for n, r in rules.rules.items() if not r.proposal)
    )
    before, after = compile_rules(rules, numbers), compile_rules(changed, numbers)
    both = Circuit()
    names = sorted(before.roots)
    if rule.kind is Kind.PRESUMED:
        names = [rule.number]
    old = before.circuit.copy_into(both, [before.roots[name] for name in names], {})
    new = after.circuit.copy_into(both, [after.roots[name] for name in names], {})
    differ = both.some(
        both.either(both.both(a, both.negate(b)), both.both(b, both.negate(a)))
        for a, b in zip(old, new, strict=True)
        if a != b
    )
    return differ == NO or not _possible(before, both, differ)


def _possible(program: Program, both: Circuit, differ: int) -> bool:
    support = set(both.support([differ]))
    near = [node for node in program.conflicts if support & set(program.circuit.support([node]))]
    conflicts = program.circuit.copy_into(both, near, {})
    diagram = Diagram(depth_first(both, [differ, *conflicts]))
    found, *impossible = diagram.build(both, [differ, *conflicts])
    for node in impossible:
        found = diagram.both(found, diagram.negate(node))
    return found != NO
