"""What stands beside a quote under review: our wording of the law on its day, and how the same rule fared before."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from gongzhi.cases import Review
from gongzhi.screening import Finding
from gongzhi.values import decode_record
from gongzhi_web.lawbook import book
from gongzhi_web.screening.models import FindingRow, ReviewRow, State


@dataclass(frozen=True, slots=True)
class Law:
    """One provision as the page prints it; ``wording`` is ours, empty when the book does not hold that day's text."""

    id: str
    title: str
    article: str
    wording: str


def beside(row: FindingRow) -> dict[str, Any]:
    """For the item's template."""
    record = decode_record(Finding, bytes(row.record))
    on = timezone.localtime(row.said_at).date()
    outcomes = Counter(
        FindingRow.objects.filter(rule=row.rule).exclude(state=State.PENDING).values_list("state", flat=True)[:5000]
    )
    earlier = FindingRow.objects.filter(rule=row.rule, state__in=[State.CONFIRMED, State.DISMISSED])
    return {
        "law": [_law(cited.id, cited.title, cited.article, on) for cited in record.provisions],
        "outcomes": {state.value: outcomes[state] for state in State},
        "earlier": _earlier(list(earlier.exclude(exhibit=row.exhibit).order_by("-index")[:5])),
    }


def _law(id: str, title: str, article: str, on: Any) -> Law:
    try:
        return Law(id, title, article, book().cite(id, on=on).wording)
    except LookupError:
        return Law(id, title, article, "")


def _earlier(rows: list[FindingRow]) -> list[dict[str, Any]]:
    reviews = {
        one.finding: decode_record(Review, bytes(one.record))
        for one in ReviewRow.objects.filter(finding__in=[row.exhibit for row in rows]).order_by("index")
    }
    return [
        {"row": row, "record": decode_record(Finding, bytes(row.record)), "review": reviews.get(row.exhibit)}
        for row in rows
    ]
