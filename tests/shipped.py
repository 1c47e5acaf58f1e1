"""The screener of the shipped rules, made once for all tests that only ask it; a verdict depends on the line alone."""

from functools import cache

from gongzhi.law import load_book
from gongzhi.screening import Screener, load_rules


@cache
def shipped_screener(*, every_hit: bool = False) -> Screener:
    """As ``gongzhi screen`` makes it; tests that change or look into a screener make one of their own."""
    return Screener(load_rules(), load_book(), every_hit=every_hit)
