"""Guidance on proportion: which measures to look at first, and why. It assists; a person decides."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from gongzhi.decisions.ladder import Ladder, Measure
from gongzhi.decisions.records import Answer, Consideration

ASSISTS = "本结果仅供辅助，由人作出决定"


class BadGuide(ValueError):
    """A proportion file that cannot be used; the message names the entry and the remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """When every answer holds, ``range`` replaces the range, else ``low`` and ``high`` shift it."""

    id: str
    when: Mapping[str, Answer]
    provision: str
    says: str
    low: int = 0
    high: int = 0
    range: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """Gravity ranges by severity, and the rules that move them."""

    version: str
    base: Mapping[int, tuple[int, int]]
    rules: tuple[Rule, ...]

    def cited(self) -> Iterator[tuple[str, str]]:
        """Every place that cites a provision, with its id."""
        for rule in self.rules:
            yield f"proportion.yaml {rule.id}", rule.provision


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """The measures from ``low`` to ``high``, the reasons, and the sentence that must be shown beside them."""

    measures: tuple[Measure, ...]
    reasons: tuple[str, ...]
    notice: str = ASSISTS

    @property
    def low(self) -> Measure:
        """The lightest measure advised."""
        return self.measures[0]

    @property
    def high(self) -> Measure:
        """The gravest measure advised."""
        return self.measures[-1]

    def remark(self, chosen: Measure) -> str | None:
        """What has to be recorded when the measure chosen lies outside; None when it lies inside."""
        if self.low.gravity <= chosen.gravity <= self.high.gravity:
            return None
        word = "轻于" if chosen.gravity < self.low.gravity else "重于"
        return f"所选措施“{chosen.name}”{word}参考幅度（{self.low.name}至{self.high.name}），由决定人说明理由"


@cache
def load_guide() -> Guide:
    """The shipped guide."""
    return read_guide(files("gongzhi.decisions").joinpath("proportion.yaml").read_text("utf-8"))


def read_guide(text: str) -> Guide:
    """Read strictly; raises BadGuide naming the entry."""
    try:
        value = yaml.safe_load(text)
        base = {int(severity): _range(pair) for severity, pair in value["base"].items()}
        rules = tuple(_rule(dict(entry)) for entry in value["rules"])
        guide = Guide(version=value["version"], base=base, rules=rules)
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadGuide(f"proportion.yaml 不能使用（{error}）：请对照文件开头的说明改正") from error
    if set(base) != {1, 2, 3, 4, 5}:
        raise BadGuide("proportion.yaml base：应写明严重程度 1 至 5 各自的幅度，请补齐")
    return guide


def advise(
    severities: Iterable[int], considered: Iterable[Consideration], ladder: Ladder, guide: Guide | None = None
) -> Advice:
    """The range of measures to look at first. Unknown answers move nothing; the two gravest limits are the ladder's ends."""
    guide = guide or load_guide()
    gravest = max(severities, default=1)
    low, high = guide.base[gravest]
    reasons = [f"最重一项发现的严重程度为 {gravest}"]
    answers = {each.topic: each.answer for each in considered}
    for rule in guide.rules:
        if all(answers.get(topic) is answer for topic, answer in rule.when.items()):
            low, high = rule.range or (low + rule.low, high + rule.high)
            reasons.append(rule.says)
    rungs = tuple(ladder.measures.values())
    low = min(max(low, rungs[0].gravity), rungs[-1].gravity)
    high = min(max(high, low), rungs[-1].gravity)
    return Advice(measures=tuple(rung for rung in rungs if low <= rung.gravity <= high), reasons=tuple(reasons))


def _rule(entry: dict[str, Any]) -> Rule:
    # YAML reads a bare yes or no as true or false.
    entry["when"] = {
        topic: Answer({True: "yes", False: "no"}.get(answer, answer)) for topic, answer in entry["when"].items()
    }
    if "range" in entry:
        entry["range"] = _range(entry["range"])
    return Rule(**entry)


def _range(pair: Any) -> tuple[int, int]:
    low, high = pair
    if not (isinstance(low, int) and isinstance(high, int) and low <= high):
        raise ValueError(f"幅度 {pair!r} 应为两个由小到大的整数")
    return low, high
