"""What an operator who holds the log's key may try with a bundle, and how whoever reads it finds out.

Each attack names the steps that fail and the reasons of its exhibits, under the reader's own policy: two of three
witnesses, and one time-stamping authority.
"""

import dataclasses
import json
from datetime import timedelta

import pytest
from evidence_attacks import (
    ELSEWHERE,
    FIRST,
    HEAD,
    LOG,
    PARTS,
    PROVEN,
    SECOND,
    SEEN,
    THIRD,
    UNTRUSTED,
    WELL,
    Attack,
    attack,
    attacks_of,
    found,
    head,
    judged,
    resigned,
    sealed_by_witnesses,
)
from evidence_logs import AT, OTHER, SIGNER, new_log, sealed_log
from evidence_mutations import (
    WITNESSES,
    bundle_of,
    cosigned,
)

from gongzhi.evidence import (
    ED25519_COSIGNATURE,
    Checkpoint,
    Exhibit,
    Note,
    SignerKey,
    WitnessKey,
    exhibit_id,
    parse_note,
    parse_policy,
    sign_checkpoint,
    verify_bundle,
)
from gongzhi.values import decode_record

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


OWN = attacks_of(__name__)


@pytest.mark.parametrize(("name", "steps", "reasons", "make"), OWN, ids=[one[0] for one in OWN])
def test_the_reader_of_a_bundle_finds_out(name: str, steps: list[int], reasons: list[str], make: Attack) -> None:
    assert found(judged(make())) == (steps, reasons), name


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
