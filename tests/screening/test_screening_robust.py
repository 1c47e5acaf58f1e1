"""Whatever a line holds and however long it is, screening ends, loses no line, and says so when a rule breaks."""

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from re import _parser as parser  # type: ignore[attr-defined]

import pytest

from gongzhi.law import load_book
from gongzhi.screening import Line, Screener, Status, load_rules, undo
from gongzhi.screening.fold import fold_line
from gongzhi.screening.judge import _stretches
from gongzhi.screening.notation import Search
from shipped import shipped_screener

RULES, BOOK = load_rules(), load_book()
SCREENER = shipped_screener()
MEGABYTE = 330_000  # characters of three bytes each


def line(text: str) -> Line:
    return Line(id="1", text=text, kind="speech", on=date(2026, 3, 1), category="保健食品")


def every_search() -> Iterator[Search]:
    for owner in (*RULES.rules, *RULES.promises):
        yield from (shape.regex for shape in owner.shapes if shape.regex)
        yield from owner.excused
        for near in (*owner.near, *owner.near_not):
            yield from near.patterns
        for guard in owner.guards:
            yield from (side for side in (guard.before, guard.after, guard.around) if side)


def searches() -> list[Search]:
    """Each once: rules share their guards and exemptions."""
    return list({id(search): search for search in every_search()}.values())


def test_no_search_of_any_rule_can_match_without_bound() -> None:
    widths = {search.source: parser.parse(search.source).getwidth()[1] for search in searches()}
    assert len(widths) > 50
    assert [source for source, width in widths.items() if width > 300] == []


def test_a_search_with_repetition_would_be_seen() -> None:
    assert parser.parse("治(?:好|了)+病").getwidth()[1] > 300


@pytest.mark.parametrize(
    "word", ["国家级", "某", "平时线下卖", "不是不是", "九十九米", "國", "a\u202e", "。", "\U0001f171", "治老人"]
)
def test_a_megabyte_of_the_worst_words_is_answered_with_spans_that_are_exact(word: str) -> None:
    text = (word * MEGABYTE)[:MEGABYTE]
    screened = SCREENER.screen(line(text))
    assert all(hit.quote == text[hit.start : hit.end] for hit in screened.findings)


def characters_folded(text: str, monkeypatch: pytest.MonkeyPatch) -> int:
    counted = 0

    def counting(part: str) -> str:
        nonlocal counted
        counted += len(part)
        return fold_line(part)

    monkeypatch.setattr(undo, "fold_line", counting)
    assert SCREENER.screen(line(text)).findings
    return counted


@pytest.mark.parametrize("word", ["國家級品質。", "国 家级品质。", "国\u200b家级品质。"])
def test_a_line_ten_times_as_long_is_folded_ten_times_as_much(word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert characters_folded(word * 1000, monkeypatch) < 12 * characters_folded(word * 100, monkeypatch)


def test_what_is_asked_around_a_word_reaches_no_further_than_its_pattern_can() -> None:
    shapes = [shape for owner in (*RULES.rules, *RULES.promises) for shape in owner.shapes]
    assert len(shapes) > 300
    assert max(shape.before + shape.after for shape in shapes) <= 300


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("国家\u202e级品质", "国家\u202e级品质"),
        ("国\x00家\x07级\x1b品质", "国\x00家\x07级\x1b品质"),
        ("国\u2066家级\u2069品质", "国\u2066家级\u2069品质"),
        ("\ufeff国家级品质\ufffe", "国家级品质"),
        ("国家级\ud800品质", "国家级\ud800品质"),
        (b"\xff\xfe".decode("utf-8", "replace") + "国家级品质", "国家级品质"),
    ],
)
def test_direction_marks_controls_and_broken_encoding_hide_nothing(text: str, quote: str) -> None:
    found = [
        (hit.quote, hit.reading) for hit in SCREENER.screen(line(text)).findings if hit.rule.startswith("absolute.")
    ]
    assert (quote, "国家级品质") in found


def test_rules_are_changed_while_lines_go_on_and_none_is_dropped() -> None:
    retired = replace(RULES, rules=tuple(replace(rule, status=Status.RETIRED) for rule in RULES.rules))
    screeners = [SCREENER, Screener(retired, BOOK)]
    current = [screeners[0]]
    lines = [replace(line("我们是国家级品质"), id=str(number)) for number in range(400)]
    verdicts: list[list[tuple[str, bool]]] = [[], [], []]

    def watch(kept: list[tuple[str, bool]]) -> None:
        for at in range(0, len(lines), 8):
            for verdict in current[0].screen_many(lines[at : at + 8]):
                kept.append((verdict.id, bool(verdict.findings)))

    threads = [threading.Thread(target=watch, args=(kept,)) for kept in verdicts]
    for thread in threads:
        thread.start()
    for number in range(200):
        current[0] = screeners[number % 2]
    for thread in threads:
        thread.join()
    for kept in verdicts:
        assert [name for name, _ in kept] == [one.id for one in lines]


def test_many_threads_share_a_screener_and_agree() -> None:
    lines = [
        line(text) for text in ("我们是国家级品质", "有白某障的来", "今天天气好", "假一赔十", "平时线下卖九十九米") * 20
    ]
    alone = SCREENER.screen_many(lines)
    results: list[bool] = []
    threads = [
        threading.Thread(target=lambda: results.append([SCREENER.screen(one) for one in lines] == alone))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [True] * 4


def test_no_line_of_the_notation_repeats() -> None:
    assert all(not re.search(r"(?<!\\)[+*]", search.source.replace("\\+", "")) for search in searches())


@pytest.mark.parametrize("apart", [1, 3, 40, 61, 500])
def test_no_pattern_tries_a_character_twice_however_often_its_lead_stands_there(apart: int) -> None:
    leads = range(0, 10_000, apart)
    stretches = list(_stretches(leads, 20, 40))
    assert all(end < start for (_, end), (start, _) in pairwise(stretches))
    assert sum(high - low for low, high in stretches) <= min(10_060, 61 * len(leads))
    assert all(any(low <= max(0, lead - 20) and lead + 40 <= high for low, high in stretches) for lead in leads[::97])
