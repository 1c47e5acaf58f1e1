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
        if abs(value) > _LARGEST:
            raise NotCanonical(f"整数 {value} 超出可精确互换的范围，请改为文本")
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_what_has_no_form(item)
    elif isinstance(value, Mapping):
        _refuse_keys(value)
        for item in value.values():
            _refuse_what_has_no_form(item)
    else:
        raise NotCanonical(f"{type(value).__name__} 没有规范形式：{json.dumps(str(value), ensure_ascii=False)}")


def _refuse_keys(value: Mapping[Any, Any]) -> None:
    # orjson sorts keys by UTF-8 bytes, RFC 8785 by UTF-16 code units: they differ only when a key holds a character
    # beyond the basic plane, so such keys are refused rather than sorted twice.
    for key in value:
        if not isinstance(key, str) or any(ord(character) > 0xFFFF for character in key):
            raise NotCanonical(f"键 {key!r} 必须是基本平面内的文本")
