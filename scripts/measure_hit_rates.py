"""Measure how often each rule speaks in ordinary text, and write the counts; no text is kept.

usage: .venv/bin/python scripts/measure_hit_rates.py ../shared/data [--on 2026-11-22]
Every line counts as spoken by the presenter, once without a category and once under each category: a rule's hits are those under the
category where it speaks most. Run again after rules change; ``gongzhi rules lint`` names the versions that were not measured.
"""

import argparse
import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from gongzhi.law import load_book
from gongzhi.screening import Certainty, Line, RuleSet, Screener, load_rules

_TABLE = Path(__file__).parent.parent / "src" / "gongzhi" / "screening" / "tables" / "hit_rates.yaml"
_MARK = re.compile(r"TIME\d+:\d+ONLINE\d+")
_HEAD = "# 每条规则在普通文字里说话的行数，由 scripts/measure_hit_rates.py 写出，不要手改。\n"


def live_danmu(folder: Path) -> Iterator[str]:
    for path in sorted((folder / "bilibili-live-danmu").glob("*_*.txt")):
        lines = path.read_text("utf-8", errors="replace").splitlines()
        yield from (line for line in lines if not _MARK.fullmatch(line.strip()))


def video_danmu(folder: Path) -> Iterator[str]:
    for path in sorted((folder / "bilibili-danmu-xml").glob("*.xml")):
        yield from (one.text or "" for one in ET.parse(path).iter("d"))


def product_pages(folder: Path) -> Iterator[str]:
    for row in (folder / "jd-agri-product-pages" / "goods.jsonl").read_text("utf-8").splitlines():
        yield from json.loads(row)["content"].splitlines()


def room_talk(folder: Path) -> Iterator[str]:
    rooms = json.loads((folder / "livechat-subset" / "subset.json").read_text("utf-8"))
    yield from (said for pairs in rooms.values() for pair in pairs for said in pair)


CORPORA = {
    "bilibili-live-danmu": live_danmu, "bilibili-danmu-xml": video_danmu, "jd-agri-product-pages": product_pages,
    "livechat-subset": room_talk,
}  # fmt: skip


def measure(lines: Counter[str], rules: RuleSet, on: date) -> tuple[Counter[str], int, int, str]:
    """Hits by rule, the lines flagged without a category, the most flagged under any category, and which."""
    book, names = load_book(), sorted({name for rule in rules.rules for name in rule.category})
    hits: Counter[str] = Counter()
    plain, most, where = 0, 0, ""
    for category in (None, *names):
        screener, spoke, flagged = Screener(rules, book, every_hit=True), Counter[str](), 0
        said = [Line(id=text, text=text, kind="speech", on=on, category=category) for text in lines]
        for verdict in screener.screen_many(said):
            times = lines[verdict.id]
            spoke.update({rule: times for rule in {hit.rule for hit in verdict.findings}})
            flagged += times * any(hit.certainty is not Certainty.DOUBTFUL for hit in verdict.findings)
        plain = flagged if category is None else plain
        if flagged > most:
            most, where = flagged, category or "未写类别"
        hits |= spoke
    return hits, plain, most, where


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("folder", type=Path)
    reader.add_argument("--on", type=date.fromisoformat, default=datetime.now().astimezone().date())
    args = reader.parse_args()
    rules = load_rules()
    together: Counter[str] = Counter()
    written = [_HEAD, f"measured_on: {args.on}\n", "corpora:\n"]
    for name, read in CORPORA.items():
        lines = Counter(line.strip() for line in read(args.folder) if line.strip())
        hits, flagged, most, where = measure(lines, rules, args.on)
        together.update(hits)
        written.append(f"  - {{name: {name}, lines: {lines.total()}, flagged: {flagged}}}\n")
        print(f"{name}\t{lines.total()} 行\t未写类别 {flagged} 行\t至多 {most} 行（{where}）")
    written.append("rules:\n")
    for rule in sorted(rules.rules, key=lambda rule: rule.id):
        written.append(f"  {rule.id}: {{version: {rule.version}, hits: {together[rule.id]}}}\n")
    _TABLE.write_text("".join(written), encoding="utf-8")
    for name, times in together.most_common(12):
        print(f"{name}\t{times}")


if __name__ == "__main__":
    main()
