"""Nothing that the project says rests on an article that nobody read in a text."""

import re
from datetime import date
from pathlib import Path

from gongzhi import credit, decisions
from gongzhi.law import load_book
from gongzhi.screening import cited_by_checks, cited_provisions, load_checks, load_rules

DAY = date(2026, 6, 1)
SRC = Path(__file__).resolve().parents[2] / "src"


def test_every_provision_cited_by_rules_checks_and_decisions_has_a_verified_row() -> None:
    book = load_book()
    cited = [
        *cited_provisions(load_rules()),
        *cited_by_checks(load_checks()),
        *decisions.cited_provisions(),
        *credit.cited_provisions(),
    ]
    assert len({provision for _, provision, _ in cited}) > 100
    # An article that exists but of which we hold no verified row still cites (in force, wording not held).
    assert book.cite("广告法/70", DAY).norms == ()
    assert [(place, provision) for place, provision, _ in cited if not book.cite(provision, DAY).norms] == []


def test_every_provision_written_in_the_flow_and_on_the_pages_has_a_verified_row() -> None:
    book, cites = load_book(), re.compile(r"[一-龥][一-龥〔〕、]{2,}/\d+(?:\.\d+)?(?:\(\d+\))?")
    files = [
        path
        for part in ("gongzhi/flow", "gongzhi/parties", "gongzhi/cases", "gongzhi_web")
        for path in (SRC / part).rglob("*")
        if path.suffix in {".py", ".yaml", ".html"} and "demo" not in path.parts
    ]
    cited = [(path.name, one) for path in files for one in cites.findall(path.read_text(encoding="utf-8"))]
    assert len({provision for _, provision in cited}) > 30
    assert [(place, one) for place, one in cited if not book.cite(one, DAY).norms] == []
