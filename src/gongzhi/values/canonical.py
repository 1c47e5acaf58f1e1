"""One value, one byte form: RFC 8785 (JCS) JSON without floats, parsed strictly."""

import json
from collections.abc import Mapping
from typing import Any

import orjson

# RFC 8785 prints numbers as ECMAScript does, which is exact for integers only up to this size.
_LARGEST = 2**53 - 1


class NotCanonical(ValueError):
    """Bytes that are not the one canonical form of any value, or a value that has none."""


def canonical_bytes(value: Any) -> bytes:
    """The canonical bytes of dicts with string keys, lists, strings, booleans, None and integers below 2**53.

    Raises NotCanonical for floats, other types, larger integers and lone surrogates. Source: RFC 8785.
    """
    _refuse_what_has_no_form(value)
    return print_checked(value)


def print_checked(value: Any) -> bytes:
    """The canonical bytes of a value whose numbers (``check_integer``) and keys (``check_key``) were checked already."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except (TypeError, orjson.JSONEncodeError) as error:
        raise NotCanonical(f"无法写成规范字节：{error}") from error


def parse_canonical(data: bytes) -> Any:
    """Read canonical bytes; what does not print back identically is refused (duplicate keys, spaces, floats, order)."""
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise NotCanonical(f"不是 JSON：{error}") from error
    if canonical_bytes(value) != data:
        raise NotCanonical("不是规范字节：键的次序、空白、重复键或数字写法与规范形式不同")
    return value


def _refuse_what_has_no_form(value: Any) -> None:
    if value is None or isinstance(value, bool | str):
        return
    if isinstance(value, int):
        check_integer(value)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_what_has_no_form(item)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            check_key(key)
            _refuse_what_has_no_form(item)
    else:
        raise NotCanonical(f"{type(value).__name__} 没有规范形式：{json.dumps(str(value), ensure_ascii=False)}")


def check_integer(value: int) -> int:
    """The integer itself; raises NotCanonical when it is too large to be exact everywhere."""
    if -_LARGEST <= value <= _LARGEST:
        return value
    raise NotCanonical(f"整数 {value} 超出可精确互换的范围，请改为文本")


def check_key(key: Any) -> str:
    """The key itself; raises NotCanonical for what is not text of the basic plane."""
    # orjson sorts keys by UTF-8 bytes, RFC 8785 by UTF-16 code units: they differ only when a key holds a character
    # beyond the basic plane, so such keys are refused rather than sorted twice.
    if isinstance(key, str) and (key.isascii() or max(key) <= "\uffff"):
        return key
    raise NotCanonical(f"键 {key!r} 必须是基本平面内的文本")
