"""A table of purchases, row by row made fit for comparison; what cannot be read is refused with its line, the rest goes on."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from gongzhi.pricing.clustered import Codes, Floats
from gongzhi.pricing.plan import Plan
from gongzhi.values import BEIJING

MOST_TOLD = 100
_AMOUNT = re.compile(r"([¥￥]?)\s*([-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[-+]?\d+(?:\.\d+)?)\s*(?:元)?")
_FOREIGN = re.compile(r"[$€£₩₽฿]|USD|EUR|GBP|HKD|JPY|KRW|美元|港元|港币|欧元|日元", re.I)
_OURS = {"", "CNY", "RMB", "人民币", "元", "￥", "¥"}
_MOST_FEN = 10**11


class NotATable(ValueError):
    """A table that cannot be audited at all: a column is missing, or no row is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column by its different values: ``codes`` point into ``labels``, -1 where nothing stands."""

    codes: Codes
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A row that was not counted, by its line in the file."""

    line: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """Which column means what; ``strata`` are the columns that make purchases alike, ``time`` is one of them or None."""

    price: str
    user: str
    strata: tuple[str, ...]
    time: str | None = None
    currency: str | None = None
    order: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceTable:
    """The rows that can be compared. ``lines`` are their places in the file; ``seconds`` since 1970, or None."""

    meaning: Meaning
    price_fen: Codes
    lines: Codes
    columns: Mapping[str, Column]
    seconds: Codes | None
    unit: str
    read: int
    refused: int
    why: Mapping[str, int]
    told: tuple[Refused, ...] = ()


@dataclass(slots=True)
class _Sieve:
    """Which rows are still good, and why the others are not: the first reason found counts."""

    good: NDArray[np.bool_]
    lines: Codes
    why: Counter[str] = field(default_factory=Counter)
    told: list[Refused] = field(default_factory=list)

    def drop(self, bad: NDArray[np.bool_], reason: str, value: Callable[[int], str] | None = None) -> None:
        found = np.flatnonzero(bad & self.good)
        if not len(found):
            return
        self.good[found] = False
        self.why[reason] += len(found)
        for row in found[:MOST_TOLD].tolist():
            shown = f"“{value(row)[:40]}”" if value else ""
            self.told.append(Refused(line=int(self.lines[row]), why=reason + shown))


def meaning_of(
    names: Sequence[str], plan: Plan, *, strata: Sequence[str] = (), user: str | None = None, price: str | None = None
) -> Meaning:
    """Which of these columns means what, by the plan and by what was asked; raises NotATable naming what is missing."""
    by_lower = {name.strip().lower(): name for name in names}
    for asked in (*strata, *(one for one in (user, price) if one)):
        if asked not in names:
            raise NotATable(f"没有“{asked}”这一列；文件里有：{'、'.join(names)[:300]}")
    times = _known(by_lower, plan.strata.get("at", ()))
    chosen = tuple(strata) or tuple(
        one for wanted in plan.strata.values() if (one := _known(by_lower, wanted)) is not None
    )
    if not strata and _known(by_lower, plan.strata["item"]) is None:
        raise NotATable("没有商品列（item、sku 等）：请用 --strata 写明哪些列相同才算同等交易条件")
    return Meaning(
        price=price or _needed(by_lower, plan.price, "成交价", "price"),
        user=user or _needed(by_lower, plan.user, "用户", "user"),
        strata=chosen,
        time=times,
        currency=_known(by_lower, plan.currency),
        order=_known(by_lower, plan.order),
    )


def read_table(
    columns: Mapping[str, Column], meaning: Meaning, *, needed: Sequence[str] = (), lines: Codes
) -> PriceTable:
    """The rows fit for comparison: user, strata and every ``needed`` column are there, one price above zero, in yuan of China.
    ``lines`` says where in the file every row stands.

    Raises NotATable when none is left.
    """
    rows = len(columns[meaning.price].codes)
    sieve = _Sieve(good=np.ones(rows, dtype=bool), lines=lines)
    for name in dict.fromkeys((meaning.user, *meaning.strata, *needed)):
        # An empty promotion is no promotion; nobody's purchase and no item cannot be compared.
        if name not in meaning.strata or name == meaning.strata[0]:
            sieve.drop(columns[name].codes < 0, f"{name} 是空的")
    price_fen, unit = _prices(columns[meaning.price], meaning.price, sieve)
    if meaning.currency:
        _same_currency(columns[meaning.currency], sieve)
    if meaning.order:
        _once(columns[meaning.order].codes, sieve)
    seconds = _times(columns[meaning.time], meaning, sieve) if meaning.time else None
    if not sieve.good.any():
        raise NotATable(f"没有一行可用（共 {rows} 行）：{_told(sieve.why) or '文件是空的'}，请核对列与单位")
    kept = np.flatnonzero(sieve.good)
    return PriceTable(
        meaning=meaning,
        price_fen=price_fen[kept],
        lines=lines[kept],
        columns={name: Column(codes=one.codes[kept], labels=one.labels) for name, one in columns.items()},
        seconds=None if seconds is None else seconds[kept],
        unit=unit,
        read=rows,
        refused=rows - len(kept),
        why=dict(sieve.why),
        told=tuple(sorted(sieve.told, key=lambda one: one.line)[:MOST_TOLD]),
    )


def numbers_of(column: Column) -> Floats | None:
    """The column as numbers, NaN where nothing stands; None when any value is none."""
    try:
        values = [float(label) for label in column.labels]
    except ValueError:
        return None
    return np.append(np.array(values, dtype=np.float64), np.nan)[column.codes]


def _prices(column: Column, name: str, sieve: _Sieve) -> tuple[Codes, str]:
    amounts, states = [], []
    for label in column.labels:
        match = _AMOUNT.fullmatch(label.strip())
        foreign = match is None and _FOREIGN.search(label) is not None
        amounts.append(float(match.group(2).replace(",", "")) if match else 0.0)
        states.append(2 if foreign else 0 if match else 1)
    signs = any(label.strip()[:1] in "¥￥" or label.strip().endswith("元") for label in column.labels if label.strip())
    yuan = "yuan" in name.lower() or signs or ("fen" not in name.lower() and any(one % 1 for one in amounts))
    fen = np.append(np.round(np.array(amounts) * (100 if yuan else 1)), 0)[column.codes]
    state = np.append(np.array(states, dtype=np.int64), 3)[column.codes]

    def shown(row: int) -> str:
        return _said(column, row)

    sieve.drop(state == 3, f"{name} 是空的")
    sieve.drop(state == 2, "币种与本表不同", shown)
    sieve.drop(state == 1, f"{name} 不是金额", shown)
    sieve.drop(fen <= 0, f"{name} 不大于零", shown)
    sieve.drop(fen > _MOST_FEN, f"{name} 大得不像单价", shown)
    return fen.clip(0, _MOST_FEN).astype(np.int64), "yuan" if yuan else "fen"


def _said(column: Column, row: int) -> str:
    code = int(column.codes[row])
    return column.labels[code] if code >= 0 else ""


def _same_currency(column: Column, sieve: _Sieve) -> None:
    ours = np.array([label.strip().upper() in _OURS for label in column.labels] + [True])
    sieve.drop(~ours[column.codes], "币种与本表不同", lambda row: _said(column, row))


def _once(codes: Codes, sieve: _Sieve) -> None:
    _, first = np.unique(codes, return_index=True)
    again = np.ones(len(codes), dtype=bool)
    again[first] = False
    sieve.drop(again & (codes >= 0), "订单号重复")


def _times(column: Column, meaning: Meaning, sieve: _Sieve) -> Codes:
    read = [_instant(label) for label in column.labels]
    known = np.array([one is not None for one in read] + [False])
    if meaning.time in meaning.strata:
        sieve.drop(~known[column.codes], f"{meaning.time} 不是时间", lambda row: _said(column, row))
    return np.array([one or 0 for one in read] + [0], dtype=np.int64)[column.codes]


def _instant(label: str) -> int | None:
    """Seconds since 1970; a time without an offset is Beijing time."""
    try:
        at = datetime.fromisoformat(label.strip().replace("/", "-"))
    except ValueError:
        return None
    at = at.replace(tzinfo=BEIJING) if at.tzinfo is None else at.astimezone(UTC)
    return int(at.timestamp())


def _known(by_lower: Mapping[str, str], wanted: Sequence[str]) -> str | None:
    return next((by_lower[one] for one in wanted if one in by_lower), None)


def _needed(by_lower: Mapping[str, str], wanted: Sequence[str], what: str, option: str) -> str:
    found = _known(by_lower, wanted)
    if found is None:
        raise NotATable(f"没有{what}列（{'、'.join(wanted[:4])} 等）：请用 --{option} 写明是哪一列")
    return found


def _told(why: Mapping[str, int]) -> str:
    return "，".join(f"{reason} {count} 行" for reason, count in why.items())
