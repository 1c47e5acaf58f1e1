"""WeChat Channels (视频号) as wxlivespy forwards it: decoded events beside the original body."""

from collections.abc import Mapping
from typing import Any

from gongzhi.adapters.readers.loose import Parsed, counted, field, instant, opaque, problem, text, timed
from gongzhi.broadcasts import ActorRole, Draft, ProblemKind, SignalKind

_KINDS = {
    "comment": SignalKind.DANMU,
    "enter": SignalKind.ENTER,
    "gift": SignalKind.GIFT,
    "combo_gift": SignalKind.GIFT,
    "like": SignalKind.LIKE,
    "levelup": SignalKind.STATS,
}


def recognises(message: Mapping[str, Any]) -> bool:
    """The envelope, or one event of it."""
    return "decoded_type" in message or isinstance(message.get("decoded_data"), dict)


def read(message: Mapping[str, Any]) -> Parsed:
    """One draft an event and one for the state of the room; events of unknown type stay opaque."""
    if "decoded_type" in message:
        events, live = [message], None
    else:
        body = message["decoded_data"]
        rows = field(body, "events")
        events = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
        live = field(body, "live_info")
    drafts = [_draft(event) for event in events]
    if isinstance(live, dict):
        drafts.append(_state(live))
    unknown = [
        problem(ProblemKind.UNKNOWN_MESSAGE, "视频号消息没有对应的读法，已原样保留")
        for draft in drafts
        if draft.kind is SignalKind.OPAQUE
    ]
    return Parsed(tuple(drafts), tuple(unknown[:1]))


def _draft(event: Mapping[str, Any]) -> Draft:
    name = text(event.get("decoded_type")) or "unknown"
    # seq may repeat, so it never stands in for the message id.
    common: dict[str, Any] = {
        "message_id": text(event.get("msg_id")),
        "method": f"channels/{name}",
        **timed(instant(event.get("msg_time"))),
    }
    kind = _KINDS.get(name)
    if kind is None:
        return opaque(**common)
    return Draft(
        kind=kind,
        text=text(event.get("content")),
        user=text(event.get("decoded_openid")),
        name=text(event.get("nickname")),
        counts=counted(gifts=event.get("gift_num"), gift_coins_total=event.get("gift_value")),
        **common,
    )


def _state(live: Mapping[str, Any]) -> Draft:
    counts = counted(
        status=live.get("live_status"), online=live.get("online_count"), likes_total=live.get("like_count")
    )
    return Draft(
        kind=SignalKind.STATS, role=ActorRole.PLATFORM, counts=counts, method="channels/live_info", **timed(None)
    )
