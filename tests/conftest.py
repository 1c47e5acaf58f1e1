"""What holds for every test: none of them is timed, and those in a browser take turns."""

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

settings.register_profile("house", deadline=None)
settings.load_profile("house")


class OneBrowser(LoadFileScheduling):
    """The tests of one file together, and all files in a browser one after another: two at once cost more than twice."""

    def _split_scope(self, nodeid: str) -> str:
        return "tests/browser" if nodeid.startswith("tests/browser/") else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> OneBrowser:
    """Called by pytest-xdist for ``-n 2``."""
    return OneBrowser(config, log)
