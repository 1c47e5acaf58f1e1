"""``gongzhi evidence hand-over``: record to whom a bundle was handed over, and for what."""

import argparse
import hashlib
from datetime import UTC, datetime
from pathlib import Path

from gongzhi.cli.main import Refusal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The bundle, and to whom it goes."""
    parser.add_argument("file", metavar="FILE.evz", help="交出去的证据包，须由本库制成")
    parser.add_argument("--to", required=True, metavar="ORGANISATION", help="受移交的单位，写全称")
    parser.add_argument("--person", metavar="NAME", help="对方的接收人：姓名或工号")
    parser.add_argument("--purpose", required=True, metavar="TEXT", help="用途，例如 管辖移送、庭审举证")
    parser.add_argument("--by", metavar="ACCOUNT", help="经办账号，遮名后记入监管链；默认本机登录名")
    parser.add_argument("--store", default="gongzhi-store", metavar="DIR", help="证据库目录")


def run(args: argparse.Namespace) -> int:
    """Exit status 0; raises Refusal for a recipient that names nobody and a file that this store did not make."""
    from gongzhi.adapters.archive import open_archive
    from gongzhi.adapters.environment import login_name
    from gongzhi.adapters.pseudonym_key import load_pseudonym_key
    from gongzhi.flow.custody import mask_account
    from gongzhi.flow.handing_over import NotHandedOut, Recipient, RecipientUnnamed, hand_over_bundle

    try:
        to = Recipient(organisation=args.to, person=args.person, purpose=args.purpose)
        sha256 = hashlib.sha256(Path(args.file).read_bytes()).hexdigest()
        with open_archive(args.store, create=False) as archive:
            by = mask_account(args.by or login_name(), load_pseudonym_key(archive.directory))
            placed = hand_over_bundle(archive, sha256, to=to, by=by, at=datetime.now(UTC))
    except (RecipientUnnamed, NotHandedOut) as error:
        raise Refusal(str(error)) from error
    except OSError as error:
        raise Refusal(f"{args.file} 读不出：{error.strerror}。请检查路径和权限") from error
    print(f"已记入监管链：{args.file} 移交 {to.organisation}；事项 {'、'.join(one.subject for one in placed)}")
    return 0
