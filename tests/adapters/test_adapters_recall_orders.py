"""Tables of affected orders: no buyer's data comes out, and a bad row is named."""

import io

import pytest
from openpyxl import Workbook

from gongzhi.adapters.recall_orders import OrdersUnreadable, ReadOrders, read_orders
from gongzhi.cases import OrderState
from gongzhi.values import encode_record

KEY = b"k" * 32
CSV = (
    "订单号,姓名,收货地址,电话,数量,实付金额,处理结果\n44123000000017,王小明,东县幸福路1号,13812345678,2,¥39.8,已退款\n"
)


def read(name: str, content: bytes | str) -> ReadOrders:
    data = content.encode() if isinstance(content, str) else content
    return read_orders(name, data, recall="ZH2026-000001", key=KEY)


def test_no_name_address_number_or_order_comes_out() -> None:
    found = read("a.csv", CSV)
    [order] = found.orders
    assert (order.shown, order.contact, order.quantity, order.paid_fen) == ("…0017", "138****5678", 2, 3980)
    said = encode_record(order).decode() + repr(found)
    assert not any(personal in said for personal in ("44123000000017", "王小明", "幸福路", "13812345678"))
    assert found.results == ((order.ref, OrderState.REFUNDED),)


def test_the_three_kinds_of_file_say_the_same() -> None:
    book = Workbook()
    for line in CSV.strip().split("\n"):
        book.active.append(line.split(","))
    written = io.BytesIO()
    book.save(written)
    found = {
        read("a.csv", CSV),
        read("a.csv", CSV.encode("gb18030")),
        read("a.CSV", "\ufeff" + CSV),
        read("a.xlsx", written.getvalue()),
    }
    assert len(found) == 1


def test_numbers_that_a_spreadsheet_made_of_texts_are_read() -> None:
    book = Workbook()
    book.active.append(["订单编号", "件数", "金额"])
    book.active.append([44123000000017, 2.0, 39.8])
    written = io.BytesIO()
    book.save(written)
    [order] = read("a.xlsx", written.getvalue()).orders
    assert (order.quantity, order.paid_fen, order.shown) == (2, 3980, "…0017")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("12,1,1", "订单号应有"),
        ("44120001,一,1", "不是整数"),
        ("44120001,0,1", "不是整数"),
        ("44120001,1,1.999", "不是金额"),
        ("44120001,1,-5", "不是金额"),
        ("44120001,1,²", "不是金额"),
    ],
)
def test_a_bad_row_is_named_and_the_others_are_taken(row: str, said: str) -> None:
    found = read("a.csv", f"订单号,数量,金额\n{row}\n44120002,1,1\n\n44120002,1,1\n")
    assert [(line, said in why) for line, why in found.refused] == [(2, True)]
    assert len(found.orders) == 1


def test_an_unknown_result_names_those_that_are_known() -> None:
    [(line, why)] = read("a.csv", "订单号,结果\n44120001,算了\n").refused
    assert line == 2 and "已退货" in why and "未通知" not in why


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.doc", b"x", "另存为其中一种"),
        ("a.csv", b"", "是空的"),
        ("a.csv", b"\xff\xfe\x00\x81", "文字编码"),
        ("a.csv", "数量\n1".encode(), "没有“订单号”"),
        ("a.xlsx", b"PK\x03\x04 broken", "不是可用的 .xlsx"),
        ("a.xlsx", b"plain", "不是可用的 .xlsx"),
    ],
)
def test_what_is_no_table_is_refused_with_the_way_out(name: str, content: bytes, said: str) -> None:
    with pytest.raises(OrdersUnreadable, match=said):
        read(name, content)
