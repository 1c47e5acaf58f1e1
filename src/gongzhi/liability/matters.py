"""Read a case file: two days, amounts, facts answered 是, 否 or 不明; unknown names are refused with the nearest."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from gongzhi.liability.chinese_yaml import (
    Entry,
    NotReadable,
    day_of,
    entries_of,
    entry_of,
    load_yaml,
    take,
    text_of,
    texts_of,
)
from gongzhi.liability.entries import read_answers, sum_of
from gongzhi.liability.linking import nearest
from gongzhi.liability.rulebook import RuleSet
from gongzhi.liability.showing import Shown, add_shown, read_shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What is asked: facts (absent = unknown), amounts in fen, days; ``parts`` are several claimants, sellers or orders.

    ``shown``: what sealed exhibits show; their facts are among ``facts``. ``parties``: who a role is in this part, e.g.
    商家: 甲店, so that several sellers are told apart.
    """

    name: str
    conduct: date
    trial: date | None
    facts: Mapping[str, bool]
    amounts: Mapping[str, int]
    proposals: tuple[str, ...] = ()
    parts: tuple["Matter", ...] = ()
    shown: tuple[Shown, ...] = ()
    parties: Mapping[str, str] = field(default_factory=dict)


def read_matter(text: str, file: str, rules: RuleSet) -> Matter:
    """The case in ``text``. Raises NotReadable naming file, line and remedy."""
    top = load_yaml(text, file)
    take(top, required=("事实日",), optional=("名", "审理日", "金额", "事实", "建议", "分案", "证据"))
    conduct, trial = day_of(top, "事实日"), day_of(top, "审理日")
    assert conduct is not None
    if trial is not None and trial < conduct:
        raise NotReadable(f"{top.at('审理日')}：审理日早于事实日，请核对两个日期")
    proposals = texts_of(top, "建议")
    known = {rule.proposal for rule in rules.rules.values() if rule.proposal}
    for one in proposals:
        if one not in known:
            raise NotReadable(f"{top.at('建议')}：没有名为“{one}”的立法建议{nearest(one, known)}；请改名或删去")
    shown = read_shown(entries_of(top, "证据"), rules)
    whole = Matter(
        name=text_of(top, "名"),
        conduct=conduct,
        trial=trial,
        facts=add_shown(_facts(entry_of(top, "事实"), rules), shown, top.at("证据")),
        amounts=_amounts(entry_of(top, "金额"), rules),
        proposals=proposals,
        shown=shown,
    )
    parts = tuple(_part(entry, whole, rules) for entry in entries_of(top, "分案"))
    return Matter(**{name: getattr(whole, name) for name in whole.__slots__ if name != "parts"}, parts=parts)


def _part(entry: Entry, whole: Matter, rules: RuleSet) -> Matter:
    take(entry, required=("名",), optional=("金额", "事实", "当事人"))
    parties = entry_of(entry, "当事人")
    defendants = sorted({rule.defendant for rule in rules.rules.values()} - {""})
    for role in parties:
        if role not in defendants:
            raise NotReadable(f"{parties.at(role)}：没有名为“{role}”的当事方{nearest(role, defendants)}；请改名")
    return Matter(
        name=text_of(entry, "名"),
        conduct=whole.conduct,
        trial=whole.trial,
        facts={**whole.facts, **_facts(entry_of(entry, "事实"), rules)},
        amounts={**whole.amounts, **_amounts(entry_of(entry, "金额"), rules)},
        proposals=whole.proposals,
        shown=whole.shown,
        parties={role: text_of(parties, role) for role in parties},
    )


def _facts(entry: Entry, rules: RuleSet) -> dict[str, bool]:
    for name in entry:
        fact = rules.facts.get(name)
        if fact is None:
            asked = [one.name for one in rules.facts.values() if not one.derived]
            raise NotReadable(f"{entry.at(name)}：没有名为“{name}”的事实{nearest(name, asked)}；请改名")
        if fact.derived:
            raise NotReadable(f"{entry.at(name)}：“{name}”由规则得出，不能直接写，请写它所依据的事实")
    return read_answers(entry)


def _amounts(entry: Entry, rules: RuleSet) -> dict[str, int]:
    for name in entry:
        if name not in rules.quantities:
            raise NotReadable(f"{entry.at(name)}：没有名为“{name}”的金额{nearest(name, rules.quantities)}；请改名")
    return {name: sum_of(entry, name) for name in entry}
