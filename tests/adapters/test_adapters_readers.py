"""Readers, vector by vector, and what holds for any bytes at all."""

import itertools
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gongzhi.adapters.readers import FORMATS, MESSAGE_FORMATS, UnknownFormat, detect, read_source
from gongzhi.broadcasts import Draft, Reading
from gongzhi.values import encode_record, print_instant

VECTORS = sorted((Path(__file__).resolve().parents[2] / "vectors" / "ingest").glob("*.vector"))
PAYLOADS = [path.read_bytes().partition(b"\n\n")[2] for path in VECTORS]


def _headed(path: Path) -> tuple[dict[str, list[str]], bytes]:
    header, _, payload = path.read_bytes().partition(b"\n\n")
    fields: dict[str, list[str]] = {}
    for row in header.decode().split("\n"):
        name, _, value = row.partition(": ")
        assert name in {"comment", "detected", "like", "signal", "problem"}, f"{path.name}: unknown header {name}"
        fields.setdefault(name, []).append(value)
    return fields, payload


def _shown(draft: Draft, name: str) -> Any:
    if name in {"product", "title", "price_fen", "in_stock", "explaining"}:
        return getattr(draft.listing, name)
    value = getattr(draft, name)
    if isinstance(value, datetime):
        return print_instant(value)
    return list(value) if isinstance(value, tuple) else dict(value) if name == "counts" else value


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_a_vector_is_read_as_its_header_says(path: Path) -> None:
    fields, payload = _headed(path)
    assert detect(payload[:4096]) == fields["detected"][0]
    readings = list(read_source([payload], like=fields.get("like", [None])[0]))
    drafts = [draft for reading in readings for draft in reading.drafts]
    expected = [json.loads(row) for row in fields.get("signal", [])]
    assert [draft.kind for draft in drafts] == [row["kind"] for row in expected]
    for draft, row in zip(drafts, expected, strict=True):
        assert {name: _shown(draft, name) for name in row} == row
    assert [problem.kind for reading in readings for problem in reading.problems] == fields.get("problem", [])


def _cut(payload: bytes, places: list[int]) -> Iterator[bytes]:
    bounds = sorted({0, len(payload), *(place % (len(payload) + 1) for place in places)})
    yield from (payload[start:end] for start, end in itertools.pairwise(bounds))


def _joined(readings: list[Reading]) -> bytes:
    end = 0
    for reading in readings:
        end += len(reading.raw)
        assert reading.end == end
    return b"".join(reading.raw for reading in readings)


NAMES = st.sampled_from([None, *FORMATS, *(one.name for one in MESSAGE_FORMATS)])
JUNK = st.binary(max_size=300) | st.sampled_from(PAYLOADS) | st.builds(
    lambda payload, at, more: payload[: at % (len(payload) + 1)] + more + payload[at % (len(payload) + 1) :],
    st.sampled_from(PAYLOADS),
    st.integers(0, 10**4),
    st.binary(max_size=20) | st.sampled_from([b'"', b"\\", b"{", b"]", b"<", b"\n\n", b"&#99999999;", b"9" * 30]),
)  # fmt: skip


@settings(max_examples=400)
@given(JUNK, NAMES, st.lists(st.integers(0, 400), max_size=6))
@example(b'{"a":"\\', "json", [])
@example(b"<d", "xml", [])
def test_arbitrary_bytes_never_raise_and_no_byte_is_dropped(
    payload: bytes, like: str | None, places: list[int]
) -> None:
    readings = list(read_source(_cut(payload, places), like=like))
    assert _joined(readings) == payload


@settings(max_examples=150)
@given(st.sampled_from(PAYLOADS), st.sampled_from(list(FORMATS)), st.lists(st.integers(0, 4000), max_size=8))
def test_it_makes_no_difference_in_which_blocks_a_source_arrives(payload: bytes, like: str, places: list[int]) -> None:
    whole = list(read_source([payload], like=like))
    pieces = list(read_source(_cut(payload, places), like=like))
    assert [reading.drafts for reading in pieces] == [reading.drafts for reading in whole]
    assert [reading.raw for reading in pieces] == [reading.raw for reading in whole]


@given(st.sampled_from(PAYLOADS), st.sampled_from(list(FORMATS)), st.integers(0, 400))
def test_silence_in_the_middle_is_passed_on_and_changes_nothing(payload: bytes, like: str, place: int) -> None:
    first, second = payload[:place], payload[place:]
    with_silence = list(read_source([first, b"", second, b""], like=like))
    assert any(not reading.raw for reading in with_silence)
    spoken = [reading for reading in with_silence if reading.raw]
    assert spoken == list(read_source([payload], like=like))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["common", "method", "user", "id", "kind", "text", "at", "cmd", "info", "data", "Type", "Data", "listing", "product",
             "price_fen", "commentFeeds", "showType", "segments", "start", "end", "timestamp", "sentence_info", "decoded_data",
             "events", "live_info", "span_ms", "counts", "type", "event", "status", "id_str", "update_product_info", "payloadType",
             "decoded_type", "msg_time", "actor", "createTime", "WebcastChatMessage", "content", "extra", "shown"]
        ),
        inner | st.sampled_from(["danmu", "speech", "WebcastChatMessage", "WebcastLiveShoppingMessage", "DANMU_MSG", "system",
                                 "WebcastProductChangeMessage", "SEND_GIFT", "listing", 1, 2]),
        max_size=5,
    ),
    max_leaves=20,
)  # fmt: skip


@settings(max_examples=150)
@given(
    JSON, NAMES.filter(lambda name: name not in {"subtitles", "xml", "console", "minutes", "whisper", "text", "bytes"})
)
def test_a_message_of_any_shape_becomes_drafts_that_can_be_sealed(message: Any, like: str | None) -> None:
    payload = json.dumps(message).encode() + b"\n"
    readings = list(read_source([payload], like=like))
    assert _joined(readings) == payload
    for reading in readings:
        for draft in reading.drafts:
            assert encode_record(draft)


def test_a_format_that_does_not_exist_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownFormat, match="没有名为“mp3”的格式；可用：jsonl、json"):
        list(read_source([b"x"], like="mp3"))
