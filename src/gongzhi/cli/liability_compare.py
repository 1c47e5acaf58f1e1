"""``gongzhi liability compare``: one population under two versions of the law, two readings, or with a proposal."""

import argparse
import csv
import json
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

from gongzhi.cli.main import Refusal
from gongzhi.law import load_book
from gongzhi.liability import (
    Comparison,
    Days,
    Engine,
    RuleSet,
    Story,
    Sum,
    Version,
    compare,
    imagine,
    load_rules,
    read_stories,
)
from gongzhi.values import BEIJING, yuan_from_fen

_MOST_LINES = 15


def run_compare(args: argparse.Namespace) -> int:
    """Compare ``--left`` with ``--right`` over a table of cases, or over imagined ones."""
    rules = load_rules(args.rules)
    stories = _stories(args, rules)
    left = Version(days=_days(args.left, "--left"), readings=tuple(args.left_reading))
    right = Version(
        days=_days(args.right, "--right"),
        readings=tuple(args.right_reading),
        proposals=tuple(args.with_proposals),
    )
    if left == right:
        raise Refusal("两边一样，没有可比的：用 --left、--right 写不同的日子，或加 --with-proposals、--right-reading")
    found = compare(Engine(rules, load_book()), stories, left, right)
    if args.output is not None:
        # Loaded only here: the printed report does without workbooks.
        from gongzhi.adapters.liability_comparison import write_comparison

        write_comparison(found, args.output)
    if args.format == "json":
        print(json.dumps(asdict(found), ensure_ascii=False))
    else:
        _print(found, imagined=not args.files)
        if args.output is not None:
            print(f"已写入 {args.output}")
    return 0


def _stories(args: argparse.Namespace, rules: RuleSet) -> list[Story]:
    if len(args.files) > 1:
        raise Refusal(f"一次只比一张案情表，多出 {'、'.join(args.files[1:])}，请合成一张")
    if not args.files:
        # Loaded only here: reading a table needs no chance.
        import numpy as np

        return imagine(rules, args.count, np.random.default_rng(args.seed))
    source = Path(args.files[0])
    with source.open(encoding="utf-8-sig", newline="") as file:
        return read_stories(list(csv.DictReader(file)), source.name, rules)


def _days(text: str, option: str) -> Days:
    """``2026-03-01`` for conduct and trial, or ``2024-01-01/2026-03-01``; nothing is today."""
    if not text:
        today = datetime.now(tz=BEIJING).date()
        return Days(conduct=today, trial=today)
    conduct, _, trial = text.partition("/")
    try:
        days = Days(conduct=date.fromisoformat(conduct), trial=date.fromisoformat(trial or conduct))
    except ValueError as error:
        raise Refusal(f"{option} 写成 2026-03-01，或 事实日/审理日，如 2024-01-01/2026-03-01") from error
    if days.trial < days.conduct:
        raise Refusal(f"{option} 的审理日早于事实日，请核对两个日期")
    return days


def _print(found: Comparison, *, imagined: bool) -> None:
    print(f"原：{'；'.join(found.before)}")
    print(f"现：{'；'.join(found.after)}")
    origin = "（虚构案情，份额是假设，不是统计）" if imagined else ""
    print(f"案件 {found.cases} 件{origin}，其中 {found.changed} 件有变化，事实矛盾未计入 {len(found.refused)} 件")
    for place, why in found.refused[:3]:
        print(f"  第 {place + 1} 件：{why}")
    for one in found.changes[:_MOST_LINES]:
        moves = (("新成立", one.gained), ("不再成立", one.lost), ("形态变", one.reformed), ("金额变", one.repriced))
        said = "，".join(f"{word} {count}" for word, count in moves if count)
        print(f"  {one.result}：{said}；{_sum(one.sum_before)} → {_sum(one.sum_after)}")
    print("各方应付（择一、取高的请求只计一次）：")
    for party in found.parties:
        print(f"  {party.party}：{_sum(party.before)} → {_sum(party.after)}（{party.cases} 件金额变）")
    print(found.notice)


def _sum(one: Sum) -> str:
    least, most = yuan_from_fen(one.least), yuan_from_fen(one.most)
    return f"{least} 元" if least == most else f"{least} 至 {most} 元"
