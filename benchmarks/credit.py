"""Credit: everybody recomputed, event by event, and nearness in a network, beside pandas and a naive loop in one run.

Run: ``python benchmarks/credit.py [--events N] [--parties N]``. Seconds of the processor, the best of three. pandas computes the same
decayed sums by ``groupby``; the naive loop does it event by event from the start and is measured on a hundredth of the events.
"""

import argparse
import time
from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd

from gongzhi.credit import EventColumns, Network, RunningScores, Scale, load_scale, scores_of_all, sorted_by_party

ON = date(2026, 6, 1)
TODAY = ON.toordinal()


def best(run: Callable[[], object]) -> float:
    """Seconds of the processor, the best of three."""
    taken = []
    for _ in range(3):
        start = time.process_time()
        run()
        taken.append(time.process_time() - start)
    return min(taken)


def made(events: int, parties: int, scale: Scale) -> EventColumns:
    chance = np.random.default_rng(1)
    day = (TODAY - chance.integers(0, 900, events)).astype(np.int32)
    return EventColumns(
        party=chance.integers(0, parties, events),
        kind=chance.integers(0, len(scale.kinds) * 3, events).astype(np.uint8),
        day=day,
        until=day + chance.integers(90, 1100, events).astype(np.int32),
        amount=chance.integers(0, 5, events).astype(np.float32),
    )


def kinds_of(scale: Scale) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Points of one unit, half-life and place among the sums, by number of kind."""
    order = list(scale.dimensions)
    rows = [
        (scale.points(role, kind.id, 1), scale.dimensions[kind.dimension].half_life, order.index(kind.dimension) * 2 + (kind.weight > 0))
        for kind in scale.kinds.values()
        for role in scale.roles
    ]  # fmt: skip
    weight, half, place = zip(*rows, strict=True)
    return np.array(weight), np.array(half, float), np.array(place)


def by_pandas(columns: EventColumns, parties: int, scale: Scale) -> np.ndarray:
    weight, half, place = kinds_of(scale)
    alive = (columns.day <= TODAY) & (columns.until > TODAY)
    points = weight[columns.kind] * columns.amount * 2.0 ** (-(TODAY - columns.day) / half[columns.kind]) * alive
    frame = pd.DataFrame({"party": columns.party, "place": place[columns.kind], "points": points})
    sums = frame.groupby(["party", "place"])["points"].sum().unstack(fill_value=0.0)
    sums = sums.reindex(index=range(parties), columns=range(8), fill_value=0.0).to_numpy()
    most = np.array([one.most for one in scale.dimensions.values()])
    return scale.base + (sums[:, 0::2] + np.minimum(sums[:, 1::2], most)).sum(axis=1)


def by_loop(columns: EventColumns, scale: Scale) -> dict[int, float]:
    weight, half, _ = (one.tolist() for one in kinds_of(scale))
    found: dict[int, float] = {}
    rows = zip(
        *(one.tolist() for one in (columns.party, columns.kind, columns.day, columns.until, columns.amount)),
        strict=True,
    )
    for party, kind, day, until, amount in rows:
        if day <= TODAY < until:
            found[party] = found.get(party, scale.base) + weight[kind] * amount * 0.5 ** ((TODAY - day) / half[kind])
    return found


def part(columns: EventColumns, count: int) -> EventColumns:
    return EventColumns(**{name: getattr(columns, name)[:count] for name in EventColumns.__slots__})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--parties", type=int, default=1_000_000)
    asked = parser.parse_args()
    scale = load_scale()
    columns = made(asked.events, asked.parties, scale)
    kept = sorted_by_party(columns)
    ours = best(lambda: scores_of_all(kept, asked.parties, scale, ON))
    mixed = best(lambda: scores_of_all(columns, asked.parties, scale, ON))
    theirs = best(lambda: by_pandas(columns, asked.parties, scale))
    apart = np.abs(scores_of_all(kept, asked.parties, scale, ON) - by_pandas(columns, asked.parties, scale)).max()
    few = part(columns, asked.events // 100)
    loop = best(lambda: by_loop(few, scale)) * 100
    print(f"全部重算，{asked.events} 件 / {asked.parties} 个主体：按主体存放 {ours:.2f} 秒，乱序 {mixed:.2f} 秒")
    print(f"  同类：pandas groupby {theirs:.2f} 秒（结果相差至多 {apart:.1e}），逐件循环约 {loop:.1f} 秒")
    count = min(asked.events, 1_000_000)
    fields = (columns.party, columns.kind, columns.day, columns.until, columns.amount)
    rows = list(zip(*(one[:count].tolist() for one in fields), strict=True))
    taken = best(lambda: RunningScores(scale, asked.parties, date(2024, 1, 1)).add(rows))
    print(f"逐件更新  {count / taken / 1e6:.2f} 百万件/秒")
    chance = np.random.default_rng(2)
    ends = chance.integers(0, 100_000, (2, 330_000))
    network = Network(100_000, ends[0], ends[1], chance.integers(1, 5, 330_000).astype(float))
    seeds = np.where(chance.random(100_000) < 0.01, 10.0, 0.0)
    exact = network.near(seeds, rounds=200)
    for rounds in (12, 40):
        wrong = np.abs(network.near(seeds, rounds=rounds) - exact).max() / exact.max()
        print(
            f"关联 10 万个节点、33 万条，{rounds} 轮  {best(lambda n=rounds: network.near(seeds, rounds=n)) * 1000:.0f} 毫秒，最大相对误差 {wrong:.1e}"
        )


if __name__ == "__main__":
    main()
