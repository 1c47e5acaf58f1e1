"""Signal batches as sealed records."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from gongzhi.broadcasts import (
    Actor,
    ActorRole,
    Listing,
    Problem,
    ProblemKind,
    RawChunk,
    RawRef,
    Signal,
    SignalBatch,
    SignalKind,
    SourcePosition,
    TimeSource,
)
from gongzhi.values import decode_record, encode_record

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
SIGNALS = st.builds(
    Signal,
    broadcast=st.just("b"),
    sequence=st.integers(0, 10**6),
    kind=st.sampled_from(SignalKind),
    at=st.datetimes(timezones=st.just(UTC)),
    at_source=st.sampled_from(TimeSource),
    actor=st.none() | st.builds(Actor, role=st.sampled_from(ActorRole), name_masked=st.none() | st.text(max_size=3)),
    text=st.none() | st.text(max_size=20),
    span_ms=st.none() | st.tuples(st.integers(0, 99), st.integers(0, 99)),
    shown=st.none() | st.booleans(),
    listing=st.none() | st.builds(Listing, product=st.text(max_size=4), promises=st.just(("坏果包赔",))),
    counts=st.dictionaries(st.text("abc", min_size=1, max_size=3), st.integers(0, 99), max_size=2),
    raw=st.none() | st.builds(RawRef, chunk=st.just("0" * 64), offset=st.integers(0, 9), length=st.integers(0, 9)),
)


@given(st.lists(SIGNALS, max_size=4).map(tuple))
def test_a_batch_reads_back_as_it_was_sealed(signals: tuple[Signal, ...]) -> None:
    batch = SignalBatch(
        broadcast="b",
        number=3,
        first=7,
        opened_at=AT,
        signals=signals,
        chunks=(RawChunk(source="danmu.jsonl", offset=10, size=20, sha256="0" * 64),),
        problems=(Problem(kind=ProblemKind.DUPLICATE, what="重复", source="danmu.jsonl", offset=10, count=2),),
        positions=(SourcePosition(source="danmu.jsonl", offset=30, digest="1" * 64),),
    )
    assert decode_record(SignalBatch, encode_record(batch)) == batch


def test_a_signal_is_named_by_its_broadcast_and_sequence() -> None:
    signal = Signal(
        broadcast="b1", sequence=12, kind=SignalKind.SPEECH, at=AT, at_source=TimeSource.DERIVED, text="家人们"
    )
    assert signal.id == "b1-12"
