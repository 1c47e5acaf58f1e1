"""``gongzhi evidence retain``: what is due for destruction with its article, then, told to, the destruction."""

import argparse
from datetime import UTC, date, datetime

from gongzhi.cli.main import Refusal
from gongzhi.values import BEIJING


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """List first; ``--apply`` is the second step."""
    parser.add_argument("--store", default="gongzhi-store", metavar="DIR", help="证据库目录")
    parser.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="按哪一天计算，默认今天")
    parser.add_argument("--apply", action="store_true", help="销毁列出的、没有被保全或未结案件拦住的内容")
    parser.add_argument("--by", default="", metavar="ACCOUNT", help="经办账号，--apply 时必填")


def run(args: argparse.Namespace) -> int:
    """Exit status 0, whether or not anything is due."""
    from gongzhi.adapters.archive import open_archive
    from gongzhi.flow.erase import erase_due, finish_erasures, unfinished_erasures
    from gongzhi.flow.keeping import shipped_classes
    from gongzhi.flow.retain import due_for_destruction
    from gongzhi.law import load_book

    now = datetime.now(UTC)
    today = now.astimezone(BEIJING).date()
    on = args.on or today
    if args.apply and not args.by:
        raise Refusal("销毁必须写明经办账号：请加 --by 账号")
    if args.apply and on > today:
        raise Refusal(f"{on} 还没有到：只能列出，不能按将来的日子销毁")
    with open_archive(args.store, create=False) as archive, archive.writing():
        unfinished = unfinished_erasures(archive)
        due = due_for_destruction(archive, load_book(), shipped_classes(), on=on)
        for one in due:
            state = f"保留：{'；'.join(one.held)}" if one.held else "到期"
            print(f"{one.subject} {one.category} {len(one.placed)} 件，保存至 {one.until}，{state}")
            print(f"  依据：{'、'.join(one.basis)}；{one.why}")
        if unfinished:
            print(f"另有 {len(unfinished)} 件已登记销毁而未完成")
        free = sum(not one.held for one in due)
        print(f"{on}：到期 {free} 项，到期而保留 {len(due) - free} 项")
        if not args.apply:
            print("未销毁任何内容。核对后加 --apply --by 账号 执行；本结果仅供辅助，由人作出决定。")
            return 0
        finish_erasures(archive)
        words = erase_due(archive, due, by=args.by, at=now)
    print(f"已销毁 {sum(len(word.exhibits) for word in words)} 件的内容，登记 {len(words)} 条；日志与证明不变")
    return 0
