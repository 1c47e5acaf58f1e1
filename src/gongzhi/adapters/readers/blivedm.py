"""Bilibili live messages as blivedm receives them: ``{"cmd":"DANMU_MSG","info":[...]}`` and its siblings."""

from collections.abc import Mapping
from typing import Any

from gongzhi.adapters.readers.loose import (
    Parsed,
    counted,
    field,
    instant,
    integer,
    load_json,
    opaque,
    problem,
    text,
    timed,
)
from gongzhi.broadcasts import ActorRole, Draft, ProblemKind, SignalKind

_INTERACTIONS = {1: SignalKind.ENTER, 2: SignalKind.FOLLOW, 3: SignalKind.SHARE}


def recognises(message: Mapping[str, Any]) -> bool:
    """A message with a ``cmd``."""
    return isinstance(message.get("cmd"), str)


def read(message: Mapping[str, Any]) -> Parsed:
    """One draft; a command without a reader is kept opaque."""
    command = message["cmd"].split(":")[0]
    draft = _draft(command, message)
    if draft is not None:
        return Parsed((draft,))
    unknown = problem(ProblemKind.UNKNOWN_MESSAGE, f"B 站消息 {text(command)} 没有对应的读法，已原样保留")
    return Parsed((opaque(method=text(command), **timed(None)),), (unknown,))


def _draft(command: str, message: Mapping[str, Any]) -> Draft | None:
    if command.startswith("DANMU_MSG"):
        return _danmu(command, message)
    body = message.get("data")
    if not isinstance(body, dict):
        return None
    common: dict[str, Any] = {
        "user": text(field(body, "uid")),
        "name": text(field(body, "uname")) or text(field(field(body, "user_info"), "uname")),
        "method": command,
    }
    if command == "INTERACT_WORD":
        kind = _INTERACTIONS.get(integer(field(body, "msg_type")) or 0)
        return None if kind is None else Draft(kind=kind, **common, **timed(instant(field(body, "timestamp"))))
    if command == "SEND_GIFT":
        return _gift(body, common)
    if command == "SUPER_CHAT_MESSAGE":
        yuan = integer(field(body, "price"))
        return Draft(
            kind=SignalKind.DANMU,
            text=text(field(body, "message")),
            message_id=text(field(body, "id")),
            counts=counted(paid_fen=None if yuan is None else yuan * 100),
            **common,
            **timed(instant(field(body, "ts", "start_time"))),
        )
    return None


def _gift(body: Mapping[str, Any], common: dict[str, Any]) -> Draft:
    coins = integer(field(body, "total_coin"))
    # 1,000 gold seeds are one yuan; silver seeds cost nothing.
    paid = coins // 10 if coins is not None and field(body, "coin_type") == "gold" else None
    return Draft(
        kind=SignalKind.GIFT,
        text=text(field(body, "giftName", "gift_name")),
        message_id=text(field(body, "tid")),
        counts=counted(gifts=field(body, "num"), paid_fen=paid),
        **common,
        **timed(instant(field(body, "timestamp"))),
    )


def _danmu(command: str, message: Mapping[str, Any]) -> Draft | None:
    info = message.get("info")
    if not isinstance(info, list) or len(info) < 3 or not isinstance(info[0], list):
        return None
    said = text(info[1])
    sender = info[2] if isinstance(info[2], list) else []
    if said is None:
        return None
    extra = _extra(info[0])
    mirrored = command.endswith("MIRROR") or field(message, "is_mirror") is True or field(extra, "is_mirror") is True
    return Draft(
        kind=SignalKind.DANMU,
        text=said,
        user=None if text(_at(sender, 0)) in (None, "0") else text(_at(sender, 0)),
        name=text(_at(sender, 1)),
        role=ActorRole.ASSISTANT if _at(sender, 2) == 1 else None,
        message_id=text(field(extra, "id_str")),
        counts={"mirrored": 1} if mirrored else {},
        notes=("弹幕自其他直播间转入，不是本房间观众所发",) if mirrored else (),
        method=command,
        **timed(instant(_at(info[0], 4))),
    )


def _extra(head: list[Any]) -> Any:
    holder = _at(head, 15)
    extra = holder.get("extra") if isinstance(holder, dict) else None
    return load_json(extra.encode("utf-8", "replace"))[0] if isinstance(extra, str) else extra


def _at(row: list[Any], place: int) -> Any:
    return row[place] if len(row) > place else None
