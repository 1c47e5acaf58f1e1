"""``gongzhi pricing truth``: were the prices shown true? The sealed price signals of a store against its own record."""

import argparse
import sys
from typing import Any

import orjson

from gongzhi.cli.main import Refusal
from gongzhi.values import BEIJING, yuan_from_fen

NOTICE = "以上是与本库记录的出入，不是认定：商家可能另有依据，请其说明后由人核查、决定。"


def add_verb(verbs: Any) -> None:
    truth = verbs.add_parser("truth", help="标价真不真：原价、最低价、折扣与券的算术、限量低价，与本库封存的记录对照")
    truth.add_argument("--store", default="gongzhi-store", metavar="DIR", help="证据库目录")
    truth.add_argument("--broadcast", metavar="ID", help="只看这一场；默认各场都看")
    truth.add_argument("--format", choices=("text", "jsonl"), default="text", help="输出格式")
    truth.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    from gongzhi.adapters.archive import StoreDamaged, open_archive
    from gongzhi.flow.matters import SealBroken, UnknownBroadcast
    from gongzhi.flow.prices_of_rooms import prices_of_room

    try:
        with open_archive(args.store, create=False) as archive:
            known = dict.fromkeys(placed.subject for placed in archive.placed(kind="Broadcast"))
            for broadcast in [args.broadcast] if args.broadcast else known:
                _write(args, plain_prices(prices_of_room(archive, broadcast)))
    except (UnknownBroadcast, SealBroken, StoreDamaged) as error:
        raise Refusal(str(error)) from error
    return 0


def plain_prices(found: Any) -> dict[str, Any]:
    """As a line of output: fen, and times by ISO 8601."""
    return {
        "broadcast": found.broadcast.id,
        "room": found.broadcast.room,
        "goods": [
            {
                "product": one.product,
                "title": one.title,
                "prices": [{"at": point.at.isoformat(), "fen": point.fen} for point in one.points],
                "lowest_7_days_fen": one.week.fen if one.week else None,
                "lowest_30_days_fen": one.month.fen if one.month else None,
                "doubts": [
                    {
                        "kind": each.doubt.kind, "says": each.doubt.says, "provision": each.doubt.provision,
                        "at": each.at.isoformat(), "signal": each.signal,
                    }
                    for each in one.doubts
                ],
            }
            for one in found.goods
        ],
        "findings": [
            {"exhibit": one.exhibit, "rule": one.finding.rule, "quote": one.finding.quote, "product": one.product}
            for one in found.findings
        ],
        "notice": NOTICE,
    }  # fmt: skip


def _write(args: argparse.Namespace, found: dict[str, Any]) -> None:
    if args.format == "jsonl":
        sys.stdout.write(orjson.dumps(found).decode() + "\n")
        return
    if not found["goods"]:
        return
    print(f"{found['room']}（{found['broadcast']}）：{len(found['goods'])} 件商品有标价")
    for one in found["goods"]:
        shown = "、".join(_yuan(point["fen"]) for point in one["prices"][:6])
        week, month = _yuan(one["lowest_7_days_fen"]), _yuan(one["lowest_30_days_fen"])
        print(f"  “{one['title']}”标价 {shown}；此前七日最低 {week}，三十日最低 {month}")
        for each in one["doubts"]:
            print(f"    {_clock(each['at'])}  {each['says']}（{each['provision']}）")
    for one in found["findings"]:
        print(f"  已有发现：{one['quote']}（{one['rule']}，存证 {one['exhibit']}）")
    print(NOTICE)


def _yuan(fen: int | None) -> str:
    return "没有记录" if fen is None else f"{yuan_from_fen(fen)} 元"


def _clock(at: str) -> str:
    from gongzhi.values import read_instant

    return f"{read_instant(at).astimezone(BEIJING):%m-%d %H:%M:%S}"
