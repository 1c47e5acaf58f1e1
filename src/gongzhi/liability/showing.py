"""What sealed exhibits show: which fact, which way, and what a person has to look for in them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from gongzhi.liability.chinese_yaml import Entry, NotReadable, choice_of, entries_of, entry_of, load_yaml, take, text_of
from gongzhi.liability.linking import nearest
from gongzhi.liability.rulebook import RuleSet

_FILE = "records.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An exhibit that shows a fact. ``kind``: what sort of record it is; ``needs``: what a person has to find in it."""

    exhibit: str
    kind: str
    fact: str
    so: bool
    needs: str


def record_kinds() -> tuple[str, ...]:
    """The sorts of records of which it is known what they show."""
    return tuple(_records())


def shown_by(exhibit: str, kind: str) -> tuple[Shown, ...]:
    """What an exhibit of this kind shows; nothing when the kind is unknown. ``exhibit``: its id, ``kind``: 准入记录 …"""
    return tuple(replace(one, exhibit=exhibit) for one in _records().get(kind, ()))


def read_shown(entries: Iterable[Entry], rules: RuleSet) -> tuple[Shown, ...]:
    """The section 证据 of a case file. Raises NotReadable for a fact the rules do not have, or a kind that says nothing."""
    found: list[Shown] = []
    for entry in entries:
        take(entry, required=("号", "名"), optional=("证",))
        exhibit, kind = text_of(entry, "号"), text_of(entry, "名")
        if "证" in entry:
            found += _read(entry_of(entry, "证"), exhibit, kind, "", rules)
        elif shown := shown_by(exhibit, kind):
            found += [one for one in shown if one.fact in rules.facts]
        else:
            raise NotReadable(
                f"{entry.at('名')}：“{kind}”证明什么不清楚{nearest(kind, record_kinds())}；请加上 证，如 证: {{平台已审核资质: 是}}"
            )
    return tuple(found)


def add_shown(facts: Mapping[str, bool], shown: Iterable[Shown], place: str) -> dict[str, bool]:
    """The facts with those that exhibits show. Raises NotReadable when an exhibit shows the contrary of what is stated."""
    found = dict(facts)
    for one in shown:
        if found.setdefault(one.fact, one.so) is not one.so:
            said, other = ("是", "否") if one.so else ("否", "是")
            raise NotReadable(
                f"{place}：展品 {one.exhibit}（{one.kind}）说明“{one.fact}”为{said}，案情里是{other}；"
                f"请看展品后改正其中一处，说不清的两处都不写"
            )
    return found


@cache
def _records() -> dict[str, tuple[Shown, ...]]:
    top = load_yaml((files("gongzhi.liability") / "exhibits" / _FILE).read_text("utf-8"), _FILE)
    take(top, required=("主题", "记录"))
    found = {}
    for entry in entries_of(top, "记录"):
        take(entry, required=("名", "证", "须"))
        kind = text_of(entry, "名")
        found[kind] = tuple(_read(entry_of(entry, "证"), "", kind, text_of(entry, "须"), None))
    return found


def _read(answers: Entry, exhibit: str, kind: str, needs: str, rules: RuleSet | None) -> Iterable[Shown]:
    for name in answers:
        if rules is not None and (name not in rules.facts or rules.facts[name].derived):
            asked = [one.name for one in rules.facts.values() if not one.derived]
            raise NotReadable(f"{answers.at(name)}：没有名为“{name}”的事实{nearest(name, asked)}；请改名")
        so = choice_of(answers, name, ("是", "否"), "") == "是"
        yield Shown(exhibit=exhibit, kind=kind, fact=name, so=so, needs=needs)
