"""What a trial of the law compares: two sets of days, readings and proposals, and a population; read strictly."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.http import HttpRequest, QueryDict

from gongzhi.adapters.liability_tables import read_case_table
from gongzhi.flow.analyse import LiabilityAnalysed
from gongzhi.liability import Days, NotReadable, RuleSet, Story, Version, imagine
from gongzhi.values import decode_record
from gongzhi_web.accounts.models import User
from gongzhi_web.liability.scope import analyses_of

MOST_CASES = 20_000
MOST_ANALYSES = 2_000
LARGEST = 8 << 20
SIDES = (("left", "原"), ("right", "现"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """The cases to try, and how they are told of."""

    stories: Sequence[Story]
    says: str
    imagined: bool = False


def contested(rules: RuleSet) -> list[tuple[str, tuple[str, ...]]]:
    """The results whose rules are read in several ways, each set of readings once."""
    found: dict[tuple[str, ...], list[str]] = {}
    for rule in rules.rules.values():
        if len(rule.readings) > 1 and not rule.proposal:
            found.setdefault(tuple(one.name for one in rule.readings), []).append(rule.group)
    return [("、".join(dict.fromkeys(groups)), names) for names, groups in found.items()]


def proposals_in(rules: RuleSet) -> list[str]:
    """The proposals that can be laid over the law in force."""
    return sorted({rule.proposal for rule in rules.rules.values()} - {""})


def read_version(form: QueryDict, side: str, says: str, rules: RuleSet) -> Version:
    """One side of the comparison. Raises NotReadable."""
    conduct = _day(form.get(f"{side}-conduct", ""), f"{says}的事实日")
    trial = _day(form.get(f"{side}-trial", "") or conduct.isoformat(), f"{says}的审理日")
    if trial < conduct:
        raise NotReadable(f"{says}的审理日 {trial} 早于事实日 {conduct}：请核对两个日期")
    offered = {name for _, names in contested(rules) for name in names}
    readings = tuple(dict.fromkeys(one for one in form.getlist(f"{side}-reading") if one in offered))
    proposals = tuple(one for one in proposals_in(rules) if one in form.getlist(f"{side}-proposal"))
    return Version(days=Days(conduct=conduct, trial=trial), readings=readings, proposals=proposals)


def read_population(request: HttpRequest, user: User, rules: RuleSet) -> Population:
    """The cases asked for. Raises NotReadable for too many, for none, and for a table that cannot be read."""
    form = request.POST
    kind = form.get("population", "")
    if kind == "own":
        return _own(user)
    if kind == "table":
        return _table(request, rules)
    count = _whole(form.get("count", ""), "虚构的件数", MOST_CASES)
    seed = _whole(form.get("seed", "") or "1", "种子", 2**31)
    stories = imagine(rules, count, np.random.default_rng(seed))
    return Population(stories=stories, says=f"虚构案情 {count} 件（种子 {seed}）", imagined=True)


def _own(user: User) -> Population:
    rows = list(analyses_of(user)[: MOST_ANALYSES + 1])
    if not rows:
        raise NotReadable("本单位还没有封存的分析：请先保存几份，或改用案情表、虚构案情")
    if len(rows) > MOST_ANALYSES:
        raise NotReadable(
            f"本单位封存的分析多于 {MOST_ANALYSES} 份：请导出成案情表，用命令行 gongzhi liability compare"
        )
    stories = []
    for row in rows:
        inquiry = decode_record(LiabilityAnalysed, bytes(row.record)).inquiry
        stories.append(Story(kind=f"{row.number} {row.title}", facts=inquiry.facts, amounts=inquiry.amounts))
    return Population(stories=stories, says=f"本单位封存的分析 {len(stories)} 份")


def _table(request: HttpRequest, rules: RuleSet) -> Population:
    upload = request.FILES.get("file")
    if upload is None:
        raise NotReadable("没有选文件：请选一张 .csv 或 .xlsx 案情表")
    name = str(upload.name)[:80]
    if (upload.size or 0) > LARGEST:
        raise NotReadable(f"{name}：大于 {LARGEST >> 20} MB，请分成几张表，或用命令行 gongzhi liability compare")
    stories = read_case_table(name, upload.read(), rules, MOST_CASES)
    return Population(stories=stories, says=f"案情表 {name}，{len(stories)} 件")


def _day(written: str, what: str) -> date:
    try:
        day = date.fromisoformat(written.strip())
    except ValueError as error:
        raise NotReadable(f"{what}“{written[:20]}”不是日期：请写成 2026-03-01") from error
    if not 1990 <= day.year <= 2100:
        raise NotReadable(f"{what} {day} 不在 1990 年至 2100 年之间：请核对年份")
    return day


def _whole(written: str, what: str, most: int) -> int:
    text = written.strip()
    if not (text.isascii() and text.isdecimal()) or len(text) > 10 or not 1 <= int(text) <= most:
        raise NotReadable(f"{what}“{written[:20]}”应是 1 至 {most} 的整数：请改写")
    return int(text)
