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
# Written out as sentences because they are printed on notices (SPX-7: also because the fact table quotes a label).
REWORDED = set(
    [
        "GG-17",
        "GG-28",
        "ZB-12(1)",
        "ZB-34(1)",
        "GG-9③",
        "XF-20",
        "FB-9(1)",
        "SP-73",
        "GG-16",
        "GG-11",
        "JG-14④",
        "HZ-43",
        "GG-18",
        "XF-26(2)(3)",
        "CU-5",
        "ZB-32",
        "CU-20",
        "MM-19",
        "GG-13",
        "GG-9",
        "XC-33(1)",
        "XC-33(2)",
        "MM-17",
        "SPX-11",
        "FB-12",
        "ZB-12(3)",
        "ZB-12(3).2",
        "CU-6",
        "WJ-14③",
        "ZB-36",
        "FS-5",
        "FB-11",
        "WJ-14④",
        "XT-19(1)",
        "CZ-35-39",
        "DS-17",
        "WJ-14①",
        "WJ-21",
        "PI-6",
        "GZ-19(1)",
        "GZ-19(2)",
        "SPX-9",
        "NC-38",
        "GG-8",
        "CU-13(1)",
        "GG-12",
        "ZB-26(1)",
        "SPX-7",
        "WJ-19",
        "MM-16",
        "XT-15",
        "ST-38",
        "GG-40",
        "GG-20",
        "DS-13",
        "FB-7",
        "ZB-33",
        "CU-15",
        "QH-6",
        "XT-9(1)",
        "XT-23",
        "XF-29",
        "XC-37",
        "ZB-23",
        "CX-18",
        "CX-64",
        "ZB-14(1)",
        "ZB-14(2)",
        "ZB-14(3)",
        "WJ-30",
        "WS-19(1)",
        "HW-21",
        "SP-68",
        "WS-17④",
        "GG-23",
        "GG-24",
        "GG-37",
        "GG-15",
        "ZB-34(2)",
    ]
)


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
        assert norm.wording == fact["rule"] or norm.code in REWORDED, fact["id"]
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
