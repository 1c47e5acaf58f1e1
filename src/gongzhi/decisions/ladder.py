"""The ladder of measures and the questions to be considered, as data that a lawyer can change."""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

import yaml

from gongzhi.parties import LegalRole

T = TypeVar("T")
_CITING = (
    "notice_provision",
    "appeal_provision",
    "proportion_provision",
    "consumer_provision",
    "verify_provision",
    "handle_provision",
)


class BadLadder(ValueError):
    """A measures or considerations file that cannot be used; the message names the entry and the remedy."""


class UnknownMeasure(LookupError):
    """A measure that is not on the ladder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One rung; the fields are explained at the head of measures.yaml."""

    id: str
    name: str
    gravity: int
    provision: str | None
    by: tuple[str, ...]
    against: tuple[LegalRole, ...]
    term: str
    two_people: bool
    breach: str
    advisory: bool
    reports: tuple[str, ...]
    says: str
    breach_provision: str | None = None
    notice_provision: str | None = None
    release_provision: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A duty that follows a measure; ``timed`` when its provision sets a number of days."""

    provision: str
    says: str
    timed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing that has to be considered; ``reference`` is True when its rule binds administrative penalties only."""

    id: str
    asks: str
    provision: str
    reference: bool
    bears: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """All measures by id, gravest last, and all questions, in order."""

    version: str
    measures: Mapping[str, Measure]
    reports: Mapping[str, Report]
    questions: tuple[Question, ...]
    notice_provision: str
    appeal_provision: str
    proportion_provision: str
    consumer_provision: str
    verify_provision: str
    handle_provision: str
    laws_and_regulations: tuple[str, ...]

    def measure(self, id: str) -> Measure:
        """The measure of this id; raises UnknownMeasure."""
        if id not in self.measures:
            raise UnknownMeasure(f"没有“{id}”这项措施：可用的有{'、'.join(self.measures)}")
        return self.measures[id]

    def cited(self) -> Iterator[tuple[str, str]]:
        """Every place in the data files that cites a provision, with the provision id."""
        for name in _CITING:
            yield f"measures.yaml {name}", getattr(self, name)
        for measure in self.measures.values():
            for name in ("provision", "breach_provision", "notice_provision", "release_provision"):
                if (provision := getattr(measure, name)) is not None:
                    yield f"measures.yaml {measure.id}.{name}", provision
        for key, report in self.reports.items():
            yield f"measures.yaml reports.{key}", report.provision
        for question in self.questions:
            yield f"considerations.yaml {question.id}", question.provision


@cache
def load_ladder() -> Ladder:
    """The shipped ladder."""
    folder = files("gongzhi.decisions")
    return read_ladder(
        folder.joinpath("measures.yaml").read_text("utf-8"), folder.joinpath("considerations.yaml").read_text("utf-8")
    )


def read_ladder(measures: str, considerations: str) -> Ladder:
    """Read both files strictly: an unknown or missing key, a doubled id or an unknown report raises BadLadder."""
    top = _mapping(measures, "measures.yaml")
    asked = _mapping(considerations, "considerations.yaml")
    try:
        rungs = [_measure(entry) for entry in top.pop("measures")]
        reports = {
            key: _entry(Report, entry, f"measures.yaml reports.{key}") for key, entry in top.pop("reports").items()
        }
        questions = tuple(_entry(Question, entry, "considerations.yaml") for entry in asked["considerations"])
        top["laws_and_regulations"] = tuple(top["laws_and_regulations"])
        ladder = Ladder(
            measures={rung.id: rung for rung in sorted(rungs, key=lambda rung: rung.gravity)},
            reports=reports,
            questions=questions,
            **top,
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise BadLadder(f"措施文件的结构不对（{error}）：请对照文件开头的说明改正") from error
    _check(ladder, rungs)
    return ladder


def _mapping(text: str, name: str) -> dict[str, Any]:
    try:
        value = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise BadLadder(f"{name} 不是有效的 YAML：{error}。请改正后重试") from error
    if not isinstance(value, dict):
        raise BadLadder(f"{name} 的最外层应为键值：请对照随附文件改正")
    return value


def _measure(entry: Any) -> Measure:
    if isinstance(entry, dict):
        entry = dict(entry)
        for name in ("by", "reports"):
            entry[name] = tuple(entry.get(name, ()))
        try:
            entry["against"] = tuple(LegalRole(role) for role in entry.get("against", ()))
        except ValueError as error:
            raise BadLadder(f"measures.yaml {entry.get('id')}.against：{error}，请用 LegalRole 中的角色") from error
    return _entry(Measure, entry, "measures.yaml")


def _entry(kind: type[T], entry: Any, place: str) -> T:
    if not isinstance(entry, dict):
        raise BadLadder(f"{place}：应为键值，实为 {entry!r}，请改正")
    known = {field.name for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    unknown = sorted(set(entry) - known)
    if unknown:
        raise BadLadder(f"{place} {entry.get('id', '')}：不认识的键 {'、'.join(unknown)}，请删去或改正")
    try:
        return kind(**entry)
    except TypeError as error:
        raise BadLadder(f"{place} {entry.get('id', '')}：缺少必填的键（{error}），请补齐") from error


def _check(ladder: Ladder, rungs: list[Measure]) -> None:
    if len(ladder.measures) != len(rungs):
        raise BadLadder("measures.yaml：措施编号有重复，请改为各不相同")
    gravities = [rung.gravity for rung in rungs]
    if len(set(gravities)) != len(gravities):
        raise BadLadder("measures.yaml：gravity 有重复，请排出先后")
    for rung in rungs:
        unknown = set(rung.reports) - set(ladder.reports)
        if unknown:
            raise BadLadder(
                f"measures.yaml {rung.id}.reports：没有 {'、'.join(sorted(unknown))}，请在文末 reports 中补上"
            )
        if rung.term not in ("none", "required", "optional"):
            raise BadLadder(f"measures.yaml {rung.id}.term：“{rung.term}”应为 none、required 或 optional")
        if rung.breach not in ("any", "serious_law"):
            raise BadLadder(f"measures.yaml {rung.id}.breach：“{rung.breach}”应为 any 或 serious_law")
