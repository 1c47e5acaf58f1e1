"""``gongzhi evidence bundle``: make a bundle for somebody, withhold what is not theirs, and record that it was made."""

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gongzhi.cli.main import Refusal

if TYPE_CHECKING:
    from gongzhi.flow.redact import Redacting

_PERSONAL = ("personal", "个人信息")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What goes in, what is withheld, for whom."""
    parser.add_argument("names", nargs="+", metavar="CASE|EXHIBIT", help="案件编号、场次编号或证据编号")
    parser.add_argument("-o", "--output", required=True, metavar="FILE.evz", help="写到哪个文件")
    parser.add_argument(
        "--redact",
        action="append",
        default=[],
        metavar="personal|EXHIBIT[:FIELD,…]",
        help="隐去他人的个人信息，或某一件的全部或若干字段；可写多次",
    )
    parser.add_argument("--why", metavar="TEXT", help="隐去的理由，写编号不写姓名")
    parser.add_argument("--for", dest="recipient", default="未写明", metavar="WHO", help="给谁：写单位或编号，不写姓名")
    parser.add_argument("--purpose", default="未写明", metavar="TEXT", help="用途")
    parser.add_argument("--by", metavar="ACCOUNT", help="经办账号，遮名后记入监管链；默认本机登录名")
    parser.add_argument("--store", default="gongzhi-store", metavar="DIR", help="证据库目录，默认 gongzhi-store")


def run(args: argparse.Namespace) -> int:
    """Exit status 0; raises Refusal for what is unknown, cannot be withheld or cannot be written."""
    from gongzhi.adapters.archive import open_archive
    from gongzhi.adapters.bundles import NothingToBundle
    from gongzhi.adapters.environment import login_name
    from gongzhi.adapters.handing_out import Handout, hand_out
    from gongzhi.adapters.pseudonym_key import load_pseudonym_key
    from gongzhi.evidence import NotAPackage
    from gongzhi.flow.custody import mask_account
    from gongzhi.flow.redact import NothingWithheld

    output, now = Path(args.output), datetime.now(UTC)
    with open_archive(args.store, create=False) as archive:
        key = load_pseudonym_key(archive.directory) if archive.log.signer else b""
        by = mask_account(args.by or login_name(), key)
        redacting = _redacting(args.redact, args.why, by, now)
        handout = Handout(recipient=args.recipient, purpose=args.purpose, by=by, at=now)
        _demand_place(output)
        try:
            made = hand_out(archive, args.names, handout, redacting=redacting)
        except (NothingToBundle, NotAPackage, NothingWithheld) as error:
            raise Refusal(str(error)) from error
    _write(output, made.data)
    print(f"{output}：{len(made.data)} 字节")
    if made.withheld:
        print(f"隐去 {len(made.withheld)} 件，隐去记录在包内")
        if not made.cosigned:
            print(
                "隐去记录所在的检查点还没有见证人联署：需要时先运行 gongzhi evidence cosign，再打包一次（隐去记录沿用）"
            )
    return 0


def _redacting(wanted: Sequence[str], why: str | None, by: str, at: datetime) -> "Redacting | None":
    if not wanted:
        return None
    from gongzhi.flow.masking import NotAPath, parse_path, shipped_masks
    from gongzhi.flow.redact import Redacting

    personal, exhibits = False, dict[str, tuple[str, ...]]()
    for one in wanted:
        exhibit, _, fields = one.partition(":")
        if one in _PERSONAL:
            personal = True
            continue
        paths = tuple(fields.split(",")) if fields else ("*",)
        try:
            for path in paths:
                parse_path(path)
        except NotAPath as error:
            raise Refusal(f"--redact {one}：{error}") from error
        exhibits[exhibit] = (*exhibits.get(exhibit, ()), *paths)
    if exhibits and not (why or "").strip():
        raise Refusal("--redact 指定了证据，却没有写理由：请加 --why")
    masks = shipped_masks() if personal else None
    return Redacting(reason=why or shipped_masks().reason, by=by, at=at, exhibits=exhibits, masks=masks)


def _demand_place(output: Path) -> None:
    # Before the record of the bundle is sealed: a mistyped folder should not stand in the chain of custody.
    if not output.absolute().parent.is_dir():
        raise Refusal(f"{output} 写不进去：没有这个文件夹。请换一个位置")


def _write(output: Path, data: bytes) -> None:
    try:
        beside = output.with_name(f"{output.name}.new")
        beside.write_bytes(data)
        beside.replace(output)
    except OSError as error:
        raise Refusal(f"{output} 写不进去：{error.strerror}。请换一个位置") from error
