"""What counts as sealed before when a pipe is taken up again."""

from datetime import UTC, datetime, timedelta

from gongzhi.broadcasts import Draft, RawRef, Signal, SignalKind, TimeSource
from gongzhi.flow.sealed_before import OWN, SealedBefore

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = AT + timedelta(seconds=1)


def sealed(**said: object) -> SealedBefore:
    whole: dict[str, object] = {
        "broadcast": "b", "sequence": 0, "kind": SignalKind.SPEECH, "at": AT, "at_source": TimeSource.MESSAGE, "text": "上链接",
        "raw": RawRef(chunk="0" * 64, offset=0, length=1),
    }  # fmt: skip
    return SealedBefore([Signal(**(whole | said))])  # type: ignore[arg-type]


def draft(**said: object) -> Draft:
    return Draft(**({"kind": SignalKind.SPEECH, "text": "上链接"} | said))  # type: ignore[arg-type]


def test_an_id_of_the_platform_is_enough() -> None:
    before = sealed(message_id="7", method="WebcastChatMessage")
    assert before.holds(draft(message_id="7", method="WebcastChatMessage"), LATER, TimeSource.RECEIVED)
    assert not before.holds(draft(message_id="8", method="WebcastChatMessage"), AT, TimeSource.MESSAGE)


def test_an_id_of_a_collector_may_begin_anew_and_needs_time_and_words() -> None:
    before = sealed(message_id="7", method=OWN)
    assert before.holds(draft(message_id="7", method=OWN), AT, TimeSource.MESSAGE)
    assert not before.holds(draft(message_id="7", method=OWN), LATER, TimeSource.MESSAGE)
    assert not before.holds(draft(message_id="7", method=OWN, text="下单"), AT, TimeSource.MESSAGE)
    assert not before.holds(draft(message_id="7", method=OWN), AT, TimeSource.RECEIVED)


def test_words_without_an_id_need_the_time_of_the_message_or_of_the_collector() -> None:
    assert sealed().holds(draft(), AT, TimeSource.MESSAGE)
    assert not sealed().holds(draft(), AT, TimeSource.RECEIVED)
    assert not sealed(at_source=TimeSource.RECEIVED).holds(draft(), AT, TimeSource.MESSAGE)
    assert sealed(received_at=LATER).holds(draft(received_at=LATER), AT, TimeSource.RECEIVED)


def test_it_knows_how_far_it_was_followed() -> None:
    assert sealed().reached == AT
    assert SealedBefore([]).reached is None
    assert not SealedBefore([]).holds(draft(), AT, TimeSource.MESSAGE)
