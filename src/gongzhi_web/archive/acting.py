"""Writing through the flow: one verb, then the rows follow before the page answers."""

from collections.abc import Callable
from typing import TypeVar

from gongzhi.flow.ports import Archive
from gongzhi_web.archive.following import catch_up
from gongzhi_web.archive.opening import opened

T = TypeVar("T")


def act(verb: Callable[[Archive], T]) -> T:
    """Call the verb on the store's archive; what it sealed stands in the rows when this returns."""
    archive = opened()
    result = verb(archive)
    catch_up(archive)
    return result
