"""Durable log entries per second at batches of 1, 16 and 256, beside a plain file that is appended to and synced.

Run: ``python benchmarks/log.py``. Entries have 300 bytes. ``log`` is the tile log alone (entries, tiles, signed
checkpoint, one sync per batch); ``archive`` seals content too (encrypted, with place and index). tlog-scales joins in when it is
installed; it is no dependency of ours.
"""

import argparse
import importlib.util
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from gongzhi.adapters.archive import open_archive
from gongzhi.adapters.journal import JournaledDisk
from gongzhi.adapters.log_files import LogFiles
from gongzhi.evidence import Log, SignerKey, leaf_hash, verify_bundle, verify_inclusion
from gongzhi.flow.ports import Item

ENTRY_BYTES = 300
BATCHES = (1, 16, 256)
SIGNER = SignerKey(name="benchmark.example/log", seed=bytes(range(32)))
AT = datetime(2026, 3, 1, tzinfo=UTC)
Append = Callable[[list[bytes]], None]


def our_log(directory: Path) -> Append:
    disk = JournaledDisk(directory)
    log = Log(LogFiles(directory / "log", disk), key=SIGNER.verifier, signer=SIGNER)
    log.create()

    def append(entries: list[bytes]) -> None:
        disk.begin()
        log.append(entries)

    return append


def our_archive(directory: Path) -> Append:
    archive = open_archive(directory)
    return lambda entries: (
        archive.append([Item(kind="raw", subject="s", data=data, at=AT) for data in entries]),
        None,
    )[1]


def plain_file(directory: Path) -> Append:
    descriptor = os.open(directory / "plain", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def append(entries: list[bytes]) -> None:
        os.write(descriptor, b"".join(entries))
        os.fsync(descriptor)

    return append


def measure(make: Callable[[Path], Append], batch: int, seconds: float) -> tuple[float, float]:
    """(entries/s, p99 of one batch in milliseconds)."""
    directory = Path(tempfile.mkdtemp(dir=Path.cwd()))
    try:
        append = make(directory)
        spent: list[float] = []
        while sum(spent) < seconds:
            entries = [os.urandom(ENTRY_BYTES) for _ in range(batch)]
            start = time.perf_counter()
            append(entries)
            spent.append(time.perf_counter() - start)
        spent.sort()
        return batch * len(spent) / sum(spent), spent[int(len(spent) * 0.99)] * 1000
    finally:
        shutil.rmtree(directory)


def proofs(directory: Path) -> None:
    log = Log(LogFiles(directory, JournaledDisk(directory)), key=SIGNER.verifier, signer=SIGNER)
    log.create()
    log.append([str(n).encode() for n in range(200_000)])
    start = time.perf_counter()
    paths = [log.prove_inclusion(n * 97) for n in range(500)]
    made = time.perf_counter() - start
    leaves = [leaf_hash(str(n * 97).encode()) for n in range(500)]
    start = time.perf_counter()
    for n, (leaf, path) in enumerate(zip(leaves, paths, strict=True)):
        verify_inclusion(n * 97, 200_000, leaf, path, root=log.checkpoint.root)
    verified = time.perf_counter() - start
    print(f"inclusion proof of 200,000: made in {made / 500 * 1e6:.0f} us, verified in {verified / 500 * 1e6:.1f} us")


def bundles(directory: Path) -> None:
    from gongzhi.adapters.bundles import bundle

    with open_archive(directory) as archive:
        archive.append([Item(kind="raw", subject="case", data=os.urandom(2000), at=AT) for _ in range(300)])
        data = bundle(archive, ["case"], made_at=AT)
    start = time.perf_counter()
    verdict = verify_bundle(data)
    spent = time.perf_counter() - start
    print(f"bundle of 300 items: {verdict.verdict}, {spent / 300 * 1e3:.2f} ms per item")


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=2.0, help="per measurement")
    seconds: float = parser.parse_args().seconds
    rows: dict[str, Callable[[Path], Append]] = {"log": our_log, "archive": our_archive, "file + fsync": plain_file}
    print("peer: a plain file, appended and synced" + ("" if tlog_scales() else " (tlog-scales is not installed)"))
    print(f"{'':14}" + "".join(f"{f'batch {batch}':>26}" for batch in BATCHES))
    for name, make in rows.items():
        cells = (measure(make, batch, seconds) for batch in BATCHES)
        print(f"{name:14}" + "".join(f"{rate:>12,.0f}/s p99 {p99:>6.1f} ms" for rate, p99 in cells), flush=True)
    for show in (proofs, bundles):
        directory = Path(tempfile.mkdtemp(dir=Path.cwd()))
        try:
            show(directory)
        finally:
            shutil.rmtree(directory)
    return 0


def tlog_scales() -> bool:
    """Whether the peer is installed."""
    return importlib.util.find_spec("tlog_scales") is not None


if __name__ == "__main__":
    sys.exit(main())
