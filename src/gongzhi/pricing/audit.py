"""Was everybody charged alike? The audit of one group, before and after what the platform declares, and the scan beside it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gongzhi.pricing.clustered import LEVEL, NOTHING, Codes, Estimate, Floats, Layout
from gongzhi.pricing.groups import Group, groups_of
from gongzhi.pricing.pairs import Pair, pairs_of
from gongzhi.pricing.plan import Plan
from gongzhi.pricing.scan import Scanned, false_discovery, scan
from gongzhi.pricing.strata import strata_of
from gongzhi.pricing.tables import NotATable, PriceTable, numbers_of
from gongzhi.pricing.tails import quantile, two_sided


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """``justify`` are declared reasons that enter as covariates, ``exclude`` mark rows to be left out when true."""

    group: str
    justify: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    scan: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """The effect in fen per purchase of the group, with its interval, and over all their compared purchases."""

    each: float
    low: float
    high: float
    purchases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One value of the group column against the rest, before and after the declared reasons; ``q`` over the values."""

    value: str
    before: Estimate
    after: Estimate
    money: Money
    q: float
    indicator: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """All that a report says. ``plain`` is the comparison of plain means, which confounding makes worthless."""

    asked: Asked
    indicator: str
    compared: tuple[Compared, ...]
    plain: Estimate
    bucket: str | None
    strata: int
    strata_given: int
    rows: int
    pairs: tuple[Pair, ...]
    scanned: tuple[Scanned, ...]
    table: PriceTable


_TRUE = {"1", "true", "yes", "y", "是", "有", "t", "1.0"}


def audit(table: PriceTable, asked: Asked, plan: Plan, *, half: NDArray[np.bool_] | None = None) -> Audit:
    """The audit of a table. ``half`` assigns users to the discovering half of the scan (chance is the caller's).

    (1) strata; (2) every value of the group against the rest, before and after what is declared; (3) the indicator:
    the declared reasons count; (4) examples for the most telling value; (5) the scan.
    """
    # (1)
    strata, bucket = strata_of(table, plan.buckets)
    logs, users = np.log(table.price_fen.astype(np.float64)), table.columns[table.meaning.user].codes
    groups = groups_of(asked.group, table.columns[asked.group], most=plan.most_levels)
    # (2)
    layout = Layout(strata, users)
    declared = _declared(table, asked, (strata, users)) if asked.justify or asked.exclude else None
    both = [_before_and_after(one, logs, layout, declared) for one in groups]
    # (3)
    adjusted = false_discovery([after.p for _, after in both])
    compared = tuple(
        Compared(
            value=group.value, before=before, after=after, money=_money(table, group, after, layout), q=q,
            indicator=_indicator(after, q, plan),
        )
        for group, (before, after), q in zip(groups, both, adjusted, strict=True)
    )  # fmt: skip
    # (4)
    worst = min(range(len(groups)), key=lambda at: compared[at].after.p)
    members, effect = groups[worst].members, compared[worst].after.effect
    pairs = pairs_of(table, members, strata=strata, dearer=effect > 0) if not math.isnan(effect) else ()
    # (5)
    scanned = _scan(table, asked, plan, (strata, users), half) if asked.scan and half is not None else ()
    return Audit(
        asked=asked, indicator=_worst([one.indicator for one in compared]), compared=compared,
        plain=plain_comparison(logs, members), bucket=bucket, strata=layout.strata_count,
        strata_given=int(strata.max(initial=-1)) + 1, rows=len(layout.rows), pairs=pairs, scanned=tuple(scanned),
        table=table,
    )  # fmt: skip


def plain_comparison(logs: Floats, members: NDArray[np.bool_]) -> Estimate:
    """Welch's t over plain means of log prices: what one would do without strata. Shown to be distrusted."""
    sides = (logs[members], logs[~members])
    if min(len(one) for one in sides) < 2:
        return NOTHING
    spread = [float(one.var(ddof=1)) / len(one) for one in sides]
    effect, error = float(sides[0].mean() - sides[1].mean()), math.sqrt(sum(spread))
    if error == 0:
        return NOTHING
    df = sum(spread) ** 2 / sum(one**2 / (len(side) - 1) for one, side in zip(spread, sides, strict=True))
    reach = quantile(LEVEL, round(df, 1)) * error
    return Estimate(
        effect=effect, error=error, p=two_sided(effect / error, df), low=effect - reach, high=effect + reach,
        users=len(logs), df=df,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Declared:
    """The layout without excluded rows, the rows that it is laid over, and the covariates in it."""

    layout: Layout
    rows: Codes
    covariates: list[Floats]


def _declared(table: PriceTable, asked: Asked, keys: tuple[Codes, Codes]) -> _Declared:
    kept = np.ones(len(table.price_fen), dtype=bool)
    for name in asked.exclude:
        column = table.columns[name]
        true = np.array([label.strip().lower() in _TRUE for label in column.labels] + [False])
        kept &= ~true[column.codes]
    rows = np.flatnonzero(kept)
    layout = Layout(keys[0][rows], keys[1][rows])
    covariates = [layout.centred(numbers[rows]) for name in asked.justify for numbers in _as_numbers(table, name)]
    # A reason that is the same for everybody inside every stratum explains nothing.
    return _Declared(layout, rows, [one for one in covariates if float(np.abs(one).max(initial=0.0)) > 1e-9])


def _as_numbers(table: PriceTable, name: str) -> list[Floats]:
    """A column of numbers as it is (a gap is its mean); a column of words as one indicator per word but the last."""
    column = table.columns[name]
    numbers = numbers_of(column)
    if numbers is not None:
        if np.isnan(numbers).all():
            raise NotATable(f"{name} 没有数字，不能作为理由：请换一列")
        return [np.where(np.isnan(numbers), np.nanmean(numbers), numbers)]
    if len(column.labels) > 50:
        raise NotATable(f"{name} 有 {len(column.labels)} 种文字取值，不能作为理由：请先归成几类")
    return [(column.codes == code).astype(np.float64) for code in range(-1, len(column.labels) - 1)]


def _before_and_after(
    group: Group, logs: Floats, layout: Layout, declared: _Declared | None
) -> tuple[Estimate, Estimate]:
    members = group.members
    before = layout.test(layout.centred(logs), members[layout.rows])
    if declared is None:
        return before, before
    own, rows = declared.layout, declared.rows
    after = own.test(own.centred(logs[rows]), members[rows][own.rows], declared.covariates)
    return before, after


def _money(table: PriceTable, group: Group, found: Estimate, layout: Layout) -> Money:
    paid = table.price_fen[layout.rows][group.members[layout.rows]]
    mean = float(paid.mean()) if len(paid) else math.nan
    each, low, high = (mean * -math.expm1(-one) for one in (found.effect, found.low, found.high))
    return Money(each=each, low=low, high=high, purchases=len(paid))


def _indicator(found: Estimate, q: float, plan: Plan) -> str:
    if found.users < plan.least_users:
        return "insufficient"
    return "abnormal" if q < plan.level_percent / 100 else "none"


def _worst(indicators: Sequence[str]) -> str:
    return next((one for one in ("abnormal", "none") if one in indicators), "insufficient")


def _scan(
    table: PriceTable, asked: Asked, plan: Plan, keys: tuple[Codes, Codes], half: NDArray[np.bool_]
) -> list[Scanned]:
    groups: list[Group] = []
    for name in asked.scan:
        try:
            groups += groups_of(name, table.columns[name], most=plan.most_levels)
        except NotATable:
            # In a scan a column that cannot be compared is passed over; asked for by name it is refused.
            continue
    logs = np.log(table.price_fen.astype(np.float64))
    return scan(groups, logs, strata=keys[0], users=keys[1], half=half, level=plan.level_percent / 100)
