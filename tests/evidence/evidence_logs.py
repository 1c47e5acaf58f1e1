"""What the tests of evidence share: fixed keys, a log in memory, and a small bundle."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from gongzhi.evidence import (
    CHECKPOINT,
    BundleFrame,
    CheckpointMoved,
    Exhibit,
    Log,
    LogProof,
    Proven,
    SignerKey,
    commit,
    exhibit_id,
    make_bundle,
    parse_tile_path,
)

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
SIGNER = SignerKey(name="log.example/p", seed=bytes(range(32)))
OTHER = SignerKey(name="log.example/p", seed=bytes(range(1, 33)))


class MemoryFiles:
    """A LogStorage in memory that can be told to fail at the n-th write."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.failing: set[str] = set()

    def read(self, path: str) -> bytes | None:
        return self.files.get(path)

    def write(self, files: Mapping[str, bytes]) -> None:
        for path, data in files.items():
            if "write" in self.failing:
                raise OSError(28, "No space left on device")
            self.files[path] = data

    def publish(self, checkpoint: bytes, *, seen: bytes | None) -> None:
        if "publish" in self.failing:
            raise OSError(5, "Input/output error")
        if self.files.get(CHECKPOINT) != seen:
            raise CheckpointMoved("检查点已更新")
        self.files[CHECKPOINT] = checkpoint

    def settle(self, size: int) -> None:
        for path in list(self.files):
            if path != CHECKPOINT:
                level, number, width = parse_tile_path(path)
                if number * 256 + width > size >> 8 * (level if isinstance(level, int) else 0):
                    del self.files[path]

    def drop_partials(self, tiles: Sequence[str]) -> None:
        for tile in tiles:
            for path in [path for path in self.files if path.startswith(f"{tile}.p/")]:
                del self.files[path]


def new_log(files: MemoryFiles | None = None) -> Log:
    log = Log(files or MemoryFiles(), key=SIGNER.verifier, signer=SIGNER)
    log.create()
    return log


def sealed_log(
    contents: Sequence[bytes],
    *,
    subject: str = "case-1",
    kinds: Sequence[str] = (),
    dates: Sequence[datetime] = (),
) -> tuple[Log, list[Proven]]:
    """A log of these contents, and each of them ready for a bundle; ``kinds`` are findings, ``dates`` AT where not given."""
    import hashlib

    log, entries = new_log(), []
    for n, content in enumerate(contents):
        salt, sha256 = bytes([n % 256]) * 32, hashlib.sha256(content).digest()
        exhibit = Exhibit(
            kind=kinds[n] if n < len(kinds) else "Finding",
            subject=subject,
            commitment=commit(salt=salt, sha256=sha256),
            size=len(content),
            media_type="application/json",
            at=dates[n] if n < len(dates) else AT,
        )
        entries.append((exhibit.to_entry(), salt, sha256, content))
    log.append([entry for entry, *_ in entries])
    return log, [
        Proven(
            exhibit=exhibit_id(entry),
            entry=entry,
            proof=LogProof(index=n, path=tuple(log.prove_inclusion(n)), checkpoint=log.seen or b""),
            salt=salt,
            sha256=sha256,
            content=content,
        )
        for n, (entry, salt, sha256, content) in enumerate(entries)
    ]


def frame(log: Log, **changed: object) -> BundleFrame:
    parts: dict[str, object] = {
        "scope": "case-1",
        "made_at": AT,
        "checkpoint": log.seen,
        "key": SIGNER.verifier,
        "signer": SIGNER,
    }
    return BundleFrame(**(parts | changed))  # type: ignore[arg-type]


def small_bundle(count: int = 3) -> bytes:
    log, proven = sealed_log([f"原件 {n}".encode() for n in range(count)])
    return make_bundle(frame(log), proven)
