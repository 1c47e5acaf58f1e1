"""``gongzhi rules``: run every rule's own examples, and look the rule files over."""

import argparse
from datetime import datetime
from importlib.resources.abc import Traversable
from pathlib import Path

from gongzhi.cli.main import Refusal
from gongzhi.law import load_book
from gongzhi.screening import NotReadable, RuleFailed, RuleSet, check_examples, lint_rules, load_rules
from gongzhi.values import BEIJING


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("test", "lint", "list"), help="test 运行示例；lint 检查写法；list 列出规则")
    parser.add_argument("--rules", metavar="DIR", help="换用这个目录里的规则文件")


def run(args: argparse.Namespace) -> int:
    rules = _load(args.rules)
    if args.what == "list":
        for rule in rules.rules:
            print(f"{rule.id}\t{rule.version}\t{rule.status}\t{rule.type}\t{rule.certainty}\t{rule.title}")
        return 0
    found = _test(rules) if args.what == "test" else list(lint_rules(rules))
    for remark in found:
        print(remark)
    examples = sum(len(one.accepted) + len(one.refused) for one in rules.rules)
    examples += sum(len(one.accepted) + len(one.refused) for one in rules.promises)
    print(f"规则 {len(rules.rules)} 条，承诺 {len(rules.promises)} 种，示例 {examples} 例，问题 {len(found)} 处")
    return 1 if found else 0


def _load(directory: str | None) -> RuleSet:
    if directory is None:
        folder: Traversable | None = None
    elif Path(directory).is_dir():
        folder = Path(directory)
    else:
        raise Refusal(f"“{directory}”不是目录：请给出规则文件所在的目录")
    try:
        return load_rules(folder)
    except NotReadable as error:
        raise Refusal(str(error)) from error


def _test(rules: RuleSet) -> list[str]:
    try:
        failures = check_examples(rules, load_book(), on=datetime.now(BEIJING).date())
        return [f"{one.place}（{one.rule}）{one.said}" for one in failures]
    except RuleFailed as error:
        raise Refusal(str(error)) from error
