"""What counts as the same conditions, read from a dated file that a lawyer can change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import yaml

BUCKETS = {"minute": 60, "hour": 3600, "quarter": 6 * 3600, "day": 24 * 3600, "week": 7 * 24 * 3600}
_LISTS = ("user", "price", "currency", "order", "buckets", "provisions")
_NUMBERS = {"level_percent": 50, "least_users": 1_000_000, "most_levels": 1000}
_SAYS = {"abnormal", "none", "insufficient"}
_FIELDS = {"from", "strata", "says", "notice", *_LISTS, *_NUMBERS}


class NotAPlan(ValueError):
    """A plan file that cannot be used as it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One version: names of columns by what they mean, the ladder of time buckets, thresholds, provisions, words."""

    since: date
    strata: Mapping[str, tuple[str, ...]]
    user: tuple[str, ...]
    price: tuple[str, ...]
    currency: tuple[str, ...]
    order: tuple[str, ...]
    buckets: tuple[str, ...]
    level_percent: int
    least_users: int
    most_levels: int
    provisions: tuple[str, ...]
    says: Mapping[str, str]
    notice: str


@cache
def load_plan(on: date, text: str | None = None) -> Plan:
    """The version in use on a day, of the shipped file or of ``text``; raises NotAPlan naming place and remedy."""
    shipped = resources.files("gongzhi.pricing").joinpath("plan.yaml")
    plans = _plans(shipped.read_text(encoding="utf-8") if text is None else text)
    fitting = [plan for plan in plans if plan.since <= on]
    if not fitting:
        raise NotAPlan(f"plan.yaml 没有 {on} 起用的口径：请补一版 from 不晚于这一天的")
    return max(fitting, key=lambda plan: plan.since)


def _plans(text: str) -> list[Plan]:
    try:
        versions = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"第 {mark.line + 1} 行" if mark else "某处"
        raise NotAPlan(f"plan.yaml {line}不是 YAML，请检查缩进、引号与冒号") from error
    if not isinstance(versions, list) or not versions:
        raise NotAPlan("plan.yaml 应是版本的列表，每版以 - from: 日期 开头")
    return [_plan(number, one) for number, one in enumerate(versions, 1)]


def _plan(number: int, version: Any) -> Plan:
    where = f"plan.yaml 第 {number} 版"
    if not isinstance(version, dict) or set(version) != _FIELDS:
        got = set(version) if isinstance(version, dict) else set[str]()
        odd = "、".join(sorted(map(str, got ^ _FIELDS)))
        raise NotAPlan(f"{where}缺少或多出：{odd}，请照已有的一版写")
    _check(version, where)
    return Plan(
        since=version["from"],
        strata={name: tuple(names) for name, names in version["strata"].items()},
        user=tuple(version["user"]),
        price=tuple(version["price"]),
        currency=tuple(version["currency"]),
        order=tuple(version["order"]),
        buckets=tuple(version["buckets"]),
        level_percent=version["level_percent"],
        least_users=version["least_users"],
        most_levels=version["most_levels"],
        provisions=tuple(version["provisions"]),
        says=dict(version["says"]),
        notice=version["notice"],
    )


def _check(version: dict[str, Any], where: str) -> None:
    if type(version["from"]) is not date:
        raise NotAPlan(f"{where}的 from 不是日期：请写成 2026-02-01")
    strata = version["strata"]
    if not isinstance(strata, dict) or "item" not in strata or not all(_texts(one) for one in strata.values()):
        raise NotAPlan(f"{where}的 strata 应写明 item 等各项所认的列名")
    _check_lists(version, where)
    for name, most in _NUMBERS.items():
        if type(version[name]) is not int or not 1 <= version[name] <= most:
            raise NotAPlan(f"{where}的 {name} 应是 1 到 {most} 的整数")
    if not isinstance(version["says"], dict) or set(version["says"]) != _SAYS or not version["notice"]:
        raise NotAPlan(f"{where}的 says 应写明：{'、'.join(sorted(_SAYS))}，notice 不得空着")


def _check_lists(version: dict[str, Any], where: str) -> None:
    for name in _LISTS:
        if not _texts(version[name]):
            raise NotAPlan(f"{where}的 {name} 应是一串文字，请写成 [甲, 乙]")
    if not set(version["buckets"]) <= set(BUCKETS):
        raise NotAPlan(f"{where}的 buckets 只认：{'、'.join(BUCKETS)}")


def _texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, str) and one for one in value)
