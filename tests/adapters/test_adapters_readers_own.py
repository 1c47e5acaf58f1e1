"""Our own line: the schema, the examples of the page and the reader agree."""

import json
import re
from pathlib import Path

import jsonschema
import pytest

from gongzhi.adapters.readers import read_source

ROOT = Path(__file__).resolve().parents[2]
FORMATS = ROOT / "docs" / "formats"
SCHEMA = json.loads((FORMATS / "signal-line.schema.json").read_text(encoding="utf-8"))
PAGE = (FORMATS / "signal.md").read_text(encoding="utf-8")
EXAMPLES = [line for block in re.findall(r"```json\n(.*?)```", PAGE, re.S) for line in block.splitlines()]
ROOMS = sorted((ROOT / "src" / "gongzhi_web" / "demo" / "market" / "rooms").glob("*/*.jsonl"))


@pytest.mark.parametrize("line", EXAMPLES)
def test_an_example_of_the_page_fits_the_schema_and_is_read_without_a_problem(line: str) -> None:
    jsonschema.validate(json.loads(line), SCHEMA)
    (reading,) = read_source([line.encode() + b"\n"])
    assert len(reading.drafts) == 1 and reading.problems == ()


@pytest.mark.parametrize("path", ROOMS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_rooms_of_the_demo_market_are_read_without_an_unread_field(path: Path) -> None:
    content = path.read_bytes()
    validator = jsonschema.Draft202012Validator(SCHEMA)
    for line in content.splitlines():
        assert not list(validator.iter_errors(json.loads(line))), line.decode()
    readings = list(read_source([content]))
    assert [problem for reading in readings for problem in reading.problems] == []
    assert sum(len(reading.drafts) for reading in readings) == content.count(b"\n")


def test_every_field_of_the_schema_is_known_to_the_reader() -> None:
    listing = {name: "1" for name in SCHEMA["properties"]["listing"]["properties"]}
    listing |= {"in_stock": True, "explaining": False, "licences": ["甲"], "promises": ["乙"]}
    listing["documents"] = [{"kind": "test_report", "items": ["农药残留"], "expires": "2027-01-01"}]
    row = {name: "1" for name in SCHEMA["properties"]} | {
        "kind": "listing", "actor": "merchant", "at": 1772366401, "received_at": 1772366401, "shown": True, "span_ms": [0, 1],
        "counts": {"a": 1}, "listing": listing,
    }  # fmt: skip
    (reading,) = read_source([json.dumps(row).encode() + b"\n"])
    assert reading.problems == ()


def test_documents_that_cannot_be_read_are_named_and_the_card_is_kept() -> None:
    line = json.dumps({"kind": "listing", "listing": {"product": "1", "documents": [{"kind": "diploma"}]}})
    (reading,) = read_source([line.encode() + b"\n"])
    listing = reading.drafts[0].listing
    assert listing is not None and listing.documents is None
    assert any("diploma" in one.what for one in reading.problems)
