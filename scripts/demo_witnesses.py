"""Start regulator, association and consumer body as three witnesses, and have them cosign the log of a store.

usage: demo_witnesses.py STORE [--into DIR] [--once]. The policy that believes two of the three is left in DIR/policy.txt.
"""

import argparse
import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

WITNESSES = {
    "regulator": "amr.example/witness",
    "association": "association.example/witness",
    "consumers": "consumers.example/witness",
}
GONGZHI = [sys.executable, "-m", "gongzhi.cli"]


@contextlib.contextmanager
def witness(body: str, name: str, log: str, into: Path) -> Iterator[list[str]]:
    """One witness process; yields its policy lines (one per key) once it listens."""
    command = [*GONGZHI, "evidence", "witness", "--listen", "127.0.0.1:0", "--key", str(into / f"{body}.key")]
    command += ["--name", name, "--log", log]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield [process.stdout.readline().strip(), process.stdout.readline().strip()]
        finally:
            process.terminate()


def policy_of(log: str, lines: dict[str, list[str]]) -> str:
    """The policy text: each body may sign with either of its keys, and two of the three bodies are asked for."""
    text = [f"log {log}"]
    for body, keys in lines.items():
        text += [f"witness {body}-{n} {' '.join(line.split()[2:])}" for n, line in enumerate(keys, 1)]
        text.append(f"group {body} any {body}-1 {body}-2")
    return "\n".join([*text, f"group quorum 2 {' '.join(lines)}", "quorum quorum", ""])


def main() -> int:
    parser = argparse.ArgumentParser(description="启动三个见证人（监管、协会、消费者组织），请它们联署一个证据库的日志")
    parser.add_argument("store", type=Path, help="证据库目录")
    parser.add_argument("--into", type=Path, default=Path("var/witnesses"), help="密钥与策略放在哪里")
    parser.add_argument("--once", action="store_true", help="联署一次就退出")
    args = parser.parse_args()
    public = args.store / "keys" / "log.pub"
    if not public.exists():
        print(f"{args.store} 里没有日志：请先用 make run 或 gongzhi watch 建立证据库", file=sys.stderr)
        return 2
    args.into.mkdir(parents=True, exist_ok=True)
    log = public.read_text().strip()
    with contextlib.ExitStack() as stack:
        lines = {body: stack.enter_context(witness(body, name, log, args.into)) for body, name in WITNESSES.items()}
        policy = args.into / "policy.txt"
        policy.write_text(policy_of(log, lines))
        print(f"三个见证人已启动，信任策略在 {policy}（三家中有两家联署即可）", flush=True)
        command = [*GONGZHI, "evidence", "cosign", "--store", str(args.store), "--policy", str(policy)]
        if not args.once:
            command += ["--every", "2"]
        with contextlib.suppress(KeyboardInterrupt):
            return subprocess.run(command).returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
