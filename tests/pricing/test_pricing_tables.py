"""Rows that cannot be compared are refused one by one, with their line and why; the rest goes on."""

from datetime import date

import numpy as np
import pytest
from pricing_cast import column

from gongzhi.pricing import Meaning, NotATable, load_plan, meaning_of, read_table, strata_of

PLAN = load_plan(date(2026, 3, 1))
MEANING = Meaning(price="price", user="user", strata=("item",))


def read(prices: list[object], *, meaning: Meaning = MEANING, **more: list[object]):
    rows = len(prices)
    columns = {"price": column(prices), "user": column([f"u{at}" for at in range(rows)]), "item": column(["米"] * rows)}
    columns |= {name: column(values) for name, values in more.items()}
    return read_table(columns, meaning, needed=tuple(name for name in more if name == "old"), lines=np.arange(rows) + 2)


def test_each_bad_price_is_told_with_its_line_and_the_rest_goes_on() -> None:
    table = read(["12.50", "-3", "0", "免费", None, "$5", "9.90"])
    assert table.price_fen.tolist() == [1250, 990] and table.lines.tolist() == [2, 8]
    assert [(one.line, one.why) for one in table.told] == [
        (3, "price 不大于零“-3”"),
        (4, "price 不大于零“0”"),
        (5, "price 不是金额“免费”"),
        (6, "price 是空的"),
        (7, "币种与本表不同“$5”"),
    ]
    assert (table.read, table.refused, sum(table.why.values())) == (7, 5, 5)


@pytest.mark.parametrize(
    ("name", "values", "fen", "unit"),
    [
        ("price", ["1250", "990"], [1250, 990], "fen"),
        ("price", ["12.5", "9"], [1250, 900], "yuan"),
        ("price_yuan", ["12", "9"], [1200, 900], "yuan"),
        ("price", ["¥12", "￥1,009元"], [1200, 100900], "yuan"),
        ("price_fen", ["1250.0", "990.0"], [1250, 990], "fen"),
    ],
)
def test_the_unit_follows_the_name_the_decimals_or_the_sign(
    name: str, values: list[object], fen: list[int], unit: str
) -> None:
    columns = {name: column(values), "user": column(["a", "b"]), "item": column(["米", "米"])}
    table = read_table(columns, Meaning(price=name, user="user", strata=("item",)), lines=np.array([2, 3]))
    assert (table.price_fen.tolist(), table.unit) == (fen, unit)


def test_another_currency_a_repeated_order_and_an_empty_group_are_refused() -> None:
    meaning = Meaning(price="price", user="user", strata=("item",), currency="currency", order="order")
    table = read(
        ["1.5"] * 5, meaning=meaning, currency=["CNY", "USD", None, "人民币", "CNY"],
        order=["a", "b", "c", "a", None], old=["1", "1", None, "0", "0"],
    )  # fmt: skip
    assert dict(table.why) == {"币种与本表不同": 1, "订单号重复": 1, "old 是空的": 1}
    assert table.lines.tolist() == [2, 6]


def test_a_table_of_which_nothing_is_left_says_why() -> None:
    with pytest.raises(NotATable, match="没有一行可用（共 2 行）：price 不大于零 2 行"):
        read(["-1", "-2"])


def test_what_a_column_means_is_found_by_its_name_and_what_is_missing_is_named() -> None:
    found = meaning_of(["SKU", "下单时间", "地区", "UID", "实付"], PLAN)
    assert (found.strata, found.user, found.price, found.time) == (
        ("SKU", "下单时间", "地区"),
        "UID",
        "实付",
        "下单时间",
    )
    for names, said in ((["sku", "user"], "成交价"), (["sku", "price"], "用户"), (["user", "price"], "商品")):
        with pytest.raises(NotATable, match=said):
            meaning_of(names, PLAN)
    with pytest.raises(NotATable, match="没有“规格”"):
        meaning_of(["sku", "user", "price"], PLAN, strata=("规格",))


def test_the_time_bucket_is_the_finest_under_which_half_can_be_compared() -> None:
    meaning = Meaning(price="price", user="user", strata=("item", "at"), time="at")
    hours = ["2026-03-01 10:05", "2026-03-01 10:55", "2026-03-01 11:05", "2026/03/01 23:05"]
    assert strata_of(read(["1.5"] * 4, meaning=meaning, at=hours), PLAN.buckets)[1] == "hour"
    apart = ["2026-03-01 06:05", "2026-03-01 09:05", "2026-03-02 01:05", "2026-03-02 04:05"]
    assert strata_of(read(["1.5"] * 4, meaning=meaning, at=apart), PLAN.buckets)[1] == "quarter"
    table = read(["1.5"] * 3, meaning=meaning, at=["2026-03-01T10:05:00+08:00", "昨天", "2026-03-01T02:05:00+00:00"])
    assert dict(table.why) == {"at 不是时间": 1}
    assert len(set(strata_of(table, ("minute",))[0].tolist())) == 1
