"""Exhibits in a browser: verify step by step, take a bundle away, bring it back, see a flipped bit named."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from gongzhi.evidence import Outcome, Reason, parse_policy, verify_bundle

pytestmark = pytest.mark.browser


def download(page: Page, selector: str, into: Path) -> bytes:
    """Click what downloads, and the bytes that came."""
    with page.expect_download() as waiting:
        page.locator(selector).first.click()
    path = into / "downloaded"
    waiting.value.save_as(path)
    return path.read_bytes()


def check(page: Page, name: str, data: bytes) -> None:
    """Upload this bundle on the checking page."""
    page.goto(page.url.split("/evidence")[0] + "/evidence/check/")
    page.set_input_files("#bundle", {"name": name, "mimeType": "application/zip", "buffer": data})
    page.get_by_role("button", name="核验").click()


@pytest.mark.parametrize("width", [390])
def test_an_exhibit_is_verified_without_leaving_its_page(visit, decided_site, width: int) -> None:
    watched = visit("gao", width)
    page = watched.page
    page.goto(f"{decided_site.address}/evidence/?kind=Finding")
    page.locator("#exhibits tbody a").first.click()
    expect(page.locator("body")).to_contain_text("在日志里的位置")
    watched.check_fits()
    page.get_by_role("button", name="验证").click()
    expect(page.locator("#outcome")).to_have_attribute("data-outcome", "verified")
    expect(page.locator(".verify-steps li")).to_have_count(10)
    watched.check_fits()


def test_a_case_bundle_verifies_here_and_offline_and_a_flipped_bit_is_named(visit, decided_site, tmp_path) -> None:
    page = visit("lead").page
    page.goto(f"{decided_site.address}/evidence/?kind=Decided")
    page.locator("#exhibits tbody a").first.click()
    data = download(page, "a:has-text('本案')", tmp_path)
    page.goto(f"{decided_site.address}/evidence/log/")
    policy = parse_policy(download(page, "a:has-text('policy.txt')", tmp_path))
    verdict = verify_bundle(data, policy=policy)
    assert verdict.verdict is Outcome.VERIFIED
    assert {"Decided", "CaseOpened", "Finding", "Review", "SignalBatch"} <= {item.kind for item in verdict.items}
    check(page, "case.evz", data)
    expect(page.locator("#outcome")).to_have_attribute("data-outcome", "verified")
    at = data.index("全国最好".encode()) + 3
    check(page, "bad.evz", data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    expect(page.locator("#outcome")).to_have_attribute("data-outcome", "failed")
    expect(page.locator(".verify-steps .bad").first).to_contain_text("不成立")


def test_a_stranger_finds_no_exhibit(visit, decided_site) -> None:
    page = visit("zhou").page
    page.goto(f"{decided_site.address}/evidence/")
    expect(page.locator("body")).to_contain_text("没有符合条件的证据")


@pytest.mark.parametrize("width", [390])
def test_the_log_page_fits_and_gives_the_key(visit, decided_site, width: int) -> None:
    watched = visit("lin", width)
    watched.page.goto(f"{decided_site.address}/evidence/log/")
    expect(watched.page.locator("#log-key")).to_contain_text("+")
    expect(watched.page.locator("#checkpoint")).to_contain_text("—")
    watched.check_fits()


@pytest.mark.parametrize("width", [390])
def test_the_chain_of_custody_and_the_extraction_record_are_on_the_exhibits_page(
    visit, decided_site, tmp_path, width: int
) -> None:
    watched = visit("gao", width)
    page = watched.page
    page.goto(f"{decided_site.address}/evidence/?kind=Decided")
    page.locator("#exhibits tbody a").first.click()
    expect(page.locator("#custody tbody tr")).not_to_have_count(0)
    expect(page.locator("#custody")).to_contain_text("查看证据")
    watched.check_fits()
    assert download(page, "a:has-text('电子数据提取笔录')", tmp_path).startswith(b"PK")
    data = download(page, "a:has-text('给当事人')", tmp_path)
    verdict = verify_bundle(data)
    assert verdict.verdict is Outcome.VERIFIED and Reason.WITHHELD in {item.reason for item in verdict.items}
    page.reload()
    expect(page.locator("#custody")).to_contain_text("制作证据包")
    page.locator("#custody").screenshot(path=tmp_path / f"custody-{width}.png")
    watched.check_fits()
