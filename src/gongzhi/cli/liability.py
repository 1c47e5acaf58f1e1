"""``gongzhi liability``: who answers in a case, and the tools that keep its rule files right."""

import argparse
import json
from pathlib import Path
from typing import Any

from gongzhi.cli.liability_case import read_case, read_scope
from gongzhi.cli.liability_report import print_answer
from gongzhi.cli.liability_tools import TOOLS
from gongzhi.cli.main import Refusal
from gongzhi.law import BadTable, load_book
from gongzhi.liability import Contradiction, Engine, NotAFormula, NotReadable, load_rules, relevant


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """A case file, or one of the tools for rule files."""
    parser.add_argument("case", metavar="案情.yaml", help=f"案情文件，- 为标准输入；或工具：{'、'.join(TOOLS)}")
    parser.add_argument("files", nargs="*", metavar="文件", help="工具所用的文件")
    parser.add_argument("--mode", choices=("screening", "adjudication"), default="screening")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--rules", metavar="目录", type=Path, help="改用此目录里的规则文件")
    parser.add_argument("--with-proposals", metavar="建议名", action="append", default=[], help="连同这项立法建议")
    parser.add_argument("--parties", metavar="当事方", default="", help="只看这些当事方，如 商家、平台")
    parser.add_argument("--raise", dest="raised", metavar="事项", default="", help="案情涉及的事项，顿号分开")
    parser.add_argument("--all", action="store_true", help="列出没有人提出、先放在一边的结果")
    compared = parser.add_argument_group("compare：同一批案情，原与现相比")
    compared.add_argument("--left", metavar="日", default="", help="原：事实日，或 事实日/审理日（默认今天）")
    compared.add_argument("--right", metavar="日", default="", help="现：同上；--with-proposals 只加在现")
    compared.add_argument("--left-reading", metavar="说", action="append", default=[], help="原采这种说法")
    compared.add_argument("--right-reading", metavar="说", action="append", default=[], help="现采这种说法")
    compared.add_argument("--count", metavar="件", type=int, default=2000, help="没有案情表时虚构多少件")
    compared.add_argument("--seed", metavar="数", type=int, default=1, help="虚构用的种子，相同则案情相同")
    parser.add_argument("-o", "--output", metavar="文件", type=Path, help="工具写到这个文件")


def run(args: argparse.Namespace) -> int:
    """Answer the case, or run the tool; 1 when a check of rule files fails."""
    try:
        if args.case in TOOLS:
            return TOOLS[args.case](args)
        return _answer(args)
    except (NotReadable, Contradiction, NotAFormula, BadTable) as error:
        raise Refusal(str(error)) from error
    except BrokenPipeError:
        raise
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(f"文件读不出来：{error}。请检查路径与编码（UTF-8）") from error


def _answer(args: argparse.Namespace) -> int:
    if args.files:
        raise Refusal(f"一次只算一个案情，多出 {'、'.join(args.files)}，请分次运行")
    rules = load_rules(args.rules)
    matter = read_case(args, args.case, rules)
    engine = Engine(rules, load_book())
    answer: dict[str, Any] = engine.answer(matter, args.mode)
    if args.format == "json":
        print(json.dumps(answer, ensure_ascii=False))
    elif args.all or args.mode == "adjudication":
        print_answer(answer)
    else:
        scope = read_scope(args, rules)
        print_answer(answer, relevant(engine, matter, scope.issues, parties=scope.parties, raised=scope.raised))
    return 0
