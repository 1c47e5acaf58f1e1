"""Price points, former prices, sums and bait: doubts where the record contradicts, silence where it is silent."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.law import load_book
from gongzhi.pricing import (
    Doubt,
    PricePoint,
    Shelf,
    doubt_bait,
    doubt_coupon,
    doubt_discount,
    doubt_lowest,
    doubt_raised,
    doubt_reference,
    lowest,
)

AT = datetime(2026, 3, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def point(days: float, fen: int, *, sold: bool = False, product: str = "米") -> PricePoint:
    return PricePoint(product=product, at=AT - days * DAY, fen=fen, sold=sold)


def test_the_week_is_half_open_and_other_goods_do_not_count() -> None:
    points = [point(7, 100), point(7.001, 50), point(0, 10), point(1, 90, product="油"), point(2, 120)]
    found = lowest(points, "米", before=AT, within=7 * DAY)
    assert found is not None and found.fen == 100
    assert lowest(points, "面", before=AT, within=7 * DAY) is None


@pytest.mark.parametrize(
    ("points", "reference", "said"),
    [
        ([point(3, 8000, sold=True), point(2, 9900, sold=True)], 9900, "七日最低成交价 80.00 元"),
        ([point(3, 8000, sold=True)], 8000, None),
        ([point(20, 8000, sold=True), point(9, 7000, sold=True)], 7500, "最后一次成交价 70.00 元"),
        ([point(3, 8000), point(2, 9900)], 9900, None),
        ([point(3, 8000)], 9900, "七日最高标价 80.00 元"),
        ([point(9, 8000)], 9900, None),
        ([], 9900, None),
    ],
)
def test_a_compared_price_is_held_against_sales_then_against_what_was_shown(points, reference, said) -> None:
    found = doubt_reference(points, "米", reference_fen=reference, at=AT)
    assert (found is None) if said is None else (found is not None and said in found.says)


def test_lowest_in_thirty_days_is_true_or_doubted() -> None:
    points = [point(29, 5000), point(31, 4000)]
    assert doubt_lowest(points, "米", now_fen=5000, at=AT) is None
    assert doubt_lowest(points, "米", now_fen=5001, at=AT) is not None
    assert doubt_lowest([], "米", now_fen=5001, at=AT) is None


def test_a_base_raised_before_the_discount_is_doubted_and_a_steady_one_is_not() -> None:
    assert doubt_raised([point(5, 8000), point(1, 12000)], "米", was_fen=12000, at=AT) is not None
    assert doubt_raised([point(5, 11500), point(1, 12000)], "米", was_fen=12000, at=AT) is None
    assert doubt_raised([point(9, 8000), point(1, 12000)], "米", was_fen=12000, at=AT) is None


@pytest.mark.parametrize(
    ("now", "tenths", "saved", "doubted"),
    [(8500, "8.5", None, False), (8700, "8.5", None, True), (8599, "8.5", None, False), (7000, "8.5", None, False),
     (9000, None, 1000, False), (9500, None, 1000, True), (9500, None, None, False)],
)  # fmt: skip
def test_less_off_than_said_is_doubted_more_off_and_rounding_are_not(now, tenths, saved, doubted) -> None:
    found = doubt_discount(was_fen=10_000, now_fen=now, tenths=Fraction(tenths) if tenths else None, saved_fen=saved)
    assert (found is not None) is doubted


@given(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_paying_what_the_coupon_leaves_is_never_doubted_and_a_fen_more_always_is(
    price: int, threshold: int, off: int
) -> None:
    owed = max(price - off, 0) if price >= threshold else price
    terms = {"price_fen": price, "threshold_fen": threshold, "off_fen": off}
    assert doubt_coupon(**terms, paid_fen=owed) is None
    assert doubt_coupon(**terms, paid_fen=owed + 1) is not None


@pytest.mark.parametrize(
    ("shelf", "doubted"),
    [({}, True), ({"announced": 3}, False), ({"announced": 100}, True), ({"low_fen": 9000}, False),
     ({"units": 500}, False), ({"seconds": 600}, False)],
)  # fmt: skip
def test_a_low_price_that_nobody_can_have_is_doubted_unless_its_number_was_told(shelf, doubted) -> None:
    usual = {"product": "米", "low_fen": 100, "usual_fen": 9900, "units": 3, "announced": None, "seconds": 2}
    assert (doubt_bait(Shelf(**{**usual, **shelf})) is not None) is doubted


def test_every_doubt_asks_rests_on_law_in_force_and_is_no_verdict() -> None:
    found = [
        doubt_reference([point(3, 1)], "米", reference_fen=2, at=AT),
        doubt_lowest([point(3, 1)], "米", now_fen=2, at=AT),
        doubt_raised([point(5, 100), point(1, 900)], "米", was_fen=900, at=AT),
        doubt_discount(was_fen=1000, now_fen=1000, saved_fen=500),
        doubt_coupon(price_fen=100, threshold_fen=50, off_fen=20, paid_fen=100),
    ]
    book = load_book()
    for one in found:
        assert isinstance(one, Doubt) and "请" in one.says and "欺诈" not in one.says and "违法" not in one.says
        assert book.cite(one.provision, on=date(2026, 3, 1)).title == "明码标价和禁止价格欺诈规定"
