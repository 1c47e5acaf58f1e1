"""One JSON message of any collector: recognised by its own fields, so that one file may mix them."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from gongzhi.adapters.readers import barrage_grab, blivedm, channels, douyin, kuaishou, own, recognised_speech
from gongzhi.adapters.readers.loose import Parsed, load_json, opaque, problem, timed
from gongzhi.broadcasts import ProblemKind


class MessageFormat(NamedTuple):
    """How to know a message and how to read it."""

    name: str
    recognises: Callable[[Mapping[str, Any]], bool]
    read: Callable[[Mapping[str, Any]], Parsed]


# Asked in this order: the cheapest question first, then the most telling fields.
MESSAGE_FORMATS = (
    MessageFormat("gongzhi", own.recognises, own.read),
    MessageFormat("douyin", douyin.recognises, douyin.read),
    MessageFormat("barrage-grab", barrage_grab.recognises, barrage_grab.read),
    MessageFormat("blivedm", blivedm.recognises, blivedm.read),
    MessageFormat("channels", channels.recognises, channels.read),
    MessageFormat("kuaishou", kuaishou.recognises, kuaishou.read),
    MessageFormat("asr", recognised_speech.recognises, recognised_speech.read),
)


def message_reader(formats: tuple[MessageFormat, ...] = MESSAGE_FORMATS) -> Callable[[bytes], Parsed]:
    """A reader of frames that hold one JSON value, with the commas and brackets of an array around it or not."""

    def read_frame(raw: bytes) -> Parsed:
        value, well_formed = _value_of(raw)
        if not well_formed:
            return Parsed((opaque(**timed(None)),), (problem(ProblemKind.UNREADABLE, "不是完整的 JSON，已原样保留"),))
        if value is None:
            return Parsed()
        if isinstance(value, list):
            return _join([_read(item, formats) for item in value])
        return _read(value, formats)

    return read_frame


def _value_of(raw: bytes) -> tuple[Any, bool]:
    body = raw.strip(b" \t\r\n\xef\xbb\xbf")
    if body in (b"", b"]", b"[", b"[]", b","):
        return None, True
    value, well_formed = load_json(body)
    if well_formed:
        return (value, True) if value is not None else ("", True)
    # An element of an array comes with the bracket or the comma before it.
    if body[:1] in (b"[", b","):
        value, well_formed = load_json(body[1:])
    return value, well_formed


def _read(value: Any, formats: tuple[MessageFormat, ...]) -> Parsed:
    if isinstance(value, dict):
        for one in formats:
            if one.recognises(value):
                return one.read(value)
    why = problem(ProblemKind.UNKNOWN_MESSAGE, "没有采集器这样写消息，已原样保留")
    return Parsed((opaque(**timed(None)),), (why,))


def _join(parts: list[Parsed]) -> Parsed:
    drafts = tuple(draft for part in parts for draft in part.drafts)
    return Parsed(drafts, tuple(one for part in parts for one in part.problems))
