"""What an operator who holds the log's key may try with a bundle, and how whoever reads it finds out.

Each attack names the steps that fail and the reasons of its exhibits, under the reader's own policy: two of three
witnesses, and one time-stamping authority.
"""

import dataclasses
import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from evidence_logs import AT, OTHER, SIGNER, new_log, sealed_log
from evidence_mutations import (
    NOW,
    QUORUM,
    WITNESSES,
    bundle_of,
    cosigned,
    redacted_log,
    refitted,
    segment_records,
    segmented,
)

from gongzhi.evidence import (
    ED25519_COSIGNATURE,
    Checkpoint,
    Exhibit,
    Note,
    NoteSignature,
    Proven,
    Redacted,
    SignerKey,
    Verdict,
    WitnessKey,
    commit,
    exhibit_id,
    pack,
    parse_authority,
    parse_note,
    parse_policy,
    sign_checkpoint,
    unpack,
    verify_bundle,
)
from gongzhi.evidence.bundle import manifest_text
from gongzhi.values import decode_record, encode_record
from local_authority import BORN, YEAR, local_authority

LOG, PROVEN = sealed_log(["第一件".encode(), "第二件".encode(), b"third"])
SEEN = LOG.seen or b""
HEAD = cosigned(SEEN)
WHOLE = bundle_of(PROVEN, HEAD)
PARTS = unpack(WHOLE).parts
FIRST, SECOND, THIRD = PROVEN
STAMPED = datetime(2025, 6, 1, 8, tzinfo=UTC)
TSA, OTHER_TSA = local_authority("one"), local_authority("other")
UNTRUSTED = ["checkpoint-untrusted"] * 3
ELSEWHERE = ["not-in-log"] * 3
WELL = ["sealed"] * 3

Attack = Callable[[], bytes]
ATTACKS: list[tuple[str, list[int], list[str], Attack]] = []


def attack(steps: list[int], reasons: list[str]) -> Callable[[Attack], Attack]:
    """Put this attack on the list, under its name, with what must be found."""

    def listed(make: Attack) -> Attack:
        ATTACKS.append((make.__name__, steps, reasons, make))
        return make

    return listed


def judged(data: bytes, **more: Any) -> Verdict:
    return verify_bundle(data, policy=parse_policy(QUORUM), **more)


def found(verdict: Verdict) -> tuple[list[int], list[str]]:
    return [step.n for step in verdict.steps if not step.ok], [item.reason.value for item in verdict.items]


def resigned(**changed: bytes) -> bytes:
    """The bundle with other parts, made to fit and signed by the log's own key."""
    return refitted(PARTS | {name.replace("__", "/"): data for name, data in changed.items()}, SIGNER)


def head(text: str, *lines: NoteSignature) -> bytes:
    """A checkpoint signed by the log's key, under these further lines."""
    note = SIGNER.sign_note(text)
    return Note(text=text, signatures=(*note.signatures, *lines)).to_bytes()


def sealed_by_witnesses(text: str, keys: Sequence[WitnessKey] = WITNESSES) -> list[NoteSignature]:
    return [key.cosign(text, timestamp=NOW) for key in keys]


def manifest_resigned(change: Callable[[dict[str, Any]], None], raw: bytes | None = None) -> bytes:
    """Another manifest under the log's own signature; ``raw`` as it stands."""
    manifest = json.loads(PARTS["manifest.json"])
    change(manifest)
    data = raw or json.dumps(manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    note = SIGNER.sign_note(manifest_text(data)).to_bytes()
    return pack(PARTS | {"manifest.json": data, "manifest.note": note})


# Another history.


@attack([5], WELL)
def split_view() -> bytes:
    other, proven = sealed_log([b"kind words", b"a", b"b"])
    return bundle_of(proven, other.seen or b"")


@attack([5], WELL)
def fork_cosigned_by_one_witness() -> bytes:
    other, proven = sealed_log([b"kind words", b"a", b"b"])
    return bundle_of(proven, cosigned(other.seen or b"", WITNESSES[:1]))


@attack([7, 8], ELSEWHERE)
def exhibits_of_a_fork_under_the_checkpoint_of_the_witnesses() -> bytes:
    _, proven = sealed_log([b"kind words", b"a", b"b"])
    return bundle_of(proven, HEAD)


@attack([7, 8], ["sealed", "not-in-log", "not-in-log"])
def rollback_to_a_checkpoint_from_a_backup() -> bytes:
    short, _ = sealed_log(["第一件".encode()])
    alone = dataclasses.replace(FIRST, proof=dataclasses.replace(FIRST.proof, path=()))
    return bundle_of([alone, SECOND, THIRD], cosigned(short.seen or b""))


@attack([5], WELL)
def backup_restored_and_grown_another_way() -> bytes:
    other, proven = sealed_log(["第一件".encode(), b"not what happened", b"third"])
    return bundle_of(proven, other.seen or b"")


@attack([5], WELL)
def entry_rewritten_in_its_place() -> bytes:
    other, proven = sealed_log(["第一件".encode(), "第二件改".encode(), b"third"])
    return bundle_of(proven, other.seen or b"")


@attack([7, 8], ["not-in-log", "sealed", "sealed"])
def back_dated_entry_that_was_never_logged() -> bytes:
    early = dataclasses.replace(decode_record(Exhibit, FIRST.entry), at=AT - timedelta(days=30)).to_entry()
    return bundle_of([dataclasses.replace(FIRST, entry=early, exhibit=exhibit_id(early)), SECOND, THIRD], HEAD)


@attack([7, 8], ["not-in-log", "sealed", "sealed"])
def entry_moved_to_an_earlier_place() -> bytes:
    moved = dataclasses.replace(THIRD.proof, index=0)
    return bundle_of([dataclasses.replace(THIRD, proof=moved), FIRST, SECOND], HEAD)


@attack([7, 8], ["not-in-log", "sealed"])
def inner_node_shown_as_an_entry() -> bytes:
    exhibit = decode_record(Exhibit, FIRST.entry)
    fake = dataclasses.replace(exhibit, subject="case-2").to_entry()
    proof = dataclasses.replace(THIRD.proof, index=2)
    return bundle_of([dataclasses.replace(THIRD, entry=fake, exhibit=exhibit_id(fake), proof=proof), FIRST], HEAD)


# Checkpoints and their signatures.


@attack([5], WELL)
def no_witness_at_all() -> bytes:
    return bundle_of(PROVEN, SEEN)


@attack([5], WELL)
def one_cosignature_counted_twice() -> bytes:
    note = parse_note(cosigned(SEEN, WITNESSES[:1]))
    return bundle_of(PROVEN, Note(text=note.text, signatures=(*note.signatures, note.signatures[-1])).to_bytes())


@attack([5], WELL)
def cosignatures_of_an_older_checkpoint_replayed() -> bytes:
    short, _ = sealed_log(["第一件".encode()])
    text = parse_note(short.seen or b"").text
    return bundle_of(PROVEN, head(LOG.checkpoint.to_text(), *sealed_by_witnesses(text)))


@attack([5], WELL)
def cosignatures_of_another_log() -> bytes:
    text = dataclasses.replace(LOG.checkpoint, origin="log.example/q").to_text()
    return bundle_of(PROVEN, head(LOG.checkpoint.to_text(), *sealed_by_witnesses(text)))


@attack([5], WELL)
def cosignature_back_dated() -> bytes:
    text = LOG.checkpoint.to_text()
    lines = [dataclasses.replace(line, signature=bytes(8) + line.signature[8:]) for line in sealed_by_witnesses(text)]
    return bundle_of(PROVEN, head(text, *lines))


@attack([5], WELL)
def cosignature_dated_beyond_every_clock() -> bytes:
    text = LOG.checkpoint.to_text()
    lines = [key.cosign(text, timestamp=2**64 - 1) for key in WITNESSES]
    return bundle_of(PROVEN, head(text, *lines))


@attack([5], WELL)
def operator_as_his_own_witness() -> bytes:
    own = [WitnessKey(name=SIGNER.name, seed=SIGNER.seed, type=ED25519_COSIGNATURE), *WITNESSES[:1]]
    return bundle_of(PROVEN, head(LOG.checkpoint.to_text(), *sealed_by_witnesses(LOG.checkpoint.to_text(), own)))


@attack([5], WELL)
def witness_names_that_look_alike() -> bytes:
    alike = [WitnessKey(name=key.name.replace("e", "\u0435"), seed=b"x" * 32) for key in WITNESSES]
    return bundle_of(PROVEN, cosigned(SEEN, tuple(alike)))


@attack([5], WELL)
def witness_names_over_other_keys() -> bytes:
    posing = [WitnessKey(name=key.name, seed=bytes([9]) * 32, type=key.type) for key in WITNESSES]
    return bundle_of(PROVEN, cosigned(SEEN, tuple(posing)))


@attack([5], WELL)
def false_line_under_a_true_witness_name() -> bytes:
    text = LOG.checkpoint.to_text()
    lines = sealed_by_witnesses(text)
    lines[2] = dataclasses.replace(lines[2], signature=lines[2].signature[:-1] + b"\0")
    return bundle_of(PROVEN, head(text, *lines))


@attack([4, 5, 6, 7, 8], UNTRUSTED)
def log_name_that_looks_alike() -> bytes:
    alike = SignerKey(name="log.example/\u0440", seed=b"l" * 32)
    text = dataclasses.replace(LOG.checkpoint, origin=alike.name).to_text()
    return bundle_of(PROVEN, cosigned(alike.sign_note(text).to_bytes()), key=alike.verifier, signer=alike)


@attack([4, 5, 6, 7, 8], UNTRUSTED)
def one_key_for_two_logs() -> bytes:
    text = dataclasses.replace(LOG.checkpoint, origin="log.example/q").to_text()
    return bundle_of(PROVEN, cosigned(head(text)))


@attack([4, 5, 6, 7, 8], UNTRUSTED)
def checkpoint_with_extension_lines_that_nobody_vouches_for() -> bytes:
    return bundle_of(PROVEN, cosigned(head(LOG.checkpoint.to_text() + "completed 2026-03-01\n")))


@attack([4, 5, 6, 7, 8], UNTRUSTED)
def checkpoint_whose_size_overflows() -> bytes:
    return bundle_of(PROVEN, cosigned(head(LOG.checkpoint.to_text().replace("\n3\n", f"\n{2**63}\n")), WITNESSES[:2]))


@attack([7, 8], ELSEWHERE)
def checkpoint_of_a_smaller_size_under_the_same_root() -> bytes:
    text = dataclasses.replace(LOG.checkpoint, size=2).to_text()
    return bundle_of(PROVEN, head(text, *sealed_by_witnesses(text)))


@attack([7, 8], ELSEWHERE)
def checkpoint_of_the_empty_log() -> bytes:
    return bundle_of(PROVEN, cosigned(new_log().seen or b""))


@attack([4, 5, 6, 7, 8], UNTRUSTED)
def root_exchanged_under_the_old_signatures() -> bytes:
    other = dataclasses.replace(LOG.checkpoint, root=bytes(32))
    return bundle_of(PROVEN, Note(text=other.to_text(), signatures=parse_note(HEAD).signatures).to_bytes())


@attack([4, 5, 6, 7, 8], UNTRUSTED)
def checkpoint_by_the_key_that_came_after() -> bytes:
    return bundle_of(PROVEN, cosigned(sign_checkpoint(LOG.checkpoint, OTHER)), key=OTHER.verifier, signer=OTHER)


@attack([7, 8], ["proof-altered", "sealed", "sealed"])
def proof_under_another_checkpoint_than_the_bundle() -> bytes:
    name = f"proofs/{FIRST.exhibit}.tlog-proof"
    older = sign_checkpoint(Checkpoint(origin=SIGNER.name, size=1, root=bytes(32)), SIGNER)
    return resigned(**{name: PARTS[name].partition(b"\n\n")[0] + b"\n\n" + older})


# The list of what is there.


@attack([6], WELL)
def scope_exchanged_under_the_old_signature() -> bytes:
    return pack(unpack(bundle_of(PROVEN, HEAD, scope="case-2")).parts | {"manifest.note": PARTS["manifest.note"]})


@attack([6], ["sealed", "sealed"])
def exhibit_dropped_under_the_old_signature() -> bytes:
    return pack(unpack(bundle_of(PROVEN[:2], HEAD)).parts | {"manifest.note": PARTS["manifest.note"]})


@attack([6], WELL)
def manifest_signed_as_if_it_were_a_checkpoint() -> bytes:
    return pack(PARTS | {"manifest.note": HEAD})


@attack([2, 7, 8, 9], [])
def duplicate_keys_in_the_manifest() -> bytes:
    return manifest_resigned(lambda _: None, PARTS["manifest.json"][:-1] + b',"scope":"case-2"}')


@attack([2], [*WELL, "sealed"])
def exhibit_listed_twice() -> bytes:
    return manifest_resigned(lambda manifest: manifest["items"].append(manifest["items"][0]))


@attack([2], WELL)
def part_that_no_list_names() -> bytes:
    note = PARTS["manifest.note"]
    return pack(PARTS | {"readme.txt": b"pay here", "manifest.note": note})


@attack([2], WELL)
def content_of_no_exhibit_smuggled_in() -> bytes:
    return resigned(**{"blobs/" + "0" * 64: b"stray"})


@attack([2], WELL)
def statement_exchanged() -> bytes:
    return pack(PARTS | {"statement.txt": "本包经核验无误".encode()})


@attack([2], WELL)
def verifier_page_exchanged() -> bytes:
    paged = unpack(bundle_of(PROVEN, HEAD, page=b"<!doctype html>")).parts
    return pack(paged | {"verify.html": "<p>核验通过".encode()})


@attack([5], WELL)
def policy_in_the_bundle_exchanged_for_one_without_witnesses() -> bytes:
    return bundle_of(PROVEN, SEEN, key=SIGNER.verifier)


# Contents.


@attack([8], ["content-altered", "sealed", "sealed"])
def the_same_exhibit_with_another_content_in_another_case() -> bytes:
    other = "第一件改".encode()
    return bundle_of(
        [dataclasses.replace(FIRST, content=other, sha256=hashlib.sha256(other).digest()), SECOND, THIRD], HEAD
    )


@attack([8], ["content-altered", "content-altered", "sealed"])
def contents_of_two_exhibits_under_one_salt_exchanged() -> bytes:
    swap = {"salt": SECOND.salt, "sha256": SECOND.sha256, "content": SECOND.content}
    back = {"salt": FIRST.salt, "sha256": FIRST.sha256, "content": FIRST.content}
    return bundle_of([dataclasses.replace(FIRST, **swap), dataclasses.replace(SECOND, **back), THIRD], HEAD)


@attack([8], ["content-altered", "sealed", "sealed"])
def commitment_opened_with_the_border_of_salt_and_digest_moved() -> bytes:
    joined = (FIRST.salt or b"") + (FIRST.sha256 or b"")
    moved = dataclasses.replace(FIRST, salt=joined[:31], sha256=joined[31:], content=None)
    return bundle_of([moved, SECOND, THIRD], HEAD)


@attack([8], ["content-altered", "sealed", "sealed"])
def erased_content_filled_in_again() -> bytes:
    kind = b"kind words"
    sha256 = hashlib.sha256(kind).digest()
    return bundle_of([dataclasses.replace(FIRST, salt=bytes(32), sha256=sha256, content=kind), SECOND, THIRD], HEAD)


@attack([9], ["erased", "sealed", "sealed"])
def content_said_to_be_erased() -> bytes:
    return bundle_of([dataclasses.replace(FIRST, salt=None, sha256=None, content=None), SECOND, THIRD], HEAD)


@attack([9], ["content-missing", "sealed", "sealed"])
def content_left_out() -> bytes:
    return bundle_of([dataclasses.replace(FIRST, content=None), SECOND, THIRD], HEAD)


@attack([7, 8], ["entry-altered"])
def duplicate_keys_in_a_logged_entry() -> bytes:
    entry = FIRST.entry[:-1] + b',"subject":"case-2"}'
    log = new_log()
    log.append([entry])
    proof = dataclasses.replace(FIRST.proof, index=0, path=(), checkpoint=log.seen or b"")
    one = dataclasses.replace(FIRST, entry=entry, exhibit=exhibit_id(entry), proof=proof)
    return bundle_of([one], cosigned(log.seen or b""))


@attack([8], ["withheld-unfounded", "sealed", "sealed"])
def content_withheld_without_a_record() -> bytes:
    return bundle_of([dataclasses.replace(FIRST, withheld=THIRD.exhibit), SECOND, THIRD], HEAD)


@attack([8], ["withheld-unfounded", "sealed", "sealed"])
def content_withheld_by_the_record_of_another() -> bytes:
    hidden, proven = redacted_log()
    other = dataclasses.replace(proven[1], withheld=proven[2].exhibit)
    return bundle_of([other, proven[2], dataclasses.replace(proven[0], withheld=None)], cosigned(hidden))


@attack([7, 8], ["withheld-unfounded", "sealed", "not-in-log"])
def content_withheld_by_a_record_that_was_never_logged() -> bytes:
    commitment = decode_record(Exhibit, FIRST.entry).commitment
    record = Redacted(exhibit=FIRST.exhibit, before=commitment, fields=("*",), reason="个人信息", by="G***", at=AT)
    data = encode_record(record)
    sha256 = hashlib.sha256(data).digest()
    entry = Exhibit(
        kind="Redacted",
        subject="case-1",
        commitment=commit(salt=bytes(32), sha256=sha256),
        size=len(data),
        media_type="application/json",
        at=AT,
    ).to_entry()
    forged = Proven(
        exhibit=exhibit_id(entry), entry=entry, proof=THIRD.proof, salt=bytes(32), sha256=sha256, content=data
    )
    return bundle_of([dataclasses.replace(FIRST, withheld=forged.exhibit), SECOND, forged], HEAD)


@attack([8], ["withheld-unfounded", "sealed", "sealed"])
def content_said_to_be_withheld_beside_the_salt_that_lets_it_be_guessed() -> bytes:
    hidden, proven = redacted_log()
    parts = unpack(bundle_of(proven, cosigned(hidden))).parts
    manifest = json.loads(parts["manifest.json"])
    manifest["items"][0]["salt"] = "00" * 32
    data = json.dumps(manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    return refitted(parts | {"manifest.json": data}, SIGNER)


# The wrapping.


@attack(list(range(1, 11)), [])
def script_in_front_of_the_bundle() -> bytes:
    return b"#!/bin/sh\n" + WHOLE


@attack(list(range(1, 11)), [])
def two_directories_in_one_zip() -> bytes:
    return WHOLE + WHOLE[WHOLE.index(b"PK\1\2") :]


@attack(list(range(1, 11)), [])
def name_that_climbs_out() -> bytes:
    return WHOLE.replace(b"statement.txt", b"../../etc/pwd")


@attack([1, 2, 8], ["content-altered", "sealed", "sealed"])
def length_changed_in_the_part_and_not_in_the_directory() -> bytes:
    name = f"blobs/{(FIRST.sha256 or b'').hex()}".encode()
    at = WHOLE.index(name) + len(name)
    return WHOLE[:at] + b"X" + WHOLE[at + 1 :]


@pytest.mark.parametrize(("name", "steps", "reasons", "make"), ATTACKS, ids=[one[0] for one in ATTACKS])
def test_the_reader_of_a_bundle_finds_out(name: str, steps: list[int], reasons: list[str], make: Attack) -> None:
    assert found(judged(make())) == (steps, reasons), name


# The word of time-stamping authorities over the checkpoint.

TEXT = LOG.checkpoint.to_text()
TOKENS: list[tuple[str, str, Callable[[], bytes]]] = [
    ("token_of_another_authority", "不是所信的机构", lambda: OTHER_TSA.stamp(TEXT, STAMPED)),
    ("token_of_an_authority_of_the_same_name", "不是所信的机构", lambda: local_authority("one").stamp(TEXT, STAMPED)),
    ("token_over_another_checkpoint", "不是这个检查点", lambda: TSA.stamp(TEXT.replace("\n3\n", "\n2\n"), STAMPED)),
    ("token_of_an_expired_authority", "不是所信的机构", lambda: TSA.stamp(TEXT, BORN + YEAR + timedelta(days=1))),
    ("token_dated_before_the_authority_was_born", "不是所信的机构", lambda: TSA.stamp(TEXT, BORN - timedelta(days=1))),
    ("token_cut_short", "读不出", lambda: TSA.stamp(TEXT, STAMPED)[:-40]),
    (
        "token_with_another_time_written_in",
        "时间戳",
        lambda: TSA.stamp(TEXT, STAMPED).replace(b"20250601", b"20240601"),
    ),
]


@pytest.mark.parametrize(("name", "says", "make"), TOKENS, ids=[one[0] for one in TOKENS])
def test_the_reader_of_a_bundle_does_not_believe_such_a_token(name: str, says: str, make: Callable[[], bytes]) -> None:
    believed = [parse_authority("one", TSA.pem)]
    verdict = judged(bundle_of(PROVEN, HEAD, timestamps={"one": make()}), authorities=believed)
    assert found(verdict) == ([10], WELL), name
    assert says in verdict.steps[9].detail
    honest = bundle_of(PROVEN, HEAD, timestamps={"one": TSA.stamp(TEXT, STAMPED)})
    assert found(judged(honest, authorities=believed)) == ([], WELL)


def test_a_false_token_beside_a_true_one_is_still_told() -> None:
    tokens = {"one": TSA.stamp(TEXT, STAMPED), "two": TSA.stamp("other\n1\nroot\n", STAMPED)}
    verdict = judged(bundle_of(PROVEN, HEAD, timestamps=tokens), authorities=[parse_authority("one", TSA.pem)])
    assert found(verdict) == ([10], WELL)


def test_one_body_cannot_be_two_witnesses_by_one_key_nor_a_log_its_own_witness() -> None:
    from gongzhi.evidence import NotAPolicy

    key = WITNESSES[0].verifier
    twice = f"log {SIGNER.verifier}\nwitness a {key}\nwitness b {key}\ngroup g 2 a b\nquorum g\n"
    with pytest.raises(NotAPolicy, match="两次"):
        parse_policy(twice.encode())
    with pytest.raises(NotAPolicy, match="类型"):
        parse_policy(f"log {SIGNER.verifier}\nwitness a {SIGNER.verifier}\nquorum a\n".encode())


def test_an_exhibit_that_a_record_names_and_the_manifest_hides_is_told() -> None:
    decided = json.dumps({"@record": "Decided", "exhibits": [FIRST.exhibit, "f" * 26]}, separators=(",", ":")).encode()
    contents, kinds = ["第一件".encode(), decided], ["Finding", "Decided"]
    log, proven = sealed_log(contents, kinds=kinds)
    kept, seen = [proven[1]], cosigned(log.seen or b"")
    told = judged(bundle_of(kept, seen)).steps[8]
    assert told.ok
    assert told.detail == f"各件的记录还指向包外：{proven[0].exhibit}、{'f' * 26}"
    whole = judged(bundle_of(proven, seen, unresolved=("f" * 26,))).steps[8]
    assert told.detail not in whole.detail
    assert "指向包外" not in whole.detail


def test_whoever_brings_no_policy_is_told_that_the_bundle_vouches_for_itself() -> None:
    own = bundle_of(PROVEN, sign_checkpoint(LOG.checkpoint, OTHER), key=OTHER.verifier, signer=OTHER)
    verdict = verify_bundle(own)
    assert "只能说明包内前后一致，不能说明日志属于谁" in verdict.steps[2].detail
    assert found(judged(own)) == ([4, 5, 6, 7, 8], UNTRUSTED)


# The segments of a broadcast.


def without(kind: str, at: int = 0) -> Callable[[list[tuple[str, bytes]]], list[tuple[str, bytes]]]:
    def dropped(records: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
        which = [n for n, (name, _) in enumerate(records) if name == kind][at]
        return records[:which] + records[which + 1 :]

    return dropped


def in_root(at: int, change: Callable[[dict[str, Any]], None]) -> Callable[..., list[tuple[str, bytes]]]:
    """A rolling root rewritten before it was sealed."""

    def changed(records: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
        which = [n for n, (name, _) in enumerate(records) if name == "SegmentRoot"][at]
        value = json.loads(records[which][1])
        change(value)
        data = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        return [*records[:which], ("SegmentRoot", data), *records[which + 1 :]]

    return changed


def drop_the_gap(root: dict[str, Any]) -> None:
    root["leaves"] = [leaf for leaf in root["leaves"] if leaf["kind"] != "gap"]


def swap_two_leaves(root: dict[str, Any]) -> None:
    root["leaves"][1], root["leaves"][2] = root["leaves"][2], root["leaves"][1]


def swap_what_two_leaves_rest_on(root: dict[str, Any]) -> None:
    one, two = root["leaves"][1], root["leaves"][2]
    one["entries"], two["entries"] = two["entries"], one["entries"]


def forge_the_path(root: dict[str, Any]) -> None:
    root["path"] = ["00" * 32 for _ in root["path"]]


SEGMENTS: list[tuple[str, str, Callable[[list[tuple[str, bytes]]], list[tuple[str, bytes]]]]] = [
    ("opening_left_out", "segment-open-missing", without("SegmentOpened")),
    ("stretch_left_out", "segment-missing", without("SegmentRoot", 1)),
    ("last_stretch_left_out", "segment-truncated", without("SegmentRoot", -1)),
    ("close_left_out", "segment-close-missing", without("SegmentClosed")),
    ("declared_gap_deleted", "segment-out-of-order", in_root(2, drop_the_gap)),
    ("leaves_swapped", "segment-out-of-order", in_root(1, swap_two_leaves)),
    ("exhibits_of_leaves_swapped", "segment-out-of-order", in_root(1, swap_what_two_leaves_rest_on)),
    ("consistency_path_forged", "segment-root-not-consistent", in_root(1, forge_the_path)),
    ("stretch_told_twice", "segment-forked", lambda records: [*records[:2], records[1], *records[2:]]),
    (
        "stretches_in_another_order",
        "segment-missing",
        lambda records: [records[0], records[2], records[1], *records[3:]],
    ),
]


@pytest.mark.parametrize(("name", "code", "change"), SEGMENTS, ids=[one[0] for one in SEGMENTS])
def test_a_broadcast_that_was_cut_or_moved_is_told(name: str, code: str, change: Any) -> None:
    raws, kept = segment_records()
    records = [(type(one).__name__, encode_record(one)) for one in kept]
    honest = verify_bundle(segmented(raws, records)).steps[10]
    assert honest.ok
    told = verify_bundle(segmented(raws, change(records))).steps[10]
    assert not told.ok, name
    assert code in told.detail
