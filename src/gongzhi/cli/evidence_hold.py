"""``gongzhi evidence hold``: keep something beyond its term, list what is kept, and lift it."""

import argparse
from datetime import UTC, datetime

from gongzhi.cli.main import Refusal
from gongzhi.values import show_instant


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Without an id, the holds that stand."""
    parser.add_argument("subject", nargs="?", metavar="ID", help="场次、案件或证据编号；不写则列出有效的保全")
    parser.add_argument("--lift", metavar="HOLD", help="解除这个编号的保全")
    parser.add_argument("--reason", default="", metavar="TEXT", help="设立或解除的理由")
    parser.add_argument("--by", default="", metavar="ACCOUNT", help="经办账号")
    parser.add_argument("--store", default="gongzhi-store", metavar="DIR", help="证据库目录")


def run(args: argparse.Namespace) -> int:
    """Exit status 0; raises Refusal for an unknown id and for a hold without reason."""
    from gongzhi.adapters.archive import open_archive
    from gongzhi.flow.hold import HoldUnreasoned, holds, lift_hold, place_hold
    from gongzhi.flow.matters import UnknownExhibit

    now = datetime.now(UTC)
    with open_archive(args.store, create=False) as archive:
        try:
            if args.lift:
                lift_hold(archive, args.lift, reason=args.reason, by=args.by, at=now)
                print(f"已解除保全 {args.lift}")
            elif args.subject:
                placed = place_hold(archive, args.subject, reason=args.reason, by=args.by, at=now)
                print(f"已保全 {args.subject}，保全编号 {placed.exhibit}")
            else:
                standing = holds(archive)
                for each in standing:
                    word = each.record
                    print(f"{each.placed.exhibit} {word.subject} {show_instant(word.at)} {word.by}：{word.reason}")
                print(f"有效的保全 {len(standing)} 项")
        except (UnknownExhibit, HoldUnreasoned) as error:
            raise Refusal(str(error)) from error
    return 0
