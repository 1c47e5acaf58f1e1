"""Opening an inquiry from a case: what its sealed records show, each fact marked with the exhibit that it came from."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib.resources import files

from gongzhi.broadcasts import Broadcast, Promise
from gongzhi.flow.analyse import Answered, FactAnswer, Inquiry
from gongzhi.flow.matters import Sealed, findings_at, opened_case, sealed_records
from gongzhi.flow.ports import Archive
from gongzhi.flow.topics import issues_of
from gongzhi.liability import RuleSet
from gongzhi.screening.strict_yaml import Entry, NotReadable, load_yaml, take, texts
from gongzhi.values import BEIJING

_FILE = "facts_of_case.yaml"
_MOST_EXHIBITS = 5
_LARGEST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Shows:
    """Records whose category, kind or relation is one of ``when`` show ``fact``; it is filled in, or only hinted at."""

    when: tuple[str, ...]
    fact: str
    answer: FactAnswer
    filled: bool
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The file: by category of goods, type of finding, kind of promise, how the parties stand, duties met, what a lead asks.

    ``price``: the amount that a product card shows and how that is said; ``sums``: amounts from the terms of promises.
    """

    by_category: tuple[Shows, ...]
    by_finding: tuple[Shows, ...]
    by_promise: tuple[Shows, ...]
    by_party: tuple[Shows, ...]
    by_duty: tuple[Shows, ...]
    by_matter: tuple[Shows, ...]
    price: tuple[str, str]
    sums: tuple[tuple[tuple[str, ...], str, str], ...]


@dataclass(slots=True)
class Gathered:
    """What was shown so far, by fact; where records say both, nothing is answered and both are pointed at.

    ``findings_are``: what the findings are called, for those of a case were confirmed and those of a lead need not be.
    """

    findings_are: str = "已确认属实的发现"
    filled: dict[str, Answered] = field(default_factory=dict)
    hints: dict[str, Answered] = field(default_factory=dict)

    @property
    def answers(self) -> tuple[Answered, ...]:
        return tuple(one for one in self.filled.values() if one.answer is not FactAnswer.UNKNOWN)

    @property
    def pointers(self) -> tuple[Answered, ...]:
        disputed = {name: one for name, one in self.filled.items() if one.answer is FactAnswer.UNKNOWN}
        return tuple({**{n: one for n, one in self.hints.items() if n not in self.filled}, **disputed}.values())

    def take(self, shows: Shows, value: str, exhibit: str) -> None:
        into = self.filled if shows.filled else self.hints
        source = shows.says.replace("〔出处〕", self.findings_are).replace("〔值〕", value)
        said = Answered(fact=shows.fact, answer=shows.answer, source=source, exhibits=(exhibit,))
        before = into.get(shows.fact)
        if before is None:
            into[shows.fact] = said
        elif before.answer not in (shows.answer, FactAnswer.UNKNOWN):
            exhibits = tuple(dict.fromkeys((*before.exhibits, exhibit)))
            source = f"{before.source}；{said.source}。两处相反，请核对"
            into[shows.fact] = replace(said, answer=FactAnswer.UNKNOWN, source=source, exhibits=exhibits)
        elif exhibit not in before.exhibits and len(before.exhibits) < _MOST_EXHIBITS:
            into[shows.fact] = replace(before, exhibits=(*before.exhibits, exhibit))


def read_reading(text: str, name: str, rules: RuleSet) -> Reading:
    """Raises NotReadable naming line and remedy, for a fact or an amount that the rules do not have too."""
    top = load_yaml(text, name)
    take(top, required=("类别", "发现", "承诺", "承诺金额", "主体"), optional=("案源", "商品卡", "自评"))
    sums = []
    for entry in top["承诺金额"]:
        take(entry, required=("种类", "词", "金额"))
        if entry["金额"] not in rules.quantities:
            raise NotReadable(f"{entry.place}：没有名为“{entry['金额']}”的金额，请改名")
        sums.append((tuple(texts(entry, "种类")), str(entry["词"]), str(entry["金额"])))
    return Reading(
        by_category=tuple(_shows(one, "类别", rules) for one in top["类别"]),
        by_finding=tuple(_shows(one, "种类", rules) for one in top["发现"]),
        by_promise=tuple(_shows(one, "种类", rules) for one in top["承诺"]),
        by_party=tuple(_shows(one, "若", rules) for one in top["主体"]),
        by_duty=tuple(_shows(one, "条", rules) for one in top.get("自评", ())),
        by_matter=tuple(_shows(one, "办理", rules) for one in top.get("案源", ())),
        price=_price(top.get("商品卡"), rules),
        sums=tuple(sums),
    )


@cache
def _text() -> str:
    return files("gongzhi.flow").joinpath(_FILE).read_text("utf-8")


def load_reading(rules: RuleSet) -> Reading:
    """The shipped file, checked against these rules."""
    return read_reading(_text(), _FILE, rules)


def inquiry_of_case(archive: Archive, rules: RuleSet, case: str) -> Inquiry:
    """What the records of a case show, as an inquiry to go on with.

    Only what is sealed counts: the broadcast, the case's own findings (all confirmed), promises of the broadcast. Whether
    the person may read the case is for the caller to see to. Raises UnknownCase.
    """
    opened = opened_case(archive, case).record
    reading, gathered = load_reading(rules), Gathered()
    abouts = list(sealed_records(archive, Broadcast, opened.broadcast))
    findings = findings_at(archive, opened.findings, opened.broadcast)
    promises = list(sealed_records(archive, Promise, opened.broadcast))
    for about in abouts[-1:]:
        read_broadcast(reading, about, gathered)
    for exhibit, found in findings.items():
        take_shown(reading.by_finding, found.record.type.value, found.record.quote, exhibit, gathered)
    for promise in promises:
        take_shown(
            reading.by_promise, promise.record.kind.value, promise.record.quote, promise.placed.exhibit, gathered
        )
    sums = list(sums_promised(reading, promises))
    days = [found.record.said_at.astimezone(BEIJING).date() for found in findings.values()]
    started = abouts[-1].record.started_at if abouts else None
    return Inquiry(
        title=f"案件 {case} 的责任",
        conduct=_conduct(
            days, started.astimezone(BEIJING).date() if started else None, opened.at.astimezone(BEIJING).date()
        ),
        answers=gathered.answers,
        hints=gathered.pointers,
        # What the record points at has been raised: its questions are asked.
        raised=raised_with(rules, {one.fact for one in gathered.pointers}),
        amounts={name: value for name, value, _ in sums},
        amount_sources={name: says for name, _, says in sums} or None,
        case=case,
    )


def raised_with(rules: RuleSet, facts: set[str]) -> tuple[str, ...]:
    return tuple(one.name for one in issues_of(rules).every if facts & set(one.facts))


def _conduct(said: list[date], started: date | None, opened: date) -> date:
    return min(said) if said else started or opened


def read_broadcast(reading: Reading, about: Sealed[Broadcast], gathered: Gathered) -> None:
    record, exhibit = about.record, about.placed.exhibit
    if record.category:
        take_shown(reading.by_category, record.category, record.category, exhibit, gathered)
    for relation, value in _relations(record):
        take_shown(reading.by_party, relation, value, exhibit, gathered)


def _relations(record: Broadcast) -> Iterator[tuple[str, str]]:
    merchant = record.merchant
    if merchant and record.operator:
        yield ("运营者就是商家" if record.operator == merchant else "运营者不是商家"), merchant
    if merchant:
        yield ("商家就是平台" if record.platform == merchant else "商家不是平台"), merchant
    if record.presenters:
        yield "有出镜主播", "、".join(record.presenters)


def take_shown(table: tuple[Shows, ...], kind: str, value: str, exhibit: str, gathered: Gathered) -> None:
    for shows in table:
        if kind in shows.when:
            gathered.take(shows, value, exhibit)


def sums_promised(reading: Reading, promises: list[Sealed[Promise]]) -> Iterator[tuple[str, int, str]]:
    """Amounts with where they come from. Of several promises the one most in the consumer's favour: each was made."""
    for kinds, term, name in reading.sums:
        counts = [
            (int(said), one.record.quote)
            for one in promises
            if one.record.kind.value in kinds and _counts(said := one.record.terms.get(term, ""))
        ]
        if counts:
            most, quote = max(counts)
            yield name, most, f"直播中说过“{quote}”"


def _counts(said: str) -> bool:
    return said.isascii() and said.isdecimal() and 0 < int(said) <= _LARGEST


def _price(entry: Entry | None, rules: RuleSet) -> tuple[str, str]:
    if entry is None:
        return "", ""
    take(entry, required=("金额", "说"))
    if entry["金额"] not in rules.quantities:
        raise NotReadable(f"{entry.place}：没有名为“{entry['金额']}”的金额，请改名")
    return str(entry["金额"]), str(entry["说"])


def _shows(entry: Entry, key: str, rules: RuleSet) -> Shows:
    take(entry, required=(key, "事实", "答", "作用", "说"))
    fact = rules.facts.get(entry["事实"])
    if fact is None or fact.derived:
        raise NotReadable(f"{entry.place}：没有可以回答的事实“{entry['事实']}”，请改名")
    if entry["作用"] not in ("填入", "提示"):
        raise NotReadable(f"{entry.place}的作用“{entry['作用']}”不认识，请写 填入 或 提示")
    try:
        answer = FactAnswer(entry["答"])
    except ValueError as error:
        raise NotReadable(f"{entry.place}的答“{entry['答']}”不认识，请写 是 或 否") from error
    return Shows(
        when=tuple(texts(entry, key)) if isinstance(entry[key], list) else (str(entry[key]),),
        fact=fact.name,
        answer=answer,
        filled=entry["作用"] == "填入",
        says=str(entry["说"]),
    )
