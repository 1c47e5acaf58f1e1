"""Signed notes and keys: one spelling each, and no signature believed that a known key did not make."""

import pytest
from evidence_logs import OTHER, SIGNER
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.evidence import (
    NotACheckpoint,
    NotANote,
    Note,
    NotSigned,
    SignerKey,
    VerifierKey,
    open_checkpoint,
    parse_checkpoint,
    parse_note,
    parse_signer_key,
    parse_verifier_key,
    sign_checkpoint,
    verify_note,
)
from gongzhi.evidence.checkpoint import Checkpoint

HEAD = Checkpoint(origin=SIGNER.name, size=3, root=bytes(range(32)))


def signed(text: str = "一\n\n二\n") -> bytes:
    return Note(text=text, signatures=(SIGNER.sign(text),)).to_bytes()


def test_a_note_is_read_and_its_signer_named() -> None:
    note = parse_note(signed())
    assert note.text == "一\n\n二\n"
    assert verify_note(note, [SIGNER.verifier]) == (SIGNER.verifier,)


def test_a_key_of_the_same_name_is_not_the_same_key() -> None:
    with pytest.raises(NotSigned, match="没有已知密钥"):
        verify_note(parse_note(signed()), [OTHER.verifier])


def test_a_false_signature_of_a_known_key_rejects_the_note_even_beside_a_true_one() -> None:
    note = parse_note(signed())
    forged = SIGNER.sign("other\n")
    with pytest.raises(NotSigned, match="不成立"):
        verify_note(Note(text=note.text, signatures=(*note.signatures, forged)), [SIGNER.verifier])


@given(st.integers(0, len(signed()) * 8 - 1))
def test_no_flipped_bit_goes_unnoticed(bit: int) -> None:
    data = bytearray(signed())
    data[bit // 8] ^= 1 << bit % 8
    with pytest.raises((NotANote, NotSigned)):
        verify_note(parse_note(bytes(data)), [SIGNER.verifier])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"text\n",
        b"text\n\n",
        b"text\n\n\xe2\x80\x94 name AAAA\n",
        b"text\n\n\xe2\x80\x94 name AAAAAAA\n",
        b"text\n\n- name AAAAAAAA\n",
        b"text\n\n\xe2\x80\x94 na+me AAAAAAAA\n",
        b"text\n\n\xe2\x80\x94  AAAAAAAA\n",
        b"text\r\n\n\xe2\x80\x94 name AAAAAAAA\n",
        b"te\txt\n\n\xe2\x80\x94 name AAAAAAAA\n",
        b"te\x0bxt\n\n\xe2\x80\x94 name AAAAAAAA\n",
        b"te\x1fxt\n\n\xe2\x80\x94 name AAAAAAAA\n",
        b"\x00text\n\n\xe2\x80\x94 name AAAAAAAA\n",
        b"\xff\n\n\xe2\x80\x94 name AAAAAAAA\n",
        b"text\n\n\xe2\x80\x94 name AAAAAAAA",
        b"text\n\n\xe2\x80\x94 name AAAAAAAA trailing\n",
        b"text\n\n\xe2\x80\x94 name AAAAAAB=\n",
        b"text\n\n" + "\u2014 name AAAAAAAA\n".encode() * 65,
        b"x" * (1 << 20) + b"\n\n\xe2\x80\x94 name AAAAAAAA\n",
    ],
)
def test_what_is_not_a_note_in_its_one_spelling_is_refused(data: bytes) -> None:
    with pytest.raises(NotANote):
        parse_note(data)


def test_keys_print_and_read_back() -> None:
    assert parse_signer_key(str(SIGNER)) == SIGNER
    assert parse_verifier_key(str(SIGNER.verifier)) == SIGNER.verifier
    assert "AAEC" not in repr(SIGNER)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "name+00000000+AQ==",
        "name+00000000+AQAA",
        "na me+00000000+AQAA",
        "+00000000+AQAA",
        str(SIGNER.verifier).replace("+", "+0", 1),
        str(SIGNER.verifier)[:-1],
        str(SIGNER),
    ],
)
def test_public_keys_in_another_spelling_are_refused(text: str) -> None:
    with pytest.raises(NotANote):
        parse_verifier_key(text)


@pytest.mark.parametrize("text", ["", str(SIGNER.verifier), str(SIGNER)[:-4], str(SIGNER).replace("+log", "+log2")])
def test_private_keys_in_another_spelling_are_refused(text: str) -> None:
    with pytest.raises(NotANote):
        parse_signer_key(text)


def test_a_checkpoint_prints_and_reads_back() -> None:
    assert parse_checkpoint(HEAD.to_text()) == HEAD
    assert open_checkpoint(sign_checkpoint(HEAD, SIGNER), SIGNER.verifier) == HEAD


@pytest.mark.parametrize(
    "text",
    [
        "origin\n3\n",
        "origin\n03\n" + HEAD.to_text().split("\n")[2] + "\n",
        "origin\n-3\n" + HEAD.to_text().split("\n")[2] + "\n",
        "origin\n9223372036854775808\n" + HEAD.to_text().split("\n")[2] + "\n",
        "origin\n\u0663\n" + HEAD.to_text().split("\n")[2] + "\n",
        "\n3\n" + HEAD.to_text().split("\n")[2] + "\n",
        "origin\n3\nAAAA\n",
        "origin\n3\n%%%\n",
        HEAD.to_text().removesuffix("\n"),
        HEAD.to_text() + "\n",
    ],
)
def test_checkpoints_in_another_spelling_are_refused(text: str) -> None:
    with pytest.raises(NotACheckpoint):
        parse_checkpoint(text)


def test_bytes_that_are_no_note_are_no_checkpoint() -> None:
    with pytest.raises(NotACheckpoint):
        open_checkpoint(b"nothing", SIGNER.verifier)


def test_a_verifier_key_of_an_unknown_type_signs_nothing() -> None:
    stranger = VerifierKey(name=SIGNER.name, type=0x7F, key=SIGNER.verifier.key)
    with pytest.raises(NotSigned):
        verify_note(parse_note(signed()), [stranger])
    assert isinstance(SIGNER, SignerKey)
