"""``gongzhi evidence witness``: run a witness that cosigns the checkpoints of other people's logs."""

import argparse
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path

from gongzhi.cli.main import Refusal
from gongzhi.evidence import (
    ED25519_COSIGNATURE,
    ML_DSA_COSIGNATURE,
    NotANote,
    NotAPolicy,
    StoreDamaged,
    VerifierKey,
    WitnessIsOperator,
    WitnessKey,
    parse_policy,
    parse_verifier_key,
    parse_witness_key,
)

_PRIVATE = 0o600


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen, with which keys, for which logs."""
    parser.add_argument("--listen", default="127.0.0.1:8091", metavar="ADDR", help="主机:端口，默认 127.0.0.1:8091")
    parser.add_argument(
        "--key", required=True, metavar="FILE", help="见证密钥文件；没有时新建（Ed25519 与 ML-DSA-44 各一把）"
    )
    parser.add_argument("--name", help="新建密钥时的见证人名称，例如 amr.example.gov.cn/witness")
    parser.add_argument("--log", action="append", default=[], metavar="VKEY", help="要见证的日志公钥，可写多次")
    parser.add_argument("--logs", metavar="FILE", help="从信任策略文件里读要见证的日志（只取 log 行）")
    parser.add_argument("--state", metavar="FILE", help="见证记录，默认在密钥旁边；丢了它就应停用这把密钥")
    parser.add_argument(
        "--accusations", action="store_true", help="打印记下的矛盾（日志签过名、却与先前不一致的检查点），然后退出"
    )


def run(args: argparse.Namespace) -> int:
    """Serve until interrupted. Exit status 1 when accusations are asked for and there are some."""
    from gongzhi.adapters.witness_record import WitnessFile
    from gongzhi.adapters.witness_server import witness_server

    path = Path(args.key)
    keys = _keys(path, args.name)
    try:
        record = WitnessFile(Path(args.state) if args.state else path.with_name(f"{path.name}.sqlite3"))
        if args.accusations:
            return _print_accusations(record.accusations())
        host, port = _address(args.listen)
        server = witness_server(keys, _logs(args), record, host=host, port=port)
    except (WitnessIsOperator, StoreDamaged) as error:
        raise Refusal(str(error)) from error
    except OSError as error:
        raise Refusal(f"不能在 {args.listen} 上监听：{error.strerror}。请换一个端口") from error
    for key in keys:
        print(f"witness {key.name.replace('/', '-')}-{_kind(key)} {key.verifier} http://{host}:{server.server_port}")
    if not args.log and not args.logs:
        print("没有配置要见证的日志，对谁都答 404：请用 --log 公钥 或 --logs 文件", file=sys.stderr)
    print(f"见证人在 http://{host}:{server.server_port}/add-checkpoint，按 Ctrl+C 停止", flush=True)
    with server:
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print(file=sys.stderr)
    return 0


def _keys(path: Path, name: str | None) -> list[WitnessKey]:
    if not path.exists():
        _create(path, name)
    try:
        keys = [parse_witness_key(line) for line in path.read_text().split("\n") if line and not line.startswith("#")]
    except (OSError, UnicodeDecodeError, NotANote) as error:
        raise Refusal(f"{path} 里的见证密钥读不出：{error}。请从备份恢复，或用新的文件名另建") from error
    if not keys:
        raise Refusal(f"{path} 里没有见证密钥：请换一个文件名新建")
    return keys


def _create(path: Path, name: str | None) -> None:
    if not name:
        raise Refusal(f"{path} 不存在：要新建见证密钥，请加 --name 见证人名称")
    kinds = (ED25519_COSIGNATURE, ML_DSA_COSIGNATURE)
    keys = [WitnessKey(name=name, seed=secrets.token_bytes(32), type=kind) for kind in kinds]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=_PRIVATE, exist_ok=False)
        path.write_text("".join(f"{key}\n" for key in keys))
    except OSError as error:
        raise Refusal(f"{path} 写不进去：{error.strerror}。请换一个位置") from error


def _logs(args: argparse.Namespace) -> list[VerifierKey]:
    try:
        logs = [parse_verifier_key(text) for text in args.log]
        if args.logs:
            logs += parse_policy(Path(args.logs).read_bytes()).logs
    except (NotANote, NotAPolicy) as error:
        raise Refusal(f"要见证的日志公钥读不出：{error}") from error
    except OSError as error:
        raise Refusal(f"{args.logs} 读不出：{error.strerror}。请检查路径和权限") from error
    return logs


def _print_accusations(found: Sequence[tuple[str, str, str, bytes]]) -> int:
    for at, origin, why, submission in found:
        print(f"{at} 日志 {origin}：{why}")
        print(submission.decode("utf-8", "replace"))
    print(f"共 {len(found)} 条", file=sys.stderr)
    return 1 if found else 0


def _kind(key: WitnessKey) -> str:
    return "ed25519" if key.type == ED25519_COSIGNATURE else "ml-dsa-44"


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit():
        raise Refusal(f"--listen {text} 不是地址：请写成 主机:端口，例如 127.0.0.1:8091")
    return host, int(port)
