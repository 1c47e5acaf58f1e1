"""``gongzhi evidence custody``: the chain of custody of an exhibit, a broadcast or a case."""

import argparse
import dataclasses
import json

from gongzhi.cli.main import Refusal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The id, and the form of the answer."""
    parser.add_argument("id", metavar="ID", help="证据编号、场次编号或案件编号")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--store", default="gongzhi-store", metavar="DIR", help="证据库目录")


def run(args: argparse.Namespace) -> int:
    """Exit status 0; raises Refusal for an id that nothing is sealed under."""
    from gongzhi.adapters.archive import open_archive
    from gongzhi.flow.custody_chain import custody_of
    from gongzhi.flow.matters import UnknownExhibit
    from gongzhi.values import show_instant

    with open_archive(args.store, create=False) as archive:
        try:
            links = custody_of(archive, args.id)
        except UnknownExhibit as error:
            raise Refusal(str(error)) from error
    if args.format == "json":
        rows = [dataclasses.asdict(link) | {"at": show_instant(link.at)} for link in links]
        print(json.dumps(rows, ensure_ascii=False))
        return 0
    for link in links:
        who = f" {link.by}" if link.by else ""
        print(f"{show_instant(link.at)} {link.act}{who} {link.detail}（{link.exhibit}）")
        for word, digest in (("之前", link.before), ("之后", link.after)):
            if digest:
                print(f"    {word} {digest}")
    print(f"共 {len(links)} 项，均封存于日志；账号已遮名")
    return 0
