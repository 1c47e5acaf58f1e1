"""Messages in a browser, at both widths: a bureau tells a platform of its measure, the platform answers; a system is told of it."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Queue
from typing import ClassVar

import pytest
from browser_market import Watched
from playwright.sync_api import Page, expect

from gongzhi.adapters.webhook_signatures import Verified, verify_webhook

pytestmark = pytest.mark.browser


class Inbox(BaseHTTPRequestHandler):
    """Keeps what arrives with its headers."""

    got: ClassVar[Queue[tuple[bytes, dict[str, str]]]] = Queue()

    def do_POST(self) -> None:
        """Take a message."""
        self.got.put((self.rfile.read(int(self.headers["Content-Length"])), dict(self.headers)))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Keep still."""


@pytest.fixture(scope="module")
def inbox() -> Iterator[str]:
    """The address of a receiver on this machine."""
    server = HTTPServer(("127.0.0.1", 0), Inbox)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/in"
    server.shutdown()
    server.server_close()


def arrived(secret: str) -> Verified:
    """The next message, verified as a receiver does."""
    body, headers = Inbox.got.get(timeout=20)
    return verify_webhook(body, headers, secrets=[secret], now=datetime.now(UTC))


def check_refused(watched: Watched, why: str) -> None:
    """The page says why, and the answer was a refusal, which the browser notes."""
    expect(watched.page.get_by_role("alert")).to_contain_text(why)
    watched.check_fits()
    assert len(watched.errors) == 1 and "400" in watched.errors.pop()


def registered(watched: Watched, site: str, inbox: str, *events: str) -> str:
    """Register the receiver for these events; returns the secret that is shown once."""
    page = watched.page
    page.goto(f"{site}/webhooks/")
    watched.check_fits()
    page.locator("[name=name]").fill("同步到本单位系统")
    page.locator("[name=url]").fill("http://10.0.0.1/in")
    for event in events:
        page.locator(f"[name=event][value='{event}']").check()
    page.get_by_role("button", name="登记", exact=True).click()
    check_refused(watched, "内部地址")
    page.locator("[name=url]").fill(inbox)
    page.get_by_role("button", name="登记", exact=True).click()
    secret = page.get_by_label("签名密钥").input_value()
    watched.check_fits()
    return secret


def new_entry(page: Page, site: str) -> str:
    """Gao enters a lead about Lin; returns its number."""
    page.goto(f"{site}/docket/new/")
    page.get_by_label("标题").fill("林家果园换平台")
    page.get_by_label("反映的事实").fill("直播中称全国第一。")
    page.locator("[name=parties]").fill("林家果园")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator("body")).to_contain_text("已登记为")
    return page.url.rstrip("/").split("/")[-1]


def test_a_measure_is_told_answered_and_reaches_the_other_system(visit, decided_site, inbox: str) -> None:
    watched, other, site = visit("gao", 390), visit("ding", 390), decided_site.address
    page, theirs = watched.page, other.page
    secret = registered(other, site, inbox, "sanction.sent")
    number = new_entry(page, site)
    page.goto(f"{site}/sanctions/")
    watched.check_fits()
    page.get_by_role("link", name="发出通报").click()
    watched.check_fits()
    page.locator("[name=about]").select_option(number)
    for name, value in (
        ("whom", "林家果园"),
        ("decision", "市监处罚〔2026〕12号"),
        ("measure", "责令改正并罚款"),
        ("since", "2026-03-01"),
        ("provisions", "广告法/9(3)"),
        ("reason", "换平台继续开播的可能较大"),
    ):
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=to][value=Q]").check()
    page.locator("[name=asks]").select_option("measure")
    page.get_by_role("button", name="发出并封存").click()
    # Not a serious breach: only a watch may be asked for; what was filled in stays.
    check_refused(watched, "只有严重违反")
    expect(page.locator("[name=decision]")).to_have_value("市监处罚〔2026〕12号")
    page.locator("[name=asks]").select_option("watch")
    page.get_by_role("button", name="发出并封存").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("林家果园")
    watched.check_fits()
    told = json.loads(arrived(secret).body)
    assert told["type"] == "sanction.sent" and "林家" not in json.dumps(told, ensure_ascii=False)
    theirs.goto(f"{site}{told['data']['page']}")
    theirs.locator("#acts").get_by_role("button", name="答复", exact=True).click()
    other.check_fits()
    sheet = theirs.locator("dialog[open]")
    sheet.locator("[name=reply]").select_option("none")
    sheet.locator("[name=said]").fill("当事人未在本平台开播")
    sheet.get_by_role("button", name="答复并封存").click()
    expect(theirs.locator(".history")).to_contain_text("未在本平台开播")
    other.check_fits()
    theirs.goto(f"{site}/sanctions/?side=received")
    expect(theirs.locator("tbody tr")).to_contain_text("不采取措施")
    other.check_fits()
    page.reload()
    expect(page.locator(".history")).to_contain_text("未在本平台开播")


def test_a_test_message_arrives_and_the_secret_is_changed(visit, decided_site, inbox: str) -> None:
    watched, site = visit("lead", 390), decided_site.address
    page = watched.page
    secret = registered(watched, site, inbox, "decision.issued", "appeal.ruled")
    page.goto(f"{site}/webhooks/")
    page.get_by_role("link", name="同步到本单位系统").click()
    page.get_by_role("button", name="试发").click()
    assert json.loads(arrived(secret).body)["type"] == "endpoint.test"
    for _ in range(20):
        page.reload()
        if page.locator("tbody tr", has_text="已送达").count():
            break
        page.wait_for_timeout(200)
    expect(page.locator("tbody tr")).to_contain_text("204")
    watched.check_fits()
    page.get_by_role("button", name="更换密钥").click()
    fresh = page.get_by_label("签名密钥").input_value()
    assert fresh != secret
    watched.check_fits()
    page.goto(f"{site}/webhooks/")
    page.get_by_role("link", name="同步到本单位系统").click()
    expect(page.locator("body")).to_contain_text("原密钥")
    page.get_by_role("button", name="试发").click()
    body, headers = Inbox.got.get(timeout=20)
    for held in (secret, fresh):
        assert verify_webhook(body, headers, secrets=[held], now=datetime.now(UTC)).body == body
    page.get_by_role("button", name="停用").click()
    expect(page.locator("h1")).to_contain_text("停用")
