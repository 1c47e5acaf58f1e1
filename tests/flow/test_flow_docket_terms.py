"""The terms of the register: days come from the law, and days on which the clock stood still do not count."""

from datetime import date, timedelta
from importlib.resources import files

import pytest

from cast_of_cases import law
from cast_of_units import MONDAY
from gongzhi.cases import Pause
from gongzhi.flow.case_deadlines import DeadlineUnknown
from gongzhi.flow.docket_terms import (
    HANDLING,
    VERIFYING,
    NoSuchGround,
    _count,
    first_deadline,
    lint_terms,
    load_terms,
    read_terms,
)
from gongzhi.screening.strict_yaml import NotReadable

TEXT = files("gongzhi.flow").joinpath("docket_terms.yaml").read_text("utf-8")


def test_every_citation_is_in_force_and_every_term_has_its_days() -> None:
    assert lint_terms(load_terms(), law()) == []


@pytest.mark.parametrize(
    ("stage", "matter", "due"),
    [(VERIFYING, "查处", date(2026, 3, 23)), (VERIFYING, "投诉", None), (HANDLING, "查处", date(2026, 6, 1))],
)
def test_each_stage_has_the_days_of_its_provision(stage: str, matter: str, due: date | None) -> None:
    found = first_deadline(load_terms(), law(), stage, matter, MONDAY)
    assert (found.due if found else None) == due


def test_a_year_without_a_calendar_is_left_to_a_person() -> None:
    with pytest.raises(DeadlineUnknown, match="由人推算"):
        first_deadline(load_terms(), law(), HANDLING, "查处", MONDAY + timedelta(days=365 * 2))


@pytest.mark.parametrize("still", range(12))
def test_calendar_days_move_by_as_many_days_as_the_clock_stood_still(still: int) -> None:
    start, since = MONDAY.date(), MONDAY + timedelta(days=3)
    pause = Pause(since=since, ground="听证", until=since + timedelta(days=still))
    moved = _count(start, 90, "日", (pause,))
    assert (moved - start).days >= 90 + still
    assert (moved - start).days <= 90 + still + 10


def test_two_pauses_that_overlap_are_counted_once() -> None:
    first = Pause(since=MONDAY + timedelta(days=1), ground="听证", until=MONDAY + timedelta(days=6))
    second = Pause(since=MONDAY + timedelta(days=3), ground="公告", until=MONDAY + timedelta(days=6))
    assert _count(MONDAY.date(), 15, "工作日", (first, second)) == _count(MONDAY.date(), 15, "工作日", (first,))


def test_a_ground_is_known_only_in_its_stage() -> None:
    assert load_terms().pause("听证", HANDLING).provisions == ("市场监督管理行政处罚程序规定/64",)
    for name, stage in (("听证", VERIFYING), ("春节放假", HANDLING)):
        with pytest.raises(NoSuchGround, match="中止事由"):
            load_terms().pause(name, stage)
    with pytest.raises(NoSuchGround, match="移送事由"):
        load_terms().transfer("不想办")


@pytest.mark.parametrize(
    ("wrong", "said"), [("阶段: 核查", "阶段: 休息"), ("再移送: 否", "再移送: 也许"), ("查重天数: 30", "查重: 30")]
)
def test_a_file_with_an_unknown_word_is_refused(wrong: str, said: str) -> None:
    assert wrong in TEXT
    with pytest.raises(NotReadable):
        read_terms(TEXT.replace(wrong, said, 1), "docket_terms.yaml")


def test_a_term_without_days_is_found_by_the_linter() -> None:
    without = read_terms(TEXT.replace("规定/18.1", "规定/17"), "x")
    assert any("没有天数" in one for one in lint_terms(without, law()))
