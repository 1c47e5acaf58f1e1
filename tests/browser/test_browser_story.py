"""The main story in a browser: a finding arrives, is confirmed, becomes a case and a decision; the bundle verifies."""

import subprocess
import sys
from pathlib import Path

import pytest
from browser_market import Market, Watched, open_page
from playwright.sync_api import Browser, Page, expect

from gongzhi.decisions import load_ladder

pytestmark = pytest.mark.browser


def test_a_finding_arrives_is_confirmed_decided_bundled_and_verified(
    chromium: Browser, market_site: Market, tmp_path: Path
) -> None:
    reviewer = open_page(chromium, market_site, "shenhe-yi", 1440)
    _a_finding_arrives(reviewer, market_site)
    _confirm_by_keyboard(reviewer.page)
    case = _open_case(reviewer.page, market_site)
    lead = open_page(chromium, market_site, "zhuguan-he", 1440)
    _decide(lead.page, market_site, case)
    _read_the_notice(chromium, market_site, case)
    bundle = _download_bundle(lead.page, market_site, case, tmp_path)
    verified = subprocess.run(
        [sys.executable, "-m", "gongzhi.cli", "evidence", "verify", str(bundle), "--policy", str(_policy(lead.page, market_site, tmp_path))],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert verified.returncode == 0, verified.stdout + verified.stderr
    reviewer.check_clean()
    lead.check_clean()


def _a_finding_arrives(watched: Watched, market_site: Market) -> None:
    page = watched.page
    page.goto(f"{market_site.address}/monitor/")
    expect(page.locator("#live")).to_have_text("事件流已连接")
    watching = market_site.watch("changqing-tea")
    expect(page.locator("#finding-rows tr.fresh").first).to_be_visible(timeout=60_000)
    assert watching.wait(120) == 0
    page.locator("#finding-rows tr.fresh").filter(has_text="长青茶业").first.get_by_role("link", name="复核").click()


def _confirm_by_keyboard(page: Page) -> None:
    expect(page.locator("#verdict")).to_be_visible()
    expect(page.locator(".law-box").first).to_be_visible()
    expect(page.locator("#item")).to_contain_text("长青茶业")
    shown = page.locator("[data-item]").get_attribute("data-item")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("c")
    expect(page.locator(f'[data-item="{shown}"]')).to_have_count(0)
    expect(page.locator(f'.queue-link[data-exhibit="{shown}"]')).to_have_count(0)


def _open_case(page: Page, market_site: Market) -> str:
    page.goto(f"{market_site.address}/cases/")
    page.get_by_role("link", name="立案").first.click()
    expect(page.get_by_role("heading", name="立案：长青茶业")).to_be_visible()
    page.get_by_role("button", name="立案").click()
    expect(page.get_by_text("已立案").first).to_be_visible()
    return page.url.rstrip("/").rsplit("/", 1)[-1]


def _decide(page: Page, market_site: Market, case: str) -> None:
    page.goto(f"{market_site.address}/cases/{case}/")
    page.get_by_role("link", name="作出处置决定").click()
    for question in load_ladder().questions:
        page.check(f'input[name="answer-{question.id}"][value="no"]')
    page.check('input[name="measure"][value="warning"]')
    page.get_by_role("button", name="核对并预览告知书").click()
    expect(page.locator("#preview .paper")).to_contain_text("处置决定告知书")
    expect(page.locator("#preview .bad")).to_have_count(0)
    page.get_by_role("button", name="作出决定").click()
    expect(page.get_by_text("请送达告知书")).to_be_visible()
    page.goto(f"{market_site.address}/cases/{case}/notice/")
    page.get_by_role("button", name="记录送达").click()
    expect(page.get_by_text("已记录送达")).to_be_visible()


def _read_the_notice(chromium: Browser, market_site: Market, case: str) -> None:
    """The county in charge reads it at once; a stranger does not."""
    county = open_page(chromium, market_site, "qingshi-lan", 390)
    county.page.goto(f"{market_site.address}/cases/{case}/notice/")
    expect(county.page.locator(".paper")).to_contain_text("处置决定告知书")
    county.check_fits()
    county.check_clean()
    stranger = open_page(chromium, market_site, "zhou", 1440)
    assert stranger.page.goto(f"{market_site.address}/cases/{case}/notice/").status == 404


def _download_bundle(page: Page, market_site: Market, case: str, folder: Path) -> Path:
    page.goto(f"{market_site.address}/cases/{case}/")
    page.locator("main a.code").first.click()
    page.get_by_role("button", name="验证").click()
    expect(page.locator("#verdict .verify-steps li, #verdict .steps li").first).to_be_visible(timeout=30_000)
    with page.expect_download() as downloading:
        page.get_by_role("link", name="下载证据包").click()
    bundle = folder / "case.evz"
    downloading.value.save_as(bundle)
    return bundle


def _policy(page: Page, market_site: Market, folder: Path) -> Path:
    """The log's public key, as the page hands it out."""
    answer = page.request.get(f"{market_site.address}/evidence/log/policy/")
    policy = folder / "policy"
    policy.write_bytes(answer.body())
    return policy
