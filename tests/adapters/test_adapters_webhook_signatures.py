"""A message holds only with the secret, on its own bytes, in its own time, once."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.adapters.webhook_signatures import (
    NotAuthentic,
    Replayed,
    SeenIds,
    sign_webhook,
    verify_webhook,
    write_secret,
)

SECRET, FORMER, OTHER = (write_secret(bytes([n]) * 32) for n in (1, 2, 3))
NOW = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
BODY = b'{"type":"lead.registered"}'


def test_the_example_of_the_specification_is_signed_and_verified_as_it_says() -> None:
    secret, id, stamp = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330
    at = datetime.fromtimestamp(stamp, UTC)
    headers = sign_webhook(b'{"test": 2432232314}', id=id, at=at, secrets=[secret])
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert verify_webhook(b'{"test": 2432232314}', headers, secrets=[secret], now=at).id == id


def test_a_receiver_that_still_holds_the_former_secret_is_served_while_it_is_rotated() -> None:
    headers = sign_webhook(BODY, id="msg_1", at=NOW, secrets=[SECRET, FORMER])
    for held in (SECRET, FORMER):
        assert verify_webhook(BODY, headers, secrets=[held], now=NOW).body == BODY
    with pytest.raises(NotAuthentic, match="签名不对"):
        verify_webhook(BODY, headers, secrets=[OTHER], now=NOW)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"webhook-id": "msg_2"}, "签名不对"),
        ({"webhook-timestamp": str(int(NOW.timestamp()) + 1)}, "签名不对"),
        ({"webhook-signature": "v1,"}, "签名不对"),
        ({"webhook-signature": "v1a,AAAA"}, "签名不对"),
        ({"webhook-signature": ""}, "缺少请求头 webhook-signature"),
        ({"webhook-timestamp": "soon"}, "写法不对"),
        ({"webhook-timestamp": "９"}, "写法不对"),
        ({"webhook-id": "a.b"}, "写法不对"),
    ],
)
def test_a_changed_header_does_not_hold(change: dict[str, str], why: str) -> None:
    headers = sign_webhook(BODY, id="msg_1", at=NOW, secrets=[SECRET]) | change
    with pytest.raises(NotAuthentic, match=why):
        verify_webhook(BODY, headers, secrets=[SECRET], now=NOW)


@given(st.binary(max_size=60))
def test_no_other_body_holds_under_the_same_signature(body: bytes) -> None:
    headers = sign_webhook(BODY, id="msg_1", at=NOW, secrets=[SECRET])
    if body == BODY:
        return
    with pytest.raises(NotAuthentic):
        verify_webhook(body, headers, secrets=[SECRET], now=NOW)


@pytest.mark.parametrize("late", [timedelta(minutes=6), -timedelta(minutes=6)])
def test_an_old_message_and_one_from_the_future_are_refused(late: timedelta) -> None:
    headers = sign_webhook(BODY, id="msg_1", at=NOW, secrets=[SECRET])
    with pytest.raises(NotAuthentic, match="相差太多"):
        verify_webhook(BODY, headers, secrets=[SECRET], now=NOW + late)
    assert verify_webhook(BODY, headers, secrets=[SECRET], now=NOW + late * 0.8).at == NOW


def test_the_same_message_a_second_time_is_genuine_and_refused() -> None:
    headers, seen = sign_webhook(BODY, id="msg_1", at=NOW, secrets=[SECRET]), SeenIds()
    verify_webhook(BODY, headers, secrets=[SECRET], now=NOW, seen=seen)
    with pytest.raises(Replayed, match="已经收过"):
        verify_webhook(BODY, headers, secrets=[SECRET], now=NOW, seen=seen)


def test_what_does_not_hold_uses_up_no_id() -> None:
    headers, seen = sign_webhook(BODY, id="msg_1", at=NOW, secrets=[SECRET]), SeenIds()
    with pytest.raises(NotAuthentic):
        verify_webhook(b"{}", headers, secrets=[SECRET], now=NOW, seen=seen)
    assert verify_webhook(BODY, headers, secrets=[SECRET], now=NOW, seen=seen).id == "msg_1"


def test_ids_are_forgotten_once_their_time_alone_refuses_them() -> None:
    seen = SeenIds()
    assert seen.first_time("a", NOW) and not seen.first_time("a", NOW + timedelta(minutes=9))
    assert seen.first_time("a", NOW + timedelta(minutes=11))


@pytest.mark.parametrize("key", [b"short", b"x" * 65])
def test_a_secret_of_another_length_is_no_secret(key: bytes) -> None:
    with pytest.raises(ValueError, match="24 到 64 字节"):
        write_secret(key)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_秘密", "whsec_c2hvcnQ="])
def test_a_secret_that_is_none_is_named_as_that(secret: str) -> None:
    with pytest.raises(ValueError, match="签名密钥写法不对"):
        sign_webhook(BODY, id="msg_1", at=NOW, secrets=[secret])
