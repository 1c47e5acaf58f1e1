"""Checks of whole broadcasts as data: what to listen for, what to hold it against, under which law, strictly loaded."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from importlib.resources.abc import Traversable
from typing import Any

from gongzhi.broadcasts import Listing, PromiseKind
from gongzhi.screening.categories import Categories
from gongzhi.screening.findings import Certainty, FindingType
from gongzhi.screening.notation import NotAPattern, Search, any_context, compile_pattern
from gongzhi.screening.rules import Guard, Status, load_categories, load_guards, load_lists, read_files, shipped
from gongzhi.screening.strict_yaml import Entry, NotReadable, take, texts
from gongzhi.screening.whole.sieve import Sieve
from gongzhi.screening.whole.spoken import UNITS

# How a check works, and the settings that it needs beyond the shared ones.
HOWS: dict[str, tuple[str, ...]] = {
    "应当说明": (),
    "数量不符": ("said", "measure", "fields"),
    "说法不符": ("said", "card"),
    "证号不符": ("said", "fields"),
    "人数不符": ("said",),
    "现价不符": ("said",),
    "原价无据": ("said",),
    "券后不符": ("said",),
    "史低不符": ("said",),
    "划线价无据": ("card",),
    "先涨后降": (),
    "断货又补": ("said",),
    "余量不符": ("said",),
    "到点未改": ("said",),
    "允诺受限": ("said", "promises"),
    "允诺缩水": ("promises",),
}
_OPTIONAL = ("unless", "card", "card_not", "fields", "categories", "categories_not", "measure", "tolerance_percent", "wait_seconds",
             "after_seconds", "told", "told_on", "promises", "house", "finding", "certainty_alone", "when", "say")  # fmt: skip
_REQUIRED = ("id", "version", "title", "how", "type", "severity", "certainty", "provisions", "why", "instead")
_DEFAULTS = ("author", "since", "status")
_ID = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
_CARD_FIELDS = {one.name for one in fields(Listing)}
# What a reason may speak of: the words said, what the card shows, the moment, the goods.
_SLOTS = {"said": "", "card": "", "at": "", "goods": "", "more": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check. ``why`` holds the slots {said} {card} {at} {goods} {more}; seconds are of event time.

    ``when`` are the words after which something has to be told, None when the goods alone ask for it; ``say`` is a way to say it.
    ``certainty_alone`` is how sure the check is when nothing but the lack of a record speaks for it. No line without one of
    ``leads`` can hold what ``said``, ``told`` or ``when`` look for; None when the patterns are too wide to tell.
    """

    id: str
    version: str
    title: str
    how: str
    type: FindingType
    status: Status
    author: str
    since: date
    severity: int
    certainty: Certainty
    certainty_alone: Certainty
    provisions: tuple[str, ...]
    why: str
    instead: str
    said: Search | None
    unless: Search | None
    card: Search | None
    card_not: Search | None
    told: Search | None
    when: Search | None
    told_on: tuple[str, ...]
    fields: tuple[str, ...]
    categories: frozenset[str]
    categories_not: frozenset[str]
    measure: str
    tolerance_percent: int
    wait_seconds: int
    after_seconds: int
    promises: frozenset[PromiseKind]
    house: bool
    finding: bool
    say: str
    leads: frozenset[str] | None
    place: str

    def concerns(self, categories: frozenset[str]) -> bool:
        """Whether goods of these categories are meant."""
        if self.categories and not categories & self.categories:
            return False
        return not categories & self.categories_not


@dataclass(frozen=True, slots=True)
class Checks:
    """Every check, the words by which a room corrects itself or denies a promise, and the categories they all speak of.

    ``guards`` are the contexts that take the sting out of words; ``sieve`` tells which checks a line can concern. Both are made
    here, once, and not by each of the broadcasts that are watched.
    """

    checks: tuple[Check, ...]
    guards: tuple[Guard, ...]
    sieve: Sieve
    corrections: Search
    denials: Search
    categories: Categories

    def of(self, *hows: str) -> tuple[Check, ...]:
        """The active checks that work in one of these ways."""
        return tuple(check for check in self.checks if check.how in hows and check.status is Status.ACTIVE)


def load_checks(directory: Traversable | None = None) -> Checks:
    """The shipped checks, or those of the folder given; raises NotReadable naming file, line and remedy."""
    lists, categories = load_lists(), load_categories()
    found: dict[str, Check] = {}
    shared: dict[str, list[str]] = {"corrections": [], "denials": []}
    for name, document in read_files(directory or shipped("broadcasts")):
        take(document, required=("subject",), optional=("defaults", "words", *shared, "checks"))
        words = document.get("words", Entry())
        own = {**lists, **{key: texts(words, key) for key in words}}
        for key, patterns in shared.items():
            patterns += texts(document, key)
        for entry in document.get("checks", []):
            check = _check(_with_defaults(entry, document.get("defaults", Entry())), own, categories)
            if check.id in found:
                raise NotReadable(f"{name} 的编号 {check.id} 与 {found[check.id].place}相同，请换一个")
            found[check.id] = check
    return Checks(
        checks=tuple(found.values()),
        guards=tuple(load_guards(lists).values()),
        sieve=Sieve({check.id: check.leads for check in found.values()}),
        corrections=_needed("corrections", shared, lists),
        denials=_needed("denials", shared, lists),
        categories=categories,
    )


def cited_by_checks(checks: Checks) -> Iterator[tuple[str, str, date]]:
    """Every citation of every check as (place, provision id, day since which the check holds), for ``law check``."""
    for check in checks.checks:
        for provision in check.provisions:
            yield f"{check.place}（{check.id}）", provision, check.since


def _needed(key: str, shared: Mapping[str, list[str]], lists: Mapping[str, Sequence[str]]) -> Search:
    search = any_context(shared[key], lists)
    if search is None:
        raise NotReadable(f"没有任何 {key}：请在某个文件的 {key} 下写上，例如 corrections 下写 说错了")
    return search


def _with_defaults(entry: Entry, defaults: Entry) -> Entry:
    whole = Entry({**defaults, **entry})
    whole.place = entry.place
    return whole


def _check(entry: Entry, lists: Mapping[str, Sequence[str]], categories: Categories) -> Check:
    take(entry, required=(*_REQUIRED, *_DEFAULTS), optional=("said", *_OPTIONAL))
    _refuse_misfits(entry)
    try:
        searches: dict[str, Any] = {
            key: any_context(texts(entry, key), lists) for key in ("said", "unless", "card", "card_not", "told", "when")
        }
        return Check(
            **_plain(entry),
            **searches,
            leads=_leads([*texts(entry, "said"), *texts(entry, "told"), *texts(entry, "when")], lists),
            told_on=tuple(texts(entry, "told_on")),
            fields=tuple(texts(entry, "fields")),
            categories=categories.expand(texts(entry, "categories")),
            categories_not=categories.expand(texts(entry, "categories_not")),
            promises=frozenset(PromiseKind(kind) for kind in texts(entry, "promises")),
        )
    except (NotAPattern, ValueError) as error:
        if isinstance(error, NotReadable):
            raise
        raise NotReadable(f"{entry.place}（{entry['id']}）：{error}") from error


def _leads(patterns: Sequence[str], lists: Mapping[str, Sequence[str]]) -> frozenset[str] | None:
    """Words of which one stands in whatever the patterns find; None when some pattern has no such words."""
    words: set[str] = set()
    for pattern in patterns:
        try:
            words |= compile_pattern(pattern, lists).groups[0]
        except NotAPattern:
            return None
    return frozenset(words)


def _refuse_misfits(entry: Entry) -> None:
    """Raise NotReadable for the first thing that cannot be right."""
    for complaint in (*_complaints(entry), *_complaints_on_how(entry)):
        raise NotReadable(f"{entry.place}（{entry['id']}）{complaint}")


def _complaints(entry: Entry) -> Iterator[str]:
    if not _ID.fullmatch(str(entry["id"])):
        yield "的编号应形如 subject.what（小写字母、数字、下划线、点），请改"
    if entry["severity"] not in (1, 2, 3, 4, 5):
        yield "的 severity 应是 1 到 5 的整数，请改"
    if not isinstance(entry["since"], date):
        yield "的 since 应是日期，例如 2026-02-01，请改"
    if not texts(entry, "provisions"):
        yield "的 provisions 不能为空：没有依据的检查不能用"
    try:
        str(entry["why"]).format(**_SLOTS)
    except (KeyError, IndexError, ValueError):
        yield f"的 why 里花括号只能是 {'、'.join('{' + slot + '}' for slot in _SLOTS)}，请改"


def _complaints_on_how(entry: Entry) -> Iterator[str]:
    if entry["how"] not in HOWS:
        yield f"的 how“{entry['how']}”不认识，可用：{'、'.join(HOWS)}"
        return
    if missing := [name for name in HOWS[entry["how"]] if not entry.get(name)]:
        yield f"属“{entry['how']}”，还缺 {'、'.join(missing)}，请补上"
    if entry["how"] == "应当说明" and not (entry.get("told") or entry.get("told_on")):
        yield "既没有 told 也没有 told_on，无从知道说没说，请补上一个"
    if entry["how"] != "应当说明" and (entry.get("when") or entry.get("say")):
        yield f"属“{entry['how']}”，不能有 when 和 say，请删去"
    if unknown := {*texts(entry, "fields"), *texts(entry, "told_on")} - _CARD_FIELDS:
        yield f"的商品卡字段 {'、'.join(sorted(unknown))} 不存在，可用：{'、'.join(sorted(_CARD_FIELDS))}"
    if entry.get("measure", "重量") not in UNITS:
        yield f"的 measure“{entry['measure']}”不认识，可用：{'、'.join(UNITS)}"


def _plain(entry: Entry) -> dict[str, Any]:
    numbers = {"tolerance_percent": 5, "wait_seconds": 60, "after_seconds": 0}
    for name, usual in numbers.items():
        numbers[name] = entry.get(name, usual)
        if type(numbers[name]) is not int or numbers[name] < 0:
            raise NotReadable(f"{entry.place}的 {name} 应是不小于 0 的整数，请改")
    certainty = Certainty(entry["certainty"])
    return {
        **numbers,
        **{key: str(entry[key]) for key in ("id", "version", "title", "how", "author", "why", "instead")},
        "type": FindingType(entry["type"]),
        "status": Status(entry["status"]),
        "since": entry["since"],
        "severity": entry["severity"],
        "certainty": certainty,
        "certainty_alone": Certainty(entry.get("certainty_alone", certainty)),
        "provisions": tuple(texts(entry, "provisions")),
        "measure": entry.get("measure", ""),
        "house": bool(entry.get("house", False)),
        "finding": bool(entry.get("finding", True)),
        "say": str(entry.get("say", "")),
        "place": entry.place,
    }
