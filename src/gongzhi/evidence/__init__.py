"""Bytes to sealed, provable evidence: an append-only log whose every proof can be checked offline."""

from gongzhi.evidence.bundle import BundleFrame, BundleItem, BundleManifest, Proven, make_bundle
from gongzhi.evidence.checkpoint import Checkpoint, NotACheckpoint, open_checkpoint, parse_checkpoint, sign_checkpoint
from gongzhi.evidence.cosignature import WitnessKey, verify_cosignatures
from gongzhi.evidence.exhibits import SALT_BYTES, Exhibit, commit, exhibit_id
from gongzhi.evidence.log import CHECKPOINT, CheckpointMoved, Log, LogDamaged, LogStorage
from gongzhi.evidence.merkle import (
    NotProved,
    leaf_hash,
    node_hash,
    prove_consistency,
    prove_inclusion,
    range_hash_of,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from gongzhi.evidence.note import (
    NotANote,
    Note,
    NotSigned,
    SignerKey,
    VerifierKey,
    parse_note,
    parse_signer_key,
    parse_verifier_key,
    verify_note,
)
from gongzhi.evidence.policy import NotAPolicy, Policy, parse_policy, policy_of_log
from gongzhi.evidence.proofs import LogProof, NotAProof, parse_proof
from gongzhi.evidence.statement import print_verdict
from gongzhi.evidence.storage import ExhibitDamaged, StoreDamaged, StoreUnwritable
from gongzhi.evidence.tiles import (
    ENTRIES,
    TILE_WIDTH,
    NotATile,
    join_entries,
    parse_tile_path,
    split_entries,
    split_hashes,
    tile_path,
    tiles_of_size,
)
from gongzhi.evidence.verify import Outcome, Step, Verdict, verify_bundle
from gongzhi.evidence.verify_items import ItemVerdict, Reason
from gongzhi.evidence.zips import NotAPackage, pack, unpack

__all__ = [
    "CHECKPOINT",
    "ENTRIES",
    "SALT_BYTES",
    "TILE_WIDTH",
    "BundleFrame",
    "BundleItem",
    "BundleManifest",
    "Checkpoint",
    "CheckpointMoved",
    "Exhibit",
    "ExhibitDamaged",
    "ItemVerdict",
    "Log",
    "LogDamaged",
    "LogProof",
    "LogStorage",
    "NotACheckpoint",
    "NotANote",
    "NotAPackage",
    "NotAPolicy",
    "NotAProof",
    "NotATile",
    "NotProved",
    "NotSigned",
    "Note",
    "Outcome",
    "Policy",
    "Proven",
    "Reason",
    "SignerKey",
    "Step",
    "StoreDamaged",
    "StoreUnwritable",
    "Verdict",
    "VerifierKey",
    "WitnessKey",
    "commit",
    "exhibit_id",
    "join_entries",
    "leaf_hash",
    "make_bundle",
    "node_hash",
    "open_checkpoint",
    "pack",
    "parse_checkpoint",
    "parse_note",
    "parse_policy",
    "parse_proof",
    "parse_signer_key",
    "parse_tile_path",
    "parse_verifier_key",
    "policy_of_log",
    "print_verdict",
    "prove_consistency",
    "prove_inclusion",
    "range_hash_of",
    "root_of",
    "sign_checkpoint",
    "split_entries",
    "split_hashes",
    "tile_path",
    "tiles_of_size",
    "unpack",
    "verify_bundle",
    "verify_consistency",
    "verify_cosignatures",
    "verify_inclusion",
    "verify_note",
]
