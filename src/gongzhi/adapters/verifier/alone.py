"""``python verify.pyz FILE.evz``: the offline check of an evidence bundle, without Gongzhi and without a network."""

import argparse
import dataclasses
import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

_OLDEST = (3, 11)
_STAMPS = "rfc3161_client"


class Unusable(Exception):
    """What keeps the check from being made, and what to do about it. Exit status 2."""


def main(arguments: list[str]) -> int:
    """Exit status 0 verified, 1 not verified or incomplete, 2 the check could not be made."""
    parser = argparse.ArgumentParser(
        prog="verify.pyz", description="离线核验共治证据包（.evz），逐步给出结论。不联网。"
    )
    parser.add_argument("file", metavar="FILE.evz")
    parser.add_argument("--policy", metavar="FILE", help="信任策略（tlog-policy 格式）；没有时公钥取自包本身")
    parser.add_argument("--authorities", metavar="DIR", help="所信的时间戳机构：目录里每家一个 名称.pem")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    args = parser.parse_args(arguments)
    try:
        return _verify(args)
    except Unusable as error:
        print(f"verify.pyz：{error}", file=sys.stderr)
        return 2


def _verify(args: argparse.Namespace) -> int:
    _demand_libraries(stamps=bool(args.authorities))
    from gongzhi.evidence import NotAPolicy, Outcome, Sm2NotInstalled, parse_policy, print_verdict, verify_bundle

    try:
        policy = parse_policy(_bytes(Path(args.policy))) if args.policy else None
        verdict = verify_bundle(
            _bytes(Path(args.file)),
            policy=policy,
            authorities=_authorities(Path(args.authorities)) if args.authorities else [],
        )
    except NotAPolicy as error:
        raise Unusable(f"{args.policy}：{error}") from error
    except Sm2NotInstalled as error:
        raise Unusable("信任策略用了国密（SM2）公钥：请执行 pip install tongsuopy 后重试") from error
    if args.format == "json":
        print(json.dumps(dataclasses.asdict(verdict), ensure_ascii=False))
    else:
        print(print_verdict(verdict), end="")
    return 0 if verdict.verdict is Outcome.VERIFIED else 1


def _demand_libraries(*, stamps: bool) -> None:
    if sys.version_info < _OLDEST:
        raise Unusable("需要 Python 3.11 或更高版本")
    try:
        import cryptography.hazmat.primitives.asymmetric.mldsa  # noqa: F401
    except ImportError as error:
        raise Unusable("缺少密码库：请执行 pip install 'cryptography>=50' 后重试") from error
    if stamps and not importlib.util.find_spec(_STAMPS):
        raise Unusable(
            "核验时间戳另需一个库：请执行 pip install rfc3161-client 后重试，或去掉 --authorities（时间戳那一步不核验）"
        )


def _authorities(directory: Path) -> list[Any]:
    from gongzhi.evidence import NotAnAuthority, parse_authority

    try:
        found = [parse_authority(path.stem, _bytes(path)) for path in sorted(directory.glob("*.pem"))]
    except NotAnAuthority as error:
        raise Unusable(str(error)) from error
    if not found:
        raise Unusable(f"{directory} 里没有时间戳机构的证书：每家放一个 名称.pem")
    return found


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unusable(f"{path} 读不出：{error.strerror}。请检查路径和权限") from error


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
