"""Mutated bundles without end: what chance does to bytes, what a forger does who fixes digests, and what the holder of
the log's key does. The same seed gives the same bundles."""

import base64
import dataclasses
import hashlib
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evidence_logs import AT, OTHER, SIGNER, sealed_log
from test_evidence_segments import OPENED, ROOM, leaf_at, mark, with_gaps

from gongzhi.evidence import (
    ED25519_COSIGNATURE,
    BundleFrame,
    Checkpoint,
    Exhibit,
    Note,
    Proven,
    Redacted,
    SegmentClosed,
    SegmentKind,
    SegmentTree,
    SignerKey,
    WitnessKey,
    commit,
    exhibit_id,
    make_bundle,
    pack,
    parse_note,
    policy_of_log,
    sign_checkpoint,
    unpack,
)
from gongzhi.evidence.bundle import manifest_text
from gongzhi.values import encode_record

WITNESSES = (
    WitnessKey(name="witness.example/bureau", seed=b"1" * 32, type=ED25519_COSIGNATURE),
    WitnessKey(name="witness.example/trade", seed=b"2" * 32, type=ED25519_COSIGNATURE),
    WitnessKey(name="witness.example/people", seed=b"3" * 32),
)
TRUSTED = policy_of_log(SIGNER.verifier).encode()
QUORUM = (
    f"log {SIGNER.verifier}\n"
    + "".join(f"witness w{n} {key.verifier}\n" for n, key in enumerate(WITNESSES))
    + "group g 2 w0 w1 w2\nquorum g\n"
).encode()
NOW = 1772366400
VECTORS = Path(__file__).resolve().parents[2] / "vectors" / "evidence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A bundle that is not what it was: how it was made, whether with the log's key, and by which policy and which
    authority's certificate (PEM) to judge it."""

    kind: str
    bundle: bytes
    policy: bytes | None
    original: bytes
    inside: bool = False
    authority: bytes | None = None


def cosigned(checkpoint: bytes, keys: tuple[WitnessKey, ...] = WITNESSES, now: int = NOW) -> bytes:
    note = parse_note(checkpoint)
    lines = tuple(key.cosign(note.text, timestamp=now) for key in keys)
    return Note(text=note.text, signatures=(*note.signatures, *lines)).to_bytes()


def bundle_of(proven: list[Proven], checkpoint: bytes, **framed: Any) -> bytes:
    items = [dataclasses.replace(one, proof=dataclasses.replace(one.proof, checkpoint=checkpoint)) for one in proven]
    whole = {"scope": "case-1", "made_at": AT, "checkpoint": checkpoint, "key": SIGNER.verifier, "signer": SIGNER}
    return make_bundle(BundleFrame(**(whole | framed)), items)


def redacted_log() -> tuple[bytes, list[Proven]]:
    """A log of two exhibits and the record that lets the first one be absent."""
    salt, text = bytes(32), "农户的手机号".encode()
    sha256 = hashlib.sha256(text).digest()
    before = commit(salt=salt, sha256=sha256)
    hidden = Exhibit(
        kind="Finding", subject="case-1", commitment=before, size=len(text), media_type="application/json", at=AT
    )
    record = Redacted(
        exhibit=exhibit_id(hidden.to_entry()), before=before, fields=("*",), reason="个人信息", by="G***", at=AT
    )
    log, proven = sealed_log([text, b"open", encode_record(record)], kinds=["Finding", "Finding", "Redacted"])
    return log.seen or b"", [dataclasses.replace(proven[0], withheld=proven[2].exhibit), *proven[1:]]


def segment_records() -> tuple[list[bytes], list[Any]]:
    """Ten leaves of a broadcast and, after ten minutes of declared silence, four more: what they rest on, and the records."""
    leaves = with_gaps([leaf_at(n) if n < 10 else leaf_at(n, after=600) for n in range(14)])
    raws = [f"{n}".encode() for n in range(28)]
    _, placed = sealed_log(raws, subject=ROOM, kinds=["raw", "SignalBatch"] * 14)
    named = [
        dataclasses.replace(
            leaf, entries=tuple(dataclasses.replace(one, exhibit=placed[one.index].exhibit) for one in leaf.entries)
        )
        for leaf in (mark(SegmentKind.OPEN), *leaves, mark(SegmentKind.CLOSE))
    ]
    tree = SegmentTree()
    roots = [tree.roll(named[at : at + 5], broadcast=ROOM, at=AT) for at in range(0, len(named), 5)]
    gaps = sum(leaf.kind is SegmentKind.GAP for leaf in named)
    closed = SegmentClosed(broadcast=ROOM, count=tree.size, root=tree.root().hex(), gaps=gaps, at=AT)
    return raws, [OPENED, *roots, closed]


def segmented(raws: list[bytes], records: list[tuple[str, bytes]]) -> bytes:
    """The bundle of a whole broadcast."""
    kinds = ["raw", "SignalBatch"] * (len(raws) // 2) + [kind for kind, _ in records]
    log, proven = sealed_log([*raws, *(data for _, data in records)], subject=ROOM, kinds=kinds)
    return bundle_of(proven, log.seen or b"")


def whole_broadcast() -> bytes:
    raws, records = segment_records()
    return segmented(raws, [(type(one).__name__, encode_record(one)) for one in records])


def other_segments(chance: random.Random) -> bytes:
    """The same broadcast as its operator would rather have had it: records dropped, moved or rewritten, sealed anew."""
    raws, kept = segment_records()
    records = [(type(one).__name__, encode_record(one)) for one in kept]
    at, other = chance.randrange(len(records)), chance.randrange(len(records))
    act = chance.randrange(5)
    if act == 0:
        del records[at]
    elif act == 1:
        records[at], records[other] = records[other], records[at]
    elif act == 2:
        records.insert(at, records[other])
    else:
        value = json.loads(records[at][1])
        for _ in range(chance.randrange(1, 3)):
            value = change_json(chance, value)
        records[at] = (records[at][0], printed(chance, value))
    return segmented(raws, records)


def originals() -> list[tuple[bytes, bytes | None]]:
    """The bundles that are mutated, with the policy that they hold under."""
    log, proven = sealed_log(["第一件".encode(), "第二件".encode(), b"third"])
    seen = log.seen or b""
    long, many = sealed_log([f"{n}".encode() for n in range(300)])
    erased = dataclasses.replace(proven[0], salt=None, sha256=None, content=None)
    hidden, withheld = redacted_log()
    stamped = {"tsa": b"0\x82 no token", "tsb": b""}
    return [
        (bundle_of(proven, seen), TRUSTED),
        (bundle_of(proven, seen, page=b"<!doctype html>\n"), None),
        (bundle_of(many[77:80], long.seen or b""), TRUSTED),
        (bundle_of(proven, cosigned(seen), timestamps=stamped), QUORUM),
        (bundle_of([erased, *proven[1:]], seen, unresolved=("0" * 26,)), TRUSTED),
        (bundle_of(withheld, cosigned(hidden)), QUORUM),
        (whole_broadcast(), TRUSTED),
    ]


def stamped_bundles() -> list[bytes]:
    """Bundles with tokens of an authority and an earlier checkpoint: one whole, one back-dated, one post-dated. They are
    vectors, because an authority signs with chance."""
    names = ("after-an-earlier-one", "earlier-than-a-back-dated-entry", "over-a-post-dated-entry")
    files = [VECTORS / f"timestamp-{name}.txt" for name in names]
    return [base64.b64decode(file.read_text(encoding="utf-8").partition("\n\n")[2]) for file in files]


def flip(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def splice(chance: random.Random, data: bytes) -> bytes:
    start, stop = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    stop = min(stop, start + chance.choice([0, 1, 4, 30, 200]))
    other = chance.randrange(len(data) + 1)
    new = [b"", chance.randbytes(chance.randrange(1, 9)), data[other : other + stop - start], data[start:stop] * 2]
    return data[:start] + chance.choice(new) + data[stop:]


def in_zip(chance: random.Random, data: bytes) -> bytes:
    """A field of a header, where readers of zip files disagree."""
    marks = [data.index(b"PK\3\4"), data.index(b"PK\1\2"), data.rindex(b"PK\1\2"), data.rindex(b"PK\5\6")]
    at = min(chance.choice(marks) + chance.randrange(4, 50), len(data) - 1)
    return data[:at] + bytes([chance.choice([0, 1, 8, 20, 255, data[at] ^ 0x20])]) + data[at + 1 :]


def change_text(chance: random.Random, data: bytes) -> bytes:
    """A line doubled, dropped, moved or respelt."""
    lines = data.split(b"\n")
    at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    changes: list[Callable[[], list[bytes]]] = [
        lambda: [*lines[:at], lines[at], *lines[at:]],
        lambda: [*lines[:at], *lines[at + 1 :]],
        lambda: [lines[other] if n == at else lines[at] if n == other else one for n, one in enumerate(lines)],
        lambda: [*lines[:at], lines[at] + chance.choice([b" ", b"\r", b"\0", b"=", b"\xff"]), *lines[at + 1 :]],
        lambda: [*lines[:at], lines[at].swapcase(), *lines[at + 1 :]],
        lambda: [*lines[:at], b"0" + lines[at], *lines[at + 1 :]],
        lambda: [*lines[:at], lines[at].replace(b"1", b"2").replace(b"0", b"7"), *lines[at + 1 :]],
        lambda: [*lines[:at], lines[at].replace(b"a", "\u0430".encode()), *lines[at + 1 :]],
    ]
    return b"\n".join(chance.choice(changes)())


_ODD: list[Any] = [None, "", "x", 0, -1, 1.5, True, [], {}, "\u3000", "9999-12-31T23:00:00.000000Z", "A" * 64, "\u2028"]


def change_json(chance: random.Random, value: Any) -> Any:
    """One value somewhere in a JSON tree exchanged, dropped, doubled or moved."""
    if isinstance(value, dict) and value and chance.random() < 0.9:
        return change_object(chance, value)
    if isinstance(value, list) and value and chance.random() < 0.9:
        at = chance.randrange(len(value))
        inner = [*value[:at], change_json(chance, value[at]), *value[at + 1 :]]
        return chance.choice([value[:at] + value[at + 1 :], [*value, value[at]], inner, inner])
    if isinstance(value, str) and value and chance.random() < 0.7:
        at = chance.randrange(len(value))
        return value[:at] + chance.choice(["0", "F", "é", "", "\u0430", '"', "\\"]) + value[at + 1 :]
    return chance.choice(_ODD)


def change_object(chance: random.Random, value: dict[str, Any]) -> dict[str, Any]:
    key = chance.choice(sorted(value))
    act = chance.randrange(6)
    if act == 0:
        return {name: one for name, one in value.items() if name != key}
    if act == 1:
        return value | {chance.choice(["x", "__proto__", "constructor", key.upper(), "salt"]): value[key]}
    return value | {key: chance.choice(_ODD) if act == 2 else change_json(chance, value[key])}


def printed(chance: random.Random, value: Any) -> bytes:
    loose = chance.random() < 0.15
    text = json.dumps(value, sort_keys=not loose, separators=(",", ": " if loose else ":"), ensure_ascii=loose)
    return text.encode("utf-8", "surrogatepass")


def refitted(parts: dict[str, bytes], signer: SignerKey | None) -> bytes:
    """The parts with the manifest's digests made to fit; signed anew where a key is at hand."""
    try:
        manifest = json.loads(parts["manifest.json"])
        listed = sorted(name for name in parts if not name.startswith("manifest."))
        manifest["parts"] = {name: hashlib.sha256(parts[name]).hexdigest() for name in listed}
        fitted = json.dumps(manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    except (ValueError, TypeError, KeyError):
        fitted = parts.get("manifest.json", b"")
    parts = parts | {"manifest.json": fitted}
    if signer is not None:
        parts["manifest.note"] = signer.sign_note(manifest_text(fitted)).to_bytes()
    return pack(parts)


def change_parts(chance: random.Random, parts: dict[str, bytes]) -> dict[str, bytes]:
    """Parts exchanged, dropped, added, or changed within."""
    names = sorted(parts)
    name, other = chance.choice(names), chance.choice(names)
    act = chance.randrange(7)
    if act == 0:
        return parts | {name: parts[other], other: parts[name]}
    if act == 1:
        return {one: data for one, data in parts.items() if one != name}
    if act == 2:
        new = chance.choice(["readme.txt", "blobs/" + "0" * 64, "entries/x.json", "timestamps/x.tsr", "checkpoint2"])
        return parts | {new: parts[name]}
    if act == 3 and parts[name]:
        return parts | {name: flip(chance, parts[name])}
    if name.endswith(".json"):
        return parts | {name: printed(chance, change_json(chance, json.loads(parts[name])))}
    return parts | {name: change_text(chance, parts[name])}


def change_stamps(chance: random.Random, parts: dict[str, bytes]) -> dict[str, bytes]:
    """Tokens and earlier checkpoints exchanged, dropped or changed within."""
    names = [name for name in sorted(parts) if name.startswith(("timestamps/", "earlier/"))]
    name, other = chance.choice(names), chance.choice(names)
    act = chance.randrange(6)
    if act == 0:
        return parts | {name: parts[other], other: parts[name]}
    if act == 1:
        return {one: data for one, data in parts.items() if one != name}
    if act == 2:
        at = chance.choice(["timestamps/two.tsr", "earlier/1/one.tsr", "earlier/2/two.tsr", "earlier/1/checkpoint"])
        return parts | {at: flip(chance, parts[name]) if chance.random() < 0.5 else parts[name]}
    return parts | {name: (splice if act == 3 else flip)(chance, parts[name])}


def renamed_entry(chance: random.Random, parts: dict[str, bytes]) -> dict[str, bytes]:
    """An entry rewritten under the id that its new bytes have, with the proof of the old one."""
    manifest = json.loads(parts["manifest.json"])
    if not manifest["items"]:
        return parts
    item = chance.choice(manifest["items"])
    old = item["exhibit"]
    entry = change_json(chance, json.loads(parts[f"entries/{old}.json"]))
    data = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    item["exhibit"] = exhibit_id(data)
    moved = {name: one for name, one in parts.items() if old not in name}
    moved[f"entries/{item['exhibit']}.json"] = data
    moved[f"proofs/{item['exhibit']}.tlog-proof"] = parts[f"proofs/{old}.tlog-proof"]
    return moved | {"manifest.json": json.dumps(manifest).encode()}


def another_history(chance: random.Random, parts: dict[str, bytes]) -> dict[str, bytes]:
    """A checkpoint that the log's key signs over something else, put under every proof."""
    text = parse_note(parts["checkpoint"]).text.split("\n")
    size = chance.choice([0, 1, 2, int(text[1]), int(text[1]) + 1, 2**63 - 1])
    root = chance.choice([bytes(32), hashlib.sha256(b"").digest(), chance.randbytes(32)])
    head = Checkpoint(origin=chance.choice([text[0], "log.example/q"]), size=size, root=root)
    checkpoint = sign_checkpoint(head, SIGNER)
    if chance.random() < 0.5:
        checkpoint = cosigned(checkpoint, WITNESSES[: chance.randrange(1, 3)])
    changed = {"checkpoint": checkpoint}
    for name, data in parts.items():
        if name.startswith("proofs/"):
            changed[name] = data.partition(b"\n\n")[0] + b"\n\n" + checkpoint
    return parts | changed


def mutants(seed: int, count: int) -> Iterator[Mutant]:
    """This many mutants; kinds and originals take turns."""
    chance = random.Random(seed)
    bases = originals()
    kinds: list[tuple[str, bool, Callable[[bytes], bytes]]] = [
        ("flip", False, lambda data: flip(chance, data)),
        ("splice", False, lambda data: splice(chance, data)),
        ("zip", False, lambda data: in_zip(chance, data)),
        ("parts", False, lambda data: pack(change_parts(chance, dict(unpack(data).parts)))),
        ("forger", False, lambda data: refitted(change_parts(chance, dict(unpack(data).parts)), None)),
        ("forger-key", False, lambda data: refitted(change_parts(chance, dict(unpack(data).parts)), OTHER)),
        ("operator", True, lambda data: refitted(change_parts(chance, dict(unpack(data).parts)), SIGNER)),
        ("operator-entry", True, lambda data: refitted(renamed_entry(chance, dict(unpack(data).parts)), SIGNER)),
        ("operator-history", True, lambda data: refitted(another_history(chance, dict(unpack(data).parts)), SIGNER)),
    ]
    stamped, authority = stamped_bundles(), (VECTORS / "authorities" / "one.pem").read_bytes()
    stamps = ("operator-stamps", True, lambda data: refitted(change_stamps(chance, dict(unpack(data).parts)), SIGNER))
    for number in range(count):
        if number % 10 == 8:
            data, turn = stamped[number // 10 % len(stamped)], number // 30 % (2 * len(kinds))
            kind, inside, change = kinds[turn] if turn < len(kinds) else stamps
            changed = change(data)
            yield Mutant(kind=kind, bundle=changed, policy=TRUSTED, original=data, inside=inside, authority=authority)
            continue
        if number % 20 == 19:
            broadcast = other_segments(chance)
            yield Mutant(kind="operator-segments", bundle=broadcast, policy=TRUSTED, original=broadcast, inside=True)
            continue
        data, policy = bases[number // len(kinds) % len(bases)]
        kind, inside, change = kinds[number % len(kinds)]
        yield Mutant(kind=kind, bundle=change(data), policy=policy, original=data, inside=inside)


def falsely_accepted(mutant: Mutant, outcome: str, sealed: list[str]) -> bool:
    """Whether this verdict says of something that it holds which was never so.

    From outside, nothing but the very same bytes may be accepted, save for further signature lines under the same text of
    the one part that no digest covers. The holder of the log's key may make another bundle, but
    none whose sealed exhibits are not those of the log.
    """
    if outcome == "failed" and not mutant.inside:
        return False
    try:
        parts, before = dict(unpack(mutant.bundle).parts), dict(unpack(mutant.original).parts)
    except ValueError:
        return outcome != "failed" or bool(sealed)
    if not mutant.inside:
        notes = [parse_note(one.pop("manifest.note")).text for one in (parts, before)]
        return parts != before or notes[0] != notes[1]
    entries = {f"entries/{name}.json" for name in sealed}
    return any(before.get(name) != parts.get(name) for name in entries)
