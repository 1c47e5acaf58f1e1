"""Affected orders from .csv and .xlsx: pseudonyms and masks are made here, so that no buyer's data goes further."""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from gongzhi.cases import AffectedOrder, OrderState
from gongzhi.flow.recalling import mask_contact, mask_order, order_ref

MOST_ROWS = 100_000
_COLUMNS = {
    "order": ("订单号", "订单编号"),
    "quantity": ("数量", "件数"),
    "paid": ("金额", "实付", "实付金额"),
    "contact": ("联系方式", "电话", "手机号"),
    "result": ("结果", "处理结果"),
}
_RESULTS = {state.chinese: state for state in OrderState if state.settled}


class OrdersUnreadable(ValueError):
    """A file that is no table of orders, with the way out in Chinese."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOrders:
    """``results`` are the pseudonyms with what came of each, where the file has that column; ``refused`` row and reason."""

    orders: tuple[AffectedOrder, ...]
    results: tuple[tuple[str, OrderState], ...]
    refused: tuple[tuple[int, str], ...]


def read_orders(name: str, content: bytes, *, recall: str, key: bytes) -> ReadOrders:
    """The rows of a table with a heading; 订单号 is needed, 数量, 金额 (yuan), 联系方式 and 结果 are read where they stand.

    Raises OrdersUnreadable. A bad row is refused with its number; the others are taken.
    """
    rows = _rows(name, content)
    places = _places(next(rows, ()))
    orders: dict[str, AffectedOrder] = {}
    results: list[tuple[str, OrderState]] = []
    refused: list[tuple[int, str]] = []
    for line, row in enumerate(rows, 2):
        if line > MOST_ROWS + 1:
            raise OrdersUnreadable(f"文件超过 {MOST_ROWS} 行：请分成几个文件导入")
        cells = {what: row[at].strip() if at < len(row) else "" for what, at in places.items()}
        if not any(cells.values()):
            continue
        try:
            order = _order(cells, recall, key)
            if cells.get("result"):
                results.append((order.ref, _result(cells["result"])))
            orders[order.ref] = order
        except OrdersUnreadable as error:
            refused.append((line, str(error)))
    return ReadOrders(orders=tuple(orders.values()), results=tuple(results), refused=tuple(refused))


def _order(cells: dict[str, str], recall: str, key: bytes) -> AffectedOrder:
    number = cells["order"]
    if not 4 <= len(number) <= 64 or not number.isprintable():
        raise OrdersUnreadable("订单号应有 4 至 64 个字：请核对这一行")
    return AffectedOrder(
        ref=order_ref(recall, number, key),
        shown=mask_order(number),
        quantity=_whole(cells.get("quantity") or "1"),
        paid_fen=_fen(cells.get("paid") or "0"),
        contact=mask_contact(cells.get("contact", "")),
    )


def _whole(text: str) -> int:
    text = text.removesuffix(".0")
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 1_000_000):
        raise OrdersUnreadable(f"数量“{text[:12]}”不是整数：请改成 1、2 这样的数")
    return int(text)


def _fen(text: str) -> int:
    yuan, _, cents = text.replace(",", "").removeprefix("¥").removesuffix("元").strip().partition(".")
    good = yuan.isascii() and yuan.isdigit() and len(yuan) <= 9 and (not cents or (cents.isascii() and cents.isdigit()))
    if not good or cents[2:].strip("0"):
        raise OrdersUnreadable(f"金额“{text[:12]}”不是金额：请以元为单位，最多两位小数")
    return int(yuan) * 100 + int((cents + "00")[:2])


def _result(text: str) -> OrderState:
    if text not in _RESULTS:
        raise OrdersUnreadable(f"结果“{text[:12]}”不认识：可写{'、'.join(_RESULTS)}")
    return _RESULTS[text]


def _places(heading: Sequence[str]) -> dict[str, int]:
    names = [cell.strip().lstrip("\ufeff") for cell in heading]
    found = {what: names.index(word) for what, words in _COLUMNS.items() for word in words if word in names}
    if "order" not in found:
        raise OrdersUnreadable("第一行没有“订单号”这一列：请在第一行写列名（订单号、数量、金额、联系方式、结果）")
    return found


def _rows(name: str, content: bytes) -> Iterator[Sequence[str]]:
    ending = name.lower().rsplit(".", 1)[-1]
    if not content.strip():
        raise OrdersUnreadable(f"“{name}”是空的：请核对导出是否完成")
    if ending == "csv":
        return _csv(name, content)
    if ending == "xlsx":
        return _xlsx(name, content)
    raise OrdersUnreadable(f"“{name}”不是 .csv 或 .xlsx：请另存为其中一种再试")


def _csv(name: str, content: bytes) -> Iterator[Sequence[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise OrdersUnreadable(f"“{name}”的文字编码不认识：请另存为 UTF-8 的 .csv 再试")
    try:
        yield from csv.reader(io.StringIO(text, newline=""))
    except csv.Error as error:
        raise OrdersUnreadable(f"“{name}”读不出来（{error}）：请核对引号是否成对") from error


def _xlsx(name: str, content: bytes) -> Iterator[Sequence[str]]:
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield ["" if cell is None else str(cell) for cell in row]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, IndexError) as error:
        raise OrdersUnreadable(f"“{name}”不是可用的 .xlsx：请用表格软件另存为 .xlsx 再试") from error
