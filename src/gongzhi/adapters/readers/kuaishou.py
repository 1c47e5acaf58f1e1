"""Kuaishou web feed as JSON: comments shown and hidden, likes, gifts, system notices, enforcement signs."""

from collections.abc import Mapping
from typing import Any

from gongzhi.adapters.readers.loose import Parsed, counted, field, instant, opaque, problem, text, timed
from gongzhi.broadcasts import ActorRole, Draft, ProblemKind, SignalKind

_FEEDS = ("comment_feeds", "combo_comment_feed", "like_feeds", "gift_feeds", "system_notice_feeds", "share_feeds")
_NOTICES = {
    "SC_SUSPECTED_VIOLATION": "平台提示：疑似违规",
    "355": "平台提示：疑似违规",
    "SC_LIVE_WARNING_MASK_STATUS_CHANGED_AUDIENCE": "平台对直播画面加或去警示遮罩",
    "758": "平台对直播画面加或去警示遮罩",
}
_SHOPS = {"SC_SHOP_OPENED": 1, "360": 1, "SC_SHOP_CLOSED": 0, "361": 0}


def recognises(message: Mapping[str, Any]) -> bool:
    """A web feed push, bare or inside an envelope with ``payloadType``."""
    return "payloadType" in message or "payload_type" in message or _has_feeds(message)


def _has_feeds(message: Mapping[str, Any]) -> bool:
    return any(field(message, name) is not None for name in (*_FEEDS, "display_watching_count"))


def read(message: Mapping[str, Any]) -> Parsed:
    """Every feed of the push as its own draft; an envelope of another type stays opaque or becomes a notice."""
    payload = field(message, "payload")
    push = payload if isinstance(payload, dict) else message
    kind = text(field(message, "payload_type"))
    if _has_feeds(push):
        return Parsed(tuple(_drafts(push)))
    common: dict[str, Any] = {"method": f"kuaishou/{kind}", **timed(instant(field(push, "time")))}
    if kind in _NOTICES:
        return Parsed((Draft(kind=SignalKind.NOTICE, role=ActorRole.PLATFORM, text=_NOTICES[kind], **common),))
    if kind in _SHOPS:
        counts = {"shop_open": _SHOPS[kind]}
        return Parsed((Draft(kind=SignalKind.CONTROL, role=ActorRole.PLATFORM, counts=counts, **common),))
    unknown = problem(ProblemKind.UNKNOWN_MESSAGE, f"快手消息 {kind} 没有对应的读法，已原样保留")
    return Parsed((opaque(**common),), (unknown,))


def _drafts(push: Mapping[str, Any]) -> list[Draft]:
    drafts = [_comment(row) for row in _rows(push, "comment_feeds")]
    drafts += [_comment(row) for combo in _rows(push, "combo_comment_feed") for row in [combo]]
    drafts += [_act(SignalKind.LIKE, row, "like") for row in _rows(push, "like_feeds")]
    drafts += [_act(SignalKind.GIFT, row, "gift") for row in _rows(push, "gift_feeds")]
    drafts += [_act(SignalKind.SHARE, row, "share") for row in _rows(push, "share_feeds")]
    drafts += [_notice(row) for row in _rows(push, "system_notice_feeds")]
    counts = counted(online=field(push, "display_watching_count"), likes_total=field(push, "display_like_count"))
    if counts or not drafts:
        drafts.append(Draft(kind=SignalKind.STATS, counts=counts, method="kuaishou/push", **timed(None)))
    return drafts


def _rows(push: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    rows = field(push, name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _comment(row: Mapping[str, Any]) -> Draft:
    # showType: 1 shown, 2 hidden. A hidden comment was never on screen.
    show = text(field(row, "show_type")) or ""
    hidden = show == "2" or "HIDDEN" in show
    shown = False if hidden else True if show == "1" or "NORMAL" in show else None
    notes = ("平台未展示该评论",) if hidden else ()
    return Draft(
        kind=SignalKind.DANMU,
        text=text(field(row, "content")),
        shown=shown,
        notes=notes,
        **_from(row, "comment"),
    )


def _act(kind: SignalKind, row: Mapping[str, Any], name: str) -> Draft:
    counts = counted(gifts=field(row, "batch_size"), combo_total=field(row, "combo_count"), gift=field(row, "gift_id"))
    return Draft(kind=kind, counts=counts, **_from(row, name))


def _notice(row: Mapping[str, Any]) -> Draft:
    return Draft(
        kind=SignalKind.NOTICE, text=text(field(row, "content")), **{**_from(row, "notice"), "role": ActorRole.PLATFORM}
    )


def _from(row: Mapping[str, Any], name: str) -> dict[str, Any]:
    user = field(row, "user")
    return {
        "user": text(field(user, "principal_id")),
        "name": text(field(user, "user_name")),
        "message_id": text(field(row, "id")),
        "method": f"kuaishou/{name}",
        "role": None,
        **timed(instant(field(row, "time"))),
    }
