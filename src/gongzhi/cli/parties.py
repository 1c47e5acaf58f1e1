"""``gongzhi parties``: check a list of parties before it is filed, offline; nothing is kept."""

import argparse
from datetime import date

from gongzhi.cli.main import Refusal

_COLUMNS = "名称、统一社会信用代码、身份证件号码、证照种类、证照编号、有效期至、商品类别（用顿号隔开）"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="action", metavar="动作", required=True)
    check = verbs.add_parser("check", help="核对名单里的代码、证照编号、有效期和各类商品须有的证照")
    check.add_argument("file", metavar="FILE", help=f".csv 或 .xlsx，第一行写列名：{_COLUMNS}；一件证照一行")
    check.add_argument("--on", metavar="DATE", help="按哪一天核对，默认今天")
    check.add_argument("--registry", metavar="FILE", help="登记信息摘录（.csv、.xlsx），有则一并比对名称、状态、住所")
    check.add_argument("--format", choices=("text", "jsonl"), default="text", help="输出格式")


def run(args: argparse.Namespace) -> int:
    """Exit status 1 when something is wrong, 0 when nothing is."""
    import json
    from pathlib import Path

    from gongzhi.adapters.party_tables import RegistryFile, TableUnusable, read_table
    from gongzhi.flow.admitting_lists import check_list

    try:
        registry = RegistryFile(read_table(Path(args.registry))) if args.registry else None
        table = read_table(Path(args.file))
        found = list(check_list(table.rows, _day(args.on), registry))
    except TableUnusable as error:
        raise Refusal(str(error)) from error
    for one in found:
        if args.format == "jsonl":
            print(json.dumps({"line": one.line, "party": one.party, "what": one.what}, ensure_ascii=False))
        else:
            print(f"第 {one.line} 行 {one.party}：{one.what}")
    if args.format == "text":
        parties = len({row.get("名称", "") for _, row in table.rows})
        asked = f"登记信息来源 {registry.source}" if registry else "没有登记信息来源，未与登记机关的信息比对"
        print(f"共 {parties} 个主体、{len(table.rows)} 行，{len(found)} 处需要核对；{asked}。仅供辅助，由人核对原件。")
    return 1 if found else 0


def _day(asked: str | None) -> date:
    if asked is None:
        return date.today()  # noqa: DTZ011 - the day of whoever asks
    try:
        return date.fromisoformat(asked)
    except ValueError as error:
        raise Refusal(f"“{asked}”不是日期：请写成 2026-03-01") from error
