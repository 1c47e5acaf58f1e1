"""Where a finding stands in the queue: by its priority, then by how closely its room is watched, then by the model's guess.

It decides nothing. Some of all findings are drawn by chance and go first within their priority, whoever said them.
"""

from functools import cache

from django.db import transaction
from django.db.models import Q

from gongzhi.flow.suggest import Model, load_model, rank_of
from gongzhi.flow.watch_by_credit import drawn_by_chance
from gongzhi.screening import Finding
from gongzhi.values import decode_record
from gongzhi_web.broadcasts.models import BroadcastRow
from gongzhi_web.screening.models import FindingRow, State

# Within one step those that waited longer go first; eight steps are as fine as the guess is good.
STEPS = 8
# As many steps of watching: tiers from the best down, and on top the share of everybody.
WATCHES = 8
_AT_ONCE = 500
# Names the way of ordering beside the model: another way, and all rows are placed anew.
_WAY = "w"


@cache
def model() -> Model:
    """The shipped model, read once in a process; raises NotAModel."""
    return load_model()


def ranked_by() -> str:
    """The version of model and way by which rows are placed."""
    return f"{_WAY}{model().version}"[:12]


def place_of(priority: int, quote: str, watch: int = 0) -> int:
    """Higher goes first. Neither tier nor guess ever lifts a finding over one of a higher priority."""
    guess = rank_of(model(), quote) * STEPS // 1001
    return (priority * WATCHES + min(watch, WATCHES - 1)) * STEPS + guess


def watch_of(exhibit: str, watch: int) -> int:
    """How far up within its priority: the room's place by tier, and at the top whatever chance draws."""
    return WATCHES - 1 if drawn_by_chance(exhibit) else min(watch, WATCHES - 2)


def place_rooms_again(rooms: list[str]) -> None:
    """Place anew what waits in these rooms, after how closely they are watched has changed."""
    rows = list(FindingRow.objects.filter(broadcast__in=rooms, state__in=(State.PENDING, State.ESCALATED)))
    _place(rows)
    FindingRow.objects.bulk_update(rows, ["place"], batch_size=_AT_ONCE)


def rank_again() -> int:
    """Place anew the rows that another model placed; returns how many. The same rows come out as from an empty table."""
    total = 0
    while moved := _rank_some():
        total += moved
    return total


def _rank_some() -> int:
    version = ranked_by()
    with transaction.atomic():
        # As two ranges: a bare “not this one” would read the whole table.
        others = Q(ranked_by__lt=version) | Q(ranked_by__gt=version)
        rows = list(FindingRow.objects.filter(others)[:_AT_ONCE])
        _place(rows)
        for row in rows:
            row.ranked_by = version
        FindingRow.objects.bulk_update(rows, ["place", "ranked_by"])
    return len(rows)


def _place(rows: list[FindingRow]) -> None:
    watches = dict(BroadcastRow.objects.filter(id__in={row.broadcast for row in rows}).values_list("id", "watch"))
    for row in rows:
        quote = decode_record(Finding, bytes(row.record)).quote
        row.place = place_of(row.priority, quote, watch_of(row.exhibit, watches.get(row.broadcast, 0)))
