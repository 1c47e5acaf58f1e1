"""How many avoided words are recognised, and how many ordinary lines are taken for evasions: printed, with a floor."""

import json
from datetime import date
from pathlib import Path

import pytest

from gongzhi.law import load_book
from gongzhi.screening import Line, Screener, load_rules

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
pytestmark = [
    pytest.mark.conformance,
    pytest.mark.skipif(not (DATA / "live-rooms").is_dir(), reason="../shared is not here"),
]
DAY = date(2026, 3, 1)


def screener() -> Screener:
    return Screener(load_rules(), load_book())


def test_avoided_words_of_the_development_list_are_reported(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [json.loads(line) for line in (DATA / "live-rooms" / "evasions-dev.jsonl").read_text("utf-8").splitlines()]
    lines = [
        Line(id=str(at), text=row["variant"], kind="speech", on=DAY, category="保健食品") for at, row in enumerate(rows)
    ]
    found = [bool(verdict.evasions) for verdict in screener().screen_many(lines)]
    halves = [sum(found[at::2]) / len(found[at::2]) for at in (0, 1)]
    with capsys.disabled():
        print(f"\nevasions-dev: {sum(found) / len(found):.3f}, halves {halves[0]:.3f} and {halves[1]:.3f}")
    assert sum(found) / len(found) >= 0.85


def test_ordinary_danmu_are_hardly_ever_taken_for_evasions(capsys: pytest.CaptureFixture[str]) -> None:
    texts = {
        line
        for path in sorted((DATA / "bilibili-live-danmu").glob("*_*.txt"))[:40]
        for line in path.read_text("utf-8", errors="replace").splitlines()
        if line and not line.startswith("TIME")
    }
    lines = [Line(id="", text=text, kind="danmu", actor="merchant", on=DAY) for text in sorted(texts)]
    share = sum(bool(verdict.evasions) for verdict in screener().screen_many(lines)) / len(lines)
    with capsys.disabled():
        print(f"\ndanmu reported as evasions: {share:.3%} of {len(lines)} different lines")
    assert share <= 0.0015
