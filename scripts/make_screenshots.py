"""Re-make the screenshots of the documents from the demo market: start the site, look at it as a user would."""

import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
BROWSER = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# (file, account, path, seconds to let events arrive)
VIEWS = [
    ("monitor", "shenhe-yi", "/monitor/", 20),
    ("queue", "shenhe-yi", "/queue/", 3),
]


def _browser() -> str:
    found = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if found is None:
        raise SystemExit("没有 chromium：请执行 sh scripts/install_browser.sh")
    return found


def main() -> int:
    """Write docs/images/*.png; returns an exit status."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as store:
        site = subprocess.Popen(
            [
                str(Path(sys.executable).parent / "gongzhi"),
                "serve",
                "--demo",
                "--store",
                store,
                "--listen",
                "127.0.0.1:8710",
            ],
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            _photograph(_password(site))
        finally:
            site.terminate()
            site.wait(30)
    return 0


def _password(site: "subprocess.Popen[str]") -> str:
    assert site.stdout is not None
    for line in site.stdout:
        if found := re.search(r"密码都是 (\S+)", line):
            return found.group(1)
    raise SystemExit("控制台没有打印示范账号，无法截图")


def _photograph(password: str) -> None:
    # The market is loaded while the site is already up; the pictures should show it settled.
    time.sleep(40)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_browser(), args=BROWSER)
        for name, account, path, seconds in VIEWS:
            page = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN").new_page()
            _sign_in(page, account, password)
            page.goto(f"http://127.0.0.1:8710{path}")
            page.wait_for_timeout(seconds * 1000)
            page.screenshot(path=IMAGES / f"{name}.png")
        browser.close()


def _sign_in(page: Page, account: str, password: str) -> None:
    page.goto("http://127.0.0.1:8710/sign-in/")
    page.fill("input[name=username]", account)
    page.fill("input[name=password]", password)
    page.click("button[type=submit]")


if __name__ == "__main__":
    sys.exit(main())
