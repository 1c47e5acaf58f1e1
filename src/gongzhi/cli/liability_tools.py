"""The tools of ``gongzhi liability`` for those who write rule files."""

import argparse
from collections.abc import Callable
from pathlib import Path

from gongzhi.cli.liability_burden import run_burden
from gongzhi.cli.liability_compare import run_compare
from gongzhi.cli.main import Refusal
from gongzhi.law import load_book
from gongzhi.liability import (
    Engine,
    check_citations,
    format_rules,
    load_rules,
    mutate_rules,
    prove_invariants,
    run_examples,
)


def _check(args: argparse.Namespace) -> int:
    """Writing, citations, examples, invariants: 1 when anything is wrong."""
    rules, book = load_rules(args.rules), load_book()
    wrong = [*check_citations(rules, book), *map(str, run_examples(Engine(rules, book)))]
    proofs = list(prove_invariants(rules, book))
    wrong += [str(proof) for proof in proofs if proof.against is not None]
    for line in wrong:
        print(line)
    print(
        f"规则 {len(rules.rules)} 条，事实 {len(rules.facts)} 个，案例 {len(rules.examples)} 个，"
        f"不变式 {len(proofs)} 条：{'全部通过' if not wrong else f'{len(wrong)} 处不对'}"
    )
    return 1 if wrong else 0


def _mutate(args: argparse.Namespace) -> int:
    """Change every rule a little; 1 when a change that matters goes unnoticed by the examples."""
    engine = Engine(load_rules(args.rules), load_book())
    mutants = list(mutate_rules(engine, frozenset(args.files)))
    alive = [one for one in mutants if not one.killed_by and not one.equivalent]
    for one in alive:
        print(one)
    equal = sum(one.equivalent for one in mutants)
    print(
        f"变异 {len(mutants)} 个，等同 {equal} 个，案例察觉 {len(mutants) - equal - len(alive)} 个，漏过 {len(alive)} 个"
    )
    return 1 if alive else 0


def _format(args: argparse.Namespace) -> int:
    """Write the files in canonical form; with nothing but reading, 1 when one was not in it."""
    changed = 0
    for name in args.files:
        path = Path(name)
        text = path.read_text(encoding="utf-8")
        made = format_rules(text, path.name)
        if made != text:
            changed += 1
            path.write_text(made, encoding="utf-8")
            print(f"{name}：已排成规范写法")
    print(f"共 {len(args.files)} 个文件，改了 {changed} 个")
    return 0


def _sheets(args: argparse.Namespace) -> int:
    """``xlsx 文件.yaml -o 表.xlsx`` or ``xlsx 表.xlsx -o 文件.yaml``."""
    if len(args.files) != 1 or args.output is None:
        raise Refusal("写成 gongzhi liability xlsx 规则.yaml -o 表.xlsx，或 xlsx 表.xlsx -o 规则.yaml")
    source = Path(args.files[0])
    # Loaded only here: the other tools and every answer start without it.
    from gongzhi.adapters.liability_sheets import read_sheets, write_sheets

    if source.suffix == ".xlsx":
        args.output.write_text(read_sheets(source), encoding="utf-8")
    else:
        write_sheets(source.read_text(encoding="utf-8"), source.name, args.output)
    print(f"已写入 {args.output}")
    return 0


TOOLS: dict[str, Callable[[argparse.Namespace], int]] = {
    "burden": run_burden,
    "compare": run_compare,
    "check": _check,
    "mutate": _mutate,
    "fmt": _format,
    "xlsx": _sheets,
}
