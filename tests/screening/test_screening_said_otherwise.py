"""Unlawful claims said in other words or disguised, and lawful look-alikes, written before the rules were: what is still missed is marked."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from gongzhi.screening import Certainty, Line, Screened
from shipped import shipped_screener

ROWS = yaml.safe_load((Path(__file__).parents[2] / "vectors" / "screening" / "said_otherwise.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def verdicts() -> dict[str, Screened]:
    lines = [
        Line(id=row["text"], text=row["text"], kind="speech", on=date(2026, 3, 1), category=row["category"])
        for part in ROWS.values()
        for row in part
    ]
    screened = shipped_screener().screen_many(lines)
    return {line.text: verdict for line, verdict in zip(lines, screened, strict=True)}


def is_lead(verdict: Screened) -> bool:
    return any(hit.certainty is not Certainty.DOUBTFUL for hit in verdict.findings)


def marked(part: str, mark: str) -> set[str]:
    return {row["text"] for row in ROWS[part] if row.get(mark)}


def test_claims_said_in_other_words_are_leads_and_those_missed_are_marked(verdicts: dict[str, Screened]) -> None:
    assert {row["text"] for row in ROWS["unlawful"] if not is_lead(verdicts[row["text"]])} == marked(
        "unlawful", "missed"
    )


def test_lawful_sentences_are_let_off_and_false_alarms_are_marked(verdicts: dict[str, Screened]) -> None:
    assert {row["text"] for row in ROWS["lawful"] if is_lead(verdicts[row["text"]])} == marked("lawful", "flagged")


def test_disguised_words_are_reported_and_those_not_undone_are_marked(verdicts: dict[str, Screened]) -> None:
    assert {row["text"] for row in ROWS["disguised"] if not verdicts[row["text"]].evasions} == marked(
        "disguised", "unseen"
    )
