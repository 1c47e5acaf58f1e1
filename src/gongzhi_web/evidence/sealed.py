"""Asking the sealed archive: where an exhibit lies in the log, a bundle of some exhibits, and whether they still verify."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from gongzhi.adapters.archive import DirectoryArchive
from gongzhi.adapters.bundles import bundle
from gongzhi.evidence import Verdict, leaf_hash, parse_policy, policy_of_log, verify_bundle
from gongzhi_web.archive.opening import opened


@dataclass(frozen=True, slots=True)
class LogNow:
    """The log as it stands: its signed checkpoint, how many entries, and whose key verifies it."""

    origin: str
    size: int
    root: str
    key: str
    checkpoint: str
    policy: str


@dataclass(frozen=True, slots=True)
class InLog:
    """One entry of the log: its leaf hash (hex), and how many hashes lead from it to the root."""

    leaf: str
    path: int
    now: LogNow


def archive_on_disk() -> DirectoryArchive:
    """The store's archive; the site always runs on one that keeps its log on disk."""
    return cast(DirectoryArchive, opened())


def log_now() -> LogNow:
    """Read the newest checkpoint."""
    archive = archive_on_disk()
    with archive.still():
        return _log_now(archive)


def in_log(index: int) -> InLog:
    """Where this entry stands under the newest checkpoint; raises LogDamaged or StoreDamaged."""
    archive = archive_on_disk()
    with archive.still():
        now = _log_now(archive)
        [entry] = archive.log.entries(index, index + 1)
        return InLog(leaf=leaf_hash(entry).hex(), path=len(archive.log.prove_inclusion(index)), now=now)


def make_bundle_of(exhibits: Sequence[str], *, scope: str, at: datetime) -> bytes:
    """The ``.evz`` of exactly these exhibits; raises NothingToBundle and NotAPackage."""
    return bundle(archive_on_disk(), exhibits, made_at=at, scope=scope)


def verify_exhibits(exhibits: Sequence[str], *, scope: str, at: datetime) -> Verdict:
    """Bundle these exhibits as anybody would receive them, and check the bundle against this log's own key."""
    data = make_bundle_of(exhibits, scope=scope, at=at)
    return verify_bundle(data, policy=parse_policy(log_now().policy.encode()))


def _log_now(archive: DirectoryArchive) -> LogNow:
    size = archive.size()
    checkpoint = archive.log.checkpoint
    return LogNow(
        origin=checkpoint.origin,
        size=size,
        root=checkpoint.root.hex(),
        key=str(archive.log.key),
        checkpoint=(archive.log.seen or b"").decode(),
        policy=policy_of_log(archive.log.key),
    )
