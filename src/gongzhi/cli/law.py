"""``gongzhi law``: ask what the law was on a day, and check that everything here cites law that was in force."""

import argparse
import dataclasses
import json
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from gongzhi.cli.law_arguments import ACTIONS
from gongzhi.cli.law_citations import all_mentions, source_root
from gongzhi.cli.main import Refusal
from gongzhi.law import (
    HEADINGS,
    STATUS_NAMES,
    BadTable,
    Book,
    CalendarUnknown,
    Checklist,
    Citation,
    Difference,
    NoDeadline,
    NoSuchKind,
    NoSuchRole,
    NotALawText,
    NotThisChecklist,
    Status,
    Tally,
    Uncitable,
    changes_between,
    check_mentions,
    compare_official,
    deadlines_of,
    duties_of,
    lint_book,
    lint_duty_table,
    load_book,
    oscal_results,
    read_official,
    register_rows,
    show_figure,
    write_xlsx,
)
from gongzhi.values import BEIJING, NotAnInstant, encode_record, read_instant


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The sub-verbs of ``law``."""
    verbs = parser.add_subparsers(dest="action", metavar="动作", required=True)
    for action, (line, arguments) in ACTIONS.items():
        verb = verbs.add_parser(action, help=line, description=line)
        for name, options in arguments.items():
            verb.add_argument(*name.split(), **options)
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
    actions = {
        "cite": _cite,
        "search": _search,
        "check": _check,
        "changes": _changes,
        "due": _due,
        "duties": _duties,
        "import": _import,
    }
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
    if args.project is not None and not args.project.is_dir():
        raise Refusal(f"{args.project} 不是目录：--project 写项目的根目录")
    try:
        citations = all_mentions(book, args.project or source_root(), _day(args.on) if args.on else _today())
    except ValueError as error:
        print(f"引用读不出来：{error}")
        return 1
    # Only the shipped tables hold all the rows that the duty table speaks of.
    flaws = (*lint_book(book), *(lint_duty_table(book) if args.tables is None else ()))
    broken = check_mentions(book, citations)
    norms = [norm for _, norm in book.norms()]
    report = {
        "instruments": len(book.instruments),
        "rows": len(norms),
        "active": sum(norm.active for norm in norms),
        "flaws": [str(flaw) for flaw in flaws],
        "citations": len(citations),
        "broken": [{"place": one.place, "id": one.id, "on": one.on.isoformat(), "why": one.why} for one in broken],
    }
    if args.format == "json":
        _print_json(report)
        return 1 if broken or flaws else 0
    for flaw in flaws:
        print(flaw)
    for one in broken:
        print(f"{one.place}：{one.id} 在 {one.on} 引不到。{one.why}")
    print(
        f"法律文件 {report['instruments']} 部，要旨 {report['rows']} 行（启用 {report['active']} 行），"
        f"表内问题 {len(flaws)} 处；引用 {len(citations)} 处，不通 {len(broken)} 处"
    )
    return 1 if broken or flaws else 0


def _changes(book: Book, args: argparse.Namespace) -> int:
    earlier, later = _day(args.earlier), _day(args.later)
    if earlier > later:
        raise Refusal("前一日晚于后一日：请对调")
    for change in changes_between(book, earlier, later):
        if args.format == "json":
            _print_json(
                {
                    "kind": change.kind,
                    "id": change.id,
                    "before": _plain(change.before) if change.before else None,
                    "after": _plain(change.after) if change.after else None,
                    "note": change.note,
                }
            )
        else:
            found = change.after or change.before
            print(f"{change.kind}  {change.id}  {found.wording if found else ''}  {change.note}".rstrip())
    return 0


def _due(book: Book, args: argparse.Namespace) -> int:
    try:
        since = read_instant(args.since)
        on = _day(args.on) if args.on else since.astimezone(BEIJING).date()
        citation = _named(book, args.rule, on)
        found = deadlines_of(citation, since)
    except NotAnInstant as error:
        raise Refusal(str(error)) from error
    except (Uncitable, NoDeadline, CalendarUnknown) as error:
        print(error)
        return 1
    for norm, deadline in found:
        if args.format == "json":
            _print_json(
                {
                    "rule": norm.code,
                    "id": citation.id,
                    "article": citation.article,
                    "what": norm.wording,
                    "figure": show_figure(deadline.figure),
                    "last_day": deadline.last_day.isoformat(),
                    "due": deadline.last.isoformat(),
                    "why": deadline.why,
                    "wording": citation.held,
                }
            )
        else:
            print(f"{deadline.last_day}  {show_figure(deadline.figure)}  {norm.wording}")
            print(f"  依据《{citation.title}》{citation.article}（{norm.code}）；{deadline.why}")
    return 0


def _named(book: Book, rule: str, on: date) -> Citation:
    for instrument, norm in book.norms():
        if norm.code == rule:
            found = book.cite_norm(instrument, norm, on)
            return dataclasses.replace(found, norms=(norm,))
    return book.cite(rule, on)


def _duties(book: Book, args: argparse.Namespace) -> int:
    on = _day(args.on)
    try:
        checklist = Checklist(duties_of(book, args.role, on))
        recorded = checklist.record(_read_answers(args.answers) if args.answers else {})
        at = read_instant(args.at) if args.at else datetime.combine(on, time(), BEIJING)
    except (NoSuchRole, NotThisChecklist, NotAnInstant) as error:
        raise Refusal(str(error)) from error
    title = f"{args.role}义务清单 {on}"
    rows = register_rows(checklist, recorded)
    if args.xlsx:
        _write(args.xlsx, write_xlsx(title, rows))
    if args.oscal:
        document = oscal_results(title, checklist, recorded, at)
        _write(args.oscal, json.dumps(document, ensure_ascii=False, indent=1).encode())
    _print_duties(rows, checklist.tally(recorded), form=args.format, brief=bool(args.xlsx or args.oscal))
    return 1 if checklist.tally(recorded).not_met else 0


def _print_duties(rows: Sequence[Sequence[str]], tally: Tally, *, form: str, brief: bool) -> None:
    if form == "json":
        for row in rows:
            _print_json(dict(zip(HEADINGS, row, strict=True)))
        return
    for row in () if brief else rows:
        print("  ".join(part for part in (row[1], row[2], row[6], row[7], row[9], row[11]) if part))
    print(
        f"共 {len(rows)} 项：已履行 {tally.met}，未履行 {tally.not_met}，"
        f"不适用 {tally.not_applicable}，未评估 {tally.not_assessed}。本结果仅供辅助，由人作出决定"
    )


def _read_answers(path: Path) -> dict[str, Status]:
    names = {name: status for status, name in STATUS_NAMES.items()}
    try:
        answers = json.loads(path.read_text(encoding="utf-8"))
        return {str(code): names[answer] for code, answer in answers.items()}
    except (OSError, ValueError, AttributeError, KeyError) as error:
        raise Refusal(f"{path} 读不出来：{error}。应为 {{码: {'|'.join(names)}}} 的 JSON") from error


def _import(book: Book, args: argparse.Namespace) -> int:
    status = 0
    for path in args.files:
        try:
            official = read_official(path.read_bytes(), path.name)
            instrument, differences = compare_official(book, official)
        except OSError as error:
            raise Refusal(f"{path} 读不出来：{error.strerror}。请检查路径") from error
        except NotALawText as error:
            raise Refusal(str(error)) from error
        except Uncitable as error:
            print(f"{path.name}：{error}")
            status = 1
            continue
        if args.store:
            target = args.store / "law-texts"
            target.mkdir(parents=True, exist_ok=True)
            _write(target / f"{instrument.title}.json", encode_record(official))
        status = max(status, 1 if differences else 0)
        _print_import(path.name, instrument.title, len(official.articles), differences, args.format)
    return status


def _print_import(name: str, title: str, articles: int, differences: Sequence[Difference], form: str) -> None:
    if form == "json":
        plain = [{"code": one.code, "message": one.message} for one in differences]
        _print_json({"file": name, "instrument": title, "articles": articles, "differences": plain})
        return
    print(f"{name}：《{title}》{articles} 条，与本库不同 {len(differences)} 处")
    for one in differences:
        print(f"  {one.code} {one.message}".replace("   ", "  "))


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise Refusal(f"{path} 写不进去：{error.strerror}。请检查目录与空间") from error


def _print_citation(found: Citation) -> None:
    end = f"，{found.in_force.end} 起不再有效" if found.in_force.end else ""
    print(f"《{found.title}》{found.article}")
    print(f"  {found.in_force.start} 起有效{end}；{'存有当日文本' if found.held == 'held' else '未存当日文本'}")
    for norm in found.norms:
        mark = "" if norm.active else f"（{norm.confidence}，未启用）"
        numbers = "；".join(show_figure(one) for one in norm.numbers) or norm.figures
        tail = f"〔{numbers}〕" if numbers else ""
        print(f"  · {'/'.join(norm.addressees)}：{norm.wording}{tail}{mark}")
        if norm.condition:
            print(f"    条件：{norm.condition}")
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
                "condition": norm.condition,
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


def _today() -> date:
    return datetime.now(BEIJING).date()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refusal(f"“{text}”不是存在的日子：请写成 2026-03-01") from error
