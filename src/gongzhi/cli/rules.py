"""``gongzhi rules``: run every rule's own examples, look the rule files over, replay changes over what is sealed, count how rules fare."""

import argparse
from collections.abc import Callable
from datetime import datetime

from gongzhi.cli import rules_replay, rules_stats
from gongzhi.cli.main import Refusal
from gongzhi.cli.rule_folder import load_from
from gongzhi.flow.suggest import NotAModel, load_model
from gongzhi.law import load_book
from gongzhi.screening import (
    RuleFailed,
    RuleSet,
    check_examples,
    check_exemptions,
    check_leanings,
    lint_rules,
    load_hit_rates,
)
from gongzhi.values import BEIJING


def add_arguments(parser: argparse.ArgumentParser) -> None:
    whats = parser.add_subparsers(dest="what", metavar="做什么", required=True)
    plain: list[tuple[str, str, Callable[[argparse.Namespace], int]]] = [
        ("test", "运行示例", _test),
        ("lint", "检查写法", _lint),
        ("list", "列出规则", _list),
    ]
    for name, line, verb in plain:
        one = whats.add_parser(name, help=line, description=line)
        one.add_argument("--rules", metavar="DIR", help="换用这个目录里的规则文件")
        one.set_defaults(do=verb)
    rules_replay.add_arguments(whats.add_parser("replay", help=rules_replay.LINE, description=rules_replay.LINE))
    rules_stats.add_arguments(whats.add_parser("stats", help=rules_stats.LINE, description=rules_stats.LINE))


def run(args: argparse.Namespace) -> int:
    status: int = args.do(args)
    return status


def _list(args: argparse.Namespace) -> int:
    rules = load_from(args.rules)
    for rule in (*rules.rules, *rules.leanings):
        print(f"{rule.id}\t{rule.version}\t{rule.status}\t{rule.type}\t{rule.certainty}\t{rule.title}")
    return 0


def _lint(args: argparse.Namespace) -> int:
    rules = load_from(args.rules)
    return _report(rules, list(lint_rules(rules, None if args.rules else load_hit_rates())))


def _test(args: argparse.Namespace) -> int:
    rules, today = load_from(args.rules), datetime.now(BEIJING).date()
    try:
        failures = list(check_examples(rules, load_book(), on=today))
        if not args.rules:
            failures += check_exemptions(rules, load_book(), on=today)
        if rules.leanings:
            failures += check_leanings(rules, load_book(), load_model(), on=today)
        return _report(rules, [f"{one.place}（{one.rule}）{one.said}" for one in failures])
    except (NotAModel, RuleFailed) as error:
        raise Refusal(str(error)) from error


def _report(rules: RuleSet, found: list[str]) -> int:
    for remark in found:
        print(remark)
    examples = sum(len(one.accepted) + len(one.refused) for one in (*rules.rules, *rules.leanings))
    examples += sum(len(one.accepted) + len(one.refused) for one in rules.promises)
    examples += sum(len(one.lets_off) + len(one.still_flags) for one in rules.exemptions)
    kinds = f"规则 {len(rules.rules)} 条，模型提示 {len(rules.leanings)} 条，承诺 {len(rules.promises)} 种，例外 {len(rules.exemptions)} 项"
    print(f"{kinds}，示例 {examples} 例，问题 {len(found)} 处")
    return 1 if found else 0
