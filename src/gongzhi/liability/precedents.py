"""Decided cases as records: find those like a case, and show where like facts were answered in different forms."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import combinations
from pathlib import Path

from gongzhi.liability.chinese_yaml import (
    Entry,
    NotReadable,
    choice_of,
    day_of,
    entries_of,
    entry_of,
    load_yaml,
    take,
    text_of,
    texts_of,
)
from gongzhi.liability.entries import OUTCOMES, read_answers, sum_of
from gongzhi.liability.formatting import write_value
from gongzhi.liability.linking import nearest
from gongzhi.liability.rulebook import FORMS, RuleSet

CONFIDENCE = ("已核", "待核", "二手")


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What was decided about one party. ``amount_fen`` None: not known or not in money."""

    defendant: str
    claim: str
    outcome: str
    form: str
    reading: str
    share: str
    amount_fen: int | None
    provisions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Precedent:
    """One decided or reported case in the fact names of the rules. ``confidence``: 已核, 待核 or 二手."""

    number: str
    title: str
    kind: str
    body: str
    when: str
    conduct: date
    trial: date
    confidence: str
    source: str
    parties: Mapping[str, str]
    facts: Mapping[str, bool]
    amounts: Mapping[str, int]
    holdings: tuple[Holding, ...]
    gist: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How near a precedent is. ``score`` 0..1: facts alike among all that either states."""

    precedent: Precedent
    score: float
    alike: tuple[str, ...]
    unlike: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Two precedents with no differing fact that answered one claim in different forms."""

    claim: str
    first: Precedent
    first_form: str
    second: Precedent
    second_form: str


def load_precedents(rules: RuleSet, directory: Traversable | Path | None = None) -> tuple[Precedent, ...]:
    """The shipped precedents, or the ``*.yaml`` in ``directory``. Raises NotReadable naming file, line and remedy."""
    folder = files("gongzhi.liability") / "precedents" if directory is None else directory
    texts = {}
    for one in sorted(folder.iterdir(), key=lambda item: item.name):
        if one.name.endswith(".yaml"):
            try:
                texts[one.name] = one.read_bytes().decode("utf-8")
            except UnicodeDecodeError as error:
                raise NotReadable(f"{one.name}：不是 UTF-8 编码，请另存为 UTF-8") from error
    return read_precedents(texts, rules)


def read_precedents(texts: Mapping[str, str], rules: RuleSet) -> tuple[Precedent, ...]:
    """Precedents from file names and their texts. Raises NotReadable."""
    found: dict[str, Precedent] = {}
    for name, text in texts.items():
        top = load_yaml(text, name)
        take(top, optional=("判例",))
        for entry in entries_of(top, "判例"):
            one = _precedent(entry, rules)
            if one.number in found:
                raise NotReadable(f"{one.place}：案例“{one.number}”已写过一次，请改号，或只留一处")
            found[one.number] = one
    return tuple(found.values())


def write_precedent(one: Precedent) -> str:
    """The precedent as the one entry of a file: reading it back gives the same, but for its place."""
    lines: dict[str, object] = {
        "号": one.number,
        "名": one.title,
        "类": one.kind,
        "机关": one.body,
        "日": one.when,
        "行为日": one.conduct,
        "审理日": one.trial,
        "置信": one.confidence,
        "来源": one.source,
        "当事人": dict(one.parties),
        "给": {name: "是" if so else "否" for name, so in one.facts.items()},
        "金额": dict(one.amounts),
        "结论": [_written(held) for held in one.holdings],
        "要旨": one.gist,
    }
    written = [f"{key}: {_quoted(value) if key == '日' else write_value(value)}" for key, value in lines.items()]
    return "判例:\n- " + "\n  ".join(written) + "\n"


def like_cases(facts: Mapping[str, bool], precedents: Iterable[Precedent], limit: int = 5) -> list[Likeness]:
    """The nearest precedents, best first; one without a common fact is left out."""
    found = []
    for one in precedents:
        common = [name for name in one.facts if name in facts]
        alike = tuple(name for name in common if one.facts[name] == facts[name])
        if alike:
            score = len(alike) / len(set(one.facts) | set(facts))
            unlike = tuple(name for name in common if name not in alike)
            found.append(Likeness(precedent=one, score=score, alike=alike, unlike=unlike))
    found.sort(key=lambda like: (-like.score, like.precedent.number))
    return found[:limit]


def splits_among(precedents: Iterable[Precedent]) -> list[Split]:
    """Where like facts were answered differently: to be looked at by a person, never an error."""
    found = []
    for first, second in combinations(precedents, 2):
        common = set(first.facts) & set(second.facts)
        if not common or any(first.facts[name] != second.facts[name] for name in common):
            continue
        for one in first.holdings:
            for other in second.holdings:
                same = (one.defendant, one.claim) == (other.defendant, other.claim)
                if same and one.form and other.form and one.form != other.form:
                    claim = f"{one.defendant}/{one.claim}"
                    found.append(
                        Split(claim=claim, first=first, first_form=one.form, second=second, second_form=other.form)
                    )
    return found


def _written(held: Holding) -> dict[str, object]:
    found: dict[str, object] = {"谁": held.defendant, "则": held.claim, "结果": held.outcome}
    rest = {"形态": held.form, "说": held.reading, "份额": held.share, "条款": list(held.provisions)}
    found |= {key: value for key, value in rest.items() if value}
    return found | ({} if held.amount_fen is None else {"金额": held.amount_fen})


def _quoted(value: object) -> str:
    # A year alone would read back as a number.
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _precedent(entry: Entry, rules: RuleSet) -> Precedent:
    required = ("号", "名", "类", "机关", "日", "行为日", "置信", "来源", "当事人", "给", "结论", "要旨")
    take(entry, required=required, optional=("审理日", "金额"))
    conduct = day_of(entry, "行为日")
    if conduct is None:
        raise NotReadable(f"{entry.at('行为日')}：行为日应是日期，如 2025-02-01；不详的写推定日，并在来源里说明")
    facts, amounts = entry_of(entry, "给"), entry_of(entry, "金额")
    _check_names(facts, rules.facts, "事实")
    _check_names(amounts, rules.quantities, "金额")
    parties = entry_of(entry, "当事人")
    return Precedent(
        number=text_of(entry, "号"),
        title=text_of(entry, "名"),
        kind=text_of(entry, "类"),
        body=text_of(entry, "机关"),
        when=text_of(entry, "日"),
        conduct=conduct,
        trial=day_of(entry, "审理日") or conduct,
        confidence=choice_of(entry, "置信", CONFIDENCE, ""),
        source=text_of(entry, "来源"),
        parties={role: text_of(parties, role) for role in parties},
        facts=read_answers(facts),
        amounts={name: sum_of(amounts, name) for name in amounts},
        holdings=tuple(_holding(one) for one in entries_of(entry, "结论")),
        gist=text_of(entry, "要旨"),
        place=entry.at(),
    )


def _holding(entry: Entry) -> Holding:
    take(entry, required=("谁", "则", "结果"), optional=("形态", "说", "份额", "金额", "条款"))
    return Holding(
        defendant=text_of(entry, "谁"),
        claim=text_of(entry, "则"),
        outcome=choice_of(entry, "结果", OUTCOMES, ""),
        form=choice_of(entry, "形态", ("", *FORMS), ""),
        reading=text_of(entry, "说"),
        share=text_of(entry, "份额"),
        amount_fen=sum_of(entry, "金额") if "金额" in entry else None,
        provisions=texts_of(entry, "条款"),
    )


def _check_names(named: Entry, known: Iterable[str], what: str) -> None:
    for name in named:
        if name not in known:
            raise NotReadable(f"{named.at(name)}：没有名为“{name}”的{what}{nearest(name, known)}；请改名")
