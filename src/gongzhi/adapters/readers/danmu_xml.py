"""Danmu XML of Bilibili and of biliLive-tools (B站, 斗鱼, 虎牙, 抖音), element by element: a crashed recording has no end."""

import re
from typing import Any

from gongzhi.adapters.readers.loose import Parsed, counted, instant, opaque, problem, span, text, timed, words_of
from gongzhi.broadcasts import Draft, ProblemKind, SignalKind

_ELEMENT = re.compile(r"<(d|gift|sc|guard|toast)\b(.*?)(?:/>|>([^<]*)</\1\s*>)", re.DOTALL)
_ATTRIBUTE = re.compile(r"""([A-Za-z_][\w.-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')""")
_REFERENCE = re.compile(r"&(?:#(\d{1,7})|#x([0-9A-Fa-f]{1,6})|(amp|lt|gt|quot|apos));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_KNOWN = re.compile(
    r"</?(?:i|chatserver|chatid|mission|maxlimit|state|real_name|source|metadata|platform|video_start_time|live_start_time"
    r"|room_title|user_name|room_id|comments)\b[^<>]*>|<[?!][^<>]*>"
)


def read_element(raw: bytes) -> Parsed:
    """One element; what stands between elements is read as nothing when it is the known frame, else kept opaque."""
    words, problems = words_of(raw)
    found = _ELEMENT.fullmatch(words.strip())
    if found is None:
        return _read_gap(words, Parsed((), problems))
    tag, attributes, body = found.groups()
    named = {name: _plain(double or single) for name, double, single in _ATTRIBUTE.findall(attributes)}
    said = text(_plain(body or ""))
    draft = _danmu(named, said) if tag == "d" else _paid(tag, named, said)
    if draft is None:
        unread = problem(ProblemKind.UNREADABLE, f"<{tag}> 元素缺少 p 属性，已原样保留")
        return Parsed((opaque(method=f"xml/{tag}", **timed(None)),), (*problems, unread))
    return Parsed((draft,), problems)


def _read_gap(words: str, parsed: Parsed) -> Parsed:
    # Text of the known frame (a title, a start time) carries no signal; anything else between elements does.
    rest = _KNOWN.sub("\x00", words)
    strange = [part for part in rest.split("\x00") if "<" in part or ">" in part]
    outside = words.strip() and "<" not in words
    if not strange and not outside:
        return parsed
    unread = problem(ProblemKind.UNREADABLE, "弹幕 XML 中有读不出的部分，已原样保留")
    return Parsed((opaque(method="xml", **timed(None)),), (*parsed.problems, unread))


def _danmu(named: dict[str, str], said: str | None) -> Draft | None:
    parts = named.get("p", "").split(",")
    if len(parts) < 5:
        return None
    seconds = _number(parts[0])
    # Bilibili writes seconds since 1970 in the fifth place, biliLive-tools milliseconds: told apart by size.
    at = instant(parts[4].split(".")[0])
    user = named.get("uid") or (parts[6] if len(parts) > 6 else None)
    # biliLive-tools repeats the user where Bilibili has the danmu's own number.
    own_number = parts[7] if len(parts) > 7 and parts[7] not in ("0", user) else None
    return Draft(
        kind=SignalKind.DANMU,
        text=said,
        user=None if user in (None, "", "0") else text(user),
        name=text(named.get("user")),
        span_ms=None if seconds is None else span(seconds, seconds, unit=1000),
        message_id=text(own_number),
        method="xml/d",
        **timed(at),
    )


def _paid(tag: str, named: dict[str, str], said: str | None) -> Draft:
    price = _number(named.get("price", ""))
    seconds = _number(named.get("ts", ""))
    # biliLive-tools writes yuan times 1,000.
    paid = None if price is None or abs(price) > 1e12 else round(price / 10)
    counts: dict[str, int] = counted(gifts=named.get("giftcount"), paid_fen=paid)
    common: dict[str, Any] = timed(instant(named.get("timestamp", "").split(".")[0]))
    return Draft(
        kind=SignalKind.DANMU if tag == "sc" else SignalKind.GIFT,
        text=said if tag == "sc" else text(named.get("giftname")),
        user=None if named.get("uid") in (None, "", "0") else text(named["uid"]),
        name=text(named.get("user")),
        span_ms=None if seconds is None else span(seconds, seconds, unit=1000),
        counts=counts,
        method=f"xml/{tag}",
        **common,
    )


def _number(written: str) -> float | None:
    return float(written) if re.fullmatch(r"-?\d{1,15}(?:\.\d{1,9})?", written, re.ASCII) else None


def _plain(written: str) -> str:
    return _REFERENCE.sub(_dereference, written)


def _dereference(reference: re.Match[str]) -> str:
    decimal, hexadecimal, name = reference.groups()
    if name:
        return _NAMED[name]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(code) if code <= 0x10FFFF else "\ufffd"
