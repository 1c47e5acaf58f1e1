"""What is shed in a burst: in the stated order, counted, within the bound, and never what the shop says or sells."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.broadcasts import ActorRole, Broadcast, Draft, ProblemKind, Reading, SignalKind
from gongzhi.flow.ingest import Intake, Source
from gongzhi.flow.shedding import OVERHEAD, Bound, Waiting

CHATTER = {
    SignalKind.ENTER,
    SignalKind.LIKE,
    SignalKind.GIFT,
    SignalKind.FOLLOW,
    SignalKind.SHARE,
    SignalKind.STATS,
}
SHEDDABLE = CHATTER | {SignalKind.DANMU}
START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def readings_of(*drafts: Draft) -> list[Reading]:
    readings, end = [], 0
    for number, draft in enumerate(drafts):
        raw = f"{number} {draft.kind} {draft.text}\n".encode()
        end += len(raw)
        received = START + timedelta(milliseconds=number)
        readings.append(Reading(raw=raw, end=end, drafts=(draft,), received_at=received))
    return readings


def draft(kind: SignalKind, text: str | None = None, role: ActorRole | None = None) -> Draft:
    return Draft(kind=kind, text=text, role=role)


def danmu(text: str) -> Draft:
    return draft(SignalKind.DANMU, text)


def fill(bound: int, *drafts: Draft) -> tuple[list[bool], list[Reading]]:
    """Offer everything without taking any; whether each was let in, and then what waits."""
    waiting = Waiting(Bound(readings=bound))
    let_in = [waiting.offer(reading) for reading in readings_of(*drafts)]
    return let_in, drain(waiting)


def drain(waiting: Waiting) -> list[Reading]:
    taken = []
    while (reading := waiting.take()) is not None:
        taken.append(reading)
    return taken


def kept(readings: list[Reading]) -> list[str | None]:
    return [one.text for reading in readings for one in reading.drafts]


def test_first_go_arrivals_and_likes_then_repeated_danmu_then_danmu_the_oldest_first() -> None:
    crowd = [
        danmu("甜吗"),
        draft(SignalKind.LIKE, "赞"),
        danmu("甜吗"),
        danmu("包邮吗"),
        draft(SignalKind.ENTER, "来了"),
    ]
    steps = [kept(fill(5, *crowd, *(danmu(f"新{n}") for n in range(more)))[1]) for more in range(6)]
    assert steps[0] == ["甜吗", "赞", "甜吗", "包邮吗", "来了"]
    assert steps[1] == ["甜吗", "甜吗", "包邮吗", "来了", "新0"]
    assert steps[2] == ["甜吗", "甜吗", "包邮吗", "新0", "新1"]
    assert steps[3] == ["甜吗", "包邮吗", "新0", "新1", "新2"]
    assert steps[4] == ["包邮吗", "新0", "新1", "新2", "新3"]


def test_what_arrives_goes_itself_when_all_that_waits_goes_after_it() -> None:
    let_in, waiting = fill(2, danmu("一"), danmu("二"), draft(SignalKind.GIFT, "礼物"))
    assert let_in == [True, True, True]
    assert kept(waiting) == ["一", "二"]


def test_the_same_danmu_is_no_repetition_once_the_first_was_taken() -> None:
    waiting = Waiting(Bound(readings=1))
    first, second, third = readings_of(danmu("甜"), danmu("甜"), danmu("酸"))
    assert waiting.offer(first) and waiting.take() == first
    assert waiting.offer(second) and waiting.offer(third)
    gone, _ = drain(waiting)
    assert "相同" not in gone.problems[0].what


@pytest.mark.parametrize("kind", sorted(set(SignalKind) - SHEDDABLE))
def test_what_may_not_be_shed_waits_outside_when_the_queue_is_full_of_its_like(kind: SignalKind) -> None:
    let_in, waiting = fill(2, draft(kind, "一"), draft(kind, "二"), draft(kind, "三"))
    assert let_in == [True, True, False]
    assert kept(waiting) == ["一", "二"]


def test_the_danmu_of_the_shop_is_the_word_of_the_shop() -> None:
    shop = [draft(SignalKind.DANMU, "全网最低", role) for role in (ActorRole.MERCHANT, ActorRole.PRESENTER)]
    let_in, waiting = fill(2, *shop, danmu("甜吗"), draft(SignalKind.SPEECH, "全国第一"))
    assert let_in == [True, True, True, False]
    assert kept(waiting) == ["全网最低", "全网最低"]


def test_a_message_larger_than_the_bound_is_let_in_alone() -> None:
    waiting = Waiting(Bound(readings=9, size=1))
    first, second = readings_of(draft(SignalKind.SPEECH, "长" * 1000), draft(SignalKind.SPEECH, "二"))
    assert waiting.offer(first) and not waiting.offer(second)
    assert waiting.take() == first and waiting.offer(second)


drafts = st.builds(
    draft,
    st.sampled_from(SignalKind),
    st.sampled_from(["甜", "酸", "包邮吗", None]),
    st.sampled_from([None, ActorRole.VIEWER, ActorRole.MERCHANT]),
)


@given(st.lists(drafts, max_size=60), st.integers(1, 8), st.integers(1, 6000), st.lists(st.booleans(), max_size=200))
def test_nothing_is_lost_silently_whatever_comes_and_however_slow_the_screening_is(
    crowd: list[Draft], bound: int, size: int, takes: list[bool]
) -> None:
    waiting, outside, came = Waiting(Bound(readings=bound, size=size)), readings_of(*crowd), []
    everything, moves = list(outside), iter(takes)
    while outside:
        largest = max(size, len(outside[0].raw) + OVERHEAD)
        if next(moves, False) or not waiting.offer(outside[0]):
            taken = waiting.take()
            came += [taken] if taken else []
            continue
        outside.pop(0)
        assert waiting.to_screen <= bound and waiting.size <= largest
    came += drain(waiting)
    # The bytes are the source's, one for one; a message has its signals or says that it was shed.
    assert [(one.raw, one.end) for one in came] == [(one.raw, one.end) for one in everything]
    for before, after in zip(everything, came, strict=True):
        shed = sum(one.count for one in after.problems if one.kind is ProblemKind.SHED)
        assert len(after.drafts) + shed == len(before.drafts)
        if before.drafts[0].kind not in SHEDDABLE or before.drafts[0].role is ActorRole.MERCHANT:
            assert after == before
    assert waiting.size == waiting.to_screen == 0


@given(st.lists(drafts, max_size=40), st.integers(1, 6))
def test_nobody_goes_while_one_who_goes_before_them_still_waits(crowd: list[Draft], bound: int) -> None:
    waiting = Waiting(Bound(readings=bound))
    let_in = [reading for reading in readings_of(*crowd) if waiting.offer(reading)]
    left = drain(waiting)
    shop = ActorRole.MERCHANT
    gone = [b.drafts[0].kind for b, a in zip(let_in, left, strict=True) if not a.drafts]
    chatter_left = any(one.kind in CHATTER and one.role is not shop for reading in left for one in reading.drafts)
    first_danmu_gone = next((n for n, kind in enumerate(gone) if kind is SignalKind.DANMU), None)
    texts = [one.text for r in left for one in r.drafts if one.kind is SignalKind.DANMU and one.role is not shop]
    plainly = any("舍去弹幕" in problem.what for reading in left for problem in reading.problems)
    assert not (chatter_left and first_danmu_gone is not None)
    assert not plainly or len(set(texts)) == len(texts)


def test_what_was_shed_is_sealed_with_the_batch_by_kind_with_its_count_and_span() -> None:
    _, left = fill(2, danmu("一"), draft(SignalKind.LIKE), draft(SignalKind.LIKE), danmu("二"), danmu("三"))
    room = Broadcast(id="b", platform="平台P", room="lin", started_at=START)
    intake = Intake(room, key=b"k" * 32, opened_at=START)
    for arrival in intake.arrivals([Source(name="-", readings=left)]):
        intake.add(arrival.source, arrival.reading)
    drawn = intake.draw()
    assert drawn is not None
    assert [signal.text for signal in drawn.batch.signals] == ["二", "三"]
    assert drawn.chunks == (b"".join(one.raw for one in left),)
    shed = {one.what: one for one in drawn.batch.problems if one.kind is ProblemKind.SHED}
    likes = shed["来不及筛查，舍去点赞，原始字节已封存"]
    assert (likes.count, likes.source, likes.offset) == (2, "-", left[0].end)
    assert (likes.begins, likes.ends) == (START + timedelta(milliseconds=1), START + timedelta(milliseconds=2))
    assert shed["来不及筛查，舍去弹幕，原始字节已封存"].count == 1
