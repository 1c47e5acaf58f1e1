"""Whatever bytes a stranger hands in, every parser of evidence answers with its own error or with what prints back."""

import base64
from collections.abc import Callable

import pytest
from evidence_logs import AT, SIGNER, sealed_log
from evidence_mutations import QUORUM, WITNESSES, bundle_of, cosigned, originals
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.evidence import (
    LONGEST_SUBMISSION,
    BundleManifest,
    Exhibit,
    LogProof,
    NotACheckpoint,
    NotAnAuthority,
    NotANote,
    NotAPackage,
    NotAPolicy,
    NotAProof,
    NotASubmission,
    NotATile,
    NotTimestamped,
    Outcome,
    Redacted,
    SegmentRoot,
    Submission,
    count_timestamps,
    is_scalar,
    pack,
    parse_authority,
    parse_checkpoint,
    parse_note,
    parse_policy,
    parse_proof,
    parse_signer_key,
    parse_sm2_signer_key,
    parse_submission,
    parse_tile_path,
    parse_verifier_key,
    parse_witness_key,
    split_entries,
    split_hashes,
    unpack,
    verify_bundle,
    verify_timestamp,
)
from gongzhi.values import NotThisRecord, decode_record
from local_authority import BORN, YEAR, local_authority

LOG, PROVEN = sealed_log([b"one", b"two", b"three"])
NOTE = cosigned(LOG.seen or b"")
PARTS = dict(unpack(bundle_of(PROVEN, NOTE)).parts)
TSA = local_authority("one")
BELIEVED = [parse_authority("one", TSA.pem)]
TEXT = LOG.checkpoint.to_text()
TOKEN = TSA.stamp(TEXT, BORN + YEAR / 2)
Parser = Callable[[bytes], object]


def as_text(parse: Callable[[str], object]) -> Parser:
    """A parser of text: bytes that are no text arrive as octets in disguise, as file names and arguments do."""
    return lambda data: parse(data.decode("utf-8", "surrogateescape"))


PARSERS: dict[str, tuple[Parser, type[Exception] | tuple[type[Exception], ...], bytes]] = {
    "note": (parse_note, NotANote, NOTE),
    "checkpoint": (as_text(parse_checkpoint), NotACheckpoint, TEXT.encode()),
    "proof": (parse_proof, NotAProof, PROVEN[2].proof.to_bytes()),
    "policy": (parse_policy, NotAPolicy, QUORUM),
    "submission": (
        parse_submission,
        NotASubmission,
        Submission(old=2, path=(bytes(32),), checkpoint=LOG.seen or b"").to_bytes(),
    ),
    "package": (unpack, NotAPackage, bundle_of(PROVEN[:1], LOG.seen or b"")),
    "manifest": (lambda data: decode_record(BundleManifest, data), NotThisRecord, PARTS["manifest.json"]),
    "entry": (lambda data: decode_record(Exhibit, data), NotThisRecord, PROVEN[0].entry),
    "redaction": (lambda data: decode_record(Redacted, data), NotThisRecord, b'{"@record":"Redacted"}'),
    "segments": (lambda data: decode_record(SegmentRoot, data), NotThisRecord, b'{"@record":"SegmentRoot"}'),
    "entries": (lambda data: split_entries(data, 1), NotATile, b"\0\1a\0\2bc"),
    "hashes": (lambda data: split_hashes(data, 2), NotATile, bytes(64)),
    "tile-path": (as_text(parse_tile_path), NotATile, b"tile/0/x001/067.p/3"),
    "key": (as_text(parse_verifier_key), NotANote, str(SIGNER.verifier).encode()),
    "signer": (as_text(parse_signer_key), NotANote, str(SIGNER).encode()),
    "witness": (as_text(parse_witness_key), NotANote, str(WITNESSES[2]).encode()),
    "sm2-signer": (
        as_text(parse_sm2_signer_key),
        NotANote,
        b"PRIVATE+KEY+log+00000000+" + base64.b64encode(b"\xffgongzhi/sm2-sm3/v1\n" + bytes(31) + b"\0"),
    ),
    "authority": (lambda data: parse_authority("one", data), NotAnAuthority, TSA.pem),
    "token": (lambda data: verify_timestamp(data, TEXT, BELIEVED), NotTimestamped, TOKEN),
}
ODD = [
    b"",
    b"\n",
    b"\n\n",
    b"\0",
    b"\xff",
    b"\xc0\x80",
    b"\xed\xa0\x80",
    b"=",
    b"+",
    b"-1",
    b"9" * 25,
    b"\xe2\x80\x94 ",
    b'"',
]
ODD += [
    "\u0661\u0662".encode(),
    "\u3000".encode(),
    b"1e9",
    b"PK\3\4",
    b"PK\5\6" + bytes(18),
    b"[[[[",
    b"{}",
    b"A" * 43 + b"=",
]


@st.composite
def changed(draw: st.DrawFn, whole: bytes) -> bytes:
    """Bytes that were once good, cut and pasted a few times."""
    data = whole
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        stop = min(len(data), start + draw(st.sampled_from([0, 0, 1, 2, 7, 40])))
        other = draw(st.integers(0, len(whole)))
        new = draw(st.one_of(st.sampled_from(ODD), st.binary(max_size=6), st.just(whole[other : other + 30])))
        data = data[:start] + new + data[stop:]
    return data


@pytest.mark.parametrize("name", PARSERS)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_parser_raises_its_own_error_and_no_other(name: str, data: st.DataObject) -> None:
    parse, error, whole = PARSERS[name]
    given_bytes = data.draw(st.one_of(changed(whole), st.binary(max_size=200)))
    try:
        read = parse(given_bytes)
    except error:
        return
    assert read is not None
    if hasattr(read, "to_bytes"):
        assert read.to_bytes() == given_bytes


@pytest.mark.parametrize("name", PARSERS)
def test_every_seed_is_good_or_refused_for_one_reason(name: str) -> None:
    parse, error, whole = PARSERS[name]
    if name in ("redaction", "segments", "sm2-signer"):
        with pytest.raises(error):
            parse(whole)
    else:
        assert parse(whole) is not None


DEEP = b"[" * 100_000 + b"]" * 100_000


@pytest.mark.parametrize("name", PARSERS)
@pytest.mark.parametrize(
    "data",
    [DEEP, b'{"a":' * 50_000, b"\n" * 200_000, b"A" * (1 << 21), b"log " * 50_000, bytes(1 << 20)],
    ids=["deep-lists", "deep-objects", "lines", "one-line", "words", "zeros"],
)
def test_depth_and_length_are_refused_not_suffered(name: str, data: bytes) -> None:
    parse, error, _ = PARSERS[name]
    with pytest.raises(
        error if name not in ("manifest", "entry", "redaction", "segments") else (error, RecursionError)
    ):
        assert parse(data) is None


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_part_of_a_bundle_however_odd_makes_the_verifier_raise(data: st.DataObject) -> None:
    bundle, _ = data.draw(st.sampled_from(originals()))
    parts = dict(unpack(bundle).parts)
    for _ in range(data.draw(st.integers(1, 3))):
        name = data.draw(st.sampled_from(sorted(parts)))
        parts[name] = data.draw(st.one_of(changed(parts[name]), st.just(DEEP), st.binary(max_size=60)))
    verdict = verify_bundle(pack(parts), authorities=data.draw(st.sampled_from([[], BELIEVED])))
    assert [step.n for step in verdict.steps][:10] == list(range(1, 11))
    for step in verdict.steps:
        assert step.detail.encode()
    assert verdict.verdict in Outcome


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(changed(TOKEN), st.binary(max_size=40), st.just(TOKEN)), max_size=3))
def test_tokens_however_odd_are_sorted_into_true_false_and_unknown(tokens: list[bytes]) -> None:
    named = {f"t{n}": token for n, token in enumerate(tokens)}
    stamped = count_timestamps(named, TEXT, BELIEVED)
    assert set(stamped.false) | set(stamped.unknown) <= set(named)
    assert len(stamped.verified) <= 1
    assert bool(stamped.verified) or TOKEN not in tokens


def test_limits_are_where_they_are_said_to_be() -> None:
    body = Submission(old=0, path=(), checkpoint=b"x" * LONGEST_SUBMISSION).to_bytes()
    with pytest.raises(NotASubmission, match="过大"):
        parse_submission(body)
    with pytest.raises(NotANote, match="过大"):
        parse_note(b"x" * ((1 << 20) + 1))
    with pytest.raises(NotAProof):
        parse_proof(LogProof(index=0, path=(bytes(32),) * 64, checkpoint=b"").to_bytes())
    assert parse_proof(LogProof(index=0, path=(bytes(32),) * 63, checkpoint=b"").to_bytes()).path
    assert not is_scalar(bytes(32))
    assert AT.tzinfo is not None
