import json
from datetime import date
from pathlib import Path

import pytest

from gongzhi.law import BadTable, NotInForce, UnknownProvision, lint_book, load_book

VECTORS = Path(__file__).resolve().parents[2] / "vectors" / "law"
BAD = sorted(path for path in (VECTORS / "bad").iterdir())
ASKED = [json.loads(line) for line in (VECTORS / "cite.jsonl").read_text(encoding="utf-8").splitlines()]


def complaints(folder):
    try:
        return [str(flaw) for flaw in lint_book(load_book(folder))]
    except BadTable as error:
        return [str(error)]


@pytest.mark.parametrize("folder", BAD, ids=lambda path: path.name)
def test_a_bad_table_is_refused_with_the_expected_words(folder):
    expected = (folder / "expected.txt").read_text(encoding="utf-8").strip()
    said = complaints(folder)
    assert len(said) == 1
    assert expected in said[0]


@pytest.mark.parametrize("case", ASKED, ids=lambda case: f"{case['id']} {case['on']}")
def test_the_book_answers_as_the_vectors_say(case):
    book = load_book()
    on = date.fromisoformat(case["on"])
    if case["answer"] in ("held", "not_held"):
        found = book.cite(case["id"], on)
        assert (found.held, found.article) == (case["answer"], case["article"])
        return
    with pytest.raises(NotInForce if case["answer"] == "not_in_force" else UnknownProvision) as refusal:
        book.cite(case["id"], on)
    assert case["says"] in str(refusal.value)
