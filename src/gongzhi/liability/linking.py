"""Check that the files fit together: every fact, rule and source named exists, and nothing rests on itself."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from gongzhi.liability.chinese_yaml import NotReadable
from gongzhi.liability.conditions import All, Named, names_in
from gongzhi.liability.rulebook import Example, Invariant, Kind, Rule, RuleSet


def link(rules: RuleSet) -> RuleSet:
    """The same set, checked. Raises NotReadable naming file, line and remedy."""
    groups = rules.groups()
    for rule in rules.rules.values():
        _check_rule(rules, rule)
    for fact in rules.facts.values():
        _known(rules.sources, (p.split("/")[0] for p in fact.provisions), fact.place, "法源")
    for conflict in rules.conflicts:
        _check_conditions(rules, conflict.conditions, conflict.place)
    for relation in rules.concurrences:
        _known(rules.rules, relation.rules, relation.place, "规则")
    for remark in rules.untranslated:
        _known(rules.rules, remark.rules, remark.place, "规则")
    for invariant in rules.invariants:
        _check_invariant(rules, groups, invariant)
    for example in rules.examples:
        _check_example(rules, groups, example)
    list(rules_in_order(rules.rules.values()))
    return rules


def rules_in_order(rules: Iterable[Rule]) -> Iterator[Rule]:
    """Each rule after all that it rests on. Raises NotReadable when a rule rests on itself."""
    by_number = {rule.number: rule for rule in rules}
    below = _below(by_number)
    state: dict[str, str] = {}

    def visit(number: str, path: tuple[str, ...]) -> Iterator[Rule]:
        if state.get(number) == "done":
            return
        if number in state:
            loop = " → ".join((*path[path.index(number) :], number))
            raise NotReadable(f"{by_number[number].place}：规则循环引用 {loop}，请去掉其中一处")
        state[number] = "open"
        for lower in below[number]:
            yield from visit(lower, (*path, number))
        state[number] = "done"
        yield by_number[number]

    for number in by_number:
        yield from visit(number, ())


def _below(rules: Mapping[str, Rule]) -> dict[str, list[str]]:
    """What each rule rests on: rules named, rules that deem or presume a fact named, rules that defeat it."""
    targeting: dict[str, list[str]] = {}
    below: dict[str, list[str]] = {number: [] for number in rules}
    for rule in rules.values():
        targeting.setdefault(rule.target, []).append(rule.number)
        for number in rule.overrides:
            below[number].append(rule.number)
    for rule in rules.values():
        below[rule.number] += rule.yields_to
        for condition in (rule.conditions, *(reading.also for reading in rule.readings)):
            for named in names_in(condition):
                below[rule.number] += [named.name] if named.is_rule else targeting.get(named.name, [])
    return below


def nearest(name: str, known: Iterable[str]) -> str:
    """``，最接近的是……``, or nothing when nothing is near."""
    near = get_close_matches(name, list(known), n=3, cutoff=0.3)
    return f"，最接近的是 {'、'.join(near)}" if near else ""


def _check_rule(rules: RuleSet, rule: Rule) -> None:
    cited = (*rule.provisions, *rule.also_see, *_recourse_provisions(rule))
    _known(rules.sources, (provision.split("/")[0] for provision in cited), rule.place, "法源")
    if any(rules.sources[p.split("/")[0]].proposal for p in rule.provisions) and not rule.proposal:
        raise NotReadable(f"{rule.place}：规则 {rule.number} 引用立法建议，却在现行法层，请移到建议层的文件")
    if (rule.overrides or rule.caps) and not rule.proposal:
        raise NotReadable(f"{rule.place}：压倒、限 只能写在建议层，现行法请用 让位于")
    _known(rules.rules, (*rule.yields_to, *rule.overrides, *rule.caps), rule.place, "规则")
    if rule.target:
        _known(rules.facts, (rule.target,), rule.place, "事实")
    for condition in (rule.conditions, *(reading.also for reading in rule.readings)):
        _check_conditions(rules, condition, rule.place)
    for formula in (rule.formula, *(reading.formula for reading in rule.readings)):
        if formula is not None:
            _known(rules.quantities, sorted(formula.names), rule.place, "金额")


def _recourse_provisions(rule: Rule) -> Iterator[str]:
    for recourse in (rule.recourse, *(reading.recourse for reading in rule.readings)):
        if recourse is not None:
            yield from recourse.provisions


def _check_conditions(rules: RuleSet, condition: All, place: str, groups: Mapping[str, object] | None = None) -> None:
    for named in names_in(condition):
        _check_name(rules, named, place, groups)


def _check_name(rules: RuleSet, named: Named, place: str, groups: Mapping[str, object] | None) -> None:
    if "/" in named.name:
        _known(groups or {}, (named.name,), place, "结论（谁/则，只能用在不变式里）")
    elif named.is_rule:
        _known(rules.rules, (named.name,), place, "规则")
    else:
        _known(rules.facts, (named.name,), place, "事实")


def _check_invariant(rules: RuleSet, groups: Mapping[str, object], one: Invariant) -> None:
    for condition in (one.given, one.then):
        if condition is not None:
            _check_conditions(rules, condition, one.place, groups)
    concluded, varied = one.unmoved or ((), ())
    fields = ("民事", "行政")
    for name in (*one.apart, *(name for name in concluded if name not in fields)):
        _check_name(rules, Named(name), one.place, groups)
    _known(rules.facts, (name for name in varied if name not in fields), one.place, "事实")


def _check_example(rules: RuleSet, groups: Mapping[str, object], one: Example) -> None:
    _known(rules.facts, one.facts, one.place, "事实")
    _known(rules.quantities, one.amounts, one.place, "金额")
    _known({**rules.rules, **groups}, one.outcomes, one.place, "规则或结论")
    derived = [name for name in one.facts if rules.facts[name].derived]
    if derived:
        raise NotReadable(f"{one.place}：“{derived[0]}”由规则得出，不能直接给，请改给它所依据的事实")
    for name in one.sums:
        number, _, reading = name.partition("/")
        _known(rules.rules, (number,), one.place, "规则")
        rule = rules.rules[number]
        if rule.kind is not Kind.CLAIM or (reading and reading not in {r.name for r in rule.readings}):
            raise NotReadable(f"{one.place}：额 里的“{name}”应写成 规则号 或 规则号/解释名")


def _known(known: Iterable[str], names: Iterable[str], place: str, what: str) -> None:
    for name in names:
        if name not in known:
            raise NotReadable(f"{place}：没有名为“{name}”的{what}{nearest(name, known)}；请改名或补写")
