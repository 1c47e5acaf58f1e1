"""Sentences of live rooms that no rule was written from, labelled before they were screened: unlawful ones and look-alikes."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from gongzhi.screening import Certainty, FindingType, Line
from shipped import shipped_screener

PLACE = Path(__file__).parents[2] / "vectors" / "screening" / "unseen.yaml"
ROWS = yaml.safe_load(PLACE.read_text("utf-8"))
DAY = date(2026, 3, 1)


@pytest.fixture(scope="module")
def spoken() -> dict[str, bool]:
    screener = shipped_screener()
    rows = [*ROWS["unlawful"], *ROWS["lawful"]]
    lines = [
        Line(id=str(at), text=row["text"], kind="speech", on=DAY, category=row.get("category"))
        for at, row in enumerate(rows)
    ]
    return {
        line.text: any(hit.certainty is not Certainty.DOUBTFUL for hit in verdict.findings)
        for line, verdict in zip(lines, screener.screen_many(lines), strict=True)
    }


def test_every_type_of_a_line_is_among_them() -> None:
    of_lines = set(FindingType) - {FindingType.MISSING_DISCLOSURE, FindingType.CONTRADICTS_LISTING}
    assert {row["type"] for row in ROWS["unlawful"]} == of_lines


def test_unlawful_sentences_are_found_and_those_known_to_be_missed_are_marked(spoken: dict[str, bool]) -> None:
    missed = {row["text"] for row in ROWS["unlawful"] if not spoken[row["text"]]}
    assert missed == {row["text"] for row in ROWS["unlawful"] if row.get("missed")}


def test_lawful_look_alikes_are_let_off_and_false_alarms_are_marked(spoken: dict[str, bool]) -> None:
    flagged = {row["text"] for row in ROWS["lawful"] if spoken[row["text"]]}
    assert flagged == {row["text"] for row in ROWS["lawful"] if row.get("flagged")}
