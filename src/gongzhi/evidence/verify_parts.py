"""Whether a bundle holds exactly the parts that its manifest names."""

from collections.abc import Collection

from gongzhi.evidence.bundle import (
    CHECKPOINT_PART,
    MANIFEST,
    MANIFEST_NOTE,
    POLICY_PART,
    BundleManifest,
    blob_part,
    entry_part,
    proof_part,
)
from gongzhi.evidence.zips import Parts
from gongzhi.values import NotCanonical, parse_canonical


def check_listing(parts: Parts, manifest: BundleManifest) -> list[str]:
    """What is wrong, in Chinese: parts altered, missing, unlisted, or blobs that no exhibit owns; empty when nothing."""
    unsealed = {MANIFEST, MANIFEST_NOTE}
    wrong = [
        f"{name} 的内容与清单不同" for name, sha256 in sorted(manifest.parts.items()) if _altered(parts, name, sha256)
    ]
    wrong += [f"缺少 {name}" for name in sorted(set(manifest.parts) - set(parts))]
    wrong += [f"清单没有列出 {name}" for name in sorted(set(parts) - set(manifest.parts) - unsealed)]
    wrong += [f"清单没有列出 {name}" for name in (CHECKPOINT_PART, POLICY_PART) if name not in manifest.parts]
    exhibits = [item.exhibit for item in manifest.items]
    if len(set(exhibits)) != len(exhibits):
        wrong.append("清单重复列出同一件证据")
    owned = {entry_part(exhibit) for exhibit in exhibits} | {proof_part(exhibit) for exhibit in exhibits}
    owned |= {blob_part(item.sha256) for item in manifest.items if item.sha256}
    stray = [
        name for name in manifest.parts if name.startswith(("blobs/", "entries/", "proofs/")) and name not in owned
    ]
    return wrong + [f"{name} 不属于任何一件证据" for name in sorted(stray)]


def named_outside(parts: Parts, manifest: BundleManifest, sealed: Collection[str]) -> list[str]:
    """The ids in the field ``exhibits`` of sealed records of which the bundle says nothing: neither here nor unresolved.

    A bundle need not hold all that its records name; but what was left out is not to go unseen.
    """
    named: set[str] = set()
    for item in manifest.items:
        blob = blob_part(item.sha256 or "")
        # Recordings are large and no records: a look at the first byte spares searching them.
        if item.exhibit in sealed and parts.opens_with(blob, b"{"):
            named |= _names(parts[blob])
    return sorted(named - {item.exhibit for item in manifest.items} - set(manifest.unresolved))


def _names(content: bytes) -> set[str]:
    if b'"exhibits":[' not in content:
        return set()
    try:
        record = parse_canonical(content)
    except (NotCanonical, RecursionError):
        return set()
    exhibits = record.get("exhibits") if isinstance(record, dict) else None
    return {id for id in exhibits if isinstance(id, str)} if isinstance(exhibits, list) else set()


def _altered(parts: Parts, name: str, sha256: str) -> bool:
    return name in parts and parts.sha256(name) != sha256
