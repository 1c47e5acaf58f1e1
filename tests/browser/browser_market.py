"""A real ``gongzhi serve`` over two rooms of the demo market, and browsers that note what they must not do."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from browser_axe import check_usable
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, StorageState

# What a page is looked at on: a desk and a telephone, in CSS pixels.
WIDTHS = (1440, 390)
ROOT = Path(__file__).resolve().parents[2]
ROOMS = ROOT / "src" / "gongzhi_web" / "demo" / "market" / "rooms"
# Tables and accounts, then the rooms one after another, all in one process.
_FILLED = """
import sys
from pathlib import Path
from gongzhi.cli import main
from gongzhi_web.launch.prepare import prepare
from gongzhi_web.launch.market import load_accounts
store, *rooms = map(Path, sys.argv[1:])
prepare(store)
load_accounts(store)
sys.exit(max(main(["watch", str(room), "--store", str(store)]) for room in rooms))
"""


@dataclass(slots=True)
class Market:
    """Where it answers and whose password opens it."""

    address: str
    store: Path
    password: str
    signed_in: dict[str, StorageState] = field(default_factory=dict)

    def watch(self, room: str, speed: str = "max") -> "subprocess.Popen[bytes]":
        """Take a recording in, as a collector beside the site would."""
        command = [sys.executable, "-m", "gongzhi.cli", "watch", str(ROOMS / room), "--store", str(self.store)]
        return subprocess.Popen([*command, "--speed", speed], stdout=subprocess.DEVNULL)


@dataclass(slots=True)
class Watched:
    """A page, and what it did that it must not do."""

    page: Page
    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def check_clean(self) -> None:
        """No error on the console, no request to anywhere but the site."""
        assert not self.errors, self.errors
        assert not self.outside, self.outside

    def check_fits(self) -> None:
        """At every width nothing is wider than the window, and at the last nothing shuts anybody out; the window stays."""
        shown = self.page.viewport_size
        assert shown is not None
        self.page.wait_for_load_state("domcontentloaded")
        for width in sorted(WIDTHS, key=lambda one: one == shown["width"]):
            self.page.set_viewport_size({"width": width, "height": shown["height"]})
            over = self._over()
            for _ in range(20):
                if over <= 0:
                    break
                # Charts are drawn anew a moment after the window changes.
                self.page.wait_for_timeout(100)
                over = self._over()
            assert over <= 0, f"{self.page.url} 在 {width} 像素宽时横向超出 {over} 像素"
        check_usable(self.page)

    def _over(self) -> int:
        page = "document.documentElement"
        return int(self.page.evaluate(f"{page} ? {page}.scrollWidth - {page}.clientWidth : 1"))


def free_ports() -> int:
    """A port whose next one is free too."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


@contextmanager
def served(store: Path) -> Iterator[Market]:
    """The site over a store with two rooms taken in; stopped at the end."""
    environment = {**os.environ, "GONGZHI_STORE": str(store), "DJANGO_SETTINGS_MODULE": "gongzhi_web.settings"}
    rooms = [str(ROOMS / room) for room in ("lin-orchard", "kangyuan-health")]
    filling = [sys.executable, "-c", _FILLED, str(store), *rooms]
    subprocess.run(filling, env=environment, check=True, stdout=subprocess.DEVNULL)
    port = free_ports()
    site = Market(f"http://127.0.0.1:{port}", store, (store / "demo-password").read_text().strip())
    command = [sys.executable, "-m", "gongzhi.cli", "serve", "--store", str(store), "--listen", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            wait_until_served(f"{site.address}/sign-in/")
            yield site
        finally:
            server.terminate()
            server.wait(20)


def wait_until_served(address: str) -> None:
    """Until the address answers; fails after a minute."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"{address} 没有启动")


def open_page(browser: Browser, site: Market, who: str, width: int) -> Watched:
    """A new window of this width in which this person is signed in; the form is filled in once for each person."""
    context = browser.new_context(
        viewport={"width": width, "height": 844 if width < 600 else 900},
        locale="zh-CN",
        storage_state=site.signed_in.get(who),
    )
    watched = Watched(context.new_page())
    page = watched.page

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            watched.errors.append(message.text)

    def request(request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            watched.outside.append(request.url)

    page.on("console", note)
    page.on("pageerror", lambda error: watched.errors.append(str(error)))
    page.on("request", request)
    if who in site.signed_in:
        page.goto(f"{site.address}/")
        return watched
    page.goto(f"{site.address}/sign-in/")
    page.fill("#username", who)
    page.fill("#password", site.password)
    page.click("button[type=submit]")
    page.wait_for_url(lambda address: "/sign-in/" not in address)
    site.signed_in[who] = context.storage_state()
    return watched


@pytest.fixture(scope="session")
def market_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Market]:
    """A running site with two rooms taken in."""
    with served(tmp_path_factory.mktemp("market")) as running:
        yield running
