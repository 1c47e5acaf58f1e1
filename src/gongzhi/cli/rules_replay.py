"""``gongzhi rules replay``: what other rules would have found in what is sealed; nothing is written."""

import argparse
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, islice
from typing import Any

import orjson

from gongzhi.adapters.archive import StoreDamaged, StoreUnwritable, open_archive
from gongzhi.cli.main import Refusal
from gongzhi.cli.type_names import CERTAINTY_NAMES
from gongzhi.flow.matters import SealBroken
from gongzhi.flow.replay import BatchDifference, Found, Replay, Replayer, Work, sealed_work, sum_up, with_edits
from gongzhi.law import load_book
from gongzhi.screening import RuleFailed, Screener, Status
from gongzhi.values import BEIJING

LINE = "用改过的规则重看已封存的直播，列出发现与线索会有哪些不同；不写入任何东西"
_LEVELS = {"ordinary": "一般", "serious": "较重", "urgent": "紧急"}
_TRIED = (Status.DRAFT, Status.SHADOW, Status.ACTIVE)
# Batches on their way to and from the workers at once: enough to keep them busy, few enough for memory.
_AHEAD = 64


@dataclass(frozen=True, slots=True)
class _Plan:
    """Which rules to compare, in a form that reaches another process."""

    rules: str | None
    alone: bool
    against: str
    store: str
    changed_only: bool = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--store", metavar="DIR", required=True, help="证据库目录")
    parser.add_argument(
        "--rules",
        metavar="PATH",
        help="改过的规则文件或目录：同编号的替换现行规则，新编号的加入；草稿与影子规则一并试跑",
    )
    parser.add_argument("--alone", action="store_true", help="只用 --rules 里的规则，不与现行规则合并")
    parser.add_argument("--changed", action="store_true", help="只比较 --rules 里的规则，别的规则的发现照当时封存的算")
    parser.add_argument("--against", choices=("sealed", "in-force", "shipped"), default="sealed", help="与当时封存的发现比（默认），与库里现行规则（自带规则加上批准的改动）比，还是与自带规则比")  # fmt: skip
    parser.add_argument("--broadcast", metavar="ID", action="append", default=[], help="只看这一场，可重复")
    when = parser.add_mutually_exclusive_group()
    when.add_argument("--days", metavar="N", type=int, help="只看最近 N 天封存的")
    when.add_argument("--since", metavar="DATE", help="只看这一天（北京时间）以来封存的，例如 2026-03-01；也可写到时刻")
    parser.add_argument("--jobs", metavar="N", type=int, default=os.cpu_count() or 1, help="用几个进程，默认为处理器数")
    parser.add_argument("--show", metavar="N", type=int, default=3, help="每条规则列出几例，默认 3")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="输出格式")
    parser.set_defaults(do=run)


def run(args: argparse.Namespace) -> int:
    if args.jobs < 1 or args.show < 0 or (args.days is not None and args.days < 1):
        raise Refusal("--jobs、--days 应为正整数，--show 不能为负：请改")
    if args.alone and not args.rules:
        raise Refusal("--alone 要与 --rules 一起用：请给出规则目录")
    if args.changed and not args.rules:
        raise Refusal("--changed 要与 --rules 一起用：请给出改过的规则文件")
    since = _since(args)
    plan = _Plan(args.rules, args.alone, args.against, args.store, args.changed)
    # Unreadable rules, or a store that is none, are refused here, before any process is started; a forked worker inherits what is built.
    _own[:] = [_replayer(plan)]
    try:
        archive = open_archive(args.store, create=False)
        works = sealed_work(archive, broadcasts=args.broadcast, since=since)
        replay = sum_up(_differences(plan, works, args.jobs))
    except (StoreDamaged, StoreUnwritable, SealBroken, RuleFailed) as error:
        raise Refusal(str(error)) from error
    if not replay.batches:
        raise Refusal("没有可重看的批次：请检查 --store、--broadcast、--days 与 --since")
    if args.format == "json":
        sys.stdout.write(orjson.dumps(_plain(replay, plan)).decode() + "\n")
    else:
        _tell(replay, plan, args.show)
    return 0


def _differences(plan: _Plan, works: Iterator[Work], jobs: int) -> Iterator[BatchDifference]:
    first = list(islice(works, 2 * jobs))
    if jobs == 1 or len(first) < 2 * jobs:
        yield from (_compare(work) for work in chain(first, works))
        return
    with ProcessPoolExecutor(max_workers=jobs, initializer=_begin, initargs=(plan,)) as pool:
        ahead = [pool.submit(_compare, work) for work in first]
        while ahead:
            yield ahead.pop(0).result()
            ahead += [pool.submit(_compare, work) for work in islice(works, _AHEAD - len(ahead))]


# One per process: a screener cannot be sent to another, and takes a moment to build.
_own: list[Replayer] = []


def _begin(plan: _Plan) -> None:
    if not _own:
        _own.append(_replayer(plan))


def _compare(work: Work) -> BatchDifference:
    return _own[0].compare(work)


def _replayer(plan: _Plan) -> Replayer:
    from gongzhi.cli.rule_folder import load_from, load_in_force

    book, shipped = load_book(), load_from(None)
    try:
        current = load_in_force(open_archive(plan.store, create=False))
    except (StoreDamaged, StoreUnwritable) as error:
        raise Refusal(str(error)) from error
    tried, only = current, None
    if plan.rules:
        edited = load_from(plan.rules)
        tried = edited if plan.alone else with_edits(current, edited)
        only = {rule.id for rule in edited.rules} if plan.changed_only else None
    before = {"sealed": None, "in-force": current, "shipped": shipped}[plan.against]
    return Replayer(
        Screener(tried, book, statuses=_TRIED), Screener(before, book) if before is not None else None, only=only
    )


def _since(args: argparse.Namespace) -> datetime | None:
    if args.days:
        return datetime.now(BEIJING) - timedelta(days=args.days)
    if not args.since:
        return None
    try:
        since = datetime.fromisoformat(args.since)
    except ValueError as error:
        raise Refusal(f"--since“{args.since}”不是日期：请写成 2026-03-01 或 2026-03-01T20:00:00+08:00") from error
    return since if since.tzinfo else since.replace(tzinfo=BEIJING)


def _against(plan: _Plan) -> str:
    return {"sealed": "当时封存的发现", "in-force": "库里现行规则", "shipped": "自带规则"}[plan.against]


def _tell(replay: Replay, plan: _Plan, show: int) -> None:
    print(f"重看 {replay.broadcasts} 场 {replay.batches} 批 {replay.signals} 条信号，与{_against(plan)}比较：")
    print(
        f"发现不变 {replay.kept} 处，新增 {replay.count('new')} 处，消失 {replay.count('gone')} 处，"
        f"确定程度改变 {replay.count('changed')} 处"
    )
    for rule in replay.rules:
        print(f"\n{rule.rule}\t新增 {len(rule.new)}\t消失 {len(rule.gone)}\t改变 {len(rule.changed)}\t不变 {rule.kept}")
        for sign, found in (*(("+", one) for one in rule.new[:show]), *(("-", one) for one in rule.gone[:show])):
            print(f"  {sign} {found.signal}（{CERTAINTY_NAMES[found.certainty]}）“{found.quote}”  {_one_line(found)}")
        for old, now in rule.changed[:show]:
            print(f"  ~ {now.signal} {CERTAINTY_NAMES[old.certainty]}→{CERTAINTY_NAMES[now.certainty]} “{now.quote}”")
    print(f"\n线索：会有不同的 {len(replay.leads)} 场")
    for lead in replay.leads:
        before, after = (_LEVELS[level] if level else "没有线索" for level in (lead.before, lead.after))
        print(f"  {lead.broadcast}\t{before} → {after}")
    if replay.beside:
        print(
            "同一处话别的规则已经说了："
            + "、".join(f"{rule} {times} 处" for rule, times in replay.beside.most_common(5))
        )
    print("全场检查（应说未说、与商品页不符等）不在比较之内。没有写入任何东西。本结果仅供辅助，由人作出决定。")


def _one_line(found: Found) -> str:
    return " ".join(found.line.split())


def _plain(replay: Replay, plan: _Plan) -> dict[str, Any]:
    return {
        "against": plan.against,
        "broadcasts": replay.broadcasts,
        "batches": replay.batches,
        "signals": replay.signals,
        "kept": replay.kept,
        "rules": [
            {
                "rule": rule.rule,
                "kept": rule.kept,
                "new": [_plain_found(one) for one in rule.new],
                "gone": [_plain_found(one) for one in rule.gone],
                "changed": [{**_plain_found(now), "was": old.certainty} for old, now in rule.changed],
            }
            for rule in replay.rules
        ],
        "beside": dict(replay.beside.most_common()),
        "leads": [{"broadcast": one.broadcast, "before": one.before, "after": one.after} for one in replay.leads],
    }


def _plain_found(found: Found) -> dict[str, Any]:
    return {
        "signal": found.signal,
        "type": found.type,
        "start": found.start,
        "end": found.end,
        "quote": found.quote,
        "certainty": found.certainty,
        "severity": found.severity,
        "line": found.line,
    }
