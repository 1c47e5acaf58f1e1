"""``gongzhi evidence cosign``: have the log's checkpoints cosigned by the witnesses of a policy."""

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING

from gongzhi.cli.main import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongzhi.adapters.cosigning import Cosigning
    from gongzhi.adapters.timestamping import Anchors, ReachableAuthority


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which store, which policy, once or again and again."""
    parser.add_argument("--store", default="gongzhi-store", metavar="DIR", help="证据库目录，默认 gongzhi-store")
    parser.add_argument("--policy", required=True, metavar="FILE", help="信任策略（tlog-policy，witness 行写明网址）")
    parser.add_argument(
        "--authorities", metavar="DIR", help="时间戳机构目录（名称.pem 与 名称.url）：联署达到法定数后请它们盖时间戳"
    )
    parser.add_argument(
        "--stamp-every", type=float, default=60, metavar="秒", help="同一机构两次盖戳至少隔几秒，默认 60"
    )
    parser.add_argument("--every", type=float, metavar="秒", help="每隔几秒问一次，直到 Ctrl+C；不写则只问一次")


def run(args: argparse.Namespace) -> int:
    """Exit status 0 when the quorum cosigned (in the last round), 1 when it did not."""
    from gongzhi.adapters.timestamping import Anchors, load_authorities
    from gongzhi.evidence import LogDamaged, NotAnAuthority, NotAPolicy, StoreDamaged

    try:
        authorities = load_authorities(Path(args.authorities)) if args.authorities else []
        stamping = _Stamping(Anchors(Path(args.store)), authorities, every=args.stamp_every)
        return _ask(args, _cosigning(Path(args.store), Path(args.policy)), stamping)
    except OSError as error:
        raise Refusal(f"{args.policy} 读不出：{error.strerror}。请检查路径和权限") from error
    except (NotAPolicy, NotAnAuthority, StoreDamaged) as error:
        raise Refusal(str(error)) from error
    except LogDamaged as error:
        raise Refusal(f"{error}。请先用 gongzhi evidence fsck 核对") from error


def _cosigning(store: Path, policy_file: Path) -> "Cosigning":
    from gongzhi.adapters.cosigning import Cosigning
    from gongzhi.adapters.disk import Disk
    from gongzhi.adapters.log_files import LogFiles
    from gongzhi.adapters.log_keys import load_keys
    from gongzhi.evidence import Log, parse_policy

    policy, disk = parse_policy(policy_file.read_bytes()), Disk()
    if not policy.urls:
        raise Refusal(f"{policy_file} 没有写明任何见证人的网址：请写成 witness 名称 公钥 网址")
    key, _ = load_keys(store / "keys", disk, create=False)
    log = Log(LogFiles(store / "log", disk), key=key)
    log.refresh()
    return Cosigning(log, store / "log", policy)


class _Stamping:
    """Stamps what grew, and not more often than every so many seconds."""

    def __init__(self, anchors: "Anchors", authorities: "Sequence[ReachableAuthority]", *, every: float) -> None:
        self._anchors, self._authorities, self._every = anchors, authorities, every
        self._size, self._next = -1, 0.0

    def stamp(self, checkpoint: bytes | None, size: int) -> None:
        if not self._authorities or checkpoint is None or size == self._size or time.monotonic() < self._next:
            return
        refused = self._anchors.stamp(checkpoint, self._authorities)
        self._size, self._next = size, time.monotonic() + self._every
        stamped = [one.authority.name for one in self._authorities if one.url and one.authority.name not in refused]
        print(f"{size} 项：时间戳 {'、'.join(stamped) or '无'}", flush=True)
        for name, why in refused.items():
            print(f"  {name}：{why}", flush=True)


def _ask(args: argparse.Namespace, cosigning: "Cosigning", stamping: _Stamping) -> int:
    met, last = False, None
    try:
        while True:
            round = cosigning.ask()
            met, said = round.met, (round.size, round.cosigned, tuple(round.refused.items()))
            if said != last:
                _print(round.size, round.cosigned, dict(round.refused), met)
            last = said
            if met:
                stamping.stamp(cosigning.cosigned(), round.size)
            if args.every is None:
                break
            time.sleep(args.every)
    except KeyboardInterrupt:
        print()
    return 0 if met else 1


def _print(size: int, cosigned: tuple[str, ...], refused: dict[str, str], met: bool) -> None:
    state = "达到法定数，已保存" if met else "未达到法定数"
    print(f"{size} 项：联署 {'、'.join(cosigned) or '无'}；{state}", flush=True)
    for name, why in refused.items():
        print(f"  {name}：{why}", flush=True)
