"""The rules of jurisdiction as a file that a lawyer reads, checked line by line when it is loaded."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from gongzhi.law import Book, Uncitable
from gongzhi.screening.strict_yaml import Entry, NotReadable, load_yaml, take, texts

_FILE = "routing.yaml"
MATTERS = ("查处", "举报", "投诉")
IDENTITIES = ("平台", "服务机构", "自建站", "直播间运营者", "直播营销人员", "平台内经营者")
FIELDS = ("广告", "食品", "药品", "化妆品")
LEVELS = ("县级以上", "县级", "市县级", "省级")
PLACES = ("实际经营地", "住所地", "平台住所地", "行为地", "公示地址", "运营者所在地", "广告主所在地", "代言人所在地")
CONDITIONS = (
    "已登记",
    "未登记",
    "平台地先收到",
    "广告主地先收到",
    "公示地址失联",
    "自行发布",
    "有损害后果",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """A place that gives jurisdiction, and what must hold for it; None when nothing must."""

    place: str
    condition: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingRule:
    """``ordered``: the first place that serves. ``beside``: places that serve too. ``fields`` empty: all fields of trade."""

    name: str
    matters: tuple[str, ...]
    identities: tuple[str, ...]
    provision: str
    since: date
    level: str
    ordered: tuple[Where, ...]
    beside: tuple[Where, ...] = ()
    fields: tuple[str, ...] = ()

    def applies(self, matter: str, identity: str, fields: frozenset[str], on: date) -> bool:
        """Whether it answers this question on this day."""
        fitting = matter in self.matters and identity in self.identities and on >= self.since
        return fitting and (not self.fields or bool(fields & set(self.fields)))


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownConflict:
    """Two rules that may name different units, and what is unsettled between them."""

    rules: frozenset[str]
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Several:
    """What decides between several competent units."""

    matters: tuple[str, ...]
    provisions: tuple[str, ...]
    since: date
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingRules:
    """All rules of the file."""

    rules: tuple[RoutingRule, ...]
    conflicts: tuple[KnownConflict, ...]
    several: tuple[Several, ...]

    def cited(self) -> Iterator[tuple[str, str, date]]:
        """Every place that cites a provision, the provision, and the day it is relied upon from."""
        for rule in self.rules:
            yield f"{_FILE} {rule.name}", rule.provision, rule.since
        for one in self.several:
            for provision in one.provisions:
                yield f"{_FILE} 多地", provision, one.since


@cache
def load_routing_rules() -> RoutingRules:
    """The shipped rules."""
    return read_routing_rules(files("gongzhi.flow").joinpath(_FILE).read_text("utf-8"), _FILE)


def read_routing_rules(text: str, name: str) -> RoutingRules:
    """The rules in ``text``; raises NotReadable for an unknown word, a doubled name, or a conflict between unknown rules."""
    document = load_yaml(text, name)
    take(document, required=("规则", "冲突", "多地"))
    rules = tuple(_rule(entry) for entry in document["规则"])
    names = [rule.name for rule in rules]
    if doubled := {one for one in names if names.count(one) > 1}:
        raise NotReadable(f"{name} 的规则名有重复：{'、'.join(sorted(doubled))}，请改名")
    conflicts = []
    for entry in document["冲突"]:
        take(entry, required=("规则", "说"))
        between = frozenset(texts(entry, "规则"))
        if len(between) != 2 or not between <= set(names):
            raise NotReadable(f"{entry.place}的冲突要写两条已有的规则名，请核对")
        conflicts.append(KnownConflict(rules=between, says=entry["说"]))
    return RoutingRules(
        rules=rules, conflicts=tuple(conflicts), several=tuple(_several(entry) for entry in document["多地"])
    )


def lint_routing(rules: RoutingRules, book: Book) -> list[str]:
    """What a citation of the file lacks on the day it is relied upon from: it must be in force, and read in a text we hold."""
    wrong = []
    for place, provision, on in rules.cited():
        try:
            cited = book.cite(provision, on)
        except Uncitable as error:
            wrong.append(f"{place}：{error}")
            continue
        if not cited.norms:
            wrong.append(f"{place}：{provision} 没有已核实的要旨，请改引已核实的条款")
    return wrong


def _rule(entry: Entry) -> RoutingRule:
    take(entry, required=("名", "事项", "身份", "依据", "自", "级别", "先后"), optional=("并行", "领域"))
    if entry["级别"] not in LEVELS or not isinstance(entry["自"], date):
        raise NotReadable(f"{entry.place}的级别应是{'、'.join(LEVELS)}之一，“自”应是日期，请改正")
    return RoutingRule(
        name=entry["名"],
        matters=_known(entry, "事项", MATTERS),
        identities=_known(entry, "身份", IDENTITIES),
        fields=_known(entry, "领域", FIELDS),
        provision=entry["依据"],
        since=entry["自"],
        level=entry["级别"],
        ordered=tuple(_where(each, entry) for each in entry["先后"]),
        beside=tuple(_where(each, entry) for each in entry.get("并行", [])),
    )


def _where(given: Any, entry: Entry) -> Where:
    if not isinstance(given, Entry):
        raise NotReadable(f"{entry.place}的地点要写成 {{地点: 实际经营地}}，请改正")
    take(given, required=("地点",), optional=("条件",))
    if given["地点"] not in PLACES or given.get("条件") not in (None, *CONDITIONS):
        raise NotReadable(f"{given.place}有不认识的地点或条件：见文件开头的说明")
    return Where(place=given["地点"], condition=given.get("条件"))


def _several(entry: Entry) -> Several:
    take(entry, required=("事项", "依据", "自", "说"))
    return Several(
        matters=_known(entry, "事项", MATTERS),
        provisions=tuple(texts(entry, "依据")),
        since=entry["自"],
        says=entry["说"],
    )


def _known(entry: Entry, key: str, words: tuple[str, ...]) -> tuple[str, ...]:
    given = texts(entry, key)
    if unknown := set(given) - set(words):
        raise NotReadable(f"{entry.place}的{key}有不认识的 {'、'.join(sorted(unknown))}：可用{'、'.join(words)}")
    return tuple(given)
