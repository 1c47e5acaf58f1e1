"""BarrageGrab: ``{"Type","ProcessName","Data"}`` whose ``Data`` is JSON inside a JSON string, without any time."""

from collections.abc import Mapping
from typing import Any

from gongzhi.adapters.readers.loose import Parsed, counted, field, load_json, opaque, problem, text, timed
from gongzhi.broadcasts import ActorRole, Draft, ProblemKind, SignalKind

_KINDS = {
    1: SignalKind.DANMU,
    2: SignalKind.LIKE,
    3: SignalKind.ENTER,
    4: SignalKind.FOLLOW,
    5: SignalKind.GIFT,
    6: SignalKind.STATS,
    7: SignalKind.NOTICE,
    8: SignalKind.SHARE,
    9: SignalKind.CONTROL,
}


def recognises(message: Mapping[str, Any]) -> bool:
    """The outer envelope."""
    return isinstance(message.get("Type"), int) and isinstance(message.get("Data"), str)


def read(message: Mapping[str, Any]) -> Parsed:
    """One draft; an unknown type or an inner text that is not JSON is kept opaque."""
    method = f"barrage/{message['Type']}"
    inner, well_formed = load_json(message["Data"].encode("utf-8", "replace"))
    kind = _KINDS.get(message["Type"])
    if not well_formed or not isinstance(inner, dict):
        unread = problem(ProblemKind.UNREADABLE, "BarrageGrab 的 Data 不是 JSON，已原样保留")
        return Parsed((opaque(method=method, **timed(None)),), (unread,))
    message_id = text(field(inner, "MsgId"))
    message_id = None if message_id == "0" else message_id
    if kind is None:
        unknown = problem(ProblemKind.UNKNOWN_MESSAGE, f"BarrageGrab 类型 {message['Type']} 没有对应的读法，已原样保留")
        return Parsed((opaque(method=method, message_id=message_id, **timed(None)),), (unknown,))
    user = field(inner, "User")
    draft = Draft(
        kind=kind,
        role=_role(kind, inner, user),
        user=text(field(user, "Id")) or text(field(user, "SecUid")),
        name=text(field(user, "Nickname")),
        text=text(field(inner, "GiftName")) if kind is SignalKind.GIFT else text(field(inner, "Content")),
        counts=_counts(inner),
        message_id=message_id,
        method=method,
        **timed(None),
    )
    return Parsed((draft,))


def _counts(inner: Mapping[str, Any]) -> dict[str, int]:
    return counted(
        gifts=field(inner, "GiftCount"),
        combo_total=field(inner, "RepeatCount"),
        diamonds=field(inner, "DiamondCount"),
        likes=field(inner, "Count"),
        likes_total=field(inner, "Total"),
        online=field(inner, "OnlineUserCount", "CurrentCount"),
        viewers_total=field(inner, "TotalUserCount"),
        share_to=field(inner, "ShareType"),
    )


def _role(kind: SignalKind, inner: Mapping[str, Any], user: Any) -> ActorRole | None:
    if kind in (SignalKind.STATS, SignalKind.CONTROL):
        return ActorRole.PLATFORM
    # The anchor's field is misspelt by the collector; a corrected spelling is read as well.
    owner = field(inner, "Onwer", "Owner")
    same_id = text(field(owner, "UserId")) not in (None, "0") and text(field(owner, "UserId")) == text(
        field(user, "Id")
    )
    same_sec = bool(field(owner, "SecUid")) and text(field(owner, "SecUid")) == text(field(user, "SecUid"))
    return ActorRole.PRESENTER if same_id or same_sec else None
