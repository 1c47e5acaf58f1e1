"""``gongzhi evidence monitor``: follow a log, and call out when it contradicts what it showed before."""

import argparse
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from gongzhi.cli.main import Refusal

if TYPE_CHECKING:
    from gongzhi.adapters.monitoring import Monitor


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which log under which key, whose cosignatures count, where to remember."""
    parser.add_argument("log", metavar="URL|DIR", help="日志的网址（tlog-tiles），或日志、证据库的目录")
    parser.add_argument("--key", required=True, metavar="VKEY", help="日志公钥，从经营者以外的途径取得")
    parser.add_argument("--policy", metavar="FILE", help="信任策略：核对联署是否达到法定数、见证人所见是否相同")
    parser.add_argument(
        "--state", default="gongzhi-monitor", metavar="DIR", help="记住所见与警报的目录，默认 gongzhi-monitor"
    )
    parser.add_argument("--every", type=float, metavar="秒", help="每隔几秒看一次，直到 Ctrl+C；不写则只看一次")
    parser.add_argument("--late", type=float, default=120, metavar="秒", help="联署与滚动根迟到多久算警报，默认 120")


def run(args: argparse.Namespace) -> int:
    """Exit status 1 when the last round raised an alarm, 0 otherwise."""
    monitor = _monitor(args)
    alarms = 0
    try:
        while True:
            alarms = _round(monitor)
            if args.every is None:
                break
            time.sleep(args.every)
    except KeyboardInterrupt:
        print()
    return 1 if alarms else 0


def _monitor(args: argparse.Namespace) -> "Monitor":
    from gongzhi.adapters.monitoring import Monitor
    from gongzhi.evidence import Limits, NotANote, NotAPolicy, parse_policy, parse_verifier_key

    late = timedelta(seconds=args.late)
    try:
        policy = parse_policy(Path(args.policy).read_bytes()) if args.policy else None
        key = parse_verifier_key(args.key)
    except OSError as error:
        raise Refusal(f"{args.policy} 读不出：{error.strerror}。请检查路径和权限") from error
    except (NotANote, NotAPolicy) as error:
        raise Refusal(f"公钥或信任策略读不出：{error}") from error
    limits = Limits(cosigned_within=late, rolled_within=late)
    return Monitor(place=args.log, key=key, state=Path(args.state), policy=policy, limits=limits)


def _round(monitor: "Monitor") -> int:
    alarms = monitor.look(datetime.now(UTC))
    seen = monitor.seen()
    for alarm in alarms:
        print(f"警报 {alarm.code}：{alarm.says}", flush=True)
    state = f"{len(alarms)} 个警报，证据在 {monitor.state}" if alarms else "与先前所见一致"
    print(f"日志 {seen.origin}：{seen.size} 项，{state}", flush=True)
    return len(alarms)
