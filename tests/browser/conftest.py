"""One Chromium for all tests in a browser, and the sites that they visit; a fresh window for each visit."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browser_market import Market, Watched, market_site, open_page
from browser_store import served_decided
from playwright.sync_api import Browser, Playwright, sync_playwright

__all__ = ["chromium", "decided_site", "market_site", "visit"]

# The shell without windows costs half of what the whole browser does; not every system packs it.
CHROMIUM = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium"))), None)
# What the driver switches off (only the last list counts), and the browser's own toolbars: drawn by pages of their own,
# they cost more than the pages tested.
UNUSED = (
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,"
    "LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,Translate,OptimizationHints,"
    "PreloadTopChromeWebUI,InitialWebUI,WebUIReloadButton,InitialWebUISyncNavStartToCommit"
)


class Driven:
    """The driver and its browser: started when first asked for, stopped once."""

    def __init__(self) -> None:
        self._driver: Playwright | None = None
        self._browser: Browser | None = None

    def browser(self, executable: str) -> Browser:
        """The browser that runs; a fresh one where it has died."""
        if self._browser is None or not self._browser.is_connected():
            self.stop()
            arguments = [
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                f"--disable-features={UNUSED}",
            ]
            self._driver = sync_playwright().start()
            self._browser = self._driver.chromium.launch(executable_path=executable, args=arguments)
        return self._browser

    def stop(self) -> None:
        if self._browser is not None:
            self._browser.close()
        if self._driver is not None:
            self._driver.stop()
        self._driver = self._browser = None


DRIVEN = Driven()


@pytest.fixture(scope="module")
def chromium() -> Browser:
    """The machine's own Chromium, one for all files; tests are skipped where there is none."""
    if CHROMIUM is None:
        pytest.skip("没有 chromium：请执行 sh scripts/install_browser.sh")
    return DRIVEN.browser(CHROMIUM)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> None:
    """After the last test in a browser: the driver's event loop, left running, would forbid Django's database to every later test."""
    if nextitem is None or Path(__file__).parent not in nextitem.path.parents:
        DRIVEN.stop()


@pytest.fixture(scope="session")
def decided_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Market]:
    """Platform P with one small room, a case and its decision."""
    with served_decided(tmp_path_factory.mktemp("decided")) as running:
        yield running


@pytest.fixture
def visit(chromium: Browser, decided_site: Market) -> Iterator[Callable[..., Watched]]:
    """``visit("lead", 390)`` signs in at the decided site; whatever a page did wrong fails the test at its end."""
    opened: list[Watched] = []

    def sign_in(who: str, width: int = 1440) -> Watched:
        opened.append(open_page(chromium, decided_site, who, width))
        return opened[-1]

    yield sign_in
    for watched in opened:
        watched.check_clean()
        watched.page.context.close()
