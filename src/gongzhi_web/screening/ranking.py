"""Where a finding stands in the queue: by its priority, and within one priority by the model's guess. It decides nothing."""

from functools import cache

from django.db import transaction
from django.db.models import Q

from gongzhi.flow.suggest import Model, load_model, rank_of
from gongzhi.screening import Finding
from gongzhi.values import decode_record
from gongzhi_web.screening.models import FindingRow

# Within one step those that waited longer go first; eight steps are as fine as the guess is good.
STEPS = 8
_AT_ONCE = 500


@cache
def model() -> Model:
    """The shipped model, read once in a process; raises NotAModel."""
    return load_model()


def place_of(priority: int, quote: str) -> int:
    """Higher goes first. The guess never lifts a finding over one of a higher priority."""
    return priority * STEPS + rank_of(model(), quote) * STEPS // 1001


def rank_again() -> int:
    """Place anew the rows that another model placed; returns how many. The same rows come out as from an empty table."""
    total = 0
    while moved := _rank_some():
        total += moved
    return total


def _rank_some() -> int:
    version = model().version
    with transaction.atomic():
        # As two ranges: a bare “not this one” would read the whole table.
        others = Q(ranked_by__lt=version) | Q(ranked_by__gt=version)
        rows = list(FindingRow.objects.filter(others)[:_AT_ONCE])
        for row in rows:
            row.place = place_of(row.priority, decode_record(Finding, bytes(row.record)).quote)
            row.ranked_by = version
        FindingRow.objects.bulk_update(rows, ["place", "ranked_by"])
    return len(rows)
