"""What the attacks on bundles share: an honest log, its bundle, and a list to put attacks on.

Each attack names the steps that fail and the reasons of its exhibits, under the reader's own policy: two of three
witnesses, and one time-stamping authority.
"""

import importlib
import json
from collections.abc import Callable, Sequence
from typing import Any

from evidence_logs import SIGNER, sealed_log
from evidence_mutations import NOW, QUORUM, WITNESSES, bundle_of, cosigned, refitted

from gongzhi.evidence import (
    Note,
    NoteSignature,
    Verdict,
    WitnessKey,
    pack,
    parse_policy,
    unpack,
    verify_bundle,
)
from gongzhi.evidence.bundle import manifest_text

LOG, PROVEN = sealed_log(["第一件".encode(), "第二件".encode(), b"third"])
SEEN = LOG.seen or b""
HEAD = cosigned(SEEN)
WHOLE = bundle_of(PROVEN, HEAD)
PARTS = dict(unpack(WHOLE).parts)
FIRST, SECOND, THIRD = PROVEN
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


def attacks_of(module: str) -> list[tuple[str, list[int], list[str], Attack]]:
    """Those that this module has put on the list."""
    return [one for one in ATTACKS if one[3].__module__ == module]


def every_attack() -> list[tuple[str, list[int], list[str], Attack]]:
    """The whole list."""
    for module in ("test_evidence_dishonest_bundles", "test_evidence_dishonest_contents"):
        importlib.import_module(module)
    return ATTACKS


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
