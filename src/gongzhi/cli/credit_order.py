"""``gongzhi credit order``: whom to look at first, why, and a round with its share for everybody."""

import argparse
import random
import sys
from typing import Any

import orjson

from gongzhi.cli.credit import add_events
from gongzhi.cli.main import Refusal


def add_verbs(verbs: Any) -> None:
    order = verbs.add_parser("order", help="先查谁：先按档次，同档按与违规的关联，另给人人随机的一份")
    add_events(order)
    order.add_argument(
        "--ties", metavar="FILE", help="联系，每行 party、kind（mcn、script、warehouse、account）、thing"
    )
    order.add_argument("--places", type=int, metavar="N", help="排出一轮 N 个抽查名额")
    order.add_argument("--seed", type=int, metavar="N", help="抽查的随机数种子，默认每次不同；写下来可以重演")
    order.add_argument("--format", choices=("text", "jsonl"), default="text", help="输出格式")
    order.set_defaults(run=_order)


def _order(args: argparse.Namespace) -> int:
    from gongzhi.cli.credit import day_asked, events_read
    from gongzhi.credit import inspection_order, load_scale, seeds_of, tier_on

    read, on, scale = events_read(args), day_asked(args.on), load_scale()
    if args.places is not None and args.places < 0:
        raise Refusal("--places 应为零或正整数")
    ties = _ties(args.ties)
    tiers = {party: tier_on(read.events.get(party, ()), scale, on) for party in read.roles}
    seeds = seeds_of(read.events, scale, on)
    priorities = ties.priorities(seeds)
    order = inspection_order(tiers, priorities, scale)
    near = {one.party: one.nearness for one in priorities}
    turns = _round(args, order, tiers)
    lines = []
    for place, party in enumerate(order, 1):
        causes = [one for one in ties.causes(party, seeds) if one.source != party][:3]
        lines.append(
            {
                "place": place,
                "party": party,
                "tier": tiers[party].id,
                "tier_name": tiers[party].name,
                "nearness": near.get(party, 0.0),
                "causes": [
                    {
                        "source": one.source, "basis": one.basis, "share": one.share,
                        "shared": list(ties.shared(party, one.source)),
                    }
                    for one in causes
                ],
                "turn": turns.get(party),
            }
        )  # fmt: skip
    _write(args, lines)
    return 0


def _ties(name: str | None) -> Any:
    from gongzhi.adapters.credit_files import FileUnreadable, lines_of
    from gongzhi.cli.credit import tell_refused
    from gongzhi.credit import Ties, load_scale, read_ties

    if name is None:
        return Ties((), load_scale())
    try:
        found, refused = read_ties(lines_of(name), load_scale())
    except FileUnreadable as error:
        raise Refusal(str(error)) from error
    tell_refused(refused, "联系")
    return Ties(found, load_scale())


def _round(args: argparse.Namespace, order: tuple[str, ...], tiers: Any) -> dict[str, str]:
    from gongzhi.credit import load_scale, round_of

    if args.places is None:
        return {}
    seed = random.SystemRandom().randrange(1 << 32) if args.seed is None else args.seed
    chance = random.Random(seed)  # noqa: S311 - a draw that can be replayed from its seed, no secret
    chances = {party: chance.random() for party in sorted(order)}
    print(f"抽查随机数种子 {seed}（写下来可以重演）", file=sys.stderr)
    return {turn.party: turn.why.chinese for turn in round_of(order, tiers, chances, load_scale(), args.places)}


def _write(args: argparse.Namespace, lines: list[dict[str, Any]]) -> None:
    if args.format == "jsonl":
        for line in lines:
            sys.stdout.write(orjson.dumps(line).decode() + "\n")
        return
    for line in lines:
        turn = f"  ← 本轮抽查：{line['turn']}" if line["turn"] else ""
        print(f"{line['place']:>4}  {line['party']}  {line['tier_name']}{turn}")
        for one in line["causes"]:
            shared = f"，同有 {'、'.join(one['shared'])}" if one["shared"] else ""
            print(f"      与“{one['source']}”的决定 {one['basis']} 有关联 {one['share']:.3f}{shared}")
    print("档次只看自身行为；关联只影响先查谁，不改变任何主体的档次，也不是违法的依据。")
