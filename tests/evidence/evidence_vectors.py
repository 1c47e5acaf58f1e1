"""Writes ``vectors/evidence``: one file per fault, so that other verifiers can be held to the same answers.

Run from the repository root: ``PYTHONPATH=src:tests/evidence python tests/evidence/evidence_vectors.py``. The files
are what counts; this only says how they were made.
"""

import base64
import dataclasses
import hashlib
import json
import struct
from collections.abc import Iterator
from pathlib import Path

from evidence_logs import AT, OTHER, SIGNER, frame, new_log, sealed_log

from gongzhi.evidence import (
    Checkpoint,
    Exhibit,
    LogProof,
    Note,
    Proven,
    Redacted,
    SignerKey,
    WitnessKey,
    exhibit_id,
    make_bundle,
    pack,
    parse_note,
    policy_of_log,
    sign_checkpoint,
    unpack,
)
from gongzhi.values import decode_record, encode_record

TO = Path("vectors/evidence")
WITNESS = WitnessKey(name="witness.example/bureau", seed=b"w" * 32)
LOOKALIKE = SignerKey(name="log.example/\u0440", seed=b"l" * 32)
LOG, PROVEN = sealed_log(["第一件".encode(), "第二件".encode(), b"third"])
WHOLE = make_bundle(frame(LOG), PROVEN)
PARTS = dict(unpack(WHOLE).parts)
BLOB, BLOB2 = (f"blobs/{one.sha256.hex()}" for one in PROVEN[:2] if one.sha256)
ENTRY, PROOF = f"entries/{PROVEN[0].exhibit}.json", f"proofs/{PROVEN[0].exhibit}.tlog-proof"
POLICIES = {
    "trusted": policy_of_log(SIGNER.verifier),
    "witnessed": f"log {SIGNER.verifier}\nwitness bureau {WITNESS.verifier}\nquorum bureau\n",
}


def vector(kind: str, expect: str, comment: str, data: bytes, **more: str) -> str:
    head = {"kind": kind, "expect": expect} | more | {"comment": comment}
    body = base64.encodebytes(data).decode()
    return "".join(f"{key}: {value}\n" for key, value in head.items()) + "\n" + body


def bundle(expect: str, steps: str, reasons: str, comment: str, data: bytes, policy: str = "trusted") -> str:
    return vector("bundle", expect, comment, data, policy=policy, steps=steps, reasons=reasons)


def repacked(changed: dict[str, bytes | None]) -> bytes:
    """A forger's bundle: parts exchanged, digests in the manifest made to fit; only the signature he cannot make."""
    parts = {name: data for name, data in (PARTS | changed).items() if data is not None}
    manifest = json.loads(parts["manifest.json"])
    listed = {name for name in parts if not name.startswith("manifest.")}
    manifest["parts"] = {name: hashlib.sha256(parts[name]).hexdigest() for name in sorted(listed)}
    return pack(parts | {"manifest.json": canonical(manifest)})


def canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def manifest_with(**changed: object) -> bytes:
    return canonical(json.loads(PARTS["manifest.json"]) | changed)


def resealed(changed: list[Proven], **framed: object) -> bytes:
    return make_bundle(frame(LOG, **framed), changed)


def with_checkpoint(data: bytes) -> bytes:
    items = [dataclasses.replace(one, proof=dataclasses.replace(one.proof, checkpoint=data)) for one in PROVEN]
    return resealed(items, checkpoint=data)


def bundles_of_a_forger() -> Iterator[tuple[str, str]]:
    first, second, third = PROVEN
    yield "whole", bundle("verified", "", "sealed sealed sealed", "nothing is wrong", WHOLE)
    yield "no-policy", bundle("verified", "", "sealed sealed sealed", "the key comes from the bundle", WHOLE, "none")
    flipped = bytearray(WHOLE)
    flipped[WHOLE.index(b"third")] ^= 1
    yield "content-bit-flipped", bundle("failed", "1 2 8", "sealed sealed content-altered", "one bit", bytes(flipped))
    yield (
        "content-replaced",
        bundle(
            "failed", "6 8", "content-altered sealed sealed", "digests made to fit", repacked({BLOB: b"kind words"})
        ),
    )
    swapped = repacked({BLOB: PARTS[BLOB2], BLOB2: PARTS[BLOB]})
    yield "contents-swapped", bundle("failed", "6 8", "content-altered content-altered sealed", "A for B", swapped)
    older = PARTS[ENTRY].replace(b"2026-03-01", b"2026-02-01")
    yield (
        "entry-back-dated",
        bundle("failed", "6 7 8", "entry-altered sealed sealed", "same id", repacked({ENTRY: older})),
    )
    renamed = dataclasses.replace(first, entry=older, exhibit=exhibit_id(older))
    yield (
        "entry-back-dated-by-the-operator",
        bundle(
            "failed", "7 8", "not-in-log sealed sealed", "signed, but never logged", resealed([renamed, second, third])
        ),
    )
    crossed = dataclasses.replace(first, proof=second.proof)
    yield "proof-of-another", bundle("failed", "7 8", "not-in-log", "the neighbour's proof", resealed([crossed]))
    cut = dataclasses.replace(first, proof=dataclasses.replace(first.proof, path=first.proof.path[:-1]))
    yield "proof-cut-short", bundle("failed", "7 8", "not-in-log", "one hash fewer", resealed([cut]))
    moved = dataclasses.replace(first, proof=dataclasses.replace(first.proof, index=1))
    yield "index-moved", bundle("failed", "7 8", "not-in-log", "another place in the order", resealed([moved]))
    yield "exhibit-left-out", bundle("failed", "6", "sealed sealed", "dropped after signing", left_out())
    yield "exhibit-listed-twice", bundle("failed", "2 6", "sealed sealed sealed sealed", "counted double", doubled())
    yield "salt-replaced", bundle("failed", "6 8", "content-altered sealed sealed", "opens to nothing", salted())
    yield "content-missing", bundle("failed", "2 9", "content-missing sealed sealed", "listed, absent", without(BLOB))
    yield "entry-missing", bundle("failed", "2 7 8", "entry-missing sealed sealed", "listed, absent", without(ENTRY))
    yield "proof-missing", bundle("failed", "2 7 8", "proof-missing sealed sealed", "listed, absent", without(PROOF))
    garbled = repacked({PROOF: PARTS[PROOF].replace(b"index 0", b"index 00")})
    yield "proof-misspelt", bundle("failed", "6 7 8", "proof-altered sealed sealed", "leading zero", garbled)
    withheld = resealed([dataclasses.replace(first, content=None), second])
    yield "content-withheld", bundle("incomplete", "9", "content-missing sealed", "said so when made", withheld)
    erased = resealed([dataclasses.replace(first, content=None, salt=None, sha256=None), second])
    yield "content-erased", bundle("incomplete", "9", "erased sealed", "retention ended", erased)
    unresolved = resealed([first], unresolved=("0" * 26,))
    yield "reference-unresolved", bundle("incomplete", "9", "sealed", "refers to what was never sealed", unresolved)
    yield "empty", bundle("incomplete", "9", "", "no exhibit at all", resealed([]))
    yield "unsigned", bundle("failed", "6", "sealed sealed sealed", "no manifest.note", resealed(PROVEN, signer=None))
    stranger = resealed(PROVEN, signer=OTHER)
    yield "signed-by-another", bundle("failed", "6", "sealed sealed sealed", "same name, other key", stranger)


def bundles_of_a_dishonest_log() -> Iterator[tuple[str, str]]:
    untrusted = "checkpoint-untrusted checkpoint-untrusted checkpoint-untrusted"
    own = make_bundle(frame(LOG, key=OTHER.verifier, signer=OTHER), PROVEN)
    yield "policy-exchanged", bundle("failed", "6", "sealed sealed sealed", "its policy names another key", own)
    forged = with_checkpoint(sign_checkpoint(LOG.checkpoint, OTHER))
    yield "checkpoint-by-another-key", bundle("failed", "4 5 6 7 8", untrusted, "same name, other key", forged)
    head = Checkpoint(origin=LOOKALIKE.name, size=LOG.checkpoint.size, root=LOG.checkpoint.root)
    lookalike = with_checkpoint(sign_checkpoint(head, LOOKALIKE))
    yield "log-name-lookalike", bundle("failed", "4 5 6 7 8", untrusted, "a Cyrillic letter in the name", lookalike)
    other = dataclasses.replace(LOG.checkpoint, root=bytes(32))
    text = Note(text=other.to_text(), signatures=parse_note(LOG.seen or b"").signatures).to_bytes()
    yield "root-exchanged", bundle("failed", "4 5 6 7 8", untrusted, "under the old signature", with_checkpoint(text))
    short = new_log()
    short.append([PROVEN[0].entry])
    rolled = short.seen or b""
    yield (
        "rolled-back",
        bundle("failed", "7 8", "not-in-log not-in-log not-in-log", "an earlier checkpoint", with_checkpoint(rolled)),
    )
    split = new_log()
    split.append([b"another history"] * 3)
    yield (
        "split-view",
        bundle(
            "failed", "7 8", "not-in-log not-in-log not-in-log", "a second history", with_checkpoint(split.seen or b"")
        ),
    )
    yield "quorum-not-met", bundle("failed", "5", "sealed sealed sealed", "no witness", WHOLE, "witnessed")
    note = parse_note(LOG.seen or b"")
    line = WITNESS.cosign(note.text, timestamp=1772366400)
    good = Note(text=note.text, signatures=(*note.signatures, line)).to_bytes()
    yield "witnessed", bundle("verified", "", "sealed sealed sealed", "cosigned", with_checkpoint(good), "witnessed")
    later = dataclasses.replace(line, signature=bytes(8) + line.signature[8:])
    false = Note(text=note.text, signatures=(*note.signatures, later)).to_bytes()
    yield (
        "cosignature-back-dated",
        bundle("failed", "5", "sealed sealed sealed", "its time changed", with_checkpoint(false), "witnessed"),
    )


def bundles_with_zip_tricks() -> Iterator[tuple[str, str]]:
    every = "1 2 3 4 5 6 7 8 9 10"
    tricks = {
        "zip-truncated": (WHOLE[: len(WHOLE) // 2], "cut in the middle"),
        "zip-bytes-before": (b"#!/bin/sh\n" + WHOLE, "a script in front"),
        "zip-bytes-after": (WHOLE + b"\n", "a newline behind"),
        "zip-nothing": (b"", "no bytes"),
        "zip-comment": (WHOLE[:-2] + struct.pack("<H", 2) + b"hi", "an archive comment"),
        "zip-encrypted-flag": (central(8, 1), "general purpose bit 0"),
        "zip-deflated": (central(10, 8), "compression method 8"),
        "zip-offset-elsewhere": (central(42, 1), "a part begins somewhere else"),
        "zip-name-climbs": (WHOLE.replace(b"statement.txt", b"../../etc/pwd"), "a path that climbs out"),
        "zip-name-doubled": (WHOLE.replace(b"policy.txt", b"checkpoint"), "one name for two parts"),
        "zip-name-changed-in-directory": (in_directory(b"policy.txt", b"policy.tyt"), "the directory says otherwise"),
    }
    for name, (data, comment) in tricks.items():
        steps, reasons = every, ""
        if name == "zip-name-changed-in-directory":
            steps, reasons = "1 2", "sealed sealed sealed"
        yield name, bundle("failed", steps, reasons, comment, data)
    at = WHOLE.rindex(b"PK\3\4") + 30
    local = WHOLE[:at] + b"Statement.txt" + WHOLE[at + 13 :]
    yield "zip-name-changed-in-part", bundle("failed", "1", "sealed sealed sealed", "the part says otherwise", local)
    extra = pack(PARTS | {"readme.txt": b"trust me"})
    yield "part-unlisted", bundle("failed", "2", "sealed sealed sealed", "not in the manifest", extra)
    stray = repacked({"blobs/" + "0" * 64: b"stray"})
    yield "blob-of-nobody", bundle("failed", "2 6", "sealed sealed sealed", "belongs to no exhibit", stray)


def withholding(**changed: object) -> bytes:
    """A message with a telephone number is withheld, its masked copy and the record of that are there."""
    contents = [b"call 13800000000", b"call (masked)"]
    _, [secret, copy] = sealed_log(contents, kinds=["Finding", "RedactedCopy"])
    fields: dict[str, object] = {
        "exhibit": secret.exhibit,
        "before": decode_record(Exhibit, secret.entry).commitment,
        "fields": ("text",),
        "reason": "personal data of a viewer",
        "by": "g-1",
        "at": AT,
        "copy": copy.exhibit,
        "after": hashlib.sha256(contents[1]).hexdigest(),
    }
    given = {key: value for key, value in changed.items() if key in fields}
    record = encode_record(Redacted(**(fields | given)))  # type: ignore[arg-type]
    kind = str(changed.get("kind", "Redacted"))
    log, [secret, copy, word] = sealed_log([*contents, record], kinds=["Finding", "RedactedCopy", kind])
    word = dataclasses.replace(word, content=None) if "unsealed" in changed else word
    named = str(changed.get("withheld", word.exhibit)).replace("copy", copy.exhibit)
    kept = [dataclasses.replace(secret, withheld=named), copy, word]
    data = make_bundle(frame(log), [one for n, one in enumerate(kept) if n not in changed.get("dropped", ())])  # type: ignore[operator]
    if "salt" not in changed:
        return data
    parts = dict(unpack(data).parts)
    manifest = json.loads(parts["manifest.json"])
    manifest["items"][0]["salt"] = secret.salt.hex() if secret.salt else ""
    parts["manifest.json"] = canonical(manifest)
    digest = hashlib.sha256(parts["manifest.json"]).hexdigest()
    note = SIGNER.sign_note(f"gongzhi/evz@v1\nsha256 {digest}\n")
    return pack(parts | {"manifest.note": note.to_bytes()})


def redactions() -> Iterator[tuple[str, str]]:
    bad = "withheld-unfounded sealed sealed"
    yield "redacted-whole", bundle("verified", "", "withheld sealed sealed", "withheld by record", withholding())
    whole = withholding(fields=("*",), copy=None, after=None, dropped=(1,))
    yield "redacted-without-copy", bundle("verified", "", "withheld sealed", "all of it, no copy", whole)
    cases: dict[str, tuple[str, str, bytes]] = {
        "redacted-record-of-another": (bad, "the record is about another exhibit", withholding(exhibit="0" * 26)),
        "redacted-commitment-of-another": (bad, "another commitment", withholding(before="0" * 64)),
        "redacted-copy-of-another": (bad, "the copy has another digest", withholding(after="0" * 64)),
        "redacted-record-of-another-kind": (bad, "sealed as a finding", withholding(kind="Finding")),
        "redacted-record-elsewhere": (bad, "names no exhibit of the bundle", withholding(withheld="0" * 26)),
        "redacted-by-itself": (bad, "the copy is no record", withholding(withheld="copy")),
        "redacted-salt-given": (bad, "the salt was left in", withholding(salt=1)),
    }  # fmt: skip
    for name, (reasons, comment, data) in cases.items():
        yield name, bundle("failed", "8", reasons, comment, data)
    dropped = withholding(dropped=(1,))
    yield "redacted-copy-left-out", bundle("failed", "8", "withheld-unfounded sealed", "its copy is not there", dropped)
    alone = withholding(dropped=(2,))
    yield "redacted-record-left-out", bundle("failed", "8", "withheld-unfounded sealed", "no record", alone)
    lost = withholding(unsealed=1)
    lost_reasons = "withheld-unfounded sealed content-missing"
    yield "redacted-record-without-content", bundle("failed", "8 9", lost_reasons, "the record itself is absent", lost)
    forged = pack(PARTS | {"manifest.json": withheld_by_a_forger()})
    yield (
        "redacted-by-a-forger",
        bundle("failed", "2 6 8", "withheld-unfounded sealed sealed", "said afterwards", forged),
    )


def withheld_by_a_forger() -> bytes:
    first, *rest = json.loads(PARTS["manifest.json"])["items"]
    return manifest_with(items=[{"exhibit": first["exhibit"], "withheld": "0" * 26}, *rest])


def manifests() -> Iterator[tuple[str, str]]:
    def told(data: bytes) -> bytes:
        return pack(PARTS | {"manifest.json": data})

    plain = PARTS["manifest.json"]
    yield "manifest-key-doubled", bundle("failed", "2 6 7 8 9", "", "two scopes", told(plain[:-1] + b',"scope":"x"}'))
    yield "manifest-spaced", bundle("failed", "2 6 7 8 9", "", "not canonical", told(plain.replace(b":", b": ", 1)))
    yield "manifest-float", bundle("failed", "2 6 7 8 9", "", "1.0 is no number here", told(manifest_with(scope=1.0)))
    yield (
        "manifest-field-unknown",
        bundle("failed", "2 6 7 8 9", "", "a field we do not know", told(manifest_with(x="1"))),
    )
    later = told(manifest_with(format="gongzhi/evz@v2"))
    yield "manifest-of-another-format", bundle("failed", "2 6", "sealed sealed sealed", "version 2", later)
    renamed = told(manifest_with(scope="case-2"))
    yield "manifest-scope-exchanged", bundle("failed", "6", "sealed sealed sealed", "said to be another case", renamed)
    yield "manifest-missing", bundle("failed", "2 6 7 8 9", "", "no manifest", without("manifest.json"))


def texts() -> Iterator[tuple[str, str]]:
    note, root = LOG.seen or b"", base64.b64encode(bytes(32))
    proof = LogProof(index=5, path=(bytes(32),), checkpoint=note).to_bytes()
    key, bureau = str(SIGNER.verifier).encode(), str(WITNESS.verifier).encode()
    cases: dict[str, tuple[str, str, str, bytes]] = {
        "note-whole": ("note", "accepted", "as signed", note),
        "note-without-signature": ("note", "refused", "text only", note.partition(b"\n\n")[0] + b"\n"),
        "note-crlf": ("note", "refused", "carriage returns", note.replace(b"\n", b"\r\n")),
        "note-hyphen-for-dash": ("note", "refused", "U+002D for U+2014", note.replace("\u2014".encode(), b"-")),
        "note-signature-short": ("note", "refused", "an id and no signature", b"text\n\n\xe2\x80\x94 name AAAAAA==\n"),
        "note-base64-loose": ("note", "refused", "unused bits set", b"text\n\n\xe2\x80\x94 name AAAAAAB=\n"),
        "note-no-final-newline": ("note", "refused", "cut at its end", note[:-1]),
        "checkpoint-whole": ("checkpoint", "accepted", "three lines", b"o\n0\n" + root + b"\n"),
        "checkpoint-leading-zero": ("checkpoint", "refused", "size 01", b"o\n01\n" + root + b"\n"),
        "checkpoint-size-too-large": ("checkpoint", "refused", "2**63", b"o\n9223372036854775808\n" + root + b"\n"),
        "checkpoint-root-short": ("checkpoint", "refused", "31 bytes", b"o\n0\n" + base64.b64encode(bytes(31)) + b"\n"),
        "checkpoint-empty-line": ("checkpoint", "refused", "an empty extension", b"o\n0\n" + root + b"\n\n"),
        "proof-whole": ("proof", "accepted", "one hash", proof),
        "proof-index-leading-zero": ("proof", "refused", "index 05", proof.replace(b"index 5", b"index 05")),
        "proof-of-version-2": ("proof", "refused", "another header", proof.replace(b"@v1", b"@v2")),
        "proof-hash-short": ("proof", "refused", "31 bytes", proof.replace(root, base64.b64encode(bytes(31)))),
        "policy-whole": ("policy", "accepted", "a witness", POLICIES["witnessed"].encode()),
        "policy-without-quorum": ("policy", "refused", "no quorum line", b"log " + key + b"\n"),
        "policy-quorum-twice": ("policy", "refused", "two quorum lines", b"quorum none\nquorum none\n"),
        "policy-witness-is-log": ("policy", "refused", "a log's key type", b"witness a " + key + b"\nquorum a\n"),
        "policy-threshold-too-high": (
            "policy",
            "refused",
            "2 of 1",
            b"witness a " + bureau + b"\ngroup g 2 a\nquorum g\n",
        ),
        "policy-name-later": ("policy", "refused", "used before defined", b"quorum a\nwitness a " + bureau + b"\n"),
        "policy-carriage-return": ("policy", "refused", "a control character", b"quorum none\r\n"),
        "key-whole": ("key", "accepted", "a verifier key", key),
        "key-id-false": ("key", "refused", "another id", key.replace(b"+", b"+0", 1)),
        "key-name-spaced": ("key", "refused", "a space in the name", b"log example+00000000+AQAA"),
        "tile-path-whole": ("tile-path", "accepted", "1234067", b"tile/0/x001/x234/067"),
        "tile-path-unpadded": ("tile-path", "refused", "two digits", b"tile/0/67"),
        "tile-path-partial-256": ("tile-path", "refused", "a full tile is not partial", b"tile/0/000.p/256"),
        "tile-path-level-64": ("tile-path", "refused", "63 is the highest", b"tile/64/000"),
        "tile-path-group-of-zeros": ("tile-path", "refused", "a leading x000", b"tile/0/x000/067"),
        "entries-whole": ("entries", "accepted", "two entries", b"\0\1a\0\2bc"),
        "entries-cut": ("entries", "refused", "the last one cut", b"\0\1a\0\2b"),
        "entries-length-cut": ("entries", "refused", "half a length", b"\0\1a\0"),
    }
    for name, (kind, expect, comment, data) in cases.items():
        yield name, vector(kind, expect, comment, data)


def left_out() -> bytes:
    short = dict(unpack(make_bundle(frame(LOG), PROVEN[:2])).parts)
    return pack(short | {"manifest.note": PARTS["manifest.note"]})


def doubled() -> bytes:
    items = json.loads(PARTS["manifest.json"])["items"]
    return pack(PARTS | {"manifest.json": manifest_with(items=[*items, items[0]])})


def salted() -> bytes:
    items = json.loads(PARTS["manifest.json"])["items"]
    return pack(PARTS | {"manifest.json": manifest_with(items=[items[0] | {"salt": "ff" * 32}, *items[1:]])})


def without(name: str) -> bytes:
    return pack({part: data for part, data in PARTS.items() if part != name})


def central(offset: int, value: int) -> bytes:
    at = WHOLE.index(b"PK\1\2") + offset
    return WHOLE[:at] + bytes([value]) + WHOLE[at + 1 :]


def in_directory(old: bytes, new: bytes) -> bytes:
    at = WHOLE.rindex(old)
    return WHOLE[:at] + new + WHOLE[at + len(old) :]


def all_vectors() -> dict[str, str]:
    groups = (
        bundles_of_a_forger(),
        bundles_of_a_dishonest_log(),
        bundles_with_zip_tricks(),
        manifests(),
        redactions(),
        texts(),
    )
    return {f"{name}.txt": text for group in groups for name, text in group}


if __name__ == "__main__":
    (TO / "policies").mkdir(parents=True, exist_ok=True)
    for name, text in all_vectors().items():
        (TO / name).write_text(text, encoding="utf-8")
    for name, text in POLICIES.items():
        (TO / "policies" / f"{name}.txt").write_text(text, encoding="utf-8")
