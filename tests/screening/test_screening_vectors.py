"""One failure per file: every false alarm or miss that was met once is kept here."""

from datetime import date
from pathlib import Path

import pytest

from gongzhi.screening import Line
from shipped import shipped_screener

VECTORS = sorted((Path(__file__).resolve().parents[2] / "vectors" / "screening").glob("*.txt"))
SCREENER = shipped_screener(every_hit=True)
_KEYS = {"expect", "comment", "category", "kind", "actor"}


def parsed(path: Path) -> tuple[dict[str, str], str]:
    head, _, text = path.read_text(encoding="utf-8").partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    assert set(fields) <= _KEYS, f"{path.name} 有不认识的字段"
    return fields, text.removesuffix("\n")


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_the_vector_comes_out_as_its_header_says(path: Path) -> None:
    fields, text = parsed(path)
    line = Line(
        id=path.stem,
        text=text,
        kind=fields.get("kind", "speech"),
        on=date(2026, 3, 1),
        category=fields.get("category"),
        actor=fields.get("actor"),
    )
    rules = {hit.rule for hit in SCREENER.screen(line).findings}
    assert (not rules) if fields["expect"] == "none" else fields["expect"] in rules


def test_there_are_vectors() -> None:
    assert VECTORS
