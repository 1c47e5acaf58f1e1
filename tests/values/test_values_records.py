"""The one codec of all records."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.values import (
    BEIJING,
    NotCanonical,
    NotThisRecord,
    canonical_bytes,
    decode_record,
    encode_record,
    parse_canonical,
    print_instant,
    record_id,
    record_name,
)


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    name: str
    sure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outer:
    at: datetime
    day: date
    count: int
    colour: Colour = Colour.RED
    inner: Inner | None = None
    many: tuple[Inner, ...] = ()
    span: tuple[int, int] | None = None


OUTERS = st.builds(
    Outer,
    at=st.datetimes(timezones=st.just(UTC)),
    day=st.dates(),
    count=st.integers(-(2**53) + 1, 2**53 - 1),
    inner=st.none() | st.builds(Inner, name=st.text(), sure=st.booleans()),
    many=st.lists(st.builds(Inner, name=st.text()), max_size=3).map(tuple),
    span=st.none() | st.tuples(st.integers(0, 9), st.integers(0, 9)),
)


@given(OUTERS)
def test_every_record_reads_back_as_it_was_written(outer: Outer) -> None:
    data = encode_record(outer)
    assert decode_record(Outer, data) == outer
    assert record_name(data) == "Outer"
    assert len(record_id(data)) == 26


def test_bytes_of_another_record_are_refused() -> None:
    with pytest.raises(NotThisRecord, match="这不是 Outer 记录"):
        decode_record(Outer, encode_record(Inner(name="林")))


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(b'"sure":false', b'"sure":0'),
        lambda text: text.replace(b'{"@record"', b'{ "@record"'),
        lambda text: text.replace(b'"name":', b'"nick":'),
        lambda text: text.replace(b'"sure":false', b'"sure":false,"tall":true'),
        lambda text: text + b"\n",
    ],
)
def test_a_record_that_would_print_back_differently_is_refused(change) -> None:  # type: ignore[no-untyped-def]
    good = encode_record(Inner(name="林"))
    assert change(good) != good
    with pytest.raises(NotThisRecord):
        decode_record(Inner, change(good))


def test_a_time_without_zone_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="没有时区"):
        encode_record(Outer(at=datetime(2026, 3, 1), day=date(2026, 3, 1), count=1))


def test_bytes_without_a_record_name_have_none() -> None:
    with pytest.raises(NotThisRecord, match="没有记录名"):
        record_name(canonical_bytes({"a": 1}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    counts: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bare:
    pass


@pytest.mark.parametrize(
    ("counts", "why"),
    [
        ({"a": 2**53}, "超出可精确互换的范围"),
        ({"a": -(2**53)}, "超出可精确互换的范围"),
        ({"\U0001f34a": 1}, "基本平面"),
    ],
)
def test_a_number_or_key_without_a_canonical_form_cannot_be_written(counts: dict[str, int], why: str) -> None:
    with pytest.raises(NotCanonical, match=why):
        encode_record(Counted(counts=counts))


@given(st.dictionaries(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"]), st.integers(0, 9)))
def test_record_bytes_are_the_canonical_bytes_of_their_values(counts: dict[str, int]) -> None:
    data = encode_record(Counted(counts=counts))
    assert data == canonical_bytes({"@record": "Counted", "counts": counts})
    assert parse_canonical(data)["counts"] == counts


@pytest.mark.parametrize(
    "data",
    [
        b'{"@record":"Counted","counts":{"a":1.0}}',
        b'{"@record":"Counted","counts":{"a":1,"a":1}}',
        b'{"@record":"Counted","counts":{"b":1,"a":1}}',
        b'{"@record":"Counted","counts":{"a":9007199254740992}}',
        b'{"@record":"Counted","counts":{"a":true}}',
        b'{"@record":"Counted","counts":{"\\u0061":1}}',
        b'{"counts":{},"@record":"Counted"}',
        b"[]",
        b"{",
    ],
)
def test_bytes_that_are_not_canonical_are_no_record(data: bytes) -> None:
    with pytest.raises(NotThisRecord):
        decode_record(Counted, data)


def test_a_record_without_fields_and_one_with_a_single_field_read_back() -> None:
    assert decode_record(Bare, encode_record(Bare())) == Bare()
    assert decode_record(Counted, encode_record(Counted(counts={}))) == Counted(counts={})


def test_the_same_instant_has_one_form_in_every_zone() -> None:
    utc = datetime(987, 3, 1, 12, 0, 0, 5, tzinfo=UTC)
    assert print_instant(utc) == print_instant(utc.astimezone(BEIJING)) == "0987-03-01T12:00:00.000005Z"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A mapping and a record within a record."""

    by_name: Mapping[str, int]
    inner: tuple[Bare, ...] = ()


@pytest.mark.parametrize("odd", ["[]", '"x"', "1", "null", "true"])
@pytest.mark.parametrize("field", ['"by_name":{},"inner":[%s]', '"by_name":%s,"inner":[]', '"by_name":{},"inner":%s'])
def test_what_is_no_object_where_one_belongs_is_refused_like_everything_else(field: str, odd: str) -> None:
    if "inner" in field.partition("%s")[0] and "[%s]" not in field and odd == "[]":
        return
    with pytest.raises(NotThisRecord):
        assert decode_record(Holding, ('{"@record":"Holding",' + field % odd + "}").encode()) is None
