"""``gongzhi evidence verifier``: write the verifier that others run without Gongzhi."""

import argparse
import hashlib
from pathlib import Path

from gongzhi.cli.main import Refusal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to write it."""
    parser.add_argument("-o", "--output", default="verify.pyz", metavar="FILE", help="写到哪个文件，默认 verify.pyz")


def run(args: argparse.Namespace) -> int:
    """Exit status 0; raises Refusal when the file cannot be written."""
    from gongzhi.adapters.verifier import make_verifier

    data, output = make_verifier(), Path(args.output)
    try:
        output.write_bytes(data)
        output.chmod(0o755)
    except OSError as error:
        raise Refusal(f"{output} 写不进去：{error.strerror}。请换一个位置") from error
    print(f"{output}：{len(data)} 字节，SHA-256 {hashlib.sha256(data).hexdigest()}")
    print("收到的人只需 Python 3.11 和 cryptography：python verify.pyz 文件.evz --policy 信任策略")
    return 0
