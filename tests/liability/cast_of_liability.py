"""A small rule set, the law, and an engine for tests of liability."""

from functools import lru_cache
from pathlib import Path

from gongzhi.law import Book, load_book
from gongzhi.liability import Engine, RuleSet, load_rules, read_rules

EXAMPLE = Path(__file__).parent / "example"


@lru_cache
def book() -> Book:
    return load_book()


@lru_cache
def example_rules() -> RuleSet:
    return load_rules(EXAMPLE)


@lru_cache
def example_engine() -> Engine:
    return Engine(example_rules(), book())


HEAD = """法源:
  电商法: {名: 电子商务法, 时点: 事实日}
事实:
  甲: {问: 甲？, 举证: 消费者, 不明: 否}
  乙: {问: 乙？, 举证: 商家, 不明: 是}
  丙: {问: 丙？, 举证: 商家, 不明: 否}
"""


def small(rest: str) -> RuleSet:
    """Three facts and the sections in ``rest``."""
    return read_rules({"试.yaml": HEAD + rest})
