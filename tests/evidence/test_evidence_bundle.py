"""Bundles: what is whole verifies, and a single flipped bit is named wherever it is."""

import hashlib
import json

import pytest
from evidence_logs import OTHER, SIGNER, frame, sealed_log, small_bundle
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.evidence import (
    NotAPackage,
    Outcome,
    Reason,
    Verdict,
    make_bundle,
    pack,
    parse_policy,
    policy_of_log,
    print_verdict,
    unpack,
    verify_bundle,
)

BUNDLE = small_bundle(2)
PARTS = dict(unpack(BUNDLE).parts)
TRUST = parse_policy(policy_of_log(SIGNER.verifier).encode())


def failed_steps(verdict: Verdict) -> list[int]:
    return [step.n for step in verdict.steps if not step.ok]


def with_parts(**changed: bytes | None) -> bytes:
    parts = PARTS | {name: data for name, data in changed.items() if data is not None}
    return pack({name: data for name, data in parts.items() if changed.get(name, b"") is not None})


def part_at(offset: int) -> str:
    for name, data in PARTS.items():
        start = BUNDLE.index(data) if data else 0
        if start - 30 - len(name) <= offset < start + len(data):
            return name
    return "目录"


def test_a_whole_bundle_verifies_under_the_policy_of_its_reader() -> None:
    verdict = verify_bundle(BUNDLE, policy=TRUST)
    assert verdict.verdict is Outcome.VERIFIED
    assert [step.n for step in verdict.steps] == list(range(1, 11))
    assert [item.reason for item in verdict.items] == [Reason.SEALED, Reason.SEALED]


def test_without_a_policy_the_verdict_says_that_the_key_came_with_the_bundle() -> None:
    verdict = verify_bundle(BUNDLE)
    assert verdict.verdict is Outcome.VERIFIED
    assert "公钥取自这个包本身" in verdict.steps[2].detail


def test_the_same_input_makes_the_same_bytes() -> None:
    assert small_bundle(2) == BUNDLE


@pytest.mark.parametrize("shift", range(8))
def test_a_flipped_bit_is_named_wherever_it_is(shift: int) -> None:
    for offset in range(shift, len(BUNDLE), 8):
        data = bytearray(BUNDLE)
        data[offset] ^= 1 << (offset // 8 + shift) % 8
        verdict = verify_bundle(bytes(data), policy=TRUST)
        assert verdict.verdict is Outcome.FAILED, offset
        said = " ".join(step.detail for step in verdict.steps if not step.ok)
        name = part_at(offset)
        assert name in said or "目录" in said, (offset, name, said)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(BUNDLE)), st.binary(max_size=40), st.integers(0, 40))
def test_no_splice_is_accepted_and_none_raises(at: int, new: bytes, dropped: int) -> None:
    data = BUNDLE[:at] + new + BUNDLE[at + dropped :]
    verdict = verify_bundle(data, policy=TRUST)
    assert verdict.verdict is (Outcome.VERIFIED if data == BUNDLE else Outcome.FAILED)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_raise(data: bytes) -> None:
    assert verify_bundle(data).verdict is Outcome.FAILED


def test_a_policy_that_trusts_another_log_fails_the_checkpoint() -> None:
    other = parse_policy(policy_of_log(OTHER.verifier).encode())
    verdict = verify_bundle(BUNDLE, policy=other)
    assert verdict.verdict is Outcome.FAILED
    assert 4 in failed_steps(verdict)
    assert {item.reason for item in verdict.items} == {Reason.CHECKPOINT_UNTRUSTED}


def test_altered_content_repacked_with_care_is_still_named() -> None:
    name = next(name for name in PARTS if name.startswith("blobs/"))
    verdict = verify_bundle(with_parts(**{name: b"other"}), policy=TRUST)
    assert {2, 8} <= set(failed_steps(verdict))
    assert [item.reason for item in verdict.items].count(Reason.CONTENT_ALTERED) == 1


def test_an_exhibit_taken_out_of_the_manifest_breaks_its_signature() -> None:
    log, proven = sealed_log([b"a", b"b"])
    short = dict(unpack(make_bundle(frame(log), proven[:1])).parts)
    kept = dict(unpack(make_bundle(frame(log), proven)).parts)
    verdict = verify_bundle(pack(short | {"manifest.note": kept["manifest.note"]}), policy=TRUST)
    assert failed_steps(verdict) == [6]


def test_a_bundle_that_nobody_signed_fails() -> None:
    log, proven = sealed_log([b"a"])
    assert failed_steps(verify_bundle(make_bundle(frame(log, signer=None), proven), policy=TRUST)) == [6]


def test_a_missing_original_is_incomplete_and_an_erased_one_says_so() -> None:
    import dataclasses

    log, proven = sealed_log([b"a", b"b"])
    withheld = dataclasses.replace(proven[0], content=None)
    erased = dataclasses.replace(proven[1], content=None, salt=None, sha256=None)
    verdict = verify_bundle(make_bundle(frame(log), [withheld, erased]), policy=TRUST)
    assert verdict.verdict is Outcome.INCOMPLETE
    assert [item.reason for item in verdict.items] == [Reason.CONTENT_MISSING, Reason.ERASED]


def test_references_that_the_log_does_not_have_make_the_bundle_incomplete() -> None:
    log, proven = sealed_log([b"a"])
    verdict = verify_bundle(make_bundle(frame(log, unresolved=("f" * 26,)), proven), policy=TRUST)
    assert verdict.verdict is Outcome.INCOMPLETE
    assert "f" * 26 in verdict.steps[8].detail


def test_an_empty_bundle_proves_nothing() -> None:
    log, _ = sealed_log([b"a"])
    assert verify_bundle(make_bundle(frame(log), []), policy=TRUST).verdict is Outcome.INCOMPLETE


def test_an_entry_of_another_log_is_not_in_this_one() -> None:
    log, _ = sealed_log([b"a", b"b"])
    _, foreign = sealed_log([b"c", b"d"])
    import dataclasses

    proof = dataclasses.replace(foreign[0].proof, checkpoint=log.seen)
    verdict = verify_bundle(make_bundle(frame(log), [dataclasses.replace(foreign[0], proof=proof)]), policy=TRUST)
    assert [item.reason for item in verdict.items] == [Reason.NOT_IN_LOG]
    assert failed_steps(verdict) == [7, 8]


def test_the_statement_names_each_step_and_leaves_the_decision_to_a_person() -> None:
    text = print_verdict(verify_bundle(BUNDLE, policy=TRUST))
    assert "(9)" in text
    assert "本结果仅供辅助，由人作出决定" in text


def test_a_manifest_nested_without_end_is_refused_quietly() -> None:
    deep = b"[" * 1000 + b"]" * 1000
    assert verify_bundle(pack({"manifest.json": deep})).verdict is Outcome.FAILED
    assert json.loads(PARTS["manifest.json"])["format"] == "gongzhi/evz@v1"


@pytest.mark.parametrize("name", ["../x", "/x", "a//b", "a/../b", ".hidden", "a\\b", "", "文件", "a" * 201])
def test_names_that_climb_or_surprise_are_refused(name: str) -> None:
    with pytest.raises(NotAPackage):
        pack({name: b""})


def test_any_zip_tool_reads_a_bundle() -> None:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(BUNDLE)) as reading:
        assert reading.testzip() is None
        assert {name: reading.read(name) for name in reading.namelist()} == PARTS


@pytest.mark.parametrize("trick", ["doubled", "comment", "compressed", "before", "after", "unsorted", "extra field"])
def test_zip_tricks_are_refused(trick: str) -> None:
    with pytest.raises(NotAPackage):
        unpack(tricky(trick))


def tricky(trick: str) -> bytes:
    import io
    import warnings
    import zipfile

    if trick in ("before", "after"):
        return b"x" + BUNDLE if trick == "before" else BUNDLE + b"x"
    out = io.BytesIO()
    kind = zipfile.ZIP_DEFLATED if trick == "compressed" else zipfile.ZIP_STORED
    with zipfile.ZipFile(out, "w", kind) as writing, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        names = ["a", "a"] if trick == "doubled" else ["b", "a"] if trick == "unsorted" else ["a", "b"]
        for name in names:
            entry = zipfile.ZipInfo(name)
            entry.extra = b"\x01\x00\x00\x00" if trick == "extra field" else b""
            writing.writestr(entry, b"content " * 10, compress_type=kind)
        writing.comment = b"hello" if trick == "comment" else b""
    return out.getvalue()


def test_the_last_hours_of_the_calendar_are_shown_and_not_raised() -> None:
    import dataclasses
    from datetime import UTC, datetime

    from gongzhi.evidence import Exhibit, exhibit_id
    from gongzhi.values import decode_record

    log, [one] = sealed_log([b"a"])
    late = dataclasses.replace(decode_record(Exhibit, one.entry), at=datetime(9999, 12, 31, 23, tzinfo=UTC)).to_entry()
    verdict = verify_bundle(make_bundle(frame(log), [dataclasses.replace(one, entry=late, exhibit=exhibit_id(late))]))
    assert [item.at for item in verdict.items] == ["9999-12-31T23:00:00.000000Z"]


@pytest.mark.parametrize("respelt", [lambda salt: salt.upper(), lambda salt: f"{salt[:2]} {salt[2:]}"])
def test_a_salt_in_another_spelling_opens_nothing(respelt) -> None:
    import dataclasses
    import hashlib

    from gongzhi.evidence import Exhibit, commit, exhibit_id
    from gongzhi.values import decode_record

    log, [one] = sealed_log([b"a"])
    salt, sha256 = b"\xab" * 32, hashlib.sha256(b"a").digest()
    exhibit = dataclasses.replace(decode_record(Exhibit, one.entry), commitment=commit(salt=salt, sha256=sha256))
    entry = exhibit.to_entry()
    first = log.append([entry])
    proof = dataclasses.replace(one.proof, index=first, path=tuple(log.prove_inclusion(first)), checkpoint=log.seen)
    whole = make_bundle(
        frame(log), [dataclasses.replace(one, exhibit=exhibit_id(entry), entry=entry, proof=proof, salt=salt)]
    )
    parts = dict(unpack(whole).parts)
    manifest = json.loads(parts["manifest.json"])
    manifest["items"][0]["salt"] = respelt(salt.hex())
    respelt_bundle = pack(parts | {"manifest.json": canonical(manifest)})
    assert [item.reason for item in verify_bundle(whole, policy=TRUST).items] == [Reason.SEALED]
    assert [item.reason for item in verify_bundle(respelt_bundle, policy=TRUST).items] == [Reason.CONTENT_ALTERED]


def canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def test_a_policy_of_the_bundle_whose_names_are_no_text_is_told_in_text() -> None:
    from evidence_mutations import WITNESSES

    log, proven = sealed_log([b"a"])
    parts = dict(unpack(make_bundle(frame(log), proven)).parts)
    line = f" {WITNESSES[0].verifier}\nquorum ".encode()
    parts["policy.txt"] = f"log {SIGNER.verifier}\nwitness ".encode() + b"\xff" + line + b"\xff\n"
    verdict = verify_bundle(pack(parts))
    assert "策略要求 ?" in verdict.steps[4].detail.encode().decode()


def test_a_bundle_carries_the_page_that_verifies_it_when_it_is_given() -> None:
    log, proven = sealed_log([b"a"])
    data = make_bundle(frame(log, page=b"<!doctype html>"), proven)
    parts = dict(unpack(data).parts)
    assert parts["verify.html"] == b"<!doctype html>"
    assert "verify.html" in parts["statement.txt"].decode()
    assert verify_bundle(data, policy=TRUST).verdict is Outcome.VERIFIED
    swapped = pack(parts | {"verify.html": b"<p>all is well"})
    assert failed_steps(verify_bundle(swapped, policy=TRUST)) == [2]


@pytest.mark.parametrize("odd", ["[]", '"x"', "1", "null"])
@pytest.mark.parametrize("field", ["parts", "items"])
def test_a_manifest_with_another_kind_of_value_fails_and_never_raises(field: str, odd: str) -> None:
    manifest = json.loads(PARTS["manifest.json"]) | {field: json.loads(odd) if field == "parts" else [json.loads(odd)]}
    verdict = verify_bundle(with_parts(**{"manifest.json": canonical(manifest)}), policy=TRUST)
    assert {2, 6} <= set(failed_steps(verdict))


def test_large_parts_hashed_side_by_side_have_the_digests_of_their_bytes() -> None:
    log, proven = sealed_log([bytes([n]) * (300_000 + n) for n in range(6)])
    data = bytearray(make_bundle(frame(log), proven))
    parts = unpack(bytes(data)).parts
    assert all(parts.sha256(name) == hashlib.sha256(part).hexdigest() for name, part in parts.items())
    assert all(parts.size(name) == len(part) and parts.opens_with(name, part[:9]) for name, part in parts.items())
    assert not any(parts.opens_with(name, part + b"P") for name, part in parts.items())
    assert "nothing" not in parts and not parts.opens_with("nothing", b"")
    assert verify_bundle(bytes(data)).verdict is Outcome.VERIFIED
    at = data.index(bytes([4]) * 1000) + 500
    data[at] ^= 1
    verdict = verify_bundle(bytes(data))
    assert [item.reason.value for item in verdict.items] == ["sealed"] * 4 + ["content-altered", "sealed"]


def test_each_byte_of_a_large_part_is_hashed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    log, proven = sealed_log([bytes([n]) * 300_000 for n in range(6)])
    data = make_bundle(frame(log), proven)
    hashed, plain = list[int](), hashlib.sha256

    def counting(first: bytes = b"") -> object:
        hashed.append(len(first))
        return Counted(first)

    class Counted:
        def __init__(self, first: bytes) -> None:
            self._digest = plain(first)

        def update(self, more: bytes) -> None:
            hashed.append(len(more))
            self._digest.update(more)

        def digest(self) -> bytes:
            return self._digest.digest()

        def hexdigest(self) -> str:
            return self._digest.hexdigest()

    monkeypatch.setattr(hashlib, "sha256", counting)
    assert verify_bundle(data, policy=TRUST).verdict is Outcome.VERIFIED
    assert 6 * 300_000 <= sum(hashed) < len(data) + 20_000
