"""Rules as data: one file per subject, strictly loaded, each rule with its law, its reasons and its own examples."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from gongzhi.broadcasts import Document, read_documents
from gongzhi.screening.categories import Categories
from gongzhi.screening.collecting import collecting_later
from gongzhi.screening.findings import Certainty, FindingType
from gongzhi.screening.notation import NotAPattern, Search, Shape, any_context, compile_context, compile_pattern
from gongzhi.screening.papers import Asked, load_catalogues, read_asked
from gongzhi.screening.strict_yaml import Entry, NotReadable, load_yaml, take, texts

SPEAKERS = ("presenter", "merchant", "assistant", "platform", "screen", "listing", "viewer")
# Viewers ask and answer; what they type is no claim of the seller unless a rule says that it is about them.
_SELLING = frozenset(SPEAKERS) - {"viewer"}
_ID = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
_REQUIRED = (
    "id", "version", "title", "type", "status", "author", "since", "severity", "certainty", "provisions", "patterns",
    "why", "instead", "accepted", "refused",
)  # fmt: skip
_CONDITIONS = ("category", "category_not", "speakers", "near", "near_not", "not", "ignore", "covers", "documents")


class Status(StrEnum):
    """Only active rules speak; shadow rules are run and recorded by whoever replays them; draft and retired ones rest."""

    DRAFT = "draft"
    SHADOW = "shadow"
    ACTIVE = "active"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Near:
    """What must, or must not, stand within so many plain characters of a match."""

    patterns: tuple[Search, ...]
    within: int


@dataclass(frozen=True, slots=True)
class Guard:
    """A context that takes a match its sting (否定, 引用规定): looked for before, after or around it in its sentence.

    ``harmless`` are longer words before the match that only look like the context: 特别 holds 别 and forbids nothing.
    """

    name: str
    before: Search | None
    after: Search | None
    around: Search | None
    within: int
    harmless: Search | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A line that a rule must flag, or must not: text with the category, kind and speaker it is said under."""

    text: str
    place: str
    category: str | None = None
    kind: str = "speech"
    actor: str | None = None
    on: date | None = None
    documents: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """A use of words that an enforcement guide lets off, for findings of ``types``: excuses whatever it overlaps.

    ``lets_off`` are lines that would be flagged without it, ``still_flags`` are lines that it must not excuse.
    """

    id: str
    title: str
    provision: str
    since: date
    types: frozenset[FindingType]
    patterns: tuple[Search, ...]
    lets_off: tuple[Example, ...]
    still_flags: tuple[Example, ...]
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. ``category`` and ``category_not`` are the names of categories.py, already without groups; empty means all.

    ``covers`` is the share of the line, in percent, that the match must be: for words that claim only when they stand alone.
    ``excused`` holds the rule's own exceptions and the patterns of the ``exemptions`` that apply to it.
    ``yields_to`` are the rules that say the same more exactly: where one of them speaks about the same words, this one is silent.
    ``source`` says where the words come from; ``until`` is the last day on which they are worth flagging (code words age).
    """

    id: str
    version: str
    title: str
    type: FindingType
    status: Status
    author: str
    since: date
    severity: int
    certainty: Certainty
    provisions: tuple[str, ...]
    shapes: tuple[Shape, ...]
    category: frozenset[str]
    category_not: frozenset[str]
    speakers: frozenset[str]
    near: tuple[Near, ...]
    near_not: tuple[Near, ...]
    excused: tuple[Search, ...]
    guards: tuple[Guard, ...]
    covers: int
    why: str
    instead: str
    accepted: tuple[Example, ...]
    refused: tuple[Example, ...]
    place: str
    asked: Asked | None = None
    exemptions: tuple[Exemption, ...] = ()
    yields_to: frozenset[str] = frozenset()
    source: str = ""
    until: date | None = None

    def applies_to(self, categories: frozenset[str], speaker: str) -> bool:
        """Whether the rule speaks at all about goods of these categories and words of this speaker."""
        if speaker not in self.speakers or (self.category and not categories & self.category):
            return False
        # Goods filed under two categories are excused only when both are.
        return not self.category_not or bool(categories - self.category_not)


def load_lists(directory: Traversable | None = None) -> dict[str, list[str]]:
    """The word lists that every rule file may use."""
    lists: dict[str, list[str]] = {}
    for name, document in read_files(directory or shipped("words"), only=("lists",)):
        for key in document["lists"]:
            if key in lists:
                raise NotReadable(f"{name} 的名单“{key}”与别处重名，请换个名称")
            lists[key] = texts(document["lists"], key)
    for catalogue in load_catalogues(directory).values():
        lists |= catalogue.lists()
    return lists


def load_categories(directory: Traversable | None = None) -> Categories:
    """The names of categories and how people call them."""
    document = load_yaml(
        (directory or shipped("words")).joinpath("categories.yaml").read_text("utf-8"), "categories.yaml"
    )
    take(document, required=("names", "groups"))
    return Categories(document["names"], document["groups"])


def load_guards(lists: Mapping[str, Sequence[str]], directory: Traversable | None = None) -> dict[str, Guard]:
    """The contexts that excuse a match, by name."""
    document = load_yaml((directory or shipped("words")).joinpath("guards.yaml").read_text("utf-8"), "guards.yaml")
    guards = {}
    for entry in document["guards"]:
        take(entry, required=("name", "within"), optional=("before", "after", "around", "harmless"))
        before, after, around, harmless = (
            any_context(texts(entry, side), lists) for side in ("before", "after", "around", "harmless")
        )
        guards[entry["name"]] = Guard(entry["name"], before, after, around, entry["within"], harmless)
    return guards


def load_exemptions(lists: Mapping[str, Sequence[str]], directory: Traversable | None = None) -> tuple[Exemption, ...]:
    """What enforcement guides let off, from ``exemptions.yaml``; raises NotReadable naming file, line and remedy."""
    name = "exemptions.yaml"
    document = load_yaml((directory or shipped("words")).joinpath(name).read_text("utf-8"), name)
    take(document, required=("exemptions",))
    return tuple(_exemption(entry, lists, name) for entry in document["exemptions"])


def _exemption(entry: Entry, lists: Mapping[str, Sequence[str]], name: str) -> Exemption:
    take(entry, required=("id", "title", "provision", "since", "types", "patterns", "lets_off", "still_flags"))
    try:
        return Exemption(
            id=entry["id"],
            title=entry["title"],
            provision=entry["provision"],
            since=entry["since"],
            types=frozenset(map(FindingType, texts(entry, "types"))),
            patterns=tuple(compile_context(text, lists) for text in texts(entry, "patterns")),
            lets_off=read_examples(entry, "lets_off", name),
            still_flags=read_examples(entry, "still_flags", name),
            place=entry.place,
        )
    except (NotAPattern, ValueError) as error:
        if isinstance(error, NotReadable):
            raise
        raise NotReadable(f"{entry.place}（{entry['id']}）：{error}") from error


def read_files(directory: Traversable, *, only: Sequence[str] = ()) -> Iterator[tuple[str, Entry]]:
    """Every YAML file of a folder in the order of names; with ``only``, just those whose first key is one of these."""
    for path in sorted(directory.iterdir(), key=lambda path: path.name):
        if path.name.endswith(".yaml"):
            document = load_yaml(path.read_text(encoding="utf-8"), path.name)
            if not isinstance(document, Entry):
                raise NotReadable(f"{path.name} 的最外层应是“名称: 内容”，请改")
            if not only or next(iter(document), None) in only:
                yield path.name, document


class RuleReader:
    """Reads rule files against the shared words, categories and guards.

    With ``leaning`` they are the rules of the semantic layer: the model says where they speak, and they have no patterns.
    """

    def __init__(
        self,
        lists: Mapping[str, Sequence[str]],
        categories: Categories,
        guards: Mapping[str, Guard],
        exemptions: Sequence[Exemption] = (),
        *,
        leaning: bool = False,
    ) -> None:
        self.lists, self.categories, self.guards, self.exemptions = lists, categories, guards, exemptions
        self._required = tuple(key for key in _REQUIRED if not leaning or key != "patterns")

    @collecting_later()
    def read(self, directory: Traversable | None = None) -> tuple[Rule, ...]:
        """All rules of a folder; raises NotReadable naming file, line and remedy."""
        rules: dict[str, Rule] = {}
        for name, document in read_files(directory or shipped("rules")):
            take(document, required=("subject", "rules"), optional=("words", "defaults"))
            words = document.get("words", Entry())
            lists = {**self.lists, **{key: texts(words, key) for key in words}}
            for entry in document["rules"]:
                rule = self._rule(_with_defaults(entry, document.get("defaults", Entry())), lists, name)
                if rule.id in rules:
                    raise NotReadable(f"{rule.place}的编号 {rule.id} 与 {rules[rule.id].place}相同，请换一个")
                rules[rule.id] = rule
        _refuse_circles(rules)
        return tuple(rules.values())

    def _rule(self, entry: Entry, lists: Mapping[str, Sequence[str]], name: str) -> Rule:
        take(entry, required=self._required, optional=("conditions", "yields_to", "source", "until"))
        place = entry.place
        conditions = entry.get("conditions", Entry())
        if conditions:
            take(conditions, required=(), optional=_CONDITIONS)
        if not _ID.fullmatch(str(entry["id"])):
            raise NotReadable(f"{place}的编号“{entry['id']}”应形如 subject.what（小写字母、数字、下划线、点），请改")
        try:
            exemptions = self._exemptions(conditions, FindingType(entry["type"]))
            return Rule(
                **_plain_fields(entry),
                shapes=tuple(compile_pattern(text, lists) for text in texts(entry, "patterns")),
                category=self._names(conditions, "category"),
                category_not=self._names(conditions, "category_not"),
                speakers=_speakers(conditions),
                near=_near(conditions, "near", lists),
                near_not=_near(conditions, "near_not", lists),
                excused=(
                    *(compile_context(text, lists) for text in texts(conditions, "not")),
                    *(pattern for exemption in exemptions for pattern in exemption.patterns),
                ),
                exemptions=exemptions,
                yields_to=frozenset(texts(entry, "yields_to")),
                guards=self._guards(conditions),
                covers=conditions.get("covers", 0),
                asked=read_asked(conditions),
                accepted=read_examples(entry, "accepted", name),
                refused=read_examples(entry, "refused", name),
            )
        except (NotAPattern, ValueError) as error:
            if isinstance(error, NotReadable):
                raise
            raise NotReadable(f"{place}（{entry['id']}）：{error}") from error

    def _names(self, conditions: Entry, key: str) -> frozenset[str]:
        names = texts(conditions, key)
        for name in names:
            if name not in self.categories.names:
                raise NotReadable(
                    f"{conditions.place}的类别“{name}”不存在，可用：{'、'.join(sorted(self.categories.names))}"
                )
        return self.categories.expand(names)

    def _guards(self, conditions: Entry) -> tuple[Guard, ...]:
        ignored = texts(conditions, "ignore")
        known = [*self.guards, *(exemption.id for exemption in self.exemptions)]
        for name in ignored:
            if name not in known:
                raise NotReadable(f"{conditions.place}没有语境“{name}”，可用：{'、'.join(known)}")
        return tuple(guard for name, guard in self.guards.items() if name not in ignored)

    def _exemptions(self, conditions: Entry, kind: FindingType) -> tuple[Exemption, ...]:
        ignored = texts(conditions, "ignore")
        return tuple(one for one in self.exemptions if kind in one.types and one.id not in ignored)


def _refuse_circles(rules: Mapping[str, Rule]) -> None:
    """A rule that yields must yield to a rule that is there and that does not, however far round, yield back."""
    for rule in rules.values():
        above, seen = set(rule.yields_to), set[str]()
        while above:
            name = above.pop()
            if name == rule.id:
                raise NotReadable(f"{rule.place}（{rule.id}）的 yields_to 绕回了自己，谁也不发言，请删去一处")
            if name not in seen and name in rules:
                seen.add(name)
                above |= rules[name].yields_to


def _with_defaults(entry: Entry, defaults: Entry) -> Entry:
    """What every rule of a file shares (author, since, status) is written once; a rule's own word wins."""
    if defaults:
        take(
            defaults,
            required=(),
            optional=("version", "status", "author", "since", "severity", "certainty", "instead", "why", "source"),
        )
    whole = Entry({**defaults, **entry})
    whole.place = entry.place
    return whole


def _plain_fields(entry: Entry) -> dict[str, Any]:
    if entry["severity"] not in (1, 2, 3, 4, 5):
        raise NotReadable(f"{entry.place}的 severity 应是 1 到 5 的整数，请改")
    if not isinstance(entry["since"], date):
        raise NotReadable(f"{entry.place}的 since 应是日期，例如 2026-03-01，请改")
    until = entry.get("until")
    if until is not None and not (isinstance(until, date) and until >= entry["since"]):
        raise NotReadable(f"{entry.place}的 until 是最后一天，应是不早于 since 的日期，例如 2026-12-31，请改")
    provisions = texts(entry, "provisions")
    if not provisions or ("patterns" in entry and not texts(entry, "patterns")):
        raise NotReadable(f"{entry.place}的 provisions 与 patterns 都不能为空：没有依据、没有词的规则不能用")
    return {
        "id": entry["id"],
        "version": str(entry["version"]),
        "title": entry["title"],
        "type": FindingType(entry["type"]),
        "status": Status(entry["status"]),
        "author": entry["author"],
        "since": entry["since"],
        "severity": entry["severity"],
        "certainty": Certainty(entry["certainty"]),
        "provisions": tuple(provisions),
        "why": entry["why"],
        "instead": entry["instead"],
        "source": str(entry.get("source", "")),
        "until": until,
        "place": entry.place,
    }


def _speakers(conditions: Entry) -> frozenset[str]:
    names = texts(conditions, "speakers")
    unknown = set(names) - set(SPEAKERS)
    if unknown:
        raise NotReadable(f"{conditions.place}的 speakers 有 {'、'.join(sorted(unknown))}，可用：{'、'.join(SPEAKERS)}")
    return frozenset(names) or _SELLING


def _near(conditions: Entry, key: str, lists: Mapping[str, Sequence[str]]) -> tuple[Near, ...]:
    found = []
    for entry in conditions.get(key, []):
        take(entry, required=("patterns", "within"))
        found.append(Near(tuple(compile_context(text, lists) for text in texts(entry, "patterns")), entry["within"]))
    return tuple(found)


def read_examples(entry: Entry, key: str, name: str) -> tuple[Example, ...]:
    examples = []
    for item in entry[key]:
        if isinstance(item, Entry):
            take(item, required=("text",), optional=("category", "kind", "actor", "on", "documents"))
            held = read_documents(item.get("documents", []))
            examples.append(Example(**{**item, "documents": held}, place=item.place))
        else:
            examples.append(Example(text=str(item), place=f"{name}（{entry['id']}）"))
    if len(examples) < 3:
        raise NotReadable(f"{entry.place}的 {key} 只有 {len(examples)} 例，至少三例，请补上")
    return tuple(examples)


def shipped(folder: str) -> Traversable:
    return files("gongzhi.screening").joinpath(folder)
