"""SM2 beside Ed25519: one note, two worlds, and each is believed by itself."""

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gongzhi.evidence.sm2 as sm2
from gongzhi.evidence import (
    Checkpoint,
    NotANote,
    NotAPolicy,
    NotSigned,
    SignerKey,
    Sm2NotInstalled,
    Sm2SignerKey,
    VerifierKey,
    is_scalar,
    open_checkpoint,
    parse_note,
    parse_policy,
    parse_sm2_signer_key,
    parse_verifier_key,
    sign_checkpoint,
    verify_note,
)

SM2 = Sm2SignerKey(name="log.example", scalar=bytes(range(1, 33)))
BOTH = SignerKey(name="log.example", seed=b"e" * 32, beside=SM2)
OPENSSL_POINT = (
    "0456bd1e6554e4dc3aa52a85ab75700dd09180ac1a09c4879b83321c774d6e01c9"
    "fdbbb9f50b46de2dc83fc3d9681b68e6b933964082245c63827f53cd5bb710d9"
)
OPENSSL_SIGNATURE = (
    "5de4682932e0247ee410b36f49413f17f0aefc07fb2ed9ad1a56364370a99328"
    "d5cc93f184fae985d42f2710a50c1371629e51e4edb14c4cfc5b2073cab93abc"
)
CHECKPOINT = Checkpoint(origin="log.example", size=1, root=b"r" * 32)


def test_one_checkpoint_is_believed_under_either_key() -> None:
    data = sign_checkpoint(CHECKPOINT, BOTH)
    assert open_checkpoint(data, BOTH.verifier) == CHECKPOINT
    assert open_checkpoint(data, SM2.verifier) == CHECKPOINT
    assert len(parse_note(data).signatures) == 2


def test_another_text_or_another_key_is_not_believed() -> None:
    note = parse_note(sign_checkpoint(CHECKPOINT, BOTH))
    forged = type(note)(text=note.text.replace("\n1\n", "\n2\n"), signatures=note.signatures)
    with pytest.raises(NotSigned, match="不成立"):
        verify_note(forged, [SM2.verifier])
    stranger = Sm2SignerKey(name="log.example", scalar=bytes(range(2, 34)))
    with pytest.raises(NotSigned, match="没有已知密钥"):
        verify_note(note, [stranger.verifier])


def test_the_openssl_command_makes_signatures_that_are_believed() -> None:
    # Made once by OpenSSL 3.0.19: pkeyutl -sign -rawin -digest sm3 -pkeyopt distid:1234567812345678, over "gongzhi\n".
    point = bytes.fromhex(OPENSSL_POINT)
    assert sm2.verifies(point, b"gongzhi\n", bytes.fromhex(OPENSSL_SIGNATURE))
    assert not sm2.verifies(point, b"gongzhi", bytes.fromhex(OPENSSL_SIGNATURE))


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=40), st.integers(0, 511))
def test_no_signature_survives_a_flipped_bit(message: bytes, bit: int) -> None:
    signature = sm2.sign(SM2.scalar, message)
    point = sm2.public_of(SM2.scalar)
    assert sm2.verifies(point, message, signature)
    flipped = bytearray(signature)
    flipped[bit // 8] ^= 1 << bit % 8
    assert not sm2.verifies(point, message, bytes(flipped))
    assert not sm2.verifies(point, message, signature + b"\0")


def test_keys_are_read_in_their_one_spelling() -> None:
    assert parse_sm2_signer_key(str(SM2)) == SM2
    assert parse_verifier_key(str(SM2.verifier)).is_sm2
    assert repr(SM2) == "Sm2SignerKey('log.example')"
    with pytest.raises(NotANote, match="SM2"):
        parse_sm2_signer_key(str(BOTH))
    with pytest.raises(NotANote):
        parse_sm2_signer_key(str(SM2) + "A")


def test_zero_and_numbers_beyond_the_order_are_no_private_keys() -> None:
    assert is_scalar((1).to_bytes(32, "big"))
    assert is_scalar((sm2.ORDER - 2).to_bytes(32, "big"))
    assert not is_scalar(bytes(32))
    assert not is_scalar((sm2.ORDER - 1).to_bytes(32, "big"))
    assert not is_scalar(b"\1" * 31)


def test_a_policy_may_believe_a_log_by_its_sm2_key() -> None:
    policy = parse_policy(f"log {BOTH.verifier}\nlog {SM2.verifier}\nquorum none\n".encode())
    assert [key.is_sm2 for key in policy.logs] == [False, True]
    unknown = VerifierKey(name="log.example", type=0xFF, key=b"other/v1\n" + b"k" * 65)
    with pytest.raises(NotAPolicy, match="Ed25519 或 SM2"):
        parse_policy(f"log {unknown}\nquorum none\n".encode())


def test_without_the_library_nothing_is_believed_and_the_way_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    note, key = parse_note(sign_checkpoint(CHECKPOINT, BOTH)), SM2.verifier
    sm2._module.cache_clear()
    monkeypatch.setitem(sys.modules, "tongsuopy.crypto.asymciphers.ec", None)
    with pytest.raises(NotSigned, match=r"gongzhi\[sm\]"):
        verify_note(note, [key])
    with pytest.raises(Sm2NotInstalled):
        sm2.sign(SM2.scalar, b"")
    # The other world goes on.
    assert verify_note(note, [BOTH.verifier]) == (BOTH.verifier,)
    sm2._module.cache_clear()
