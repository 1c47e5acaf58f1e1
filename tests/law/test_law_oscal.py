import copy
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.law import Checklist, Status, duties_of, load_book, oscal_results

SCHEMA = json.loads(
    (Path(__file__).resolve().parents[2] / "docs" / "formats" / "law-oscal.schema.json").read_text(encoding="utf-8")
)
CHECK = jsonschema.Draft202012Validator(SCHEMA)
BOOK = load_book()
AT = datetime(2026, 5, 1, 8, tzinfo=UTC)
ROLES = ("platform", "operator", "presenter", "mcn", "merchant")
LISTS = {role: Checklist(duties_of(BOOK, role, date(2026, 5, 1))) for role in ROLES}
MCN = LISTS["mcn"]


def written(recorded, checklist=MCN, title="MCN义务清单", at=AT):
    return oscal_results(title, checklist, recorded, at)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("letter", list(Status))
def test_every_role_in_every_state_has_the_structure_of_the_standard(role, letter):
    assert not list(CHECK.iter_errors(written(letter * len(LISTS[role].duties), LISTS[role])))


@given(st.lists(st.sampled_from(list(Status)), min_size=len(MCN.duties), max_size=len(MCN.duties)))
def test_any_record_has_the_structure_and_counts_what_was_assessed(letters):
    document = written("".join(letters))
    CHECK.validate(document)
    (result,) = document["assessment-results"]["results"]
    found = [one["target"]["status"]["state"] for one in result.get("findings", [])]
    assert found.count("satisfied") == letters.count(Status.MET)
    assert found.count("not-satisfied") == letters.count(Status.NOT_MET)
    assert len(result.get("observations", [])) == letters.count(Status.NOT_APPLICABLE)


def test_the_same_assessment_is_the_same_document_and_another_one_shares_no_id():
    record = "m" * len(MCN.duties)
    assert json.dumps(written(record)) == json.dumps(written(record))
    ids = [
        set(_uuids(document))
        for document in (
            written(record),
            written("x" + record[1:]),
            written(record, at=AT + timedelta(seconds=1)),
            written(record, title="另一家的清单"),
        )
    ]
    assert sum(len(one) for one in ids) == len(set().union(*ids))


def _uuids(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from [inner] if key == "uuid" else _uuids(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _uuids(inner)


def _result(document):
    return document["assessment-results"]["results"][0]


SPOILT = {
    "a list that is empty": lambda document: _result(document).update(findings=[]),
    "a state that the standard does not know": lambda document: _result(document)["findings"][0]["target"][
        "status"
    ].update(state="not-assessed"),
    "an id with a bracket": lambda document: _result(document)["findings"][0]["target"].update(
        {"target-id": "ZB-8(1)"}
    ),
    "a time without an offset": lambda document: _result(document).update(start="2026-05-01T08:00:00"),
    "a uuid that is none": lambda document: document["assessment-results"].update(uuid="甲"),
    "no plan": lambda document: document["assessment-results"].pop("import-ap"),
    "a field of our own": lambda document: _result(document)["findings"][0].update(owner="Qiao"),
    "nothing reviewed": lambda document: _result(document).pop("reviewed-controls"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_the_schema_refuses(name):
    document = copy.deepcopy(written("m" * len(MCN.duties)))
    SPOILT[name](document)
    assert list(CHECK.iter_errors(document))
