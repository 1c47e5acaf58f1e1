"""JSON as the record codec needs it, in plain Python: takes the place of orjson inside ``verify.pyz`` only."""

import json
import re
from typing import Any, NoReturn

OPT_SORT_KEYS = 1
_SURROGATE = re.compile("[\ud800-\udfff]")


class JSONDecodeError(json.JSONDecodeError):
    """Bytes that are not JSON."""


class JSONEncodeError(TypeError):
    """A value that has no JSON form."""


def loads(data: bytes | str) -> Any:
    """Read JSON strictly: UTF-8, no byte order mark, no NaN, no lone surrogates, not too deep."""
    try:
        text = data if isinstance(data, str) else bytes(data).decode("utf-8")
        value = json.loads(text, parse_constant=_refuse)
        if "\\u" in text:
            _demand_whole_characters(value)
    except (ValueError, RecursionError) as error:
        raise JSONDecodeError(str(error), "", 0) from error
    return value


def dumps(value: Any, option: int = 0) -> bytes:
    """The compact bytes of a value, keys sorted when asked."""
    try:
        text = json.dumps(
            value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=bool(option & OPT_SORT_KEYS)
        )
        return text.encode("utf-8")
    except (TypeError, ValueError, RecursionError) as error:
        raise JSONEncodeError(str(error)) from error


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON")


def _demand_whole_characters(value: Any) -> None:
    # An escape that stands alone would only show when it is printed; orjson refuses it when it is read.
    if _SURROGATE.search(json.dumps(value, ensure_ascii=False)):
        raise ValueError("lone surrogate")
