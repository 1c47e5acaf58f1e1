"""What an operator may do to the list, the contents and the wrapping of a bundle, and how whoever reads it finds out."""

import dataclasses
import hashlib
import json

import pytest
from evidence_attacks import (
    FIRST,
    HEAD,
    PARTS,
    PROVEN,
    SECOND,
    SEEN,
    THIRD,
    WELL,
    WHOLE,
    Attack,
    attack,
    attacks_of,
    found,
    judged,
    manifest_resigned,
    resigned,
)
from evidence_logs import AT, SIGNER, new_log
from evidence_mutations import (
    bundle_of,
    cosigned,
    redacted_log,
    refitted,
)

from gongzhi.evidence import (
    Exhibit,
    Proven,
    Redacted,
    commit,
    exhibit_id,
    pack,
    unpack,
)
from gongzhi.values import decode_record, encode_record

# The list of what is there.


@attack([6], WELL)
def scope_exchanged_under_the_old_signature() -> bytes:
    return pack(dict(unpack(bundle_of(PROVEN, HEAD, scope="case-2")).parts) | {"manifest.note": PARTS["manifest.note"]})


@attack([6], ["sealed", "sealed"])
def exhibit_dropped_under_the_old_signature() -> bytes:
    return pack(dict(unpack(bundle_of(PROVEN[:2], HEAD)).parts) | {"manifest.note": PARTS["manifest.note"]})


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
    paged = dict(unpack(bundle_of(PROVEN, HEAD, page=b"<!doctype html>")).parts)
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
    parts = dict(unpack(bundle_of(proven, cosigned(hidden))).parts)
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


OWN = attacks_of(__name__)


@pytest.mark.parametrize(("name", "steps", "reasons", "make"), OWN, ids=[one[0] for one in OWN])
def test_the_reader_of_a_bundle_finds_out(name: str, steps: list[int], reasons: list[str], make: Attack) -> None:
    assert found(judged(make())) == (steps, reasons), name
