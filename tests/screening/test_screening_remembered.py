"""Verdicts that are remembered: of the same words under the same circumstances only, and never without bound."""

from dataclasses import replace
from datetime import date

import pytest

from gongzhi.screening import Line, Screened
from gongzhi.screening import remembered as module
from gongzhi.screening.remembered import Remembered, circumstances_of

LINE = Line(id="1", text="包治百病", kind="speech", on=date(2026, 3, 1), category="食品", actor="presenter")
VERDICT = Screened("1")


@pytest.fixture
def remembered() -> Remembered:
    one = Remembered()
    one.keep(circumstances_of(LINE), {LINE.text: VERDICT})
    return one


def test_the_same_words_under_the_same_circumstances_are_known(remembered: Remembered) -> None:
    assert remembered.under(circumstances_of(replace(LINE, id="2")))["包治百病"] is VERDICT


@pytest.mark.parametrize(
    "changed",
    [{"kind": "danmu"}, {"actor": "viewer"}, {"category": "药品"}, {"on": date(2026, 1, 1)}, {"documents": ()}],
)
def test_the_same_words_under_other_circumstances_are_not(remembered: Remembered, changed: dict) -> None:
    assert "包治百病" not in remembered.under(circumstances_of(replace(LINE, **changed)))


def test_long_lines_are_not_remembered_and_short_ones_beside_them_are(remembered: Remembered) -> None:
    remembered.keep(circumstances_of(LINE), {"长" * 81: VERDICT, "长" * 80: VERDICT})
    assert set(remembered.under(circumstances_of(LINE))) == {"包治百病", "长" * 80}


def test_when_it_is_full_all_is_forgotten(remembered: Remembered, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST", 3)
    for number in range(5):
        remembered.keep(circumstances_of(LINE), {f"第{number}句": VERDICT})
    assert set(remembered.under(circumstances_of(LINE))) == {"第2句", "第3句", "第4句"}


def test_circumstances_without_end_are_forgotten_too(remembered: Remembered, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_CIRCUMSTANCES", 2)
    for number in range(5):
        remembered.under(("danmu", None, f"类别{number}", date(2026, 3, 1), None))
    assert "包治百病" not in remembered.under(circumstances_of(LINE))
