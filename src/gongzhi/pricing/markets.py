"""Invented markets, confounded on purpose, with and without discrimination: for tests, for teaching, for power."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int64]
REGIONS = ("华东", "华南", "华北", "西南")
PROMOTIONS = ("", "满减", "直播间券")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """``markup`` is what old customers pay more, e.g. 0.01, on ``share`` of the items; zero is an honest market.

    Old customers buy dearer items, at peak hours and in dearer regions; users hold private coupons that have nothing
    to do with being old; new ones may hold a declared first-order offer (``newcomers``, e.g. 0.05 off).
    """

    rows: int = 20_000
    users: int = 4_000
    items: int = 120
    markup: float = 0.0
    share: float = 0.3
    newcomers: float = 0.0
    attributes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """One row per purchase. ``second`` counts from the start, ``old`` is 0 or 1, prices are fen, always above zero."""

    user: Codes
    item: Codes
    second: Codes
    region: Codes
    promotion: Codes
    old: Codes
    first: Codes
    price_fen: Codes
    traits: NDArray[np.int8]


def make_market(scene: Scene, chance: np.random.Generator) -> Market:
    """A market by this chance; the same generator state gives the same market."""
    old_user = (chance.random(scene.users) < 0.5).astype(np.int64)
    # Most people buy a little, some a lot.
    keen = chance.gamma(2.0, size=scene.users)
    user = chance.choice(scene.users, scene.rows, p=keen / keen.sum())
    old = old_user[user]
    item = _items(scene, chance, old)
    peak = (chance.random(scene.rows) < np.where(old == 1, 0.6, 0.35)).astype(np.int64)
    hour = chance.integers(0, 2, scene.rows) * 24 + np.where(peak == 1, 20, 10)
    second = hour * 3600 + chance.integers(0, 3600, scene.rows)
    home = chance.integers(0, len(REGIONS), scene.users)
    region = np.where((old_user == 1) & (chance.random(scene.users) < 0.3), 0, home)[user]
    promotion = chance.integers(0, len(PROMOTIONS), scene.rows)
    first = ((old == 0) & (chance.random(scene.rows) < 0.2)).astype(np.int64)
    base = np.exp(np.linspace(np.log(19), np.log(399), scene.items))
    log = np.log(base)[item] + 0.06 * peak + 0.02 * (region == 0) - np.array([0, 0.08, 0.05])[promotion]
    log += _private(scene, chance, user)
    marked = chance.permutation(scene.items) < round(scene.share * scene.items)
    log += np.log1p(scene.markup) * (old * marked[item]) + np.log1p(-scene.newcomers) * first
    price = np.maximum(1, np.round(np.exp(log) * 100)).astype(np.int64)
    small = (chance.random((scene.attributes, scene.users)) < 0.5).astype(np.int8)
    return Market(
        user=user, item=item, second=second, region=region, promotion=promotion, old=old, first=first,
        price_fen=price, traits=np.take(small, user, axis=1),
    )  # fmt: skip


def _items(scene: Scene, chance: np.random.Generator, old: Codes) -> Codes:
    """Old customers lean towards the dear end, which makes a plain comparison of means worthless."""
    place = np.where(old == 1, chance.beta(2.2, 1.8, scene.rows), chance.beta(1.8, 2.2, scene.rows))
    return np.minimum((place * scene.items).astype(np.int64), scene.items - 1)


def _private(scene: Scene, chance: np.random.Generator, user: Codes) -> NDArray[np.float64]:
    """A coupon that a user holds, on most of what they buy, and a little rounding by sellers."""
    holds = np.where(chance.random(scene.users) < 0.25, chance.uniform(0.02, 0.07, scene.users), 0.0)
    used = chance.random(scene.rows) < 0.8
    return np.where(used, -holds[user], 0.0) + chance.normal(0, 0.01, scene.rows)
