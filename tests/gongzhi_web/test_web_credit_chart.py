"""The history as inline SVG: every day is a point, the future is apart, and the numbers are told in words."""

from datetime import date, timedelta

from gongzhi_web.credit.chart import HIGH, WIDE, line_of

DAYS = [date(2026, 1, 1) + timedelta(days=step) for step in range(61)]
VALUES = [80.0] * 20 + [50.0] * 41


def points(text: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in (one.split(",") for one in text.split())]


def test_the_line_breaks_at_the_day_asked_for_and_stays_in_its_box() -> None:
    chart = line_of("信用分", DAYS, VALUES, DAYS[30], [("良好", 90.0)])
    past, ahead = points(chart.past), points(chart.ahead)
    assert len(past) == 31 and len(ahead) == 31 and past[-1] == ahead[0]
    assert all(0 <= x <= WIDE and 0 <= y <= HIGH for x, y in past + ahead)
    assert past[0][1] < past[-1][1], "a lower score is drawn lower"
    assert chart.moves == (240.0,), "the one day on which it fell"
    assert 0 < chart.levels[0][1] < past[0][1]


def test_the_words_say_what_the_line_shows() -> None:
    chart = line_of("信用分", DAYS, VALUES, DAYS[30])
    assert "2026-01-01 为 80" in chart.says and "最低是 2026-01-21 的 50" in chart.says
    assert chart.told[0] == (DAYS[0], 80.0) and chart.told[-1] == (DAYS[60], 50.0) and (DAYS[30], 50.0) in chart.told


def test_a_level_line_has_room_and_a_day_outside_is_held_to_the_edge() -> None:
    flat = line_of("余额", DAYS, [0.0] * 61, date(2030, 1, 1))
    assert {y for _, y in points(flat.past)} == {HIGH / 2} and flat.today == WIDE
