"""``gongzhi pricing``: audit a table of purchases for prices that differ by buyer; hold shown prices against the record; make a market to practise on."""

import argparse
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from gongzhi.cli.main import Refusal
from gongzhi.cli.pricing_truth import add_verb
from gongzhi.values import BEIJING, yuan_from_fen

_BUCKETS = {"minute": "分钟", "hour": "小时", "quarter": "六小时", "day": "日", "week": "周"}
_MOST_SHOWN = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="pricing_verb", metavar="动作", required=True)
    audit = verbs.add_parser("audit", help="差别定价审计：同一商品、同等条件，价格是否因人而异")
    audit.add_argument("file", metavar="FILE", help=".csv 或 .parquet，每行一笔成交")
    audit.add_argument("--group", required=True, metavar="COLUMN", help="按哪一列分组比较，例如 是否老客")
    audit.add_argument(
        "--strata", metavar="COLUMNS", help="哪些列相同才算同等交易条件，逗号分开；默认商品、时间段、地区、公开优惠"
    )
    audit.add_argument("--bucket", choices=tuple(_BUCKETS), help="时间段的长短；默认由细到粗取第一档够比的")
    audit.add_argument(
        "--justify", default="", metavar="COLUMNS", help="平台申明的理由（成本、运费等），逗号分开，作为协变量"
    )
    audit.add_argument(
        "--exclude", default="", metavar="COLUMNS", help="这些列为真的行不比（如 新客首单优惠），逗号分开"
    )
    audit.add_argument("--scan", default="", metavar="COLUMNS", help="另外扫描哪些列，逗号分开；all 为其余各列")
    audit.add_argument("--user", metavar="COLUMN", help="哪一列是用户")
    audit.add_argument("--price", metavar="COLUMN", help="哪一列是成交价；有小数或列名带 yuan 的按元读，否则按分")
    audit.add_argument("--on", metavar="DATE", help="按哪一天的口径与法律，默认今天")
    audit.add_argument("--seed", type=int, default=1, metavar="N", help="扫描时分两半用户的随机数种子")
    audit.add_argument("--format", choices=("text", "json"), default="text", help="输出格式")
    audit.add_argument(
        "--report", action="append", default=[], metavar="FILE", help="另写 .docx 或 .xlsx 报告，可写多次"
    )
    audit.add_argument("--fail-on", choices=("abnormal",), help="指标异常时以状态 1 退出")
    simulate = verbs.add_parser("simulate", help="造一个虚构的市场：有或没有差别定价，混杂因素齐全，供教学与试验")
    simulate.add_argument("-o", "--output", required=True, metavar="FILE", help=".csv 或 .parquet")
    simulate.add_argument("--rows", type=_count, default=20_000, metavar="N")
    simulate.add_argument("--users", type=_count, default=4_000, metavar="N")
    simulate.add_argument("--items", type=_count, default=120, metavar="N")
    simulate.add_argument(
        "--markup", type=float, default=0.0, metavar="X", help="老客多付的比例，例如 0.01；默认没有差别"
    )
    simulate.add_argument("--share", type=float, default=0.3, metavar="X", help="多少比例的商品加价")
    simulate.add_argument("--newcomers", type=float, default=0.0, metavar="X", help="首单优惠的比例，例如 0.05")
    simulate.add_argument("--seed", type=int, default=1, metavar="N", help="同一种子造出同一市场")
    add_verb(verbs)


def run(args: argparse.Namespace) -> int:
    if args.pricing_verb == "truth":
        status: int = args.run(args)
        return status
    return _audit(args) if args.pricing_verb == "audit" else _simulate(args)


def _audit(args: argparse.Namespace) -> int:
    from gongzhi.adapters.price_audit import AskedFile, audit_file
    from gongzhi.adapters.price_tables import TableUnreadable, open_price_file
    from gongzhi.pricing import NotAPlan, NotATable

    asked = AskedFile(
        group=args.group, strata=_names(args.strata or ""), justify=_names(args.justify), exclude=_names(args.exclude),
        scan=_names(args.scan), user=args.user, price=args.price, bucket=args.bucket, on=_day(args.on), seed=args.seed,
    )  # fmt: skip
    try:
        found = audit_file(open_price_file(Path(args.file)), asked)
    except (TableUnreadable, NotATable, NotAPlan) as error:
        raise Refusal(str(error)) from error
    for one in found["refused"]["lines"][:_MOST_SHOWN]:
        print(f"第 {one['line']} 行未计入：{one['why']}", file=sys.stderr)
    if found["rows"]["refused"]:
        print(f"共 {found['rows']['refused']} 行未计入，其余照常审计", file=sys.stderr)
    _write_reports(args.report, found)
    if args.format == "json":
        sys.stdout.write(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode() + "\n")
    else:
        _print_text(found)
    return 1 if args.fail_on == found["indicator"] else 0


def _write_reports(names: list[str], found: dict[str, Any]) -> None:
    from gongzhi.adapters.price_reports import write_price_docx, write_price_xlsx

    for name in names:
        write = {".docx": write_price_docx, ".xlsx": write_price_xlsx}.get(Path(name).suffix.lower())
        if write is None:
            raise Refusal(f"--report“{name}”应以 .docx 或 .xlsx 结尾，请改名")
        try:
            Path(name).write_bytes(write(found, made_at=datetime.now(UTC)))
        except OSError as error:
            raise Refusal(f"写不了“{name}”：{error.strerror}，请检查路径与权限") from error


def _print_text(found: dict[str, Any]) -> None:
    rows, strata = found["rows"], found["strata"]
    print(f"{found['says']}（按“{found['group']}”分组）")
    for one in found["compared"]:
        print(f"  {one['value']}：{_told(one['after'])}{_money(one)}")
        if found["declared"]["justify"] or found["declared"]["exclude"]:
            print(f"    计入申明的理由之前：{_told(one['before'])}")
    print(f"  不分条件直接比均价（不可采信）：{_told(found['plain'])}")
    bucket = f"，时间按{_BUCKETS[strata['bucket']]}" if strata["bucket"] else ""
    print(
        f"  同等条件：{'、'.join(strata['columns'])}{bucket}；{strata['all']} 层中 {strata['compared']} 层有两人以上可比"
    )
    print(f"  共 {rows['read']} 行，{rows['compared']} 行参与比较，{rows['refused']} 行未计入")
    for one in found["pairs"][:3]:
        apart = f"，相隔 {one['seconds_apart']} 秒" if one["seconds_apart"] is not None else ""
        print(
            f"  例：{one['goods']} 第 {one['line']} 行 {yuan_from_fen(one['price_fen'])} 元，第 {one['other_line']} 行 {yuan_from_fen(one['other_price_fen'])} 元{apart}"
        )
    for one in found["scan"]:
        if one["confirmed"]:
            print(f"  扫描：{one['column']}={one['value']}，{_told(one['second'])}，另一半用户也成立")
    for one in found["provisions"]:
        print(f"  有关规定：《{one['title']}》{one['article']}")
    print(found["notice"])


def _told(one: dict[str, Any]) -> str:
    if one["percent"] is None:
        return "无从比较"
    return f"价格相差 {one['percent']:+.2f}%（{one['low_percent']:+.2f}% 至 {one['high_percent']:+.2f}%，p={one['p']:.3g}）"


def _money(one: dict[str, Any]) -> str:
    if one["each_fen"] is None:
        return ""
    low, high = yuan_from_fen(one["each_low_fen"]), yuan_from_fen(one["each_high_fen"])
    return f"，每笔 {yuan_from_fen(one['each_fen'])} 元（{low} 至 {high}），{one['purchases']} 笔"


def _simulate(args: argparse.Namespace) -> int:
    import numpy as np

    from gongzhi.adapters.price_tables import TableUnreadable, write_market
    from gongzhi.pricing import PROMOTIONS, REGIONS, Scene, make_market

    for name in ("markup", "share", "newcomers"):
        if not 0 <= getattr(args, name) < (1.001 if name == "share" else 1):
            raise Refusal(f"--{name} 应在 0 与 1 之间，例如 0.01")
    scene = Scene(
        rows=args.rows,
        users=args.users,
        items=args.items,
        markup=args.markup,
        share=args.share,
        newcomers=args.newcomers,
    )
    market = make_market(scene, np.random.default_rng(args.seed))
    start = datetime(2026, 3, 1, tzinfo=BEIJING)
    columns: dict[str, list[object]] = {
        "order_id": [f"D{number:08d}" for number in range(1, scene.rows + 1)],
        "user": [f"U{one:06d}" for one in market.user.tolist()],
        "item": [f"SKU{one:04d}" for one in market.item.tolist()],
        "at": [(start + timedelta(seconds=one)).isoformat() for one in market.second.tolist()],
        "region": [REGIONS[one] for one in market.region.tolist()],
        "promotion": [PROMOTIONS[one] for one in market.promotion.tolist()],
        "old": market.old.tolist(),
        "first_order": market.first.tolist(),
        "price_yuan": [yuan_from_fen(one) for one in market.price_fen.tolist()],
    }
    try:
        write_market(columns, Path(args.output))
    except TableUnreadable as error:
        raise Refusal(str(error)) from error
    told = f"老客在 {args.share:.0%} 的商品上多付 {args.markup:.2%}" if args.markup else "没有差别定价"
    print(f"已写 {scene.rows} 笔成交：{told}；老客偏买贵的商品、高峰时段与贵的地区")
    return 0


def _names(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.replace("，", ",").split(",") if one.strip())


def _day(text: str | None) -> date:
    if text is None:
        return datetime.now(BEIJING).date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refusal(f"--on“{text}”不是日期：请写成 2026-03-01") from error


def _count(text: str) -> int:
    if not text.isdigit() or not 1 < int(text) <= 20_000_000:
        raise Refusal(f"“{text}”应是 2 到 2000 万的整数")
    return int(text)
