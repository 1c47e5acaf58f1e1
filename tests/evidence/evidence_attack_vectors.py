"""Writes the vectors of ``vectors/evidence`` that need witnesses, time-stamping authorities, segments or submissions.

Run from the repository root: ``PYTHONPATH=src:tests:tests/evidence python tests/evidence/evidence_attack_vectors.py``.
Authorities sign with chance: their certificates and the bundles that hold their tokens are written once and then kept.
"""

from collections.abc import Iterator
from datetime import timedelta

from asn1crypto import tsp
from evidence_attacks import HEAD, LOG, PROVEN, WHOLE, every_attack
from evidence_logs import AT, OTHER, SIGNER
from evidence_mutations import (
    QUORUM,
    bundle_of,
    refitted,
    segment_records,
    segmented,
    stamped_bundles,
    whole_broadcast,
)
from evidence_vectors import TO, bundle, vector
from test_evidence_dishonest_segments import drop_the_gap, in_root, swap_two_leaves, without
from test_evidence_dishonest_times import STAMPED, earlier_of, grown_log

from gongzhi.evidence import Checkpoint, Submission, parse_checkpoint, parse_note, sign_checkpoint, unpack
from gongzhi.values import encode_record
from local_authority import local_authority

SEALED = "sealed sealed sealed"
CHOSEN = {
    "entry_rewritten_in_its_place": "a second history that no witness saw",
    "fork_cosigned_by_one_witness": "one of three is no quorum of two",
    "exhibits_of_a_fork_under_the_checkpoint_of_the_witnesses": "true signatures over other entries",
    "rollback_to_a_checkpoint_from_a_backup": "it had one entry then",
    "inner_node_shown_as_an_entry": "an entry that was never logged, with a neighbour's path",
    "one_cosignature_counted_twice": "the same line two times",
    "cosignatures_of_an_older_checkpoint_replayed": "true lines under another text",
    "cosignatures_of_another_log": "the origin differs",
    "cosignature_dated_beyond_every_clock": "2**64 - 1 seconds",
    "operator_as_his_own_witness": "his own key as a witness",
    "witness_names_that_look_alike": "a Cyrillic letter",
    "false_line_under_a_true_witness_name": "two true lines do not excuse a false one",
    "one_key_for_two_logs": "another origin under the same key",
    "checkpoint_with_extension_lines_that_nobody_vouches_for": "a fourth line",
    "checkpoint_whose_size_overflows": "2**63 entries",
    "checkpoint_of_a_smaller_size_under_the_same_root": "the size is part of the proof",
    "duplicate_keys_in_a_logged_entry": "two subjects, truly logged",
    "commitment_opened_with_the_border_of_salt_and_digest_moved": "31 and 33 bytes",
    "content_withheld_by_the_record_of_another": "the record is about another exhibit",
    "two_directories_in_one_zip": "which one is read?",
}


def attacks() -> Iterator[tuple[str, str]]:
    for name, steps, reasons, make in every_attack():
        if name in CHOSEN:
            outcome = "incomplete" if steps == [9] else "failed"
            told = (" ".join(map(str, steps)), " ".join(reasons))
            yield name.replace("_", "-"), bundle(outcome, *told, CHOSEN[name], make(), "quorum")
    yield "cosigned-by-three", bundle("verified", "", SEALED, "Ed25519 twice and ML-DSA-44", WHOLE, "quorum")
    paged = bundle_of(PROVEN, HEAD, page=b"<!doctype html>\n")
    yield "page-within", bundle("verified", "", SEALED, "carries a page that verifies", paged, "quorum")


def broadcasts() -> Iterator[tuple[str, str]]:
    raws, kept = segment_records()
    records = [(type(one).__name__, encode_record(one)) for one in kept]
    every = " ".join(["sealed"] * (len(raws) + len(records)))
    fewer = every.removesuffix(" sealed")
    yield "segments-whole", bundle("verified", "", every, "no segment is missing", whole_broadcast())
    changed = {
        "segments-gap-deleted": ("failed", every, "a declared gap taken out", in_root(2, drop_the_gap)),
        "segments-swapped": ("failed", every, "two leaves exchanged", in_root(1, swap_two_leaves)),
        "segments-stretch-missing": ("incomplete", fewer, "five leaves left out", without("SegmentRoot", 1)),
        "segments-close-missing": ("incomplete", fewer, "nobody says that it is over", without("SegmentClosed")),
    }
    for name, (outcome, reasons, comment, change) in changed.items():
        yield name, bundle(outcome, "11", reasons, comment, segmented(raws, change(records)))


def submissions() -> Iterator[tuple[str, str]]:
    good = Submission(old=1, path=(bytes(32), bytes(32)), checkpoint=LOG.seen or b"").to_bytes()
    cases = {
        "submission-whole": ("accepted", "two hashes", good),
        "submission-old-leading-zero": ("refused", "old 01", good.replace(b"old 1", b"old 01")),
        "submission-hash-short": ("refused", "a hash cut", good.replace(b"AAAA=\n", b"=\n", 1)),
        "submission-without-empty-line": ("refused", "no end of the proof", good.replace(b"\n\n", b"\n", 1)),
        "submission-path-too-long": (
            "refused",
            "64 hashes",
            Submission(old=1, path=(bytes(32),) * 64, checkpoint=b"").to_bytes(),
        ),
    }
    for name, (expect, comment, data) in cases.items():
        yield name, vector("submission", expect, comment, data)


def keys() -> Iterator[tuple[str, str]]:
    cases = {
        "policy-key-name-no-text": (b"log log\xff+00000000+AQAA\nquorum none\n", "a byte that is no UTF-8"),
        "policy-same-key-two-witnesses": (
            QUORUM.replace(b"group", b"witness w9 " + QUORUM.split(b"\n")[1].split(b" ")[2] + b"\ngroup"),
            "one body under two names",
        ),
    }
    for name, (data, comment) in cases.items():
        yield name, vector("policy", "refused", comment, data)


def timestamps() -> Iterator[tuple[str, str, str]]:
    """Bundles with tokens, and the certificate to believe."""
    one, other = local_authority("one"), local_authority("other")
    text = LOG.checkpoint.to_text()
    older = Checkpoint(origin=SIGNER.name, size=1, root=bytes(32)).to_text()
    cases = {
        "timestamp-whole": ("verified", "", "stamped by the authority", {"one": one.stamp(text, STAMPED)}),
        "timestamp-over-another-checkpoint": ("failed", "10", "other text", {"one": one.stamp(older, STAMPED)}),
        "timestamp-of-another-authority": ("failed", "10", "nobody known", {"one": other.stamp(text, STAMPED)}),
        "timestamp-cut-short": ("failed", "10", "forty bytes fewer", {"one": one.stamp(text, STAMPED)[:-40]}),
        "timestamp-missing": ("failed", "10", "asked for and absent", {}),
    }
    for name, (outcome, steps, comment, tokens) in cases.items():
        data = bundle_of(PROVEN, LOG.seen or b"", timestamps=tokens)
        head = {"policy": "trusted", "authorities": "one", "steps": steps, "reasons": SEALED}
        yield name, vector("bundle", outcome, comment, data, **head), one.pem.decode()
    day = timedelta(days=1)
    dates = {
        "timestamp-after-an-earlier-one": ("verified", "", SEALED, "two entries, a stamp, the third", AT),
        "timestamp-earlier-than-a-back-dated-entry": (
            "failed", "10", "sealed sealed entry-back-dated", "sealed after the first stamp, dated a day before", AT - day,
        ),
        "timestamp-over-a-post-dated-entry": (
            "failed", "10", "sealed sealed entry-post-dated", "dated a day after the stamp over it", AT + day,
        ),
    }  # fmt: skip
    for name, (outcome, steps, reasons, comment, third) in dates.items():
        log, proven = grown_log(AT, AT, third)
        stamps = {"one": one.stamp(log.checkpoint.to_text(), STAMPED)}
        before = earlier_of(log, 2, AT + timedelta(minutes=1), tsa=one)
        data = bundle_of(proven, log.seen or b"", timestamps=stamps, earlier=(before,))
        head = {"policy": "trusted", "authorities": "one", "steps": steps, "reasons": reasons}
        yield name, vector("bundle", outcome, comment, data, **head), one.pem.decode()


def restamped() -> Iterator[tuple[str, str]]:
    """What is made of the bundles with tokens without their authority: parts exchanged, and signed anew by the log."""
    whole, back, _ = stamped_bundles()
    parts = dict(unpack(whole).parts)
    token, early = "timestamps/one.tsr", "earlier/2/one.tsr"
    stamp = parts[token]
    fork = sign_checkpoint(Checkpoint(origin=SIGNER.name, size=2, root=bytes(32)), SIGNER)
    stranger = sign_checkpoint(parse_checkpoint(parse_note(parts["earlier/2/checkpoint"]).text), OTHER)
    ranked, spare = certificates_turned(stamp), stamp.replace(b"one root", b"one r\xffot", 2)
    cases: dict[str, tuple[str, str, dict[str, bytes | None]]] = {
        "earlier-checkpoint-of-a-fork": ("10", "another root for two entries", {"earlier/2/checkpoint": fork}),
        "earlier-checkpoint-by-another-key": ("10", "nobody's signature", {"earlier/2/checkpoint": stranger}),
        "earlier-consistency-missing": ("10", "no path", {"earlier/2/consistency": None}),
        "earlier-consistency-too-long": (
            "10", "a hash too many", {"earlier/2/consistency": parts["earlier/2/consistency"] * 2},
        ),
        "earlier-stamp-of-the-newer-checkpoint": ("10", "the token of the bundle's checkpoint", {early: stamp}),
        "earlier-stamp-missing": ("", "an earlier checkpoint that nobody stamped bounds nothing", {early: None}),
        "timestamp-of-the-earlier-checkpoint": ("10", "the older token for the newer text", {token: parts[early]}),
        "timestamp-refused-by-its-authority": ("10", "status 2", {token: stamp.replace(b"\x02\x01\x00", b"\x02\x01\x02", 1)}),
        "timestamp-certificates-in-another-order": ("", "the order of the chain", {token: ranked}),
        "timestamp-with-an-illegible-certificate": ("10", "a name that is no text in what was sent along", {token: spare}),
        "timestamp-false-beside-a-true-one": ("10", "a second token, of something else", {"timestamps/two.tsr": parts[early]}),
    }  # fmt: skip
    for name, (steps, comment, changes) in cases.items():
        changed = {one: data for one, data in (parts | changes).items() if data is not None}
        yield name, stamped("failed" if steps else "verified", steps, SEALED, comment, refitted(changed, SIGNER))
    bare = {one: data for one, data in unpack(back).parts.items() if not one.startswith("earlier/")}
    told = "back-dated, but the earlier checkpoint was left out: a bundle alone cannot show it"
    yield "earlier-checkpoint-left-out", stamped("verified", "", SEALED, told, refitted(bare, SIGNER))


def stamped(outcome: str, steps: str, reasons: str, comment: str, data: bytes) -> str:
    head = {"policy": "trusted", "authorities": "one", "steps": steps, "reasons": reasons}
    return vector("bundle", outcome, comment, data, **head)


def certificates_turned(token: bytes) -> bytes:
    """The same response with its two certificates the other way round."""
    response = tsp.TimeStampResp.load(token)
    first, second = (one.dump() for one in response["time_stamp_token"]["content"]["certificates"])
    return token.replace(first + second, second + first)


if __name__ == "__main__":
    for group in (attacks(), broadcasts(), submissions(), keys(), restamped()):
        for name, text in group:
            (TO / f"{name}.txt").write_text(text, encoding="utf-8")
    (TO / "policies" / "quorum.txt").write_bytes(QUORUM)
    certificate = TO / "authorities" / "one.pem"
    if not certificate.exists():
        certificate.parent.mkdir(exist_ok=True)
        for name, text, pem in timestamps():
            (TO / f"{name}.txt").write_text(text, encoding="utf-8")
            certificate.write_text(pem, encoding="ascii")
