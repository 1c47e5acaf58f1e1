"""Asks axe-core what on a page somebody cannot use: WCAG 2.1 A and AA, findings that are serious or critical."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

# Only the tests read it (MPL-2.0); it stays where npm put it and no site ships it.
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
HEAVY = ("serious", "critical")
# Rows and items after the first few come out of the same loop of the same template.
REPEATED = ["tbody tr:nth-child(n+6)", "li:nth-child(n+8)", "option:nth-child(n+4)", "article:nth-child(n+6)"]
# What stands on the page: each visible element with its colour and three of its parents, whether
# it has a name, and the part it lies in.
_SHAPES = """(parts) => {
  const spoken = (one) => !!(one.labels?.length || one.ariaLabel || one.getAttribute("aria-labelledby") || one.textContent.trim());
  const plain = (one) => `${one.localName}.${one.className.baseVal ?? one.className}:${one.type ?? ""}:${one.getAttribute("role") ?? ""}`;
  const all = [...document.querySelectorAll(parts)];
  const shapes = {};
  for (const one of document.body.querySelectorAll("*")) {
    if (one.closest("svg, script") || !one.checkVisibility({ visibilityProperty: true })) continue;
    const above = [one.parentElement, one.parentElement?.parentElement, one.parentElement?.parentElement?.parentElement];
    const shape = `${plain(one)} ${spoken(one)} ${getComputedStyle(one).color} ${above.filter(Boolean).map(plain).join(" ")}`;
    shapes[shape] ??= all.indexOf(one.closest(parts));
  }
  return shapes;
}"""
_PARTS = "dialog[open], .card, main > *, header, footer, aside, body > *"
# The browser lets the driver evaluate what the page's own policy (script-src 'self') would refuse, so the policy stays.
_RUN = """async ([tags, left, parts, wanted]) => {
  const all = [...document.querySelectorAll(parts)];
  const context = { include: wanted.length ? wanted.map((at) => all[at]) : [document], exclude: left.map((one) => [one]) };
  const options = { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"], preload: false, iframes: false };
  return (await axe.run(context, options)).violations.map((rule) => ({
    id: rule.id, impact: rule.impact, help: rule.help, url: rule.helpUrl.split("?")[0],
    nodes: rule.nodes.map((node) => ({ at: node.target.join(" "), html: node.html.slice(0, 160), mend: node.failureSummary })),
  }));
}"""
_seen: set[str] = set()


@cache
def _script() -> str:
    assert AXE.is_file(), "没有 axe-core：请执行 sh scripts/vendor.sh dev"
    return AXE.read_text(encoding="utf-8")


def violations(
    page: Page, tags: list[str] = TAGS, left: list[str] = REPEATED, parts: list[int] | None = None
) -> list[dict[str, Any]]:
    """What axe finds on the page as it stands (in these parts of it), outside of what is left out; one for each rule."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_script())
    found: list[dict[str, Any]] = page.evaluate(_RUN, [tags, left, _PARTS, parts or []])
    return found


def check_usable(page: Page) -> None:
    """No finding that is serious or critical; the message names page, rule, element and how to mend it.

    Only the parts of a page are looked at in which something stands that no page had before: most looks are at pages that
    were looked at already, with other words, and axe costs more than all else that a test does.
    """
    shapes: dict[str, int] = page.evaluate(_SHAPES, _PARTS)
    new = shapes.keys() - _seen
    if not new:
        return
    parts = sorted({shapes[one] for one in new})
    heavy = [one for one in violations(page, parts=[] if -1 in parts else parts) if one["impact"] in HEAVY]
    assert not heavy, "\n".join([f"{page.url} 有人用不了：", *(_told(one) for one in heavy)])
    _seen.update(new)


def _told(rule: dict[str, Any]) -> str:
    lines = [f"{rule['id']}（{rule['impact']}）{rule['help']}，见 {rule['url']}"]
    for node in rule["nodes"][:5]:
        mend = " ".join(str(node["mend"]).split())
        lines += [f"  元素 {node['at']}：{node['html']}", f"    怎样改：{mend}"]
    if len(rule["nodes"]) > 5:
        lines.append(f"  另有 {len(rule['nodes']) - 5} 处")
    return "\n".join(lines)
