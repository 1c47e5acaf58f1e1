"""The rules of liability against the fact table and texts beside the checkout: verified articles, no borrowed words."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from gongzhi.law import load_book
from gongzhi.liability import load_rules

LAW = Path(__file__).resolve().parents[3] / "shared" / "law"
FOLDER = Path(__file__).resolve().parents[2] / "src" / "gongzhi" / "liability"
pytestmark = [pytest.mark.conformance, pytest.mark.skipif(not LAW.is_dir(), reason="没有 ../shared/law")]
QUOTED_RUN = 20
# Texts are kept under their titles; interpretations and parts of the code under names of their own.
FILES = {
    "法释〔2022〕8号": "法释2022-8",
    "法释〔2024〕9号": "法释2024-9",
    "法释〔2025〕4号": "法释2025-4",
    "法释〔2020〕14号": "食品安全民事纠纷解释",
    "法释〔2013〕28号": "食品药品纠纷规定",
}


def cited() -> Iterator[tuple[str, str]]:
    """Title of the instrument and article number of everything the rules cite."""
    rules = load_rules()
    provisions = [p for rule in rules.rules.values() for p in (*rule.provisions, *rule.also_see)]
    provisions += [p for rule in rules.rules.values() if rule.recourse for p in rule.recourse.provisions]
    provisions += [p for fact in rules.facts.values() for p in fact.provisions]
    provisions += [p for relation in rules.concurrences for p in relation.provisions]
    provisions += [one.provision for one in rules.untranslated]
    for provision in provisions:
        short, _, place = provision.partition("/")
        source = rules.sources[short]
        if not source.proposal:
            match = re.match(r"\d+", place)
            assert match, provision
            yield source.title, match[0]


def verified() -> dict[str, set[str]]:
    """Articles with a verified row, by name of the text."""
    found: dict[str, set[str]] = {}
    for line in (LAW / "facts.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        match = re.match(r"\d+", row["art"])
        if row["conf"] == "VERIFIED" and match:
            found.setdefault(row["file"], set()).add(match[0])
    return found


def test_every_article_that_a_rule_cites_was_verified():
    rows = verified()
    for title, article in set(cited()):
        name = FILES.get(title, title)
        articles = set().union(*(arts for file, arts in rows.items() if re.match(rf"{name}($|[_\d一])", file)))
        assert article in articles, f"{title}/{article}"


def test_every_instrument_is_known_to_the_book_of_law():
    book = load_book()
    assert [title for title in {title for title, _ in cited()} if not book.knows(title)] == []


def test_no_file_repeats_twenty_characters_of_a_statute():
    held = "".join(re.sub(r"[\s*]", "", one.read_text(encoding="utf-8")) for one in sorted((LAW / "texts").iterdir()))
    runs = {held[start : start + QUOTED_RUN] for start in range(len(held) - QUOTED_RUN + 1)}
    for file in sorted([*(FOLDER / "rules").glob("*.yaml"), *(FOLDER / "precedents").glob("*.yaml")]):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            text = re.sub(r"\s", "", line)
            copied = [
                text[i : i + QUOTED_RUN] for i in range(len(text) - QUOTED_RUN + 1) if text[i : i + QUOTED_RUN] in runs
            ]
            assert copied == [], f"{file.name}:{number}"
