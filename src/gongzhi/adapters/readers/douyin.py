"""Douyin web messages as f2 and douyinLive print them (also TikTok's): JSON of the protobuf, in either spelling."""

from collections.abc import Callable, Mapping
from typing import Any

from gongzhi.adapters.readers import douyin_goods
from gongzhi.adapters.readers.loose import Parsed, counted, field, instant, opaque, problem, text, timed
from gongzhi.broadcasts import ActorRole, Draft, ProblemKind, SignalKind

Message = Mapping[str, Any]


def recognises(message: Message) -> bool:
    """A method named ``Webcast...`` in ``common`` or at the top, or a system line of douyinLive, or a room state."""
    return _method(message).startswith("Webcast") or _is_system(message) or _room_of(message) is not None


def read(message: Message) -> Parsed:
    """The drafts of one message; a method that has no reader is kept opaque under its name."""
    if _is_system(message):
        return _read_system(message)
    room = _room_of(message)
    if room is not None:
        return _read_room(room)
    method = _method(message)
    reader = _READERS.get(method)
    drafts = reader(message, _base(message, method)) if reader else None
    if drafts:
        return Parsed(tuple(drafts))
    why = "的内容无法读出" if reader else "没有对应的读法"
    unknown = problem(ProblemKind.UNKNOWN_MESSAGE, f"消息 {text(method)} {why}，已原样保留")
    return Parsed((opaque(**_base(message, method)),), (unknown,))


def _method(message: Message) -> str:
    for place in (message.get("common"), message):
        method = place.get("method") if isinstance(place, dict) else None
        if isinstance(method, str):
            return method
    return ""


def _base(message: Message, method: str) -> dict[str, Any]:
    common = message.get("common")
    message_id = text(field(common, "msg_id")) or text(field(message, "msg_id"))
    # protobuf JSON leaves out false, so a missing is_show_msg says nothing about goods messages.
    shown = True if field(common, "is_show_msg") is True else None
    return {
        **timed(instant(field(common, "create_time"))),
        "message_id": message_id,
        "method": text(method),
        "shown": shown,
    }


def _user(message: Message) -> dict[str, Any]:
    user = field(message, "user")
    role = ActorRole.PRESENTER if field(field(user, "user_attr"), "is_anchor") is True else None
    return {
        "user": text(field(user, "id_str", "id")) or text(field(user, "sec_uid")),
        "name": text(field(user, "nickname")),
        "role": role,
    }


def _chat(message: Message, base: dict[str, Any]) -> list[Draft]:
    said = text(field(message, "content", "default_content"))
    if said is None:
        return []
    if field(message, "visible_to_sender") is True:
        base = {**base, "shown": False, "notes": ("仅发送者可见，观众看不到",)}
    return [Draft(kind=SignalKind.DANMU, text=said, **base, **_user(message))]


def _gift(message: Message, base: dict[str, Any]) -> list[Draft]:
    gift = field(message, "gift")
    counts = counted(
        combo_total=field(message, "repeat_count"),
        combo_group=field(message, "group_count"),
        diamonds=field(gift, "diamond_count"),
        combo_ended=field(message, "repeat_end"),
    )
    notes = ("combo_total 是本次连击的累计数，同一连击的多条不可相加",)
    return [
        Draft(
            kind=SignalKind.GIFT, text=text(field(gift, "name")), counts=counts, notes=notes, **base, **_user(message)
        )
    ]


def _like(message: Message, base: dict[str, Any]) -> list[Draft]:
    counts = counted(likes=field(message, "count"), likes_total=field(message, "total"))
    return [Draft(kind=SignalKind.LIKE, counts=counts, **base, **_user(message))]


def _enter(message: Message, base: dict[str, Any]) -> list[Draft]:
    counts = counted(online=field(message, "member_count"))
    return [Draft(kind=SignalKind.ENTER, counts=counts, **base, **_user(message))]


def _social(message: Message, base: dict[str, Any]) -> list[Draft]:
    action = text(field(message, "action"))
    display = text(field(field(field(message, "common"), "display_text"), "content")) or ""
    if action == "3" or "share" in display:
        kind = SignalKind.SHARE
    elif action == "1" or "follow" in display:
        kind = SignalKind.FOLLOW
    else:
        return []
    counts = counted(followers=field(message, "follow_count"))
    return [Draft(kind=kind, counts=counts, **base, **_user(message))]


def _stats(message: Message, base: dict[str, Any]) -> list[Draft]:
    counts = counted(
        online=field(message, "display_value") or field(message, "total"),
        viewers_total=field(message, "total_user"),
        fan_tickets=field(message, "room_fan_ticket_count"),
    )
    return [Draft(kind=SignalKind.STATS, counts=counts, text=text(field(message, "display_long")), **base)]


def _buying(message: Message, base: dict[str, Any]) -> list[Draft]:
    counts = field(message, "counts")
    rows = counts if isinstance(counts, list) else [counts]
    return [
        Draft(
            kind=SignalKind.STATS,
            text=text(field(row, "title")),
            counts=counted(buying=field(row, "count")),
            part=str(place),
            **base,
        )
        for place, row in enumerate(rows)
        if isinstance(row, dict)
    ]


def _control(message: Message, base: dict[str, Any]) -> list[Draft]:
    extra = field(message, "extra")
    words = [text(field(extra, name)) for name in ("title", "violation_reason", "content", "reason_no")]
    said = "；".join(word for word in words if word)
    counts = counted(action=field(message, "action", "status"))
    base = {**base, "role": ActorRole.PLATFORM, "counts": counts}
    if said:
        # The platform told the room why it acted: an enforcement notice inside the stream.
        return [Draft(kind=SignalKind.NOTICE, text=said, **base)]
    return [Draft(kind=SignalKind.CONTROL, text=text(field(message, "tips")), **base)]


def _is_system(message: Message) -> bool:
    return message.get("type") == "system" and isinstance(message.get("event"), str)


def _read_system(message: Message) -> Parsed:
    code = text(message.get("code"))
    live = message.get("live")
    draft = Draft(
        kind=SignalKind.CONTROL,
        role=ActorRole.PLATFORM,
        text=text(message.get("status_text")) or text(message.get("message")),
        counts={"live": int(live)} if isinstance(live, bool) else {},
        method=f"system/{code}" if code else "system",
        **timed(None),
    )
    return Parsed((draft,))


def _room_of(message: Message) -> Message | None:
    rows = field(message.get("data"), "data")
    first = rows[0] if isinstance(rows, list) and rows else None
    return first if isinstance(first, dict) and "id_str" in first and "status" in first else None


def _read_room(room: Message) -> Parsed:
    # has_commerce_goods is true in rooms whose cart is empty: only the cart itself is believed.
    cart = field(room, "room_cart")
    contains = field(cart, "contain_cart")
    counts = counted(
        status=field(room, "status"),
        cart_total=field(cart, "total"),
        has_cart=int(contains) if isinstance(contains, bool) else None,
        online=field(field(room, "room_view_stats"), "display_value"),
    )
    draft = Draft(
        kind=SignalKind.CONTROL,
        role=ActorRole.PLATFORM,
        text=text(field(room, "title")),
        counts=counts,
        method="room_enter",
        **timed(None),
    )
    return Parsed((draft,))


_READERS: dict[str, Callable[[Message, dict[str, Any]], list[Draft]]] = {
    "WebcastChatMessage": _chat,
    "WebcastEmojiChatMessage": _chat,
    "WebcastScreenChatMessage": _chat,
    "WebcastGiftMessage": _gift,
    "WebcastLikeMessage": _like,
    "WebcastMemberMessage": _enter,
    "WebcastSocialMessage": _social,
    "WebcastRoomStatsMessage": _stats,
    "WebcastRoomUserSeqMessage": _stats,
    "WebcastUpdateFanTicketMessage": _stats,
    "WebcastEcomBuyIntentionMessage": _buying,
    "WebcastControlMessage": _control,
    "WebcastLiveShoppingMessage": douyin_goods.read_shopping,
    "WebcastProductChangeMessage": douyin_goods.read_product_change,
    "WebcastAwemeShopExplainMessage": douyin_goods.read_explaining,
}
