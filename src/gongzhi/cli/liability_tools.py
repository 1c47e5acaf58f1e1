"""The tools of ``gongzhi liability`` for those who write rule files."""

import argparse
from collections.abc import Callable

from gongzhi.law import load_book
from gongzhi.liability import Engine, check_citations, load_rules, prove_invariants, run_examples


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


TOOLS: dict[str, Callable[[argparse.Namespace], int]] = {"check": _check}
