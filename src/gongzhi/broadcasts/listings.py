"""A listing (商品链接, 小黄车): what the product card says."""

from dataclasses import dataclass
from datetime import datetime

from gongzhi.broadcasts.documents import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A product card at one moment. Money is fen; ``promises`` and ``licences`` are the words that stand on the page.

    ``explaining`` is True while the card is the one being explained, ``in_stock`` None when unknown. ``documents`` are those
    on file for the product, None when the source says nothing of any.
    """

    product: str
    title: str | None = None
    category: str | None = None
    price_fen: int | None = None
    reference_price_fen: int | None = None
    reference_price_label: str | None = None
    origin: str | None = None
    producer: str | None = None
    specification: str | None = None
    shelf_life: str | None = None
    licences: tuple[str, ...] = ()
    promises: tuple[str, ...] = ()
    trace_code: str | None = None
    seller: str | None = None
    stock: int | None = None
    in_stock: bool | None = None
    explaining: bool | None = None
    position: int | None = None
    documents: tuple[Document, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast:
    """One broadcast of one room (直播场次): room is stable, the broadcast is not.

    ``operator``, ``presenters`` and ``mcn`` are party ids or, before admission, the names that the source gives.
    """

    id: str
    platform: str
    room: str
    title: str | None = None
    category: str | None = None
    operator: str | None = None
    presenters: tuple[str, ...] = ()
    mcn: str | None = None
    merchant: str | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
