"""Small markets written out by hand, and columns made from lists."""

from collections.abc import Sequence

import numpy as np

from gongzhi.pricing import Column, Market, Meaning, PriceTable, Scene, make_market, read_table


def column(values: Sequence[object]) -> Column:
    """As a file would give it: different values once, None as nothing."""
    labels = tuple(dict.fromkeys(str(one) for one in values if one is not None))
    codes = [labels.index(str(one)) if one is not None else -1 for one in values]
    return Column(codes=np.array(codes, dtype=np.int64), labels=labels)


def coded(codes: np.ndarray) -> Column:
    """Numbers as a column, without looking at each."""
    labels, at = np.unique(codes, return_inverse=True)
    return Column(codes=at.astype(np.int64), labels=tuple(str(one) for one in labels.tolist()))


def market(seed: int = 1, **scene: float) -> Market:
    return make_market(Scene(**scene), np.random.default_rng(seed))


def table_of(made: Market) -> PriceTable:
    """The market as read from a file, hours as they are."""
    columns = {
        "item": coded(made.item),
        "hour": coded(made.second // 3600),
        "region": coded(made.region),
        "promotion": coded(made.promotion),
        "user": coded(made.user),
        "old": coded(made.old),
        "first": coded(made.first),
        "price_fen": coded(made.price_fen),
        **{f"trait{at}": coded(one) for at, one in enumerate(made.traits)},
    }
    meaning = Meaning(price="price_fen", user="user", strata=("item", "hour", "region", "promotion"))
    return read_table(columns, meaning, lines=np.arange(len(made.user)) + 2)
