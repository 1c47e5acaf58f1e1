"""Checking: an inclusion proof, an item under three cosignatures, a bundle of 1 GB, a segment cosigned by three witnesses, and
opening and watching a log of millions of leaves.

Run: ``python benchmarks/proofs.py [--megabytes 1024] [--leaves 1000000]``; the goal for opening is set at 10,000,000. tlog-scales checks the same inclusion proofs in the same run;
pymerkle joins in when somebody installed it (its licence keeps it out of our lock).
"""

import argparse
import contextlib
import hashlib
import importlib.util
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from gongzhi.adapters.archive import open_archive
from gongzhi.adapters.bundles import bundle
from gongzhi.adapters.cosigning import Cosigning
from gongzhi.adapters.disk import Disk
from gongzhi.adapters.log_files import LogFiles
from gongzhi.adapters.log_keys import load_keys
from gongzhi.adapters.monitoring import Monitor
from gongzhi.broadcasts import RawChunk, SignalBatch
from gongzhi.evidence import (
    ED25519_COSIGNATURE,
    ENTRIES,
    TILE_WIDTH,
    Checkpoint,
    Log,
    WitnessKey,
    join_entries,
    leaf_hash,
    node_hash,
    parse_note,
    parse_policy,
    prove_inclusion,
    range_hash_of,
    root_of,
    sign_checkpoint,
    tile_path,
    verify_bundle,
    verify_inclusion,
)
from gongzhi.flow.matters import item_of
from gongzhi.flow.ports import Item
from gongzhi.flow.segmenting import Capture, SealedBatch, Segmenting

LEAVES = 100_000
AT = datetime(2026, 3, 1, tzinfo=UTC)
BODIES = ("regulator", "association", "consumers")
ROOT = Path(__file__).resolve().parents[1]


def best(call: Callable[[], object], times: int, rounds: int = 5) -> float:
    """Seconds per call, the best of some rounds."""
    spent = []
    for _ in range(rounds):
        start = time.perf_counter()
        for _ in range(times):
            call()
        spent.append((time.perf_counter() - start) / times)
    return min(spent)


def inclusion() -> None:
    hashes = [leaf_hash(str(n).encode()) for n in range(LEAVES)]
    root, index = root_of(hashes), 65_432
    path = prove_inclusion(index, LEAVES, range_hash_of(hashes))
    rows = {"gongzhi": lambda: verify_inclusion(index, LEAVES, hashes[index], path, root=root)}
    if importlib.util.find_spec("tlog_scales"):
        from tlog_scales.tlog import InclusionProof

        proof = InclusionProof(index, LEAVES, path)
        rows["tlog-scales"] = lambda: proof.check(hashes[index], root)
    if importlib.util.find_spec("pymerkle"):
        rows["pymerkle"] = _pymerkle(index)
    for name, call in rows.items():
        print(f"inclusion in {LEAVES:,}, {len(path)} hashes  {name:12} {best(call, 2_000) * 1e6:8.1f} us", flush=True)


def _pymerkle(index: int) -> Callable[[], object]:
    import pymerkle

    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for n in range(LEAVES):
        tree.append_entry(str(n).encode())
    proof, base, root = tree.prove_inclusion(index + 1), tree.get_leaf(index + 1), tree.get_state()
    return lambda: pymerkle.verify_inclusion(base, root, proof)


def witness_keys(body: str) -> list[WitnessKey]:
    name, seed = f"{body}.example/witness", body.encode().ljust(32, b"-")
    return [WitnessKey(name=name, seed=seed), WitnessKey(name=name, seed=seed, type=ED25519_COSIGNATURE)]


@contextlib.contextmanager
def witnesses(log: str, into: Path) -> Iterator[str]:
    """Three witness processes; yields the policy that asks for all of them."""
    command = [sys.executable, "-m", "gongzhi.cli", "evidence", "witness", "--listen", "127.0.0.1:0", "--log", log]
    lines = [f"log {log}"]
    with contextlib.ExitStack() as stack:
        for body in BODIES:
            key = into / f"{body}.key"
            key.write_text("".join(f"{one}\n" for one in witness_keys(body)))
            process = subprocess.Popen([*command, "--key", str(key)], stdout=subprocess.PIPE, text=True)
            stack.callback(process.wait)
            stack.callback(process.terminate)
            assert process.stdout is not None
            url = process.stdout.readline().split()[-1]
            process.stdout.readline(), process.stdout.readline()
            lines += [f"witness {body}-{n} {one.verifier} {url}" for n, one in enumerate(witness_keys(body))]
            lines.append(f"group {body} all {body}-0 {body}-1")
        yield "\n".join([*lines, f"group all-three 3 {' '.join(BODIES)}", "quorum all-three", ""])


def cosigned(rounds: int) -> None:
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name, open_archive(Path(name) / "store") as archive:
        directory = Path(name) / "store" / "log"
        with witnesses(str(archive.log.key), Path(name)) as text:
            policy = parse_policy(text.encode())
            asking = Cosigning(Log(LogFiles(directory, Disk()), key=archive.log.key), directory, policy)
            spent = []
            for _ in range(rounds):
                items = [Item(kind="raw", subject="room", data=os.urandom(2_000), at=AT) for _ in range(16)]
                start = time.perf_counter()
                archive.append(items)
                if not asking.ask().met:
                    raise SystemExit("the witnesses did not cosign")
                spent.append(time.perf_counter() - start)
            spent.sort()
            print(
                f"batch of 16 sealed and cosigned by three witnesses (Ed25519 and ML-DSA-44 each)  p50"
                f" {spent[rounds // 2] * 1e3:.0f} ms, p99 {spent[int(rounds * 0.99)] * 1e3:.0f} ms"
            )
            [last] = archive.append([Item(kind="raw", subject="one", data=b"one", at=AT)])
            asking.ask()
            data = bundle(archive, [last.exhibit], made_at=AT)
        signatures = len(parse_note(asking.cosigned() or b"").signatures) - 1
        spent_on_one = best(lambda: verify_bundle(data, policy=policy), 20)
        assert verify_bundle(data, policy=policy).verdict == "verified"
        print(f"one item, whole bundle, {signatures} cosignatures of three witnesses  {spent_on_one * 1e3:.2f} ms")


def segments(rounds: int) -> None:
    """A segment closes (its bytes, batch and rolling root are sealed) until three witnesses have cosigned it."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name, open_archive(Path(name) / "store") as archive:
        directory = Path(name) / "store" / "log"
        with witnesses(str(archive.log.key), Path(name)) as text:
            policy = parse_policy(text.encode())
            asking = Cosigning(Log(LogFiles(directory, Disk()), key=archive.log.key), directory, policy)
            rolling = Segmenting(archive, "room", Capture(collector="log", tool="bench", every=1), now=AT)
            spent = []
            for number in range(rounds):
                # Eight seconds of film at 1 Mbit/s.
                data = os.urandom(1_000_000)
                chunk = RawChunk(
                    source="film", offset=number * len(data), size=len(data), sha256=hashlib.sha256(data).hexdigest()
                )
                batch = SignalBatch(broadcast="room", number=number, first=0, opened_at=AT, chunks=(chunk,))
                start = time.perf_counter()
                raw = Item(kind="raw", subject="room", data=data, at=AT)
                placed = archive.append([raw, item_of(batch, "room", AT), *rolling.roll(AT)])
                rolling.took(SealedBatch(batch, placed[1], (placed[0],)))
                archive.append(rolling.roll(AT))
                if not asking.ask().met:
                    raise SystemExit("the witnesses did not cosign")
                spent.append(time.perf_counter() - start)
            spent.sort()
    print(
        f"segment of 1 MB sealed, rolled and cosigned by three witnesses  p50 {spent[rounds // 2] * 1e3:.0f} ms,"
        f" p99 {spent[int(rounds * 0.99)] * 1e3:.0f} ms",
        flush=True,
    )


def opening(leaves: int) -> None:
    """A log of so many leaves is laid down and opened: up to a million all of its tiles, and a monitor looks at them; above
    that only the tiles that opening reads, with hashes of chance."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        with open_archive(Path(name)) as archive:
            log = Log(LogFiles(Path(name) / "log", _Hasty()), key=archive.log.key, signer=archive.log.signer)
        log.refresh()
        if leaves > 1_000_000:
            _lay_edge(log, LogFiles(Path(name) / "log", _Hasty()), leaves)
        else:
            for first in range(0, leaves, 65_536):
                log.append([b"%012d" % number for number in range(first, min(leaves, first + 65_536))])
        opened = best(lambda: _open(Path(name)), 1)
        print(f"log of {leaves:,} leaves opens (key, checkpoint, right edge against the root)  {opened * 1e3:.1f} ms")
        if leaves <= 1_000_000:
            _watch(log, Monitor(place=name, key=log.key, state=Path(name) / "monitor"))


def _lay_edge(log: Log, files: LogFiles, leaves: int) -> None:
    """The partial tiles and the partial bundle at the right edge of a tree of so many leaves, and its checkpoint."""
    pending = [b"%012d" % number for number in range(leaves % TILE_WIDTH)]
    levels, wide, tiles = [], leaves, {}
    while wide:
        wide, width = divmod(wide, TILE_WIDTH)
        hashes = [os.urandom(32) for _ in range(width)] if levels else [leaf_hash(one) for one in pending]
        if hashes:
            tiles[tile_path(len(levels), wide, width)] = b"".join(hashes)
        levels.append(hashes)
    if pending:
        tiles[tile_path(ENTRIES, leaves // TILE_WIDTH, len(pending))] = join_entries(pending)
    root = _edge_root(leaves, levels)
    files.write(tiles)
    checkpoint = Checkpoint(origin=log.key.name, size=leaves, root=root)
    assert log.signer is not None
    files.publish(sign_checkpoint(checkpoint, log.signer), seen=log.seen)


def _edge_root(leaves: int, levels: list[list[bytes]]) -> bytes:
    """The perfect subtrees of a tree from the left, one per bit of its size, joined."""
    parts, start = [], 0
    for height in reversed(range(leaves.bit_length())):
        if leaves >> height & 1:
            level, inner = divmod(height, 8)
            first = (start >> 8 * level) % TILE_WIDTH
            parts.append(root_of(levels[level][first : first + (1 << inner)]))
            start += 1 << height
    root = parts.pop()
    while parts:
        root = node_hash(parts.pop(), root)
    return root


def _watch(log: Log, monitor: Monitor) -> None:
    start = time.perf_counter()
    alarms = monitor.look(datetime.now(UTC))
    first_look = time.perf_counter() - start
    log.append([b"%012d" % number for number in range(256)])
    start = time.perf_counter()
    alarms += monitor.look(datetime.now(UTC))
    again = time.perf_counter() - start
    assert not alarms and monitor.seen().size == log.checkpoint.size
    print(f"a monitor hashes all of it in {first_look:.1f} s, then 256 entries more in {again * 1e3:.1f} ms")


class _Hasty(Disk):
    """Lays tiles down without waiting for the disk: what is measured comes after."""

    def _sync(self, descriptor: int) -> None:
        pass

    def sync_directory(self, directory: Path) -> None:
        pass


def _open(store: Path) -> None:
    """What opening a log is: its key, checkpoint, and right edge, which must give the root."""
    key, signer = load_keys(store / "keys", Disk(), create=False)
    log = Log(LogFiles(store / "log", Disk()), key=key, signer=signer)
    log.refresh()
    log.settle()


def large(megabytes: int) -> None:
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name, open_archive(Path(name)) as archive:
        piece = os.urandom(1 << 20)
        items = [Item(kind="raw", subject="big", data=piece * 16 + bytes([n]), at=AT) for n in range(megabytes // 16)]
        for item in items:
            archive.append([item])
        data = bundle(archive, ["big"], made_at=AT)
        rounds = [(_timed(lambda: verify_bundle(data)), _timed(lambda: _floor(data))) for _ in range(3)]
        verdict = verify_bundle(data).verdict
        ours, floor = (min(one[side] for one in rounds) for side in (0, 1))
        print(
            f"bundle of {len(data) / 2**20:,.0f} MiB, {len(items)} items: {verdict}  {ours[0]:.2f} s (CPU {ours[1]:.2f} s);"
            f" floor: SHA-256 of the same bytes on two threads {floor[0]:.2f} s (CPU {floor[1]:.2f} s);"
            f" {ours[0] / floor[0]:.2f} times the floor; best of {len(rounds)}, taking turns"
        )


def _timed(call: Callable[[], object]) -> tuple[float, float]:
    """Seconds that went by, and seconds of CPU."""
    start, used = time.perf_counter(), time.process_time()
    call()
    return time.perf_counter() - start, time.process_time() - used


def _floor(data: bytes) -> None:
    """What nothing that checks these bytes can do without: their SHA-256, each half on a thread of its own."""
    half, whole = len(data) // 2, memoryview(data)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(hashlib.sha256, (whole[:half], whole[half:])))


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=1024)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--leaves", type=int, default=1_000_000)
    parser.add_argument("--only", choices=("inclusion", "cosigned", "segments", "opening", "large"))
    args = parser.parse_args()
    parts: dict[str, Callable[[], None]] = {
        "inclusion": inclusion,
        "cosigned": lambda: cosigned(args.rounds),
        "segments": lambda: segments(args.rounds),
        "opening": lambda: opening(args.leaves),
        "large": lambda: large(args.megabytes),
    }
    for name, measure in parts.items():
        if args.only in (None, name):
            measure()
    return 0


if __name__ == "__main__":
    sys.exit(main())
