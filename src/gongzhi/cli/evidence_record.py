"""``gongzhi evidence record``: 《电子数据提取笔录》 of a case or a broadcast as .docx."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from gongzhi.cli.main import Refusal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The id, where to write, and an edited template."""
    parser.add_argument("id", metavar="CASE|BROADCAST", help="案件编号或场次编号")
    parser.add_argument("-o", "--output", required=True, metavar="FILE.docx", help="写到哪个文件")
    parser.add_argument("--template", metavar="FILE.docx", type=Path, help="改过的模板，默认随程序附带的")
    parser.add_argument("--store", default="gongzhi-store", metavar="DIR", help="证据库目录")


def run(args: argparse.Namespace) -> int:
    """Exit status 0; raises Refusal for what is unknown, an unusable template or an unwritable place."""
    from gongzhi.adapters.archive import open_archive
    from gongzhi.adapters.bundles import NothingToBundle
    from gongzhi.adapters.documents import TemplateUnusable
    from gongzhi.adapters.extraction import extraction_docx
    from gongzhi.flow.matters import UnknownExhibit
    from gongzhi.law import load_book

    try:
        template = args.template.read_bytes() if args.template else None
        with open_archive(args.store, create=False) as archive:
            data = extraction_docx(archive, args.id, book=load_book(), at=datetime.now(UTC), template=template)
        Path(args.output).write_bytes(data)
    except (NothingToBundle, UnknownExhibit, TemplateUnusable) as error:
        raise Refusal(str(error)) from error
    except OSError as error:
        raise Refusal(f"{error.filename} 读写失败：{error.strerror}。请检查路径和权限") from error
    print(f"{args.output}：{len(data)} 字节。空白处由提取人填写并签名；本结果仅供辅助，由人作出决定。")
    return 0
