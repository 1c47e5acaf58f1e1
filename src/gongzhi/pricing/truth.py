"""Are the prices shown true? Former prices against the record, the sums of discounts and coupons, low prices that none can buy.

Pure functions over price points; a point may come from sealed cards (screening's ``PriceSeen``), orders or a table. A seller's
own reasons (明码标价和禁止价格欺诈规定/21) are not known here: what is returned is for a person to look into.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from gongzhi.values import yuan_from_fen

WEEK, MONTH = timedelta(days=7), timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class PricePoint:
    """A price of goods from ``at`` on, in fen. ``sold``: somebody paid it; otherwise it was only shown."""

    product: str
    at: datetime
    fen: int
    sold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Something for the seller to explain: what was said, what the record shows, and the provision that asks for it."""

    kind: str
    says: str
    provision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What a low price was worth: units put up at it, units announced (None when nothing was), seconds it could be had."""

    product: str
    low_fen: int
    usual_fen: int
    units: int
    announced: int | None
    seconds: int


def lowest(points: Iterable[PricePoint], product: str, *, before: datetime, within: timedelta) -> PricePoint | None:
    """The lowest price of the goods in [before - within, before), the earliest of equals; None without a record."""
    found = [one for one in points if one.product == product and before - within <= one.at < before]
    return min(found, key=lambda one: (one.fen, one.at), default=None)


def doubt_reference(points: Iterable[PricePoint], product: str, *, reference_fen: int, at: datetime) -> Doubt | None:
    """A compared price (原价、划线价) without details, against 明码标价和禁止价格欺诈规定/16.

    Not above the lowest price paid in the seven days before; without a sale in them, not above the last price paid. Where
    the record holds no sale at all, prices shown stand in, as in ``screening``: the highest of the week must reach it.
    None when nothing is known: no record is no doubt.
    """
    own = [one for one in points if one.product == product and one.at < at]
    paid = [one for one in own if one.sold]
    if paid:
        week = lowest(paid, product, before=at, within=WEEK)
        base = week or max(paid, key=lambda one: one.at)
        known = "此前七日最低成交价" if week else "此前最后一次成交价"
    else:
        shown = [one for one in own if one.at >= at - WEEK]
        if not shown:
            return None
        base, known = max(shown, key=lambda one: one.fen), "此前七日最高标价"
    if reference_fen <= base.fen:
        return None
    says = f"被比较价 {_yuan(reference_fen)} 高于{known} {_yuan(base.fen)}，请说明依据"
    return Doubt(kind="reference", says=says, provision="明码标价和禁止价格欺诈规定/16")


def doubt_lowest(points: Iterable[PricePoint], product: str, *, now_fen: int, at: datetime) -> Doubt | None:
    """“The lowest price in thirty days” against the record of those days; None when it is true or nothing is known."""
    low = lowest(points, product, before=at, within=MONTH)
    if low is None or now_fen <= low.fen:
        return None
    says = f"称三十日内最低，现价 {_yuan(now_fen)}，记录中有 {_yuan(low.fen)}，请说明依据"
    return Doubt(kind="lowest", says=says, provision="明码标价和禁止价格欺诈规定/19")


def doubt_raised(
    points: Iterable[PricePoint], product: str, *, was_fen: int, at: datetime, share: int = 10
) -> Doubt | None:
    """A base of a discount raised in the week before by more than ``share`` percent over the week's lowest shown price."""
    shown = sorted(
        (one for one in points if one.product == product and not one.sold and at - WEEK <= one.at < at),
        key=lambda one: one.at,
    )
    if not shown or shown[-1].fen < was_fen:
        return None
    low = min(one.fen for one in shown)
    if was_fen * 100 <= low * (100 + share):
        return None
    says = f"折价前七日内标价由 {_yuan(low)} 提到 {_yuan(was_fen)} 再作基准，请说明理由"
    return Doubt(kind="raised", says=says, provision="明码标价和禁止价格欺诈规定/17")


def doubt_discount(
    *, was_fen: int, now_fen: int, tenths: Fraction | None = None, saved_fen: int | None = None, rounding_fen: int = 100
) -> Doubt | None:
    """Was, now, and what is said of the difference: ``tenths`` is 折 (8.5 is 八五折), ``saved_fen`` is 立减.

    Less off than said is a doubt. More off is not, and neither is rounding to whole yuan (article 21).
    """
    promised = [was_fen * tenths / 10] if tenths is not None else []
    promised += [Fraction(was_fen - saved_fen)] if saved_fen is not None else []
    short = [one for one in promised if now_fen > one + rounding_fen]
    if not short:
        return None
    says = f"按所说的优惠应为 {_yuan(round(min(short)))}，标价 {_yuan(now_fen)}，请核对"
    return Doubt(kind="discount", says=says, provision="明码标价和禁止价格欺诈规定/19")


def doubt_coupon(*, price_fen: int, threshold_fen: int, off_fen: int, paid_fen: int) -> Doubt | None:
    """A coupon (满 threshold 减 off) that should have counted and did not in full; more off than said is no doubt."""
    owed = price_fen - (off_fen if price_fen >= threshold_fen else 0)
    if paid_fen <= max(owed, 0):
        return None
    says = f"满 {_yuan(threshold_fen)} 减 {_yuan(off_fen)}，应付 {_yuan(max(owed, 0))}，实付 {_yuan(paid_fen)}，请核对"
    return Doubt(kind="coupon", says=says, provision="明码标价和禁止价格欺诈规定/19")


def doubt_bait(shelf: Shelf, *, share: int = 20, least_seconds: int = 5) -> Doubt | None:
    """A price at least ``share`` percent under the usual that hardly anybody could have: fewer units than announced, or gone at once.

    Gone in less than ``least_seconds`` with fewer than ten units, when nothing was announced.
    """
    if shelf.low_fen * 100 > shelf.usual_fen * (100 - share):
        return None
    if shelf.announced is not None and shelf.units < shelf.announced:
        says = f"{_yuan(shelf.low_fen)} 称有 {shelf.announced} 件，实际上架 {shelf.units} 件，请说明"
    elif shelf.announced is None and shelf.units < 10 and shelf.seconds < least_seconds:
        says = f"{_yuan(shelf.low_fen)} 只有 {shelf.units} 件、{shelf.seconds} 秒，没有写明数量，请说明"
    else:
        return None
    return Doubt(kind="bait", says=says, provision="明码标价和禁止价格欺诈规定/19")


def _yuan(fen: int) -> str:
    return f"{yuan_from_fen(fen)} 元"
