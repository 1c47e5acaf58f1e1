"""The audit as plain values: what the command prints, the site keeps and the documents are written from."""

import math
from collections.abc import Sequence
from typing import Any

from gongzhi.pricing.audit import Audit, Compared
from gongzhi.pricing.clustered import Estimate
from gongzhi.pricing.plan import Plan
from gongzhi.pricing.scan import Scanned


def plain_audit(audit: Audit, plan: Plan, *, provisions: Sequence[dict[str, str]] = ()) -> dict[str, Any]:
    """JSON values by ``docs/formats/price-audit.schema.json``; NaN becomes null, money is whole fen."""
    table = audit.table
    return {
        "indicator": audit.indicator,
        "says": plan.says[audit.indicator],
        "notice": plan.notice,
        "plan": plan.since.isoformat(),
        "group": audit.asked.group,
        "unit": table.unit,
        "rows": {"read": table.read, "refused": table.refused, "compared": audit.rows},
        "refused": {
            "why": dict(table.why),
            "lines": [{"line": one.line, "why": one.why} for one in table.told],
        },
        "strata": {
            "columns": list(table.meaning.strata),
            "bucket": audit.bucket,
            "all": audit.strata_given,
            "compared": audit.strata,
        },
        "declared": {"justify": list(audit.asked.justify), "exclude": list(audit.asked.exclude)},
        "compared": [_compared(one) for one in audit.compared],
        "plain": _estimate(audit.plain),
        "pairs": [
            {
                "goods": one.goods,
                "conditions": list(one.conditions),
                "line": one.line,
                "price_fen": one.fen,
                "other_line": one.other_line,
                "other_price_fen": one.other_fen,
                "difference_fen": one.fen - one.other_fen,
                "seconds_apart": one.apart,
            }
            for one in audit.pairs
        ],
        "scan": [_scanned(one) for one in audit.scanned],
        "provisions": list(provisions),
    }


def _compared(one: Compared) -> dict[str, Any]:
    money = one.money
    return {
        "value": one.value,
        "indicator": one.indicator,
        "before": _estimate(one.before),
        "after": _estimate(one.after),
        "q": _number(one.q),
        "each_fen": _fen(money.each),
        "each_low_fen": _fen(money.low),
        "each_high_fen": _fen(money.high),
        "purchases": money.purchases,
        "total_fen": _fen(money.each * money.purchases),
    }


def _scanned(one: Scanned) -> dict[str, Any]:
    return {
        "column": one.column,
        "value": one.value,
        "first": _estimate(one.first),
        "q": _number(one.q),
        "second": _estimate(one.second) if one.second else None,
        "confirmed": one.confirmed,
    }


def _estimate(one: Estimate) -> dict[str, Any]:
    return {
        "percent": _percent(one.effect),
        "low_percent": _percent(one.low),
        "high_percent": _percent(one.high),
        "p": _number(one.p),
        "users": one.users,
    }


def _percent(log: float) -> float | None:
    return _number(math.expm1(log) * 100) if math.isfinite(log) and log < 50 else None


def _number(value: float) -> float | None:
    """Six significant digits: more would claim what the test does not know."""
    return float(f"{value:.6g}") if math.isfinite(value) else None


def _fen(value: float) -> int | None:
    return round(value) if math.isfinite(value) else None
