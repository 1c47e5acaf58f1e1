"""A file audited whole: the columns found, the law of the day looked up, users halved by a seed, plain values out."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from gongzhi.adapters.price_tables import PriceFile
from gongzhi.law import Book, Uncitable, load_book
from gongzhi.pricing import (
    Asked,
    NotATable,
    Plan,
    PriceTable,
    Refused,
    audit,
    load_plan,
    meaning_of,
    plain_audit,
    read_table,
)

MOST_SCANNED = 200
_BROKEN = "列数与标题不符"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedFile:
    """What to audit: columns by name. ``scan`` may be ("all",); ``bucket`` None takes the ladder of the plan."""

    group: str
    on: date
    strata: tuple[str, ...] = ()
    justify: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    scan: tuple[str, ...] = ()
    user: str | None = None
    price: str | None = None
    bucket: str | None = None
    seed: int = 1


def audit_file(file: PriceFile, asked: AskedFile, *, book: Book | None = None) -> dict[str, Any]:
    """The audit as ``docs/formats/price-audit.schema.json``; raises NotATable and NotAPlan."""
    plan = load_plan(asked.on)
    if asked.bucket:
        plan = replace(plan, buckets=(asked.bucket,))
    meaning = meaning_of(file.names, plan, strata=asked.strata, user=asked.user, price=asked.price)
    own = (asked.group, *asked.justify, *asked.exclude)
    known = {
        meaning.price,
        meaning.user,
        *meaning.strata,
        *(one for one in (meaning.time, meaning.order, meaning.currency) if one),
    }
    scanned = _scanned(file, asked, known | set(own))
    for name in (*own, *scanned):
        if name not in file.names:
            raise NotATable(f"没有“{name}”这一列；文件里有：{'、'.join(file.names)[:300]}")
    if asked.group in known:
        raise NotATable(
            f"“{asked.group}”已用作价格、用户或可比条件，不能同时作为分组：请换一列，或用 --strata 另写条件"
        )
    columns = file.columns((*known, *own, *scanned))
    table = read_table(columns, meaning, needed=(asked.group,), lines=file.lines)
    table = _with_broken(table, file)
    question = Asked(group=asked.group, justify=asked.justify, exclude=asked.exclude, scan=scanned)
    users = len(columns[meaning.user].labels)
    half = np.random.default_rng(asked.seed).permutation(users) * 2 < users
    found = audit(table, question, plan, half=half)
    return plain_audit(found, plan, provisions=_provisions(plan, asked.on, book or load_book()))


def _with_broken(table: PriceTable, file: PriceFile) -> PriceTable:
    """The rows that are none, because they have more or fewer fields than the heading, among the refused."""
    if not file.broken:
        return table
    broken = tuple(Refused(line=line, why=_BROKEN) for line in file.broken)
    return replace(
        table,
        read=table.read + len(broken),
        refused=table.refused + len(broken),
        why={**table.why, _BROKEN: len(broken)},
        told=tuple(sorted((*table.told, *broken), key=lambda one: one.line)),
    )


def _scanned(file: PriceFile, asked: AskedFile, taken: set[str]) -> tuple[str, ...]:
    if asked.scan != ("all",):
        return asked.scan
    return tuple(name for name in file.names if name not in taken)[:MOST_SCANNED]


def _provisions(plan: Plan, on: date, book: Book) -> list[dict[str, str]]:
    found = []
    for id in plan.provisions:
        try:
            cited = book.cite(id, on=on)
        except Uncitable:
            # The day asked for lies before this law: what was not yet in force is not held against anybody.
            continue
        found.append({"id": cited.id, "title": cited.title, "article": cited.article})
    return found
