"""The issues that a case may raise: facts that are put aside together until somebody speaks of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from gongzhi.liability.chinese_yaml import NotReadable, entries_of, load_yaml, take, text_of, texts_of
from gongzhi.liability.linking import nearest
from gongzhi.liability.rulebook import RuleSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """An issue: ``question`` asks whether it comes up at all; ``facts`` are put aside while it does not."""

    name: str
    question: str
    facts: tuple[str, ...]
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Issues:
    """All issues, and ``first``: facts that open or close much and are asked before any other."""

    first: tuple[str, ...] = ()
    every: tuple[Issue, ...] = ()


def load_issues(rules: RuleSet, directory: Traversable | Path | None = None) -> Issues:
    """The shipped issues, or the ``*.yaml`` in ``directory``. Raises NotReadable naming file, line and remedy."""
    folder = files("gongzhi.liability") / "raised" if directory is None else directory
    texts = {
        one.name: one.read_bytes().decode("utf-8")
        for one in sorted(folder.iterdir(), key=lambda item: item.name)
        if one.name.endswith(".yaml")
    }
    return read_issues(texts, rules)


def read_issues(texts: Mapping[str, str], rules: RuleSet) -> Issues:
    """Issues from file names and their texts; a fact stands in one issue only. Raises NotReadable."""
    first: list[str] = []
    found: dict[str, Issue] = {}
    taken: set[str] = set()
    for name, text in texts.items():
        top = load_yaml(text, name)
        take(top, optional=("主题", "先问", "事项"))
        asked = texts_of(top, "先问")
        _check(asked, rules, taken, top.at("先问"))
        first += asked
        for entry in entries_of(top, "事项"):
            take(entry, required=("名", "问", "事实"))
            facts = texts_of(entry, "事实")
            _check(facts, rules, taken, entry.at("事实"))
            one = Issue(name=text_of(entry, "名"), question=text_of(entry, "问"), facts=facts, place=entry.at())
            if one.name in found:
                raise NotReadable(f"{one.place}：事项“{one.name}”已写过一次，请换一个名字，或只留一处")
            found[one.name] = one
    return Issues(first=tuple(first), every=tuple(found.values()))


def _check(facts: Iterable[str], rules: RuleSet, taken: set[str], place: str) -> None:
    for name in facts:
        if name not in rules.facts or rules.facts[name].derived:
            asked = [one.name for one in rules.facts.values() if not one.derived]
            raise NotReadable(f"{place}：没有名为“{name}”的事实{nearest(name, asked)}；请改名")
        if name in taken:
            raise NotReadable(f"{place}：事实“{name}”已在别的事项里，请只留一处")
        taken.add(name)
