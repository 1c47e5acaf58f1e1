"""``gongzhi liability burden``: what each side has to prove, and which exhibits show it already."""

import argparse
import json
from dataclasses import asdict
from typing import Any

from gongzhi.cli.liability_case import read_case, read_scope
from gongzhi.cli.main import Refusal
from gongzhi.law import load_book
from gongzhi.liability import Burden, BurdenSheet, Engine, burden_sheet, load_rules

_WORDS = {True: "是", False: "否", None: "不明"}


def run_burden(args: argparse.Namespace) -> int:
    """The burden sheet of one case."""
    if len(args.files) != 1:
        raise Refusal("写成 gongzhi liability burden 案情.yaml")
    rules = load_rules(args.rules)
    matter, scope = read_case(args, args.files[0], rules), read_scope(args, rules)
    sheet = burden_sheet(Engine(rules, load_book()), matter, scope.issues, parties=scope.parties, raised=scope.raised)
    if args.format == "json":
        print(json.dumps(_as_json(sheet), ensure_ascii=False))
    else:
        _print(sheet)
    return 0


def _as_json(sheet: BurdenSheet) -> dict[str, Any]:
    sides = {side: [_line_as_json(one) for one in lines] for side, lines in sheet.sides.items()}
    return {"sides": sides, "resting": list(sheet.resting), "notice": sheet.notice}


def _line_as_json(one: Burden) -> dict[str, Any]:
    return {
        "fact": one.fact,
        "question": one.question,
        "basis": [{"id": c.id, "title": c.title, "article": c.article} for c in one.basis],
        "said": _WORDS[one.said],
        "taken": _WORDS[one.taken],
        "how": one.how,
        "turns": {name: "成立" if now else "不成立" for name, now in one.turns.items()},
        "also": list(one.also),
        "shown": [asdict(shown) for shown in one.shown],
    }


def _print(sheet: BurdenSheet) -> None:
    for side, lines in sheet.sides.items():
        print(f"\n【{side}举证】")
        for one in lines:
            _print_line(one)
    if sheet.resting:
        print(f"\n没有人提出、未列入的事项（加 --raise 事项）：{'、'.join(sheet.resting)}")
    print(sheet.notice)


def _print_line(one: Burden) -> None:
    basis = f"（{'、'.join(f'《{c.title}》{c.article}' for c in one.basis)}）" if one.basis else ""
    state = f"已写为{_WORDS[one.said]}" if one.said is not None else one.how or f"按{_WORDS[one.taken]}处理"
    print(f"  {one.fact}：{state}{basis}")
    for now in (True, False):
        names = "、".join(name for name, outcome in one.turns.items() if outcome is now)
        if names:
            print(
                f"    现在{names} {'成立' if now else '不成立'}；证明{'如此' if not one.taken else '并非如此'}的，转为{'不成立' if now else '成立'}"
            )
    if one.also:
        print(f"    与其他事实一起影响：{'、'.join(one.also)}")
    for shown in one.shown:
        needs = f"；须看：{shown.needs}" if shown.needs else ""
        print(f"    已封存 {shown.exhibit} {shown.kind}，说明其为{_WORDS[shown.so]}{needs}")
