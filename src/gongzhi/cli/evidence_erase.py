"""``gongzhi evidence erase``: grant a person's request, or renew the pseudonyms' secret; listed first, then applied."""

import argparse
from datetime import UTC, datetime

from gongzhi.cli.main import Refusal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Exhibit ids, the provision, the request by its number and the account that answers for it."""
    parser.add_argument("exhibits", nargs="*", metavar="EXHIBIT", help="证据编号")
    parser.add_argument("--pseudonyms", action="store_true", help="更换化名密钥：旧化名从此不能再对应到账号")
    parser.add_argument("--basis", default="个人信息保护法/47", metavar="ID", help="依据的条文，默认 个人信息保护法/47")
    parser.add_argument("--why", required=True, metavar="TEXT", help="理由，写请求的编号，不写姓名")
    parser.add_argument("--by", required=True, metavar="ACCOUNT", help="经办账号")
    parser.add_argument("--apply", action="store_true", help="执行；不加时只列出")
    parser.add_argument("--store", default="gongzhi-store", metavar="DIR", help="证据库目录")


def run(args: argparse.Namespace) -> int:
    """Exit status 0; raises Refusal for what is unknown, held or cannot be cited."""
    from gongzhi.adapters.archive import open_archive
    from gongzhi.adapters.pseudonym_key import renew_pseudonym_key
    from gongzhi.flow.erase import ErasureUnreasoned, Grounds, Held, erase_for_person, erase_pseudonyms
    from gongzhi.flow.hold import held_exhibits
    from gongzhi.flow.keeping import shipped_classes
    from gongzhi.flow.matters import UnknownExhibit
    from gongzhi.law import Uncitable, load_book

    if not args.exhibits and not args.pseudonyms:
        raise Refusal("没有写明销毁什么：请给出证据编号，或加 --pseudonyms")
    now = datetime.now(UTC)
    grounds = Grounds(basis=(args.basis,), why=args.why, by=args.by, at=now)
    with open_archive(args.store, create=False) as archive:
        try:
            load_book().cite(args.basis, on=now.date())
            if not args.apply:
                for exhibit, why in held_exhibits(archive, args.exhibits).items():
                    print(f"{exhibit} {why or '可以销毁'}")
                print("未销毁任何内容。核对后加 --apply 执行；本结果仅供辅助，由人作出决定。")
                return 0
            words = erase_for_person(archive, shipped_classes(), args.exhibits, grounds)
            if args.pseudonyms:
                words.append(erase_pseudonyms(archive, lambda: renew_pseudonym_key(archive.directory), grounds))
        except (UnknownExhibit, Held, ErasureUnreasoned, Uncitable) as error:
            raise Refusal(str(error)) from error
    print(f"已登记并销毁 {len(words)} 项；日志与证明不变")
    return 0
