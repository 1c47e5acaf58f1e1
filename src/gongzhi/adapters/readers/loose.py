"""Read the loose fields of collectors: numbers as strings, two spellings of a key, seconds or milliseconds."""

import functools
import json
import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import orjson

from gongzhi.broadcasts import Draft, Problem, ProblemKind, SignalKind, TimeSource
from gongzhi.values import NotAnInstant, read_instant

# Canonical integers are exact only below 2**53; a larger one is an identifier and stays text.
LARGEST = 2**53 - 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SURROGATE = re.compile("[\ud800-\udfff]")


class Parsed(NamedTuple):
    """What one frame says."""

    drafts: tuple[Draft, ...] = ()
    problems: tuple[Problem, ...] = ()


def field(message: Any, *names: str) -> Any:
    """The first field present under any of these snake_case names or their camelCase twins; None when absent."""
    if not isinstance(message, dict):
        return None
    for name in names:
        if name in message:
            return message[name]
        twin = _camel(name)
        if twin in message:
            return message[twin]
    return None


@functools.cache
def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(other.capitalize() for other in others)


def text(value: Any) -> str | None:
    """Text as written, numbers as their digits; lone surrogates (half an emoji) become U+FFFD; None when empty."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int):
        return str(value)
    if not isinstance(value, str) or not value:
        return None
    return value if value.isprintable() else _SURROGATE.sub("\ufffd", value)


def integer(value: Any) -> int | None:
    """An integer from a number or its digits, exact or None: 64-bit identifiers are asked for with ``text``."""
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,17}", value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > LARGEST:
        return None
    return value


def counted(**values: Any) -> dict[str, int]:
    """Counts by name, without those that are absent or not integers."""
    return {name: number for name, value in values.items() if (number := integer(value)) is not None}


def instant(value: Any) -> datetime | None:
    """An instant from seconds, milliseconds or microseconds since 1970 (told apart by size) or ISO 8601 with offset."""
    if isinstance(value, float) and value == value and abs(value) < 1e17:
        number: int | None = round(value * 1000) if abs(value) < 1e11 else round(value)
    else:
        number = integer(value)
    if number is None:
        return _iso(value)
    if isinstance(value, float):
        return _since_epoch(number)
    if abs(number) < 10**11:
        number *= 1000
    elif abs(number) >= 10**14:
        number //= 1000
    return _since_epoch(number)


def _since_epoch(milliseconds: int) -> datetime | None:
    if milliseconds <= 0:
        return None
    try:
        return _EPOCH + timedelta(milliseconds=milliseconds)
    except OverflowError:
        return None


def _iso(value: Any) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        return read_instant(value)
    except (NotAnInstant, OverflowError):
        return None


def milliseconds(value: Any, *, unit: int = 1) -> int | None:
    """A non-negative position in a recording; ``unit`` is 1000 when the source counts seconds."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 10**12:
        return None
    return round(value * unit)


def span(start: Any, end: Any, *, unit: int = 1) -> tuple[int, int] | None:
    """A span in a recording, or None when it is not one; an end before the start is read as the start."""
    first, last = milliseconds(start, unit=unit), milliseconds(end, unit=unit)
    if first is None:
        return None
    return first, max(first, last if last is not None else first)


def load_json(raw: bytes) -> tuple[Any, bool]:
    """The JSON value and whether it was read; bytes that are not UTF-8 are replaced before giving up.

    Half an emoji (a lone surrogate) and bare control characters are no good JSON, but what is said around them must not
    escape the screening: such a value is read all the same.
    """
    with suppress(orjson.JSONDecodeError):
        return orjson.loads(raw), True
    try:
        loose = json.dumps(json.loads(raw.decode("utf-8", "replace"), strict=False), ensure_ascii=False)
        return orjson.loads(_SURROGATE.sub("\ufffd", loose)), True
    except (ValueError, RecursionError):
        return None, False


def words_of(raw: bytes) -> tuple[str, tuple[Problem, ...]]:
    """The text of a frame: UTF-8, else GB 18030 (old tools), else with replacements; says so when not UTF-8."""
    with suppress(UnicodeDecodeError):
        return raw.decode("utf-8-sig"), ()
    try:
        return raw.decode("gb18030"), (problem(ProblemKind.ENCODING, "不是 UTF-8，已按 GB 18030 读出；请核对文字"),)
    except UnicodeDecodeError:
        what = "不是 UTF-8 也不是 GB 18030，读不出的字节以 \ufffd 代替；原始字节已保留"
        return raw.decode("utf-8", "replace"), (problem(ProblemKind.ENCODING, what),)


def problem(kind: ProblemKind, what: str) -> Problem:
    """A problem of the frame being read; the intake adds where it lies. What a source wrote is quoted in short."""
    return Problem(kind=kind, what=what if len(what) <= 160 else what[:159] + "…")


def opaque(*, method: str | None = None, message_id: str | None = None, **known: Any) -> Draft:
    """A message that is kept without being understood."""
    return Draft(kind=SignalKind.OPAQUE, method=method, message_id=message_id, **known)


def timed(at: datetime | None) -> dict[str, Any]:
    """``at`` and its source as Draft fields."""
    return {"at": at, "at_source": TimeSource.MESSAGE if at is not None else TimeSource.RECEIVED}
