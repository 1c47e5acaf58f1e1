"""``gongzhi credit``: scores that explain themselves, what would repair them, the order of inspection, the shared blacklist."""

import argparse
import importlib
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import orjson

from gongzhi.cli.main import Refusal
from gongzhi.values import BEIJING

_MOST_SHOWN = 20
_MORE = (
    "gongzhi.cli.credit_record",
    "gongzhi.cli.credit_reviews",
    "gongzhi.cli.credit_order",
    "gongzhi.cli.credit_blacklist",
)
_HOW = {"new": "新增", "faded": "随时间变轻", "expired": "到期", "repaired": "已修复", "revoked": "已撤销"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="credit_verb", metavar="动作", required=True)
    score = verbs.add_parser("score", help="每个主体某日的信用分、档次与逐笔来历")
    explain = verbs.add_parser("explain", help="一个主体的信用分为何是这样、两日之间为何变化")
    explain.add_argument("--since", metavar="DATE", help="与哪一天相比")
    repair = verbs.add_parser("repair", help="一个主体怎样修复：每笔修复后的分与档次，以及不作为时何时回升")
    repair.add_argument("--event", metavar="ID", help="只看这一笔")
    for one in (score, explain, repair):
        add_events(one)
    score.add_argument("--party", metavar="ID", help="只看这个主体")
    score.add_argument("--format", choices=("jsonl", "text"), default="jsonl", help="输出格式")
    for one in (explain, repair):
        one.add_argument("--party", metavar="ID", required=True, help="哪个主体")
        one.add_argument("--format", choices=("text", "json"), default="text", help="输出格式")
    for module in _others():
        module.add_verbs(verbs)


def add_events(parser: argparse.ArgumentParser) -> None:
    """Where the events come from, and for which day."""
    parser.add_argument("events", nargs="?", metavar="EVENTS", help=".jsonl 或 .csv，每行一件事；- 为标准输入")
    parser.add_argument("--store", metavar="DIR", help="不给 EVENTS 时：用这个证据库里封存的处置与登记的事件")
    parser.add_argument("--on", metavar="DATE", help="哪一天（当日结束时），默认今天")
    parser.add_argument("--parties", metavar="FILE", help="主体名单，每行 party、role；给了名单，名单外的事件拒收")


def _others() -> list[Any]:
    return [importlib.import_module(name) for name in _MORE]


def run(args: argparse.Namespace) -> int:
    own = {"score": _score, "explain": _explain, "repair": _repair}
    if args.credit_verb in own:
        return own[args.credit_verb](args)
    status: int = args.run(args)
    return status


def _score(args: argparse.Namespace) -> int:
    from gongzhi.credit import load_scale, plain_score

    read, on = events_read(args), day_asked(args.on)
    for party in _asked(args, read):
        found = plain_score(party, read.roles[party], read.events.get(party, ()), load_scale(), on)
        found["name"] = read.names.get(party, party)
        if args.format == "jsonl":
            sys.stdout.write(orjson.dumps(found).decode() + "\n")
        else:
            print(
                f"{found['name']}  {found['score']:.1f} 分  {found['tier']['name']}  {len(found['contributions'])} 笔计入"
            )
    return 0


def _explain(args: argparse.Namespace) -> int:
    from gongzhi.credit import load_scale, plain_changes, plain_score

    read, on, scale = events_read(args), day_asked(args.on), load_scale()
    (party,) = _asked(args, read)
    events = read.events.get(party, [])
    found = plain_score(party, read.roles[party], events, scale, on)
    found["changes"] = plain_changes(events, scale, day_asked(args.since), on) if args.since else None
    if args.format == "json":
        return _write(found)
    print(f"{party} 在 {found['on']} 结束时：{found['score']:.2f} 分，{found['tier']['name']}")
    print(f"  起始 {found['base']:.2f}")
    for one in found["contributions"]:
        print(
            f"  {one['points']:+.2f}  {one['name']}（{one['at'][:10]}，当日 {one['full']:+.2f}，{one['ends']} 起不再计入；依据 {one['basis']}）"
        )
    for one in found["changes"] or ():
        print(f"  变化 {one['points']:+.2f}  {one['name']}：{_HOW[one['how']]}（{one['event']}，依据 {one['basis']}）")
    print(f"  {found['tier']['name']}档：{'、'.join(found['tier']['measures'])}")
    print(found["notice"])
    return 0


def _repair(args: argparse.Namespace) -> int:
    from gongzhi.credit import load_scale, plain_repairs

    read, on = events_read(args), day_asked(args.on)
    (party,) = _asked(args, read)
    found = plain_repairs(party, read.events.get(party, []), load_scale(), on)
    if args.event:
        found["ways"] = [way for way in found["ways"] if way["event"] == args.event]
        if not found["ways"]:
            raise Refusal(f"“{args.event}”在 {on} 没有计入不利的分值，无须修复：请核对编号")
    if args.format == "json":
        return _write(found)
    print(f"{party} 在 {found['on']} 结束时：{found['score']:.2f} 分，{found['tier']['name']}")
    for way in found["ways"]:
        print(
            f"  {way['name']}（{way['event']}，依据 {way['basis']}）：修复后 {way['score']:.2f} 分，{way['tier']['name']}"
        )
        print(f"    {way['how']}；不修复的，{way['ends']} 起不再计入")
    if found["by_time"]:
        print(f"  没有新记录时，{found['by_time']['on']} 自行回到{found['by_time']['tier']['name']}")
    if not found["ways"]:
        print("  没有不利的记录，无须修复")
    print(found["notice"])
    return 0


def events_read(args: argparse.Namespace) -> Any:
    """The events of the file, what was refused told on standard error; raises Refusal when nothing is left."""
    from gongzhi.adapters.credit_files import FileUnreadable, lines_of
    from gongzhi.cli.credit_record import events_of_store
    from gongzhi.credit import load_scale, read_events

    if (args.events is None) is (args.store is None):
        raise Refusal("请写一个事件文件 EVENTS，或用 --store 指明证据库，二者取一")
    parties = parties_asked(args)
    if args.store:
        return events_of_store(args.store, parties)
    try:
        read = read_events(lines_of(args.events), load_scale(), datetime.now(UTC), parties)
    except FileUnreadable as error:
        raise Refusal(str(error)) from error
    tell_refused(read.refused, "事件")
    if not read.counted and read.refused:
        raise Refusal(f"{len(read.refused)} 行全部不能用：{read.refused[0].why}（第 {read.refused[0].line} 行）")
    return read


def parties_asked(args: argparse.Namespace) -> Mapping[str, Any]:
    """The parties of ``--parties`` with their roles, none without it; raises Refusal."""
    from gongzhi.adapters.credit_files import FileUnreadable, lines_of
    from gongzhi.credit import load_scale, read_events

    if not args.parties:
        return {}
    try:
        listed = read_events(lines_of(args.parties), load_scale(), datetime.now(UTC))
    except FileUnreadable as error:
        raise Refusal(str(error)) from error
    tell_refused(listed.refused, "名单")
    return listed.roles


def tell_refused(refused: Sequence[Any], what: str) -> None:
    """The lines that were not counted, on standard error, with their number."""
    for one in refused[:_MOST_SHOWN]:
        print(f"第 {one.line} 行未计入：{one.why}", file=sys.stderr)
    if refused:
        print(f"{what}共 {len(refused)} 行未计入，其余照常", file=sys.stderr)


def _asked(args: argparse.Namespace, read: Any) -> list[str]:
    if args.party is None:
        return sorted(read.roles)
    if args.party not in read.roles:
        raise Refusal(f"没有主体“{args.party}”的记录：请核对编号")
    return [args.party]


def _write(found: object) -> int:
    sys.stdout.write(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode() + "\n")
    return 0


def day_asked(text: str | None) -> date:
    """The day asked for, today when none is; raises Refusal."""
    if text is None:
        return datetime.now(BEIJING).date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refusal(f"日期“{text}”读不懂：请写成 2026-03-01") from error
