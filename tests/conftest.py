"""What holds for every test: none is timed, the shipped rules and law are read once, those in a browser take turns."""

import gc
from collections.abc import Callable
from functools import cache, wraps
from typing import Any

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

import gongzhi.law
import gongzhi.liability
import gongzhi.screening

settings.register_profile("house", deadline=None)
settings.load_profile("house")

# Folders whose files take longest begin first, so that no worker is left with them at the end.
LONG = ("tests/browser/", "tests/cli/", "tests/adapters/", "tests/docs/", "tests/gongzhi_web/", "tests/liability/")


def _read_once(load: Callable[..., Any]) -> Callable[..., Any]:
    """What is shipped never changes under test and is frozen; whoever names folders of his own has them read anew."""
    shipped = cache(load)

    @wraps(load)
    def read(*places: Any, **more: Any) -> Any:
        return load(*places, **more) if places or more else shipped()

    return read


# Before any test or module of ours is imported, so that all of them have it from the face.
gongzhi.law.load_book = _read_once(gongzhi.law.load_book)
gongzhi.screening.load_rules = _read_once(gongzhi.screening.load_rules)
gongzhi.liability.load_rules = _read_once(gongzhi.liability.load_rules)


class OneBrowser(LoadFileScheduling):
    """The tests of one file together, and all files in a browser one after another: two at once cost more than twice."""

    def _split_scope(self, nodeid: str) -> str:
        return "tests/browser" if nodeid.startswith("tests/browser/") else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> OneBrowser:
    """Called by pytest-xdist for ``-n 2``; files are handed out in the order in which they were collected."""
    config.option.loadscopereorder = False
    return OneBrowser(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long folders first; within a folder nothing changes its place."""
    order = {folder: place for place, folder in enumerate(LONG)}
    items.sort(key=lambda item: next((order[folder] for folder in LONG if item.nodeid.startswith(folder)), len(LONG)))


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Thousands of collected tests stay to the end; the garbage collector need not look at them again and again."""
    gc.collect()
    gc.freeze()
