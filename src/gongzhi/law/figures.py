"""The numbers of a provision as typed values: money ranges, multiples, periods, counts."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Measure(StrEnum):
    """What a number measures."""

    FINE = "罚款"
    SUM = "金额"
    MULTIPLE = "倍数"
    SHARE = "比例"
    TERM = "期限"
    NOTICE = "提前"
    KEEP = "保存"
    CYCLE = "周期"
    AGE = "年龄"
    COUNT = "数量"


_MEASURES = {str(one): one for one in Measure}
_MONEY = {Measure.FINE, Measure.SUM}
_UNITS = {
    Measure.MULTIPLE: {"倍"},
    Measure.SHARE: {"%", "‰"},
    Measure.AGE: {"周岁"},
    **{
        kind: {"日", "工作日", "个月", "年", "小时"}
        for kind in (Measure.TERM, Measure.NOTICE, Measure.KEEP, Measure.CYCLE)
    },
}
_AMOUNT = r"(?:\d+(?:\.\d+)?)(?:百|千|万|亿)?"
_WRITTEN = re.compile(rf"(\S{{2}}) ({_AMOUNT})?(\.\.)?({_AMOUNT})?([^\d\s.]\S{{0,3}}|%)(?: (\S.*))?")
_SCALE = {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}


class NotAFigure(ValueError):
    """A text that is not in the notation of numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """``low`` and ``high`` are inclusive, None when open; money is fen, shares are ten-thousandths, all else whole."""

    measure: Measure
    low: int | None
    high: int | None
    unit: str
    note: str = ""


def read_figure(text: str) -> Figure:
    """Read ``罚款 1万..10万元 情节严重``, ``期限 5工作日``, ``保存 3年.. 自交易完成``, ``倍数 3倍``.

    ``a..b`` is a range with both ends in it, ``a..`` at least, ``..b`` at most. Raises NotAFigure.
    """
    match = _WRITTEN.fullmatch(text)
    if match is None:
        raise NotAFigure(f"“{text}”不是数：请写成“罚款 1万..10万元”“期限 5工作日”这样的形式")
    kind, low, dots, high, unit, note = match.groups()
    measure = _MEASURES.get(kind)
    if measure is None:
        raise NotAFigure(f"“{kind}”不是数的种类：可用{'、'.join(Measure)}")
    if low is None and high is None:
        raise NotAFigure(f"“{text}”里没有数字：请写出数目")
    allowed = {"元"} if measure in _MONEY else _UNITS.get(measure)
    if allowed is not None and unit not in allowed:
        raise NotAFigure(f"“{text}”的单位“{unit}”不合：{kind}可用{'、'.join(sorted(allowed))}")
    size = 100 if unit == "元" else 100 if unit == "%" else 10 if unit == "‰" else 1
    least = _whole(low, size, text)
    most = _whole(high, size, text) if dots else least
    if least is not None and most is not None and most < least:
        raise NotAFigure(f"“{text}”的上限小于下限：请对调")
    return Figure(measure=measure, low=least, high=most, unit=unit, note=note or "")


def show_figure(figure: Figure) -> str:
    """As a person reads it: 罚款1万元至10万元, 保存3年以上."""
    low, high = (_show_end(end, figure.unit) for end in (figure.low, figure.high))
    if figure.measure is Measure.CYCLE:
        span = f"至少每{high or low}一次"
    elif figure.measure is Measure.NOTICE and figure.high is None:
        span = f"至少{low}"
    elif low == high:
        span = low
    elif figure.low is None:
        span = f"{high}以下"
    elif figure.high is None:
        span = f"{low}以上"
    else:
        span = f"{low}至{high}"
    return f"{figure.measure}{span}" + (f"（{figure.note}）" if figure.note else "")


def _whole(text: str | None, size: int, whole: str) -> int | None:
    if text is None:
        return None
    scale = _SCALE.get(text[-1], 1)
    digits = text[:-1] if scale > 1 else text
    units, _, decimals = digits.partition(".")
    times = scale * size
    value = int(units) * times + (int(decimals) * times // 10 ** len(decimals) if decimals else 0)
    if decimals and int(decimals) * times % 10 ** len(decimals):
        raise NotAFigure(f"“{whole}”的小数除不尽：请换成更小的单位")
    return value


def _show_end(end: int | None, unit: str) -> str:
    if end is None:
        return ""
    if unit == "元":
        yuan = end // 100
        return f"{yuan // 10_000}万元" if yuan >= 10_000 and yuan % 10_000 == 0 else f"{yuan}元"
    if unit in "%‰":
        return f"{end // (100 if unit == '%' else 10)}{unit}"
    return f"{end}个{unit}" if unit == "工作日" else f"{end}{unit}"
