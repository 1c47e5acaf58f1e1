"""What the verbs of one test process load is loaded once: the shipped rules, their automaton and the law never change in it.

The real loaders run, the first time each; tests that start a process, and those that bring rules of their own, load as a user does.
"""

from collections.abc import Iterator
from functools import cache

import pytest

import gongzhi.liability
import gongzhi.screening
from gongzhi.cli import screen, suggest, watch
from gongzhi.flow.watch import screen_with


@pytest.fixture(autouse=True, scope="session")
def loaded_once() -> Iterator[None]:
    """One screener for ``screen``, ``suggest`` and ``watch``; one rule set for every face that ``law check`` asks."""
    once = cache(screen.make_screener)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(screen, "make_screener", once)
        patch.setattr(suggest, "make_screener", once)
        patch.setattr(watch, "make_screen", lambda category: screen_with(once(), category))
        for face in (gongzhi.screening, gongzhi.liability):
            patch.setattr(face, "load_rules", cache(face.load_rules))
        yield
