"""The parser of all verbs, and the one place where a refusal becomes exit status 2."""

import argparse
import importlib
import sys
from collections.abc import Sequence
from typing import NoReturn

# One list to see them all: verb, module, one line of help. A module offers ``add_arguments(parser)`` and
# ``run(args) -> int``; it is imported only when its verb is asked for, so that every verb starts fast.
VERBS: list[tuple[str, str, str]] = [
    ("evidence", "gongzhi.cli.evidence", "封存、打包、离线核验证据"),
    ("law", "gongzhi.cli.law", "某日的法：查条款、算期限、核对引用"),
    ("liability", "gongzhi.cli.liability", "谁承担责任、何种形态、多少钱、还要问什么；检查责任规则文件"),
    ("screen", "gongzhi.cli.screen", "筛查话术、弹幕、画面文字与商品页，逐处给出依据"),
    ("watch", "gongzhi.cli.watch", "看一场直播：接入、筛查、封存、建线索，可随时中断续读"),
    ("serve", "gongzhi.cli.serve", "在浏览器里打开控制台：监看、复核、案件、决定、证据"),
    ("suggest", "gongzhi.cli.suggest", "在规则之外提示存疑线索：自带小模型，另可设第二意见（默认不问）"),
    ("rules", "gongzhi.cli.rules", "运行规则示例、检查写法、用改过的规则重看、统计每条规则"),
    ("credit", "gongzhi.cli.credit", "信用分：为何如此、怎样修复、先查谁、共享黑名单"),
    ("parties", "gongzhi.cli.parties", "核对主体名单：代码、证照编号、有效期、各类商品须有的证照"),
    ("pricing", "gongzhi.cli.pricing", "价格是否因人而异：差别定价审计，造虚构市场"),
]


class Refusal(Exception):
    """Unusable input or arguments: one line in Chinese that names the place and says what to do. Exit status 2."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Refusal(f"参数有误：{message}。用 {self.prog} --help 查看用法")


def run(arguments: Sequence[str]) -> int:
    """Parse, import the verb, call it. Returns the exit status of the contract."""
    try:
        return _run(list(arguments))
    except Refusal as refusal:
        print(f"gongzhi：{refusal}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader of our output left (``| head``): nothing to report, and Python must not report it at exit.
        sys.stderr.close()
        return 0


def _run(arguments: list[str]) -> int:
    parser = _Parser(prog="gongzhi", description="共治：听见话术、对照法条、固定证据、办理案件、说明理由。")
    verbs = parser.add_subparsers(dest="verb", metavar="动词", required=True, parser_class=_Parser)
    asked = arguments[0] if arguments else None
    for verb, module, line in VERBS:
        sub = verbs.add_parser(verb, help=line, description=line)
        if verb == asked:
            importlib.import_module(module).add_arguments(sub)
    parsed = parser.parse_args(arguments)
    module = next(module for verb, module, _ in VERBS if verb == parsed.verb)
    status: int = importlib.import_module(module).run(parsed)
    return status
