"""``gongzhi rules stats``: how each rule fares in a store, and what it flags in ordinary text."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from gongzhi.adapters.archive import StoreDamaged, StoreUnwritable, open_archive
from gongzhi.cli.main import Refusal
from gongzhi.flow.matters import SealBroken
from gongzhi.flow.rule_stats import RuleStats, count_ordinary, rule_stats, statuses_of
from gongzhi.law import load_book
from gongzhi.screening import HitRates, Line, RuleFailed, RuleSet, Screener, Status, load_hit_rates
from gongzhi.values import BEIJING

LINE = "逐条规则：命中、属实、不成立、上报、申诉撤销、与别的规则重叠，以及在普通文字里的命中率"
_AT_ONCE = 512
_ALL_BUT_RETIRED = (Status.DRAFT, Status.SHADOW, Status.ACTIVE)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--store", metavar="DIR", help="证据库目录；不给时只看普通文字，都不给就列出随附的实测命中率")
    parser.add_argument("--ordinary", metavar="FILE", type=Path, help="普通文字（UTF-8，一行一条），算每条规则命中多少")
    parser.add_argument("--kind", choices=("speech", "danmu", "screen", "listing"), default="speech", help="普通文字当作什么来看，默认口播")  # fmt: skip
    parser.add_argument("--category", metavar="NAME", help="普通文字属于哪类商品")
    parser.add_argument("--rules", metavar="DIR", help="换用这个目录里的规则文件")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="输出格式")
    parser.set_defaults(do=run)


def run(args: argparse.Namespace) -> int:
    from gongzhi.cli.rule_folder import load_from

    rules = load_from(args.rules)
    if not args.store and not args.ordinary:
        return _tell_measured(rules, load_hit_rates(), args.format)
    stats = _of_store(args.store) if args.store else {}
    total, flagged = _of_ordinary(rules, args) if args.ordinary else (0, Counter[str]())
    known = statuses_of(rules)
    names = sorted(
        {*known, *stats}, key=lambda name: (-(stats[name].hits if name in stats else 0), -flagged[name], name)
    )
    rows = [_row(name, known.get(name, ""), stats.get(name) or RuleStats(rule=name), flagged[name]) for name in names]
    if args.format == "json":
        sys.stdout.write(orjson.dumps({"ordinary_lines": total, "rules": rows}).decode() + "\n")
    else:
        _tell(rows, total, with_store=bool(args.store))
    return 0


def _tell_measured(rules: RuleSet, rates: HitRates, form: str) -> int:
    """The shipped measurement: each rule under the category where it speaks most."""
    rows: list[dict[str, Any]] = [
        {"rule": rule.id, "status": str(rule.status), "certainty": str(rule.certainty), "ordinary": hits}
        for rule in rules.rules
        for hits in (rates.hits_of(rule.id, rule.version),)
    ]
    if form == "json":
        corpora = [{"name": one.name, "lines": one.lines, "flagged": one.flagged} for one in rates.corpora]
        told = {"measured_on": rates.measured_on, "corpora": corpora, "ordinary_lines": rates.lines, "rules": rows}
        sys.stdout.write(orjson.dumps(told).decode() + "\n")
        return 0
    print("\t".join(["规则", "状态", "确定程度", "普通文字命中", "每万行"]))
    for row in sorted(rows, key=lambda row: (-(row["ordinary"] or 0), row["rule"])):
        often = ("未测", "—") if row["ordinary"] is None else (str(row["ordinary"]), f"{row['ordinary'] * 10_000 / rates.lines:.1f}")  # fmt: skip
        print("\t".join([row["rule"], row["status"], row["certainty"], *often]))
    for one in rates.corpora:
        print(f"{one.name}：{one.lines} 行，标出（疑似除外）{one.flagged} 行。")
    print(f"{rates.measured_on} 测得；口播，各取命中最多的商品类别。")
    return 0


def _of_store(store: str) -> dict[str, RuleStats]:
    try:
        return rule_stats(open_archive(store, create=False))
    except (StoreDamaged, StoreUnwritable, SealBroken) as error:
        raise Refusal(str(error)) from error


def _of_ordinary(rules: RuleSet, args: argparse.Namespace) -> tuple[int, Counter[str]]:
    screener = Screener(rules, load_book(), statuses=_ALL_BUT_RETIRED)
    try:
        return count_ordinary(screener, _lines(args.ordinary, args.kind, args.category, datetime.now(BEIJING).date()))
    except RuleFailed as error:
        raise Refusal(str(error)) from error


def _lines(path: Path, kind: str, category: str | None, on: date) -> Iterator[Sequence[Line]]:
    try:
        with path.open(encoding="utf-8-sig") as source:
            lines = (
                Line(id=str(number), text=text.rstrip("\r\n"), kind=kind, on=on, category=category)
                for number, text in enumerate(source, 1)
                if text.strip()
            )
            while together := list(islice(lines, _AT_ONCE)):
                yield together
    except UnicodeDecodeError as error:
        raise Refusal(f"{path} 不是 UTF-8：请转成 UTF-8 再试") from error
    except OSError as error:
        raise Refusal(f"打不开“{path}”：{error.strerror}，请检查路径与权限") from error


def _row(name: str, status: str, one: RuleStats, flagged: int) -> dict[str, Any]:
    return {
        "rule": name,
        "status": status,
        "hits": one.hits,
        "pending": one.pending,
        "confirmed": one.confirmed,
        "dismissed": one.dismissed,
        "escalated": one.escalated,
        "overturned": one.overturned,
        "upheld_percent": one.upheld_percent,
        "overlaps": dict(one.beside.most_common(3)),
        "ordinary": flagged,
    }


def _tell(rows: Sequence[dict[str, Any]], total: int, *, with_store: bool) -> None:
    heads = ["规则", "状态"]
    if with_store:
        heads += ["命中", "待复核", "属实", "不成立", "上报", "申诉撤销", "属实率", "常与之重叠"]
    print("\t".join([*heads, *(["普通文字命中", "每万行"] if total else [])]))
    silent = 0
    for row in rows:
        if not row["hits"] and not row["ordinary"]:
            silent += 1
            continue
        cells = [row["rule"], row["status"] or "已不在规则文件中"]
        if with_store:
            cells += [str(row[key]) for key in ("hits", "pending", "confirmed", "dismissed", "escalated", "overturned")]
            cells.append("—" if row["upheld_percent"] is None else f"{row['upheld_percent']}%")
            cells.append("、".join(f"{name} {times}" for name, times in row["overlaps"].items()) or "—")
        if total:
            cells += [str(row["ordinary"]), f"{row['ordinary'] * 10_000 / total:.1f}"]
        print("\t".join(cells))
    print(f"另有 {silent} 条规则没有命中。" + (f"普通文字 {total} 行。" if total else ""))
