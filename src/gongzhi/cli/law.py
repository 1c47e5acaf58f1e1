"""``gongzhi law``: ask what the law was on a day, and check that everything here cites law that was in force."""

import argparse
import importlib
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from gongzhi.cli.main import Refusal
from gongzhi.law import (
    BadTable,
    Book,
    Citation,
    NoSuchKind,
    Uncitable,
    check_citations,
    load_book,
    show_figure,
)

# Packages whose data cites law, from their faces; a package that is not there yet has nothing to check.
_CITING = ("gongzhi.screening", "gongzhi.liability", "gongzhi.decisions", "gongzhi.terms", "gongzhi.disputes")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The sub-verbs of ``law``."""
    verbs = parser.add_subparsers(dest="action", metavar="动作", required=True)
    cite = verbs.add_parser("cite", help="某条在某日是否有效、说了什么")
    cite.add_argument("provision", metavar="条款", help="例如 广告法/9(3)、电商法/38.2")
    cite.add_argument("--on", metavar="日期", required=True, help="例如 2026-03-01")
    search = verbs.add_parser("search", help="按词、义务人、种类查找条款")
    search.add_argument("words", metavar="词", nargs="*")
    search.add_argument("--on", metavar="日期")
    search.add_argument("--addressee", metavar="义务人", help="平台、运营者、主播、MCN、商家、监管部门……")
    search.add_argument("--kind", metavar="种类", help="义务、禁止、期限、处罚……")
    search.add_argument("--limit", type=int, default=20, metavar="条数")
    check = verbs.add_parser("check", help="核对法规表，以及项目各处引用的条款在当日是否有效")
    for verb in (cite, search, check):
        verb.add_argument("--format", choices=("text", "json"), default="text")
        verb.add_argument("--tables", metavar="目录", type=Path, help="改用此目录里的法规表")
        verb.add_argument("--unverified", action="store_true", help="把未核实的记录也算进来")


def run(args: argparse.Namespace) -> int:
    """Do what was asked; 1 for a negative answer."""
    try:
        book = load_book(args.tables, unverified=args.unverified)
    except BadTable as error:
        if args.action == "check":
            print(error)
            return 1
        raise Refusal(str(error)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(f"法规表读不出来：{error}。请检查 --tables 指的目录") from error
    actions = {"cite": _cite, "search": _search, "check": _check}
    return actions[args.action](book, args)


def _cite(book: Book, args: argparse.Namespace) -> int:
    day = _day(args.on)
    try:
        found = book.cite(args.provision, day)
    except Uncitable as error:
        if args.format == "json":
            _print_json({"id": args.provision, "on": day.isoformat(), "error": str(error)})
        else:
            print(error)
        return 1
    if args.format == "json":
        _print_json({**_plain(found), "on": day.isoformat()})
    else:
        _print_citation(found)
    return 0


def _search(book: Book, args: argparse.Namespace) -> int:
    try:
        on = _day(args.on) if args.on else None
        found = book.search(" ".join(args.words), on, addressee=args.addressee, kind=args.kind)
    except NoSuchKind as error:
        raise Refusal(str(error)) from error
    shown = found[: max(args.limit, 0)]
    if args.format == "json":
        for one in shown:
            _print_json(_plain(one))
    else:
        for one in shown:
            print(f"{one.id}  {one.article}  {one.addressee}  {one.wording}")
        print(f"共 {len(found)} 条" + (f"，只列前 {len(shown)} 条" if len(found) > len(shown) else ""))
    return 0 if found else 1


def _check(book: Book, args: argparse.Namespace) -> int:
    citations = list(_all_citations())
    broken = check_citations(book, citations)
    norms = [norm for _, norm in book.norms()]
    active = sum(norm.active for norm in norms)
    report = {
        "instruments": len(book.instruments),
        "rows": len(norms),
        "active": active,
        "citations": len(citations),
        "broken": [{"place": one.place, "id": one.id, "on": one.on.isoformat(), "why": one.why} for one in broken],
    }
    if args.format == "json":
        _print_json(report)
        return 1 if broken else 0
    for one in broken:
        print(f"{one.place}：{one.id} 在 {one.on} 引不到。{one.why}")
    print(
        f"法律文件 {len(book.instruments)} 部，要旨 {len(norms)} 行（启用 {active} 行），"
        f"引用 {len(citations)} 处，不通 {len(broken)} 处"
    )
    return 1 if broken else 0


def _all_citations() -> Iterator[tuple[str, str, date]]:
    for name in _CITING:
        try:
            package = importlib.import_module(name)
        except ModuleNotFoundError as error:
            if error.name != name:
                raise
            continue
        if name == "gongzhi.screening":
            yield from package.cited_provisions(package.load_rules())
        elif hasattr(package, "cited_provisions"):
            yield from package.cited_provisions()


def _print_citation(found: Citation) -> None:
    end = f"，{found.in_force.end} 起不再有效" if found.in_force.end else ""
    print(f"《{found.title}》{found.article}")
    print(f"  {found.in_force.start} 起有效{end}；{'存有当日文本' if found.held == 'held' else '未存当日文本'}")
    for norm in found.norms:
        mark = "" if norm.active else f"（{norm.confidence}，未启用）"
        numbers = "；".join(show_figure(one) for one in norm.numbers) or norm.figures
        tail = f"〔{numbers}〕" if numbers else ""
        print(f"  · {'/'.join(norm.addressees)}：{norm.wording}{tail}{mark}")
    if found.remark:
        print(f"  注意：{found.remark}")
    print("  以上为自拟要旨，不是条文原文；以官方文本为准。")


def _plain(found: Citation) -> dict[str, Any]:
    return {
        "id": found.id,
        "title": found.title,
        "article": found.article,
        "instrument": found.instrument,
        "kind": found.kind,
        "addressee": found.addressee,
        "text": found.wording,
        "figures": found.figures,
        "wording": found.held,
        "in_force": {
            "from": found.in_force.start.isoformat(),
            "to": found.in_force.end.isoformat() if found.in_force.end else None,
        },
        "remark": found.remark,
        "rows": [
            {
                "code": norm.code,
                "addressees": list(norm.addressees),
                "kind": norm.kind,
                "text": norm.wording,
                "figures": norm.figures,
                "numbers": [
                    {"measure": one.measure, "low": one.low, "high": one.high, "unit": one.unit, "note": one.note}
                    for one in norm.numbers
                ],
                "confidence": norm.confidence,
                "active": norm.active,
            }
            for norm in found.norms
        ],
    }


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refusal(f"“{text}”不是存在的日子：请写成 2026-03-01") from error
