"""``gongzhi evidence sm2``: let the log sign with SM2 as well."""

import argparse
from pathlib import Path

from gongzhi.cli.main import Refusal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the store is, and its keys when they lie elsewhere."""
    parser.add_argument("--store", default="gongzhi-store", metavar="DIR", help="证据库目录，默认 gongzhi-store")
    parser.add_argument("--keys", metavar="DIR", help="密钥目录，默认在证据库里")


def run(args: argparse.Namespace) -> int:
    """Make the key when there is none; print the lines that a policy needs to believe either signature."""
    from gongzhi.adapters.archive import open_archive
    from gongzhi.adapters.log_keys import add_sm2_key
    from gongzhi.evidence import Sm2NotInstalled

    keys = Path(args.keys) if args.keys else Path(args.store) / "keys"
    with open_archive(args.store, keys=keys, create=False) as archive:
        log = archive.log.key
    try:
        added = add_sm2_key(keys)
    except Sm2NotInstalled as error:
        raise Refusal(str(error)) from error
    print(f"log {log}")
    print(f"log {added}")
    return 0
