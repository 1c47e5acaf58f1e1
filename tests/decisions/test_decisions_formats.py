"""The records shown in the format pages are records, and the pages name every field and value."""

import dataclasses
import json
import re
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from gongzhi import cases, credit, decisions
from gongzhi.values import canonical_bytes, decode_record, encode_record

PAGES = Path(__file__).resolve().parents[2] / "docs/formats"
SHOWN = [
    (page, json.loads(block))
    for page in ("case.md", "decision.md")
    for block in re.findall(r"^```json\n(.*?)^```", (PAGES / page).read_text(encoding="utf-8"), re.M | re.S)
]
KINDS: dict[str, Any] = {
    name: getattr(package, name) for package in (cases, decisions, credit) for name in package.__all__
}


@pytest.mark.parametrize(
    ("page", "shown"), SHOWN, ids=lambda value: value if isinstance(value, str) else value["@record"]
)
def test_a_record_shown_is_a_record(page: str, shown: dict[str, Any]) -> None:
    data = canonical_bytes(shown)
    assert encode_record(decode_record(KINDS[shown["@record"]], data)) == data, page


def test_the_pages_show_every_record_that_is_sealed() -> None:
    assert {shown["@record"] for _, shown in SHOWN} == {
        "Lead",
        "Review",
        "LeadClosed",
        "CaseOpened",
        "CaseClosed",
        "Decided",
        "Notice",
        "AppealFiled",
        "AppealDecided",
        "CreditEntry",
    }


@pytest.mark.parametrize(
    ("page", "values"),
    [
        ("case.md", (cases.LeadOrigin, cases.LeadLevel, cases.LeadOutcome, cases.ReviewOutcome)),
        ("decision.md", (decisions.ServedHow, decisions.AppealOutcome, credit.EntryKind)),
    ],
)
def test_the_pages_explain_every_value(page: str, values: tuple[type[StrEnum], ...]) -> None:
    text = (PAGES / page).read_text(encoding="utf-8")
    assert [value for kind in values for value in kind if f"`{value.value}`" not in text] == []


def test_the_placeholders_of_the_templates_are_named() -> None:
    text = (PAGES / "decision.md").read_text(encoding="utf-8")
    fields = {field.name for field in dataclasses.fields(decisions.Document)} - {"template"}
    assert {name for name in fields if f"`{name}`" not in text} == set()
