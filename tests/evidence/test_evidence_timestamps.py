"""Timestamps: one authority's word over one checkpoint, at the time that it names, and nothing else's."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.x509.oid import ExtendedKeyUsageOID
from evidence_logs import SIGNER, frame, sealed_log
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.evidence import (
    NotAnAuthority,
    NotTimestamped,
    count_timestamps,
    make_bundle,
    parse_authority,
    parse_note,
    parse_policy,
    policy_of_log,
    unpack,
    verify_bundle,
    verify_timestamp,
)
from local_authority import BORN, YEAR, local_authority

AT = datetime(2026, 6, 1, 8, tzinfo=UTC)
ONE, OTHER = local_authority("one"), local_authority("other")
BELIEVED = [parse_authority("one", ONE.pem)]
TOKEN = ONE.stamp("log.example\n3\nroot\n", AT)
TEXT = "log.example\n3\nroot\n"


def test_a_token_says_who_and_when() -> None:
    stamp = verify_timestamp(ONE.stamp(TEXT, AT, serial=41), TEXT, BELIEVED)
    assert (stamp.authority, stamp.at, stamp.serial) == ("one", AT, 41)


def test_a_token_over_another_checkpoint_is_false() -> None:
    with pytest.raises(NotTimestamped, match="不是这个检查点"):
        verify_timestamp(ONE.stamp(TEXT, AT), TEXT.replace("3", "4"), BELIEVED)


def test_a_token_of_another_authority_is_not_believed_even_under_the_same_names() -> None:
    twin = local_authority("one")
    for other in (OTHER, twin):
        with pytest.raises(NotTimestamped, match="不是所信的机构"):
            verify_timestamp(other.stamp(TEXT, AT), TEXT, BELIEVED)
    assert verify_timestamp(OTHER.stamp(TEXT, AT), TEXT, [*BELIEVED, parse_authority("o", OTHER.pem)]).authority == "o"


def test_a_certificate_has_to_be_valid_when_the_token_was_made_not_now() -> None:
    assert verify_timestamp(ONE.stamp(TEXT, BORN + YEAR - timedelta(days=1)), TEXT, BELIEVED)
    for late in (BORN + YEAR + timedelta(days=1), BORN - timedelta(days=1)):
        with pytest.raises(NotTimestamped):
            verify_timestamp(ONE.stamp(TEXT, late), TEXT, BELIEVED)


def test_a_certificate_for_another_purpose_stamps_nothing() -> None:
    server = local_authority("server", purpose=ExtendedKeyUsageOID.SERVER_AUTH)
    with pytest.raises(NotTimestamped):
        verify_timestamp(server.stamp(TEXT, AT), TEXT, [parse_authority("server", server.pem)])


def test_a_known_signer_may_not_be_exchanged_under_the_same_root() -> None:
    pem = ONE.pem + OTHER.signer.public_bytes(serialization.Encoding.PEM)
    pinned = parse_authority("one", pem)
    assert len(pinned.signers) == 1
    with pytest.raises(NotTimestamped):
        verify_timestamp(ONE.stamp(TEXT, AT), TEXT, [pinned])
    own = parse_authority("one", ONE.pem + ONE.signer.public_bytes(serialization.Encoding.PEM))
    assert verify_timestamp(ONE.stamp(TEXT, AT), TEXT, [own])


def test_certificates_in_the_order_of_the_chain_are_read_too() -> None:
    token = ONE.stamp(TEXT, AT, chain_first=True)
    assert token != ONE.stamp(TEXT, AT)
    assert verify_timestamp(token, TEXT, BELIEVED).at == AT


def test_a_certificate_sent_along_that_cannot_be_read_is_never_passed_over() -> None:
    # Not even when the signer's own happens to be looked at first.
    name = b"one root"
    at = TOKEN.index(name, TOKEN.index(name) + 1)
    for torn in (
        TOKEN[:at] + b"\xff" + TOKEN[at + 1 :],
        TOKEN.replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x22"),
    ):
        with pytest.raises(NotTimestamped, match="不是所信的机构"):
            verify_timestamp(torn, TEXT, BELIEVED)


def test_a_torn_token_is_not_encoded_anew_but_refused_at_once() -> None:
    # Its certificates are moved as they are; nothing else of it is touched.
    unsorted = ONE.stamp(TEXT, AT, chain_first=True)
    for at in (*range(32), *range(140, 160)):
        torn = unsorted[:at] + bytes([unsorted[at] ^ 0x20]) + unsorted[at + 1 :]
        with pytest.raises(NotTimestamped):
            verify_timestamp(torn, TEXT, BELIEVED)


def test_no_byte_of_a_token_can_be_exchanged_to_say_another_time() -> None:
    token = ONE.stamp(TEXT, AT)
    believed = 0
    for at in range(0, len(token), 3):
        mutated = token[:at] + bytes([token[at] ^ 1]) + token[at + 1 :]
        try:
            stamp = verify_timestamp(mutated, TEXT, BELIEVED)
        except NotTimestamped:
            continue
        # What is not signed (the certificate of the root that was sent along) may change; what is said may not.
        believed += 1
        assert (stamp.at, stamp.serial) == (AT, 7)
    assert believed < len(token) / 3


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_token_torn_in_any_way_is_refused_or_says_the_same(data: st.DataObject) -> None:
    token = bytearray(TOKEN)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(token) - 1))
        token[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    try:
        stamp = verify_timestamp(bytes(token), TEXT, BELIEVED)
    except NotTimestamped as error:
        assert str(error)
    else:
        assert (stamp.at, stamp.serial) == (AT, 7)


@pytest.mark.parametrize("junk", [b"", b"garbled", b"0\x82", b"\x30\x03\x02\x01\x00", b"x" * (1 << 17)])
def test_junk_is_refused_in_words(junk: bytes) -> None:
    with pytest.raises(NotTimestamped):
        verify_timestamp(junk, TEXT, BELIEVED)


def test_certificates_without_a_root_name_no_authority() -> None:
    for pem in (b"", b"garbled", ONE.signer.public_bytes(serialization.Encoding.PEM)):
        with pytest.raises(NotAnAuthority, match="one"):
            parse_authority("one", pem)
    assert parse_authority("one", ONE.root.public_bytes(serialization.Encoding.DER)).roots == (ONE.root,)


def test_of_several_tokens_each_authority_counts_once_with_its_earliest() -> None:
    tokens = {
        "a": ONE.stamp(TEXT, AT + timedelta(hours=1)),
        "b": ONE.stamp(TEXT, AT),
        "c": OTHER.stamp(TEXT, AT),
        "d": ONE.stamp("another", AT),
    }
    stamped = count_timestamps(tokens, TEXT, BELIEVED)
    assert [(one.authority, one.at) for one in stamped.verified] == [("one", AT)]
    assert (list(stamped.unknown), list(stamped.false)) == (["c"], ["d"])


LOG, PROVEN = sealed_log([b"1", b"2"])
POLICY = parse_policy(policy_of_log(SIGNER.verifier).encode())


def stamped_bundle(**timestamps: bytes) -> bytes:
    return make_bundle(dataclasses.replace(frame(LOG), timestamps=timestamps), PROVEN)


def step(data: bytes, authorities: object) -> tuple[bool, str]:
    verdict = verify_bundle(data, policy=POLICY, authorities=authorities)  # type: ignore[arg-type]
    return verdict.steps[9].ok, verdict.steps[9].detail


def test_a_bundle_with_a_token_says_when_its_checkpoint_existed() -> None:
    text = parse_note(LOG.seen or b"").text
    data = stamped_bundle(one=ONE.stamp(text, AT))
    assert "timestamps/one.tsr" in dict(unpack(data).parts)
    ok, detail = step(data, BELIEVED)
    assert ok
    assert "one 证明检查点在 2026-06-01 16:00:00 已经存在" in detail
    assert verify_bundle(data, policy=POLICY, authorities=BELIEVED).verdict == "verified"
    assert step(data, ()) == (True, "包里有 1 个时间戳；没有提供机构的证书，未核验，请用 --authorities 再核验一次")


def test_who_asks_for_a_timestamp_is_not_content_without_one_or_with_a_false_one() -> None:
    text = parse_note(LOG.seen or b"").text
    assert step(stamped_bundle(), BELIEVED) == (False, "没有所信机构的时间戳")
    assert step(stamped_bundle(), ()) == (True, "包里没有时间戳")
    assert not step(stamped_bundle(other=OTHER.stamp(text, AT)), BELIEVED)[0]
    assert not step(stamped_bundle(one=ONE.stamp(text, AT), two=ONE.stamp("another", AT)), BELIEVED)[0]
    assert step(stamped_bundle(one=ONE.stamp(text, AT), other=OTHER.stamp(text, AT)), BELIEVED)[0]
