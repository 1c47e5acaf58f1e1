"""The tools of ``gongzhi liability`` for those who write rule files."""

import argparse
from collections.abc import Callable

from gongzhi.law import load_book
from gongzhi.liability import Engine, check_citations, load_rules, mutate_rules, prove_invariants, run_examples


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


TOOLS: dict[str, Callable[[argparse.Namespace], int]] = {"check": _check, "mutate": _mutate}
