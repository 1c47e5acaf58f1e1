"""``gongzhi liability``: who answers in a case, and the tools that keep its rule files right."""

import argparse
import json
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from gongzhi.cli.liability_report import print_answer
from gongzhi.cli.liability_tools import TOOLS
from gongzhi.cli.main import Refusal
from gongzhi.law import BadTable, load_book
from gongzhi.liability import Contradiction, Engine, Matter, NotAFormula, NotReadable, load_rules, read_matter
from gongzhi.values import BEIJING


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """A case file, or one of the tools for rule files."""
    parser.add_argument("case", metavar="案情.yaml", help=f"案情文件，- 为标准输入；或工具：{'、'.join(TOOLS)}")
    parser.add_argument("files", nargs="*", metavar="文件", help="工具所用的文件")
    parser.add_argument("--mode", choices=("screening", "adjudication"), default="screening")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--rules", metavar="目录", type=Path, help="改用此目录里的规则文件")
    parser.add_argument("--with-proposals", metavar="建议名", action="append", default=[], help="连同这项立法建议")
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
    name = "标准输入" if args.case == "-" else Path(args.case).name
    text = sys.stdin.read() if args.case == "-" else Path(args.case).read_text(encoding="utf-8")
    matter = _complete(read_matter(text, name, rules), args, {one.proposal for one in rules.rules.values()})
    answer: dict[str, Any] = Engine(rules, load_book()).answer(matter, args.mode)
    if args.format == "json":
        print(json.dumps(answer, ensure_ascii=False))
    else:
        print_answer(answer)
    return 0


def _complete(matter: Matter, args: argparse.Namespace, known: set[str]) -> Matter:
    for one in args.with_proposals:
        if one not in known - {""}:
            raise Refusal(f"没有名为“{one}”的立法建议，可用：{'、'.join(sorted(known - {''})) or '（无）'}")
    # Not yet tried: the law of today would be applied at trial.
    today = datetime.now(tz=BEIJING).date()
    trial = matter.trial or max(today, matter.conduct)
    parts = tuple(replace(part, trial=trial) for part in matter.parts)
    proposals = tuple(dict.fromkeys((*matter.proposals, *args.with_proposals)))
    return replace(matter, trial=trial, proposals=proposals, parts=parts)
