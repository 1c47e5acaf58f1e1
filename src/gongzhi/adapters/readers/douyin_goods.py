"""Douyin messages about goods: cards, prices, stock, coupons, the product being explained. Prices are fen."""

from collections.abc import Mapping
from typing import Any

from gongzhi.adapters.readers.loose import counted, field, integer, text
from gongzhi.broadcasts import Draft, Listing, SignalKind


def read_shopping(message: Mapping[str, Any], base: dict[str, Any]) -> list[Draft]:
    """WebcastLiveShoppingMessage: a coupon, a price, a sold-out product, or the product now explained.

    ``msg_type`` numbers are undocumented, so only the fields present are read; the number is kept as a count.
    """
    product_info = field(message, "updated_product_info")
    products = _ids(field(message, "updated_product_ids")) or _ids([field(message, "promotion_id")])
    sold_out = field(message, "sold_out") is True
    price = integer(field(product_info, "price")) or _sku_price(message)
    kind = _kind(sold_out=sold_out, price=price, coupon=field(message, "updated_coupon_info"))
    counts = counted(msg_type=field(message, "msg_type"), update_type=field(message, "update_type"))
    drafts = [
        Draft(
            kind=kind,
            text=text(field(product_info, "title")),
            listing=Listing(
                product=product,
                title=text(field(product_info, "title")),
                price_fen=price,
                in_stock=False if sold_out else None,
                explaining=True if product == text(field(message, "promotion_id")) else None,
            ),
            counts=counts,
            part=product,
            **base,
        )
        for product in products
    ]
    if drafts or kind is not SignalKind.COUPON:
        return drafts
    coupon = field(message, "updated_coupon_info")
    return [Draft(kind=kind, text=text(field(coupon, "tag")), counts=counts, **base)]


def _kind(*, sold_out: bool, price: int | None, coupon: Any) -> SignalKind:
    if isinstance(coupon, dict) and coupon:
        return SignalKind.COUPON
    if sold_out:
        return SignalKind.STOCK
    return SignalKind.PRICE if price is not None else SignalKind.LISTING


def _sku_price(message: Mapping[str, Any]) -> int | None:
    sku = field(message, "update_sku_info")
    campaign = field(message, "updated_campaign_info")
    # Campaign prices are strings, sku prices numbers; both are fen.
    return integer(field(sku, "coupon_price", "min_price")) or integer(field(campaign, "price"))


def read_product_change(message: Mapping[str, Any], base: dict[str, Any]) -> list[Draft]:
    """WebcastProductChangeMessage: the whole list. The product being explained is repeated in it: once is enough."""
    rows = field(message, "update_product_info")
    listings: dict[str, Listing] = {}
    for row in rows if isinstance(rows, list) else []:
        product = text(field(row, "promotion_id"))
        if product is None:
            continue
        explaining = text(field(row, "explain_type")) == "2" or bool(
            product in listings and listings[product].explaining
        )
        listings[product] = Listing(
            product=product, position=integer(field(row, "index")), explaining=True if explaining else None
        )
    total = counted(goods_total=field(message, "total"))
    return [
        Draft(kind=SignalKind.LISTING, listing=listing, counts=total, part=product, **base)
        for product, listing in listings.items()
    ]


def read_explaining(message: Mapping[str, Any], base: dict[str, Any]) -> list[Draft]:
    """WebcastAwemeShopExplainMessage: explaining a product starts or stops."""
    extra = field(message, "extra")
    product = text(field(extra, "promotion_id"))
    if product is None:
        return []
    active = field(extra, "active")
    explaining = active if isinstance(active, bool) else integer(active) == 1
    return [
        Draft(kind=SignalKind.LISTING, listing=Listing(product=product, explaining=explaining), part=product, **base)
    ]


def _ids(value: Any) -> list[str]:
    rows = value if isinstance(value, list) else []
    return list(dict.fromkeys(product for row in rows if (product := text(row)) not in (None, "0") and product))
