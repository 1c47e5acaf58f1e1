"""``gongzhi evidence``: seal, bundle, verify, check and serve."""

import argparse
import dataclasses
import importlib
import json
import mimetypes
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from gongzhi.cli.main import Refusal

_STORE = "gongzhi-store"
_SEAL_BATCH = 64
# Verbs with a file of their own: verb, module (``add_arguments(parser)``, ``run(args) -> int``), one line of help.
_MORE: list[tuple[str, str, str]] = [
    ("bundle", "gongzhi.cli.evidence_bundle", "把一个案件、一场直播或若干证据打成证据包，可隐去指定内容"),
    ("monitor", "gongzhi.cli.evidence_monitor", "监视一份日志：分叉、回退、联署或滚动根迟到、倒签即报警"),
    ("segments", "gongzhi.cli.evidence_segments", "核对场次各段是否齐全，列出缺口"),
    ("witness", "gongzhi.cli.evidence_witness", "做见证人：核对一致性后联署别人日志的检查点（tlog-witness）"),
    ("cosign", "gongzhi.cli.evidence_cosign", "请信任策略里的见证人联署日志的检查点"),
    ("sm2", "gongzhi.cli.evidence_sm2", "让日志同时用国密（SM2/SM3）签名，打印两把公钥"),
    ("retain", "gongzhi.cli.evidence_retain", "列出保存期满应予销毁的内容及依据；加 --apply 销毁"),
    ("erase", "gongzhi.cli.evidence_erase", "按个人的删除请求销毁指定证据的内容，或更换化名密钥"),
    ("record", "gongzhi.cli.evidence_record", "写出案件或场次的《电子数据提取笔录》（.docx）"),
    ("custody", "gongzhi.cli.evidence_custody", "打印一件证据、一场直播或一个案件的监管链"),
    ("hand-over", "gongzhi.cli.evidence_hand_over", "把本库制成的证据包移交给别的单位时，记下交给谁、谁接收、作何用"),
    ("verifier", "gongzhi.cli.evidence_verifier", "写出单文件核验器 verify.pyz，收到证据包的人不装共治也能核验"),
    ("hold", "gongzhi.cli.evidence_hold", "保全：使场次、案件或证据到期也不销毁；列出与解除"),
]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verbs of evidence."""
    verbs = parser.add_subparsers(dest="evidence_verb", metavar="动词", required=True)
    seal = verbs.add_parser("seal", help="封存文件，逐件打印证据编号")
    seal.add_argument("paths", nargs="+", metavar="PATH", help="文件或目录")
    verify = verbs.add_parser("verify", help="离线核验证据包，逐步给出结论")
    verify.add_argument("file", metavar="FILE.evz")
    verify.add_argument("--policy", metavar="FILE", help="信任策略（tlog-policy 格式）")
    verify.add_argument("--authorities", metavar="DIR", help="所信的时间戳机构：目录里每家一个 名称.pem")
    verify.add_argument("--format", choices=("text", "json"), default="text")
    fsck = verbs.add_parser("fsck", help="核对证据库里的每个文件")
    fsck.add_argument("--repair", action="store_true", help="先扫描内容包，找回丢失的位置表")
    log = verbs.add_parser("log", help="以只读 HTTP 提供日志（tlog-tiles）")
    log.add_argument("--listen", default="127.0.0.1:8090", metavar="ADDR", help="主机:端口")
    for verb in (seal, fsck, log):
        verb.add_argument("--store", default=_STORE, metavar="DIR", help=f"证据库目录，默认 {_STORE}")
    for name, module, line in _MORE:
        more = verbs.add_parser(name, help=line, description=line)
        importlib.import_module(module).add_arguments(more)


def run(args: argparse.Namespace) -> int:
    """Exit status 0 done, 1 a negative verdict, 2 unusable input."""
    from gongzhi.evidence import StoreDamaged, StoreUnwritable

    verbs = {"seal": _seal, "verify": _verify, "fsck": _fsck, "log": _log}
    try:
        if args.evidence_verb in verbs:
            return verbs[args.evidence_verb](args)
        module = next(module for verb, module, _ in _MORE if verb == args.evidence_verb)
        status: int = importlib.import_module(module).run(args)
        return status
    except (StoreDamaged, StoreUnwritable) as error:
        raise Refusal(str(error)) from error


def _seal(args: argparse.Namespace) -> int:
    from gongzhi.adapters.archive import open_archive
    from gongzhi.flow.ports import Item

    paths = [path for name in args.paths for path in _files(Path(name))]
    with open_archive(args.store) as archive:
        for first in range(0, len(paths), _SEAL_BATCH):
            part = paths[first : first + _SEAL_BATCH]
            at = datetime.now(UTC)
            items = [
                Item(kind="raw", subject="sealed-files", data=_bytes(path), at=at, media_type=_media_type(path))
                for path in part
            ]
            for placed, path in zip(archive.append(items), part, strict=True):
                print(placed.exhibit, path)
    return 0


def _verify(args: argparse.Namespace) -> int:
    from gongzhi.adapters.timestamping import load_authorities
    from gongzhi.evidence import NotAnAuthority, NotAPolicy, Outcome, parse_policy, print_verdict, verify_bundle

    policy = None
    if args.policy:
        try:
            policy = parse_policy(_bytes(Path(args.policy)))
        except NotAPolicy as error:
            raise Refusal(f"{args.policy}：{error}") from error
    try:
        known = load_authorities(Path(args.authorities)) if args.authorities else []
    except NotAnAuthority as error:
        raise Refusal(str(error)) from error
    authorities = [one.authority for one in known]
    verdict = verify_bundle(_bytes(Path(args.file)), policy=policy, authorities=authorities)
    if args.format == "json":
        print(json.dumps(dataclasses.asdict(verdict), ensure_ascii=False))
    else:
        print(print_verdict(verdict), end="")
    return 0 if verdict.verdict is Outcome.VERIFIED else 1


def _fsck(args: argparse.Namespace) -> int:
    from gongzhi.adapters.archive import open_archive
    from gongzhi.adapters.fsck import check_store

    damaged = False
    with open_archive(args.store, create=False) as archive:
        if args.repair:
            print(f"找回 {archive.repair()} 条的位置")
        for trouble in check_store(archive):
            damaged |= trouble.damage
            print(f"{'损坏' if trouble.damage else '多余'} {trouble.path}：{trouble.detail}")
        size = archive.size()
    print(f"{args.store}：{size} 条，{'有损坏，请从备份恢复上列文件' if damaged else '完好'}")
    return 1 if damaged else 0


def _log(args: argparse.Namespace) -> int:
    from gongzhi.adapters.archive import open_archive
    from gongzhi.adapters.log_server import log_server

    open_archive(args.store, create=False).close()
    host, _, port = args.listen.rpartition(":")
    if not host or not port.isdigit():
        raise Refusal(f"--listen {args.listen} 不是地址：请写成 主机:端口，例如 127.0.0.1:8090")
    try:
        server = log_server(Path(args.store), host=host, port=int(port))
    except OSError as error:
        raise Refusal(f"不能在 {args.listen} 上监听：{error.strerror}。请换一个端口") from error
    print(f"日志在 http://{host}:{server.server_port}/checkpoint，按 Ctrl+C 停止", flush=True)
    with server:
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print(file=sys.stderr)
    return 0


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted(inner for inner in path.rglob("*") if inner.is_file())
    else:
        yield path


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refusal(f"{path} 读不出：{error.strerror}。请检查路径和权限") from error


def _media_type(path: Path) -> str:
    return mimetypes.guess_type(path.name)[0] or "application/octet-stream"
