"""The one codec of all records: frozen dataclasses to canonical bytes and strictly back."""

import dataclasses
import functools
import hashlib
import types
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import orjson

from gongzhi.values.canonical import NotCanonical, check_integer, check_key, parse_canonical, print_checked
from gongzhi.values.times import parse_instant, print_instant

R = TypeVar("R")
_NAME = "@record"


class NotThisRecord(ValueError):
    """Bytes that are not a record of the class asked for."""


def encode_record(record: Any) -> bytes:
    """Canonical bytes of a frozen dataclass: its class name under ``@record``, then its fields that are not None.

    Field types: str, int, bool, None, datetime (aware), date, StrEnum, tuples, mappings from str, nested records.
    """
    kind: Any = type(record)
    plain = _plain_of(kind)(record)
    plain[_NAME] = kind.__name__
    return print_checked(plain)


def decode_record(kind: type[R], data: bytes) -> R:
    """The record in these bytes; raises NotThisRecord when they are another record or would print back differently."""
    try:
        # That it is canonical too is shown below, by printing it back.
        value = orjson.loads(data)
        if not isinstance(value, dict) or value.pop(_NAME, None) != kind.__name__:
            raise NotThisRecord(f"这不是 {kind.__name__} 记录")
        wanted: Any = kind
        record: R = _reader_of(wanted)(value)
        printed = encode_record(record)
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, NotThisRecord):
            raise
        raise NotThisRecord(f"{kind.__name__} 记录无法读出：{error}") from error
    if printed != data:
        raise NotThisRecord(f"{kind.__name__} 记录读出后再写与原字节不同，拒收")
    return record


def record_name(data: bytes) -> str:
    """The class name that canonical record bytes carry; raises NotThisRecord when they carry none."""
    try:
        value = parse_canonical(data)
    except NotCanonical as error:
        raise NotThisRecord(str(error)) from error
    if not isinstance(value, dict) or not isinstance(value.get(_NAME), str):
        raise NotThisRecord("字节里没有记录名 @record")
    return str(value[_NAME])


def record_id(data: bytes) -> str:
    """The id of a record: the first 26 hexadecimal digits of the SHA-256 of its bytes. Same bytes, same id."""
    return hashlib.sha256(data).hexdigest()[:26]


@functools.cache
def _plain_of(kind: Any) -> Callable[[Any], Any]:
    """A function from a value of this type to canonical JSON values."""
    kind, _ = _without_none(kind)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _plain_of_record(kind)
    origin = get_origin(kind)
    if origin is tuple:
        return _plain_of_tuple(get_args(kind))
    if origin in (dict, Mapping) or origin is types.MappingProxyType:
        inner = _plain_of(get_args(kind)[1])
        return lambda mapping: {check_key(key): inner(value) for key, value in mapping.items()}
    return _plain_of_scalar(kind)


def _plain_of_scalar(kind: Any) -> Callable[[Any], Any]:
    if kind is datetime:
        return print_instant
    if kind is date:
        return date.isoformat
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return str
    if kind is int:
        whole = _same(int)
        return lambda value: check_integer(whole(value))
    if kind in (str, bool):
        return _same(kind)
    raise TypeError(f"记录字段不支持类型 {kind}")


def _plain_of_record(kind: Any) -> Callable[[Any], Any]:
    names = tuple(_hints(kind))
    plains = tuple(_plain_of(hint) for hint in _hints(kind).values())
    # attrgetter gives a bare value for one name and cannot be asked for none.
    values: Callable[[Any], tuple[Any, ...]] = attrgetter(*names) if len(names) > 1 else _few_values(names)
    return lambda record: {
        name: plain(value)
        for name, plain, value in zip(names, plains, values(record), strict=True)
        if value is not None
    }


def _few_values(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    return lambda record: tuple(getattr(record, name) for name in names)


def _plain_of_tuple(arguments: tuple[Any, ...]) -> Callable[[Any], Any]:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        inner = _plain_of(arguments[0])
        return lambda items: [inner(item) for item in items]
    inners = [_plain_of(argument) for argument in arguments]
    return lambda items: [inner(item) for inner, item in zip(inners, items, strict=True)]


@functools.cache
def _reader_of(kind: Any) -> Callable[[Any], Any]:
    """A function from canonical JSON values to a value of this type; raises ValueError or TypeError."""
    kind, _ = _without_none(kind)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _reader_of_record(kind)
    origin = get_origin(kind)
    if origin is tuple:
        return _reader_of_tuple(get_args(kind))
    if origin in (dict, Mapping):
        inner = _reader_of(get_args(kind)[1])
        return lambda mapping: {key: inner(value) for key, value in _object(mapping).items()}
    if kind is datetime:
        return parse_instant
    if kind is date:
        return date.fromisoformat
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind
    if kind in (str, int, bool):
        return _same(kind)
    raise TypeError(f"记录字段不支持类型 {kind}")


def _reader_of_record(kind: Any) -> Callable[[Any], Any]:
    readers = {name: _reader_of(hint) for name, hint in _hints(kind).items()}

    def read(value: Any) -> Any:
        unknown = set(_object(value)) - set(readers)
        if unknown:
            raise ValueError(f"{kind.__name__} 没有字段 {'、'.join(sorted(unknown))}")
        return kind(**{name: readers[name](item) for name, item in value.items()})

    return read


def _reader_of_tuple(arguments: tuple[Any, ...]) -> Callable[[Any], Any]:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        inner = _reader_of(arguments[0])
        return lambda items: tuple(inner(item) for item in items)
    inners = [_reader_of(argument) for argument in arguments]
    return lambda items: tuple(inner(item) for inner, item in zip(inners, items, strict=True))


def _same(kind: type[Any]) -> Callable[[Any], Any]:
    if kind is str:
        return _text

    def check(value: Any) -> Any:
        # bool is an int in Python; a record must not let one pass for the other.
        if type(value) is not kind:
            raise TypeError(f"{value!r} 不是 {kind.__name__}")
        return value

    return check


def _object(value: Any) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    raise TypeError(f"{value!r} 不是对象")


def _text(value: Any) -> Any:
    if isinstance(value, str):
        return value
    raise TypeError(f"{value!r} 不是 str")


@functools.cache
def _hints(kind: type[Any]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}


def _without_none(kind: Any) -> tuple[Any, bool]:
    if get_origin(kind) in (Union, types.UnionType):
        rest = [argument for argument in get_args(kind) if argument is not type(None)]
        if len(rest) == 1:
            return rest[0], True
    return kind, False
