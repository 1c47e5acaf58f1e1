"""Checking: an inclusion proof, an item under three cosignatures, a bundle of 1 GB, and a batch cosigned by three witnesses.

Run: ``python benchmarks/proofs.py [--megabytes 1024]``. tlog-scales checks the same inclusion proofs in the same run;
pymerkle joins in when somebody installed it (its licence keeps it out of our lock).
"""

import argparse
import contextlib
import importlib.util
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from gongzhi.adapters.archive import open_archive
from gongzhi.adapters.bundles import bundle
from gongzhi.adapters.cosigning import Cosigning
from gongzhi.adapters.disk import Disk
from gongzhi.adapters.log_files import LogFiles
from gongzhi.evidence import (
    ED25519_COSIGNATURE,
    Log,
    WitnessKey,
    leaf_hash,
    parse_note,
    parse_policy,
    prove_inclusion,
    range_hash_of,
    root_of,
    verify_bundle,
    verify_inclusion,
)
from gongzhi.flow.ports import Item

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


def large(megabytes: int) -> None:
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name, open_archive(Path(name)) as archive:
        piece = os.urandom(1 << 20)
        items = [Item(kind="raw", subject="big", data=piece * 16 + bytes([n]), at=AT) for n in range(megabytes // 16)]
        for item in items:
            archive.append([item])
        data = bundle(archive, ["big"], made_at=AT)
        start = time.perf_counter()
        verdict = verify_bundle(data)
        spent = time.perf_counter() - start
        print(f"bundle of {len(data) / 2**20:,.0f} MiB, {len(items)} items: {verdict.verdict}  {spent:.2f} s")


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=1024)
    parser.add_argument("--rounds", type=int, default=200)
    args = parser.parse_args()
    inclusion()
    cosigned(args.rounds)
    large(args.megabytes)
    return 0


if __name__ == "__main__":
    sys.exit(main())
