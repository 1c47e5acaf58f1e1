"""Our rows against the texts and the fact table beside the checkout: anchors, places, numbers, and no borrowed words."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from gongzhi.law import compare_official, load_book, missing_numbers, read_official

LAW = Path(__file__).resolve().parents[3] / "shared" / "law"
pytestmark = [pytest.mark.conformance, pytest.mark.skipif(not LAW.is_dir(), reason="没有 ../shared/law")]
# Tables whose stored text is a case, a standard or an excerpt: not articles that can be split.
UNSPLIT = re.compile(r"案例|标准|节录|发布说明|禁止清单")
QUOTED_RUN = 20
# Reworded because the fact table quotes a statutory label.
REWORDED = {"SPX-7"}


def flat(text):
    return re.sub(r"[\s　*]", "", text)


@pytest.fixture(scope="module")
def facts():
    return [json.loads(line) for line in (LAW / "facts.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def texts():
    found = {}
    for path in sorted((LAW / "texts").glob("*.md")):
        if not UNSPLIT.search(path.name):
            found[path.stem] = read_official(path.read_bytes(), path.name)
    return found


@pytest.fixture(scope="module")
def rows():
    return {norm.code: (instrument, norm) for instrument, norm in load_book(unverified=True).norms()}


def test_every_fact_is_in_the_book_with_its_confidence(facts, rows):
    names = {"VERIFIED": "已核", "VERIFIED-2": "二手", "INFERENCE": "推论", "MEMORY": "记忆"}
    for fact in facts:
        _, norm = rows[fact["id"].replace("–", "-")]
        assert norm.confidence == names[fact["conf"]], fact["id"]
        assert norm.wording == fact["rule"] or fact["id"] in REWORDED, fact["id"]
    counted = Counter(fact["conf"] for fact in facts)
    print(f"法规表：{dict(counted)}，全部在册")
    assert counted["VERIFIED"] >= 1100


def test_every_verified_row_stands_where_its_anchor_stands(facts, rows, texts):
    checked, elsewhere = 0, []
    for fact in facts:
        official = texts.get(fact["file"])
        if fact["conf"] != "VERIFIED" or official is None:
            continue
        instrument, norm = rows[fact["id"].replace("–", "-")]
        split = instrument.edition_on(instrument.editions[-1].period.start).skeleton is not None
        places = norm.places if split else [place.whole for place in norm.places]
        if not any(flat(fact["anchor"]) in flat(official.text_at(place)) for place in places):
            elsewhere.append((fact["id"], str(norm.places)))
        checked += 1
    print(f"锚点：核对 {checked} 行，不在所引条款 {len(elsewhere)} 行")
    assert checked >= 1050
    assert elsewhere == []


def test_numbers_of_verified_rows_stand_in_their_articles(facts, rows, texts):
    checked, absent = 0, []
    for fact in facts:
        official = texts.get(fact["file"])
        _, norm = rows[fact["id"].replace("–", "-")]
        if fact["conf"] != "VERIFIED" or official is None or norm.see or "→" in norm.wording:
            continue
        for figure in missing_numbers(norm, "\n".join(official.text_at(place.whole) for place in norm.places)):
            absent.append((norm.code, str(figure)))
        checked += len(norm.numbers)
    print(f"数字：核对 {checked} 个，条文里没有 {len(absent)} 个")
    assert checked >= 400
    assert absent == []


def test_every_stored_text_has_the_shape_that_the_book_says(texts):
    book = load_book()
    for name, official in texts.items():
        if name.startswith("民法典"):
            continue
        _, differences = compare_official(book, official)
        assert differences == (), name


def test_no_committed_table_borrows_a_run_of_statute_words(texts):
    runs = set()
    for path in sorted((LAW / "texts").glob("*.md")):
        text = flat(path.read_text(encoding="utf-8").partition("\n\n")[2])
        runs.update(text[at : at + QUOTED_RUN] for at in range(len(text) - QUOTED_RUN + 1))
    borrowed = []
    for instrument, norm in load_book(unverified=True).norms():
        for words in (flat(norm.wording), flat(norm.figures), flat(norm.note)):
            hits = [words[at : at + QUOTED_RUN] for at in range(len(words) - QUOTED_RUN + 1)]
            borrowed += [(norm.code, hit) for hit in hits if hit in runs and hit not in instrument.full_title]
    assert borrowed == []
