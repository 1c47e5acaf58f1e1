"""Our own JSON Lines: the input line of ``gongzhi screen`` and what recording folders hold. See docs/formats/signal.md."""

from collections.abc import Mapping
from typing import Any

from gongzhi.adapters.readers.loose import Parsed, counted, instant, integer, problem, span, text
from gongzhi.broadcasts import (
    ActorRole,
    Document,
    Draft,
    Listing,
    NotADocument,
    Problem,
    ProblemKind,
    SignalKind,
    TimeSource,
    read_documents,
)

_KINDS = {str(kind): kind for kind in SignalKind if kind is not SignalKind.OPAQUE}
_ROLES = {str(role): role for role in ActorRole}
_TEXTS = (
    "title",
    "category",
    "reference_price_label",
    "origin",
    "producer",
    "specification",
    "shelf_life",
    "trace_code",
    "seller",
)
_NUMBERS = ("price_fen", "reference_price_fen", "stock", "position")
_FLAGS = ("in_stock", "explaining")
_FIELDS = {
    "id", "kind", "at", "received_at", "text", "actor", "user", "user_id", "category", "shown", "span_ms", "listing", "counts",
}  # fmt: skip
_LISTING_FIELDS = {"product", "licences", "promises", "documents", *_TEXTS, *_NUMBERS, *_FLAGS}


def recognises(message: Mapping[str, Any]) -> bool:
    """Whether this is a line of ours: a kind that we know, or plain text under an id."""
    kind = message.get("kind")
    if isinstance(kind, str) and kind in _KINDS:
        return True
    # Segments of a recogniser have id and text too, but a place in the recording instead of a kind.
    plain = kind is None and isinstance(message.get("text"), str) and "id" in message
    return plain and "start" not in message and "timestamp" not in message


def read(message: Mapping[str, Any]) -> Parsed:
    """One draft; a field that cannot be read is named as a problem and left out."""
    problems: list[Problem] = []
    listing = _listing(message, problems)
    at = _instant(message, "at", problems)
    counts = message.get("counts")
    draft = Draft(
        kind=_KINDS[message.get("kind") or "speech"],
        at=at,
        at_source=TimeSource.MESSAGE if at is not None else TimeSource.RECEIVED,
        received_at=_instant(message, "received_at", problems),
        role=_role(message, problems),
        user=text(message.get("user_id")),
        name=text(message.get("user")),
        text=text(message.get("text")),
        category=text(message.get("category")),
        span_ms=_span(message, problems),
        shown=message["shown"] if isinstance(message.get("shown"), bool) else None,
        listing=listing,
        counts=_counts(counts) if isinstance(counts, dict) else {},
        message_id=text(message.get("id")),
        method="gongzhi",
    )
    unknown = [name for name in message if name not in _FIELDS]
    if unknown:
        problems.append(_unread("、".join(sorted(unknown)[:5]), "不认识，已保留在原始字节中"))
    return Parsed((draft,), tuple(problems))


def _counts(counts: Mapping[Any, Any]) -> dict[str, int]:
    plain = {
        name: value for name, value in counts.items() if isinstance(name, str) and all(ord(c) < 0xD800 for c in name)
    }
    return counted(**plain)


def _unread(name: str, why: str) -> Problem:
    return problem(ProblemKind.FIELD, f"字段 {text(name)} {why}")


def _instant(message: Mapping[str, Any], name: str, problems: list[Problem]) -> Any:
    value = message.get(name)
    at = instant(value)
    if value is not None and at is None:
        problems.append(_unread(name, "不是时刻：请写 ISO 8601 并带时区，例如 2026-03-01T20:00:00+08:00"))
    return at


def _role(message: Mapping[str, Any], problems: list[Problem]) -> ActorRole | None:
    actor = message.get("actor")
    if actor is None:
        return ActorRole.PRESENTER if message.get("kind") in (None, "speech") else None
    role = _ROLES.get(actor) if isinstance(actor, str) else None
    if role is None:
        problems.append(_unread("actor", "不在 presenter、merchant、viewer、platform、assistant 之列，按未知处理"))
    return role or ActorRole.UNKNOWN


def _span(message: Mapping[str, Any], problems: list[Problem]) -> tuple[int, int] | None:
    value = message.get("span_ms")
    if value is None:
        return None
    both = isinstance(value, list) and len(value) == 2
    read_span = span(value[0], value[1]) if both else None
    if read_span is None:
        problems.append(_unread("span_ms", "应为 [起, 止] 两个毫秒数"))
    return read_span


def _listing(message: Mapping[str, Any], problems: list[Problem]) -> Listing | None:
    card = message.get("listing")
    if not isinstance(card, dict):
        return None
    product = text(card.get("product"))
    if product is None:
        problems.append(_unread("listing.product", "缺失：商品卡片须有商品编号"))
        return None
    fields: dict[str, Any] = {name: text(card.get(name)) for name in _TEXTS}
    fields |= {name: integer(card.get(name)) for name in _NUMBERS}
    fields |= {name: card[name] if isinstance(card.get(name), bool) else None for name in _FLAGS}
    if fields["category"] is None:
        fields["category"] = text(message.get("category"))
    unread = [
        name
        for name, value in card.items()
        if name not in _LISTING_FIELDS or (value is not None and name in fields and fields[name] is None)
    ]
    if unread:
        problems.append(_unread("listing." + "、".join(sorted(unread)[:5]), "未读出：金额以分计、写成整数"))
    return Listing(
        product=product,
        licences=_words(card.get("licences")),
        promises=_words(card.get("promises")),
        documents=_documents(card.get("documents"), problems),
        **fields,
    )


def _documents(value: Any, problems: list[Problem]) -> tuple[Document, ...] | None:
    if value is None:
        return None
    try:
        return read_documents(value)
    except NotADocument as error:
        problems.append(_unread("listing.documents", f"未读出：{error}"))
        return None


def _words(value: Any) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    return tuple(word for item in items if (word := text(item)) is not None)
