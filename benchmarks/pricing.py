"""The price audit: a million purchases and fifty attributes, false alarms and power, beside pandas and a naive t-test.

Run: ``python benchmarks/pricing.py [--markets N]``. pandas computes the same estimate (group means taken off by
``groupby().transform``, errors clustered by user without correction); the naive t-test compares plain means of log prices.
"""

import argparse
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from gongzhi.pricing import Group, Layout, Market, Scene, make_market, plain_comparison, scan
from gongzhi.pricing.strata import joined

ROWS, ATTRIBUTES = 1_000_000, 50


def timed(run: Callable[[], object]) -> tuple[object, float, float]:
    """What came out, seconds on the clock, seconds of the processor (what a busy machine does not add to)."""
    clock, cpu = time.perf_counter(), time.process_time()
    found = run()
    return found, time.perf_counter() - clock, time.process_time() - cpu


def strata(market: Market) -> np.ndarray:
    return joined([market.item, market.second // 3600, market.region, market.promotion], len(market.user))


def ours_scan(market: Market) -> object:
    logs = np.log(market.price_fen.astype(np.float64))
    groups = [Group(column=str(at), value="1", members=one == 1) for at, one in enumerate(market.traits)]
    half = np.random.default_rng(1).permutation(int(market.user.max()) + 1) % 2 == 0
    return scan(groups, logs, strata=strata(market), users=market.user, half=half, level=0.05)


def pandas_one(market: Market) -> float:
    frame = pd.DataFrame(
        {"s": strata(market), "u": market.user, "y": np.log(market.price_fen), "d": market.traits[0] * 1.0}
    )
    inside = frame[["y", "d"]] - frame.groupby("s")[["y", "d"]].transform("mean")
    effect = (inside.y * inside.d).sum() / (inside.d**2).sum()
    scores = (inside.d * (inside.y - effect * inside.d)).groupby(frame.u).sum()
    return float(effect / np.sqrt((scores**2).sum() / (inside.d**2).sum() ** 2))


def alarms(markets: int, seed: int, **scene: float) -> tuple[float, float]:
    """How often ours and the naive test alarm at five percent."""
    ours = naive = 0
    for at in range(markets):
        market = make_market(Scene(**scene), np.random.default_rng(seed + at))
        layout = Layout(strata(market), market.user)
        logs = np.log(market.price_fen.astype(np.float64))
        ours += layout.test(layout.centred(logs), (market.old == 1)[layout.rows]).p < 0.05
        naive += plain_comparison(logs, market.old == 1).p < 0.05
    return ours / markets, naive / markets


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--markets", type=int, default=100)
    count = parser.parse_args().markets
    market = make_market(Scene(rows=ROWS, users=100_000, items=1000, attributes=ATTRIBUTES), np.random.default_rng(1))
    _, clock, cpu = timed(lambda: ours_scan(market))
    print(f"100 万行 × {ATTRIBUTES} 列扫描（两半用户）  {clock:.2f} 秒（处理器 {cpu:.2f} 秒）")
    _, clock, cpu = timed(lambda: pandas_one(market))
    print(
        f"  同类：pandas 一列全部行 {clock:.2f} 秒（处理器 {cpu:.2f} 秒），{ATTRIBUTES} 列约 {clock * ATTRIBUTES:.0f} 秒"
    )
    for told, markup in (("误报率，没有差别", 0.0), ("功效，三成商品加价 1%", 0.01)):
        ours, naive = alarms(count, 1000, markup=markup)
        print(f"{told}（{count} 个市场，各 2 万笔）  {ours:.3f}    同类：简单 t 检验 {naive:.3f}")


if __name__ == "__main__":
    main()
