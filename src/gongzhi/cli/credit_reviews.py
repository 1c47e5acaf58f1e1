"""``gongzhi credit reviews``: weigh consumers' reviews, each with its reason, and tell signs of collusion as evidence."""

import argparse
import sys
from datetime import UTC, datetime
from typing import Any

import orjson

from gongzhi.cli.main import Refusal


def add_verbs(verbs: Any) -> None:
    reviews = verbs.add_parser("reviews", help="评价计权：每条的分量与理由、能被刷动的上限、请人核查的线索；一条也不删")
    reviews.add_argument("file", metavar="REVIEWS", help=".csv 或 .jsonl，每行一条评价；- 为标准输入")
    reviews.add_argument("--on", metavar="DATE", help="哪一天（当日结束时），默认今天")
    reviews.add_argument("--parties", metavar="FILE", help="主体名单，每行 party、role，用来写明身份")
    reviews.add_argument("--format", choices=("text", "jsonl"), default="text", help="输出格式")
    reviews.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    from gongzhi.adapters.credit_files import FileUnreadable, lines_of
    from gongzhi.cli.credit import day_asked, parties_asked, tell_refused
    from gongzhi.credit import ScoredRole, beijing_day, load_scale, plain_reviews, read_reviews

    now, on, roles = datetime.now(UTC), day_asked(args.on), parties_asked(args)
    try:
        found, refused = read_reviews(lines_of(args.file), now)
    except FileUnreadable as error:
        raise Refusal(str(error)) from error
    tell_refused(refused, "评价")
    if not found and refused:
        raise Refusal(f"{len(refused)} 行全部不能用：{refused[0].why}（第 {refused[0].line} 行）")
    for party in sorted(found):
        until = [one for one in found[party] if beijing_day(one.at) <= on]
        role = roles.get(party, ScoredRole.SELLER)
        _write(args, plain_reviews(party, until, load_scale(), at=now, on=on, role=role))
    return 0


def _write(args: argparse.Namespace, found: dict[str, Any]) -> None:
    if args.format == "jsonl":
        sys.stdout.write(orjson.dumps(found).decode() + "\n")
        return
    print(f"{found['party']}：{found['reviews']} 条评价，可信 {found['trusted']:.1f}，低可信 {found['low']:.1f}")
    if found["share"] is None:
        print("  没有可信的评价，不作计算")
    else:
        low, high = found["bounds"]
        print(
            f"  加权好评 {found['share']:.1%}，取下限 {found['lower']:.1%}；不论再来多少条低可信评价，都在 {low:.1%} 至 {high:.1%} 之内"
        )
    for one in found["weighed"]:
        print(f"  {one['weight']:.3f}  {one['stars']} 星  {one['id']}：{one['why']}")
    for one in found["signs"]:
        print(f"  线索：{one['told']}（{'、'.join(one['reviews'][:8])}{' 等' if len(one['reviews']) > 8 else ''}）")
    print(found["notice"])
