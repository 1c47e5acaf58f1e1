"""What admission asks for is data: every citation holds, every example fits its own form, every duty has days."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cast_of_parties import law
from gongzhi.flow.admitting_terms import (
    BadPaper,
    TermUnknown,
    check_number,
    last_day,
    lint_admission,
    load_admission,
)

KNOWN = load_admission()


def test_the_shipped_file_is_clean() -> None:
    assert lint_admission(KNOWN, law()) == []


def test_the_lint_sees_a_citation_that_does_not_exist_and_a_row_without_days() -> None:
    duty = KNOWN.duties[0]
    for broken in (replace(duty, also=("电子商务法/999",)), replace(duty, row="ZB-8(3)")):
        assert lint_admission(replace(KNOWN, duties=(broken,)), law())


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("食品经营许可证", "jy1390 1049000029", "JY1390104900002"),
        ("保健食品注册证书", "国食健注G20260001", "国食健G20260001"),
        ("医疗器械注册证", "粤械注准20262140001", "粤械注准2026214000"),
        ("药品注册证书", "国药准字H20260001", "国药准H20260001"),
        ("强制性产品认证证书", "2026010101000001", "CCC"),
    ],
)
def test_a_number_is_taken_in_its_form_only(kind: str, good: str, bad: str) -> None:
    assert check_number(KNOWN.paper(kind), good)
    with pytest.raises(BadPaper, match="原件"):
        check_number(KNOWN.paper(kind), bad)


def test_what_has_no_public_form_is_left_to_a_person() -> None:
    assert check_number(KNOWN.paper("出版物经营许可证"), "新出发 示字第 1 号") == "新出发示字第1号"
    with pytest.raises(BadPaper, match="没有编号"):
        check_number(KNOWN.paper("其他"), " ")


@pytest.mark.parametrize(
    ("duty", "day"),
    [
        ("半年复核", "2026-09-02"),
        ("报送变更", "2026-03-05"),
        ("核验变更", "2026-03-11"),
        ("失联提醒", "2026-03-09"),
        ("年度培训", "2027-03-02"),
        ("身份报送", "2026-07-31"),
    ],
)
def test_the_days_come_from_the_provision(duty: str, day: str) -> None:
    # From Monday, 2 March 2026.
    assert str(last_day(law(), KNOWN.duty(duty), datetime(2026, 3, 2, 2, tzinfo=UTC))) == day


def test_a_year_without_a_holiday_calendar_gives_no_day() -> None:
    with pytest.raises(TermUnknown, match="日历"):
        last_day(law(), KNOWN.duty("核验变更"), datetime(2030, 3, 2, tzinfo=UTC))
