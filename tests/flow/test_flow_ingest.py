"""The intake: sequence, pseudonyms, resuming, and the untouched bytes under every signal."""

import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.broadcasts import (
    ActorRole,
    Broadcast,
    Draft,
    Problem,
    ProblemKind,
    Reading,
    SignalBatch,
    SignalKind,
    TimeSource,
)
from gongzhi.flow.actors import Pseudonyms, Roster
from gongzhi.flow.ingest import Drawn, Intake, Source, SourceChanged, name_broadcast
from gongzhi.values import decode_record, encode_record

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
OPENED = datetime(2026, 3, 2, tzinfo=UTC)
ROOM = Broadcast(id="b", platform="平台P", room="lin", started_at=START, presenters=("乔安",), merchant="林家果园")
KEY = b"k" * 32


def reading_of(raw: bytes, end: int) -> Reading:
    """A reader for tests: ``<milliseconds> <id> <text>`` is speech, anything else opaque."""
    words = raw.decode("utf-8", "replace").split()
    if len(words) == 3 and words[0].isdigit():
        at = START + timedelta(milliseconds=int(words[0]))
        return Reading(
            raw=raw, end=end, drafts=(Draft(kind=SignalKind.SPEECH, at=at, message_id=words[1], text=words[2]),)
        )
    broken = Problem(kind=ProblemKind.UNREADABLE, what="读不出")
    return Reading(raw=raw, end=end, drafts=(Draft(kind=SignalKind.OPAQUE),), problems=(broken,))


def source_of(name: str, content: bytes) -> Source:
    readings, end = [], 0
    for line in content.splitlines(keepends=True):
        end += len(line)
        readings.append(reading_of(line, end))
    return Source(name=name, readings=readings)


def take(*sources: Source, last: SignalBatch | None = None, stop_after: int | None = None) -> Drawn | None:
    intake = Intake(ROOM, key=KEY, opened_at=OPENED, last=last)
    for place, arrival in enumerate(intake.arrivals(sources)):
        if place == stop_after:
            break
        intake.add(arrival.source, arrival.reading)
    return intake.draw()


def texts(*drawns: Drawn | None) -> list[str | None]:
    return [signal.text for drawn in drawns if drawn for signal in drawn.batch.signals]


def lines(*rows: tuple[int, str, str]) -> bytes:
    return "".join(f"{at} {name} {text}\n" for at, name, text in rows).encode()


ONE = lines((0, "a1", "甲"), (5000, "a2", "乙"), (9000, "a3", "丙"))
TWO = lines((1000, "b1", "子"), (6000, "b2", "丑"), (9000, "b3", "寅"))


def test_files_are_merged_by_event_time_and_each_keeps_its_own_position() -> None:
    drawn = take(source_of("one", ONE), source_of("two", TWO))
    assert drawn is not None
    assert texts(drawn) == ["甲", "子", "乙", "丑", "丙", "寅"]
    assert [signal.sequence for signal in drawn.batch.signals] == list(range(6))
    assert [(position.source, position.offset) for position in drawn.batch.positions] == [
        ("one", len(ONE)),
        ("two", len(TWO)),
    ]


def test_a_chunk_is_the_exact_slice_of_its_source_and_every_signal_points_into_one() -> None:
    drawn = take(source_of("one", ONE), source_of("two", TWO))
    assert drawn is not None
    assert drawn.chunks == (ONE, TWO)
    by_digest = dict(zip((chunk.sha256 for chunk in drawn.batch.chunks), drawn.chunks, strict=True))
    for signal in drawn.batch.signals:
        assert signal.raw is not None
        blob = by_digest[signal.raw.chunk]
        assert hashlib.sha256(blob).hexdigest() == signal.raw.chunk
        line = blob[signal.raw.offset : signal.raw.offset + signal.raw.length].decode()
        assert line.split()[2] == signal.text and line.endswith("\n")


@pytest.mark.parametrize("stopped", range(7))
def test_resuming_after_any_message_goes_on_exactly_there(stopped: int) -> None:
    first = take(source_of("one", ONE), source_of("two", TWO), stop_after=stopped)
    last = decode_record(SignalBatch, encode_record(first.batch)) if first else None
    second = take(source_of("one", ONE), source_of("two", TWO), last=last)
    assert texts(first, second) == ["甲", "子", "乙", "丑", "丙", "寅"]
    sequences = [signal.sequence for drawn in (first, second) if drawn for signal in drawn.batch.signals]
    assert sequences == list(range(6))
    for name, content in (("one", ONE), ("two", TWO)):
        pieces = [
            piece
            for drawn in (first, second)
            if drawn
            for chunk, piece in zip(drawn.batch.chunks, drawn.chunks, strict=True)
            if chunk.source == name
        ]
        assert b"".join(pieces) == content


def test_a_slice_counts_from_the_start_of_its_own_chunk_after_a_restart_too() -> None:
    first = take(source_of("one", ONE), stop_after=2)
    assert first is not None
    second = take(source_of("one", ONE), last=first.batch)
    assert second is not None and second.batch.chunks[0].offset > 0
    (signal,) = second.batch.signals
    assert signal.raw is not None and signal.raw.offset == 0
    assert second.chunks[0][: signal.raw.length] == lines((9000, "a3", "丙"))


def test_a_time_far_from_the_known_start_is_replaced_and_reported() -> None:
    for away in (timedelta(days=10), timedelta(days=-10)):
        draft = Draft(kind=SignalKind.SPEECH, at=START + away, text="甲")
        drawn = take(Source(name="s", readings=[Reading(raw=b"x", end=1, drafts=(draft,))]))
        assert drawn is not None
        assert drawn.batch.signals[0].at == START
        assert [problem.kind for problem in drawn.batch.problems] == [ProblemKind.WRONG_CLOCK]


MESSAGES = st.lists(
    st.tuples(st.integers(0, 9000), st.integers(0, 12).map(str), st.sampled_from("甲乙丙")), max_size=12
)


@given(MESSAGES, MESSAGES, st.lists(st.integers(0, 8), max_size=5))
def test_however_often_it_is_interrupted_the_result_is_that_of_one_run(
    one: list[tuple[int, str, str]], two: list[tuple[int, str, str]], stops: list[int]
) -> None:
    sources = lambda: (source_of("one", lines(*one)), source_of("two", lines(*two)))  # noqa: E731
    whole = take(*sources())
    last: SignalBatch | None = None
    pieces: list[Drawn] = []
    for stop in (*stops, None):
        drawn = take(*sources(), last=last, stop_after=stop)
        if drawn:
            pieces.append(drawn)
            last = drawn.batch
    plain = [(s.sequence, s.at, s.text, s.message_id, s.notes) for piece in pieces for s in piece.batch.signals]
    assert plain == [(s.sequence, s.at, s.text, s.message_id, s.notes) for s in (whole.batch.signals if whole else ())]


def test_a_duplicate_is_recognised_across_a_restart() -> None:
    twice = ONE + lines((0, "a1", "甲"))
    first = take(source_of("one", twice), stop_after=3)
    assert first is not None
    second = take(source_of("one", twice), last=first.batch)
    assert second is not None
    assert second.batch.signals == ()
    assert [problem.kind for problem in second.batch.problems] == [ProblemKind.DUPLICATE]
    assert second.chunks == (lines((0, "a1", "甲")),)


def test_a_source_that_grew_is_read_from_where_it_was() -> None:
    first = take(source_of("one", ONE))
    assert first is not None
    second = take(source_of("one", ONE + lines((9500, "a4", "丁"))), last=first.batch)
    assert texts(second) == ["丁"]


def test_a_half_line_completed_later_is_read_whole_beside_the_sealed_half() -> None:
    half = ONE + b"9500 a4"
    first = take(source_of("one", half))
    assert first is not None and first.batch.signals[-1].kind is SignalKind.OPAQUE
    second = take(source_of("one", half + " 丁\n".encode()), last=first.batch)
    assert texts(second) == ["丁"]
    assert second is not None and second.batch.problems[-1].kind is ProblemKind.REWRITTEN


def test_a_whole_last_line_that_only_gained_its_line_feed_is_not_doubled() -> None:
    first = take(source_of("one", ONE.rstrip(b"\n")))
    assert first is not None
    second = take(source_of("one", ONE), last=first.batch)
    assert second is not None
    assert (second.batch.signals, second.chunks) == ((), (b"\n",))


@pytest.mark.parametrize("changed", [ONE.replace(b"a1", b"a9"), ONE[:10], b""])
def test_a_source_whose_beginning_changed_is_refused(changed: bytes) -> None:
    first = take(source_of("one", ONE))
    assert first is not None
    with pytest.raises(SourceChanged, match=r"one 的前 .* 字节与封存时不同"):
        take(source_of("one", changed), last=first.batch)


def test_a_source_that_appears_later_joins_and_the_others_are_not_forgotten() -> None:
    first = take(source_of("one", ONE))
    assert first is not None
    second = take(source_of("two", TWO), last=first.batch)
    assert texts(second) == ["子", "丑", "寅"]
    assert second is not None
    assert [position.source for position in second.batch.positions] == ["one", "two"]


def test_positions_in_a_recording_count_from_the_start_of_their_own_file() -> None:
    draft = Draft(kind=SignalKind.SPEECH, at_source=TimeSource.DERIVED, text="甲", span_ms=(2500, 4000))
    reading = Reading(raw=b"x", end=1, drafts=(draft,))
    segment = Source(name="003.srt", readings=[reading], started_at=START + timedelta(seconds=180))
    whole = Source(name="speech.srt", readings=[reading])
    drawn = take(whole, segment)
    assert drawn is not None
    assert [signal.at for signal in drawn.batch.signals] == [
        START + timedelta(seconds=2.5),
        START + timedelta(seconds=182.5),
    ]


def test_pseudonyms_are_stable_under_one_key_and_unlinkable_under_another() -> None:
    draft = Draft(kind=SignalKind.DANMU, text="好", user="70469215395", name="王小文")
    named = [
        Pseudonyms(platform=platform, key=key, roster=Roster()).of(draft)[0]
        for platform, key in (("抖音", KEY), ("抖音", KEY), ("抖音", b"q" * 32), ("快手", KEY))
    ]
    refs = [actor.ref if actor else None for actor in named]
    assert refs[0] == refs[1]
    assert len(set(refs)) == 3
    assert named[0] is not None and named[0].name_masked == "王**"
    assert "70469215395" not in json.dumps(refs)


def test_no_platform_id_and_no_full_nickname_reaches_the_sealed_batch() -> None:
    draft = Draft(kind=SignalKind.DANMU, text="好", user="70469215395", name="王小文")
    intake = Intake(ROOM, key=KEY, opened_at=OPENED)
    for arrival in intake.arrivals([Source(name="s", readings=[Reading(raw=b"x", end=1, drafts=(draft,))])]):
        intake.add(arrival.source, arrival.reading)
    drawn = intake.draw()
    assert drawn is not None
    sealed = encode_record(drawn.batch).decode()
    assert "70469215395" not in sealed and "小文" not in sealed


@pytest.mark.parametrize(
    ("draft", "role"),
    [
        (Draft(kind=SignalKind.DANMU, name="乔安"), ActorRole.PRESENTER),
        (Draft(kind=SignalKind.DANMU, user="林家果园"), ActorRole.MERCHANT),
        (Draft(kind=SignalKind.DANMU, name="果园客服小陈"), ActorRole.MERCHANT),
        (Draft(kind=SignalKind.DANMU, name="阿文"), ActorRole.VIEWER),
        (Draft(kind=SignalKind.ENTER, name="阿文", role=ActorRole.VIEWER), ActorRole.VIEWER),
        (Draft(kind=SignalKind.LISTING), ActorRole.MERCHANT),
        (Draft(kind=SignalKind.STATS), ActorRole.PLATFORM),
    ],
)
def test_the_role_follows_the_roster_then_the_nickname_then_the_kind(draft: Draft, role: ActorRole) -> None:
    actor, _ = Pseudonyms(platform="P", key=KEY, roster=Roster.of(ROOM)).of(draft)
    assert actor is not None and actor.role is role


def test_a_broadcast_is_named_by_platform_room_and_start() -> None:
    name = name_broadcast(platform="抖音", room="lin", begins=START)
    assert name == name_broadcast(platform="抖音", room="lin", begins=START)
    assert len({name, name_broadcast(platform="抖音", room="lin", begins=OPENED)}) == 2
    assert len({name, name_broadcast(platform="抖音", room="li", begins=b"n")}) == 2
