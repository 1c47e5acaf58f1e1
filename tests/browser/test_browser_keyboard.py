"""Without a mouse: every action of the queue, the docket and the decision form is reached, seen and given back."""

import pytest
from playwright.sync_api import Page, expect
from test_browser_board import new_lead

pytestmark = pytest.mark.browser
# One step of Tab: marks what is focused and says whether anybody could tell where they are.
_STEP = """() => {
  const at = document.activeElement;
  if (at === document.body) return null;
  const again = at.dataset.reached === "1";
  at.dataset.reached = "1";
  const style = getComputedStyle(at);
  const box = at.getBoundingClientRect();
  const seen = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const ring = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
  const why = `${seen ? "" : "在窗口外"}${ring ? "" : "没有焦点框"}`;
  return { again, lost: why && `${why} ${Math.round(box.top)} ${at.outerHTML.slice(0, 120)}` };
}"""
_MISSED = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")].filter((one) => {
  if (one.disabled || one.type === "hidden" || one.tabIndex < 0 || one.dataset.reached || !one.checkVisibility({ visibilityProperty: true })) return false;
  const group = one.type === "radio" && [...document.getElementsByName(one.name)];
  return !(group && group.some((other) => other.dataset.reached));
}).map((one) => one.outerHTML.slice(0, 120))"""


def go_to_start(page: Page) -> None:
    """The next Tab is the first on the page."""
    page.evaluate(
        "() => { const all = document.body; all.tabIndex = -1; all.focus(); all.removeAttribute('tabindex'); }"
    )


def walk(page: Page) -> None:
    """Tab through the page from its start: every control is reached, and each shows that it has the focus."""
    # Otherwise the page still glides to the control that is asked about.
    page.emulate_media(reduced_motion="reduce")
    go_to_start(page)
    for _ in range(400):
        page.keyboard.press("Tab")
        step = page.evaluate(_STEP)
        if step is None or step["again"]:
            break
        assert not step["lost"], f"{page.url} 焦点看不见：{step['lost']}"
    missed = page.evaluate(_MISSED)
    assert not missed, f"{page.url} 用 Tab 走不到：{missed}"


def focus_by_tab(page: Page, within: str) -> None:
    """Tab until the focus is on this element."""
    for _ in range(200):
        if page.evaluate("(css) => document.activeElement.matches(css)", within):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{page.url} 用 Tab 走不到 {within}")


def test_the_skip_link_leads_past_the_menu_and_the_whole_queue_is_reached(visit, decided_site) -> None:
    page = visit("reviewer").page
    page.goto(f"{decided_site.address}/queue/")
    expect(page.locator("#verdict")).to_be_visible()
    walk(page)
    page.reload()
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    expect(skip).to_be_focused()
    assert skip.bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()


def test_the_sheets_of_the_queue_give_the_focus_back(visit, decided_site) -> None:
    page = visit("reviewer").page
    page.goto(f"{decided_site.address}/queue/")
    expect(page.locator("#verdict")).to_be_visible()
    focus_by_tab(page, "[data-verdict=dismissed]")
    page.keyboard.press("Enter")
    expect(page.locator("#why-text")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("[data-verdict=dismissed]")).to_be_focused()
    link = page.locator(".queue-link[aria-current=true]")
    link.focus()
    page.evaluate("() => window.htmx.trigger('body', 'queue-changed')")
    expect(page.locator(".queue-link[aria-current=true][data-reached]")).to_have_count(0)
    page.wait_for_function("() => document.activeElement.matches('.queue-link')")


def test_single_keys_can_be_switched_off_for_who_speaks_to_the_machine(visit, decided_site) -> None:
    page = visit("reviewer").page
    page.goto(f"{decided_site.address}/queue/")
    expect(page.locator("#verdict")).to_be_visible()
    page.keyboard.press("?")
    page.get_by_label("使用单键快捷键").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    expect(page.locator("#verdict")).to_be_visible()
    page.keyboard.press("d")
    page.keyboard.press("?")
    page.keyboard.press("/")
    expect(page.locator("dialog[open], #find:focus")).to_have_count(0)
    page.get_by_role("button", name="键盘说明").click()
    page.get_by_label("使用单键快捷键").check()
    page.keyboard.press("Escape")
    page.keyboard.press("d")
    expect(page.locator("#why")).to_be_visible()


def test_the_pages_of_a_case_shut_nobody_out(visit, decided_site) -> None:
    lead = visit("lead")
    lead.page.goto(f"{decided_site.address}/cases/")
    case = lead.page.locator("a[href^='/cases/2']").first.get_attribute("href")
    for path in ("", "decide/", "notice/"):
        lead.page.goto(f"{decided_site.address}{case}{path}")
        lead.check_fits()
    seller = visit("lin", 390)
    for path in ("", "appeal/"):
        seller.page.goto(f"{decided_site.address}{case}{path}")
        seller.check_fits()


def test_every_act_upon_a_lead_opens_and_closes_by_keyboard(visit, decided_site) -> None:
    page = visit("gao").page
    page.goto(f"{decided_site.address}/docket/")
    walk(page)
    new_lead(page, decided_site.address, "只用键盘的线索")
    walk(page)
    go_to_start(page)
    focus_by_tab(page, "#acts [data-open]")
    opener = page.locator("#acts [data-open]").first
    assert opener.get_attribute("aria-haspopup") == "dialog"
    page.keyboard.press("Enter")
    sheet = page.locator("dialog[open]")
    expect(sheet).to_be_visible()
    assert page.evaluate("() => !!document.activeElement.closest('dialog[open]')")
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(opener).to_be_focused()


def test_a_decision_is_drafted_and_previewed_by_keyboard(visit, decided_site) -> None:
    page = visit("lead").page
    page.goto(f"{decided_site.address}/cases/")
    case = page.locator("a[href^='/cases/2']").first.get_attribute("href")
    page.goto(f"{decided_site.address}{case}decide/")
    walk(page)
    go_to_start(page)
    focus_by_tab(page, "input[name^=answer-]")
    name = page.evaluate("() => document.activeElement.name")
    page.keyboard.press("ArrowDown")
    expect(page.locator(f"input[name='{name}']:checked")).to_have_count(1)
    focus_by_tab(page, "[hx-target='#preview']")
    page.keyboard.press("Enter")
    expect(page.locator("#preview .verify-steps")).to_be_visible()
    expect(page.locator("[hx-target='#preview']")).to_be_focused()


def test_the_narrow_menu_takes_the_focus_and_gives_it_back(visit, decided_site) -> None:
    page = visit("lead", 390).page
    page.goto(f"{decided_site.address}/cases/")
    button = page.locator("#menu-button")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#sidebar .side-link").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    walk(page)
