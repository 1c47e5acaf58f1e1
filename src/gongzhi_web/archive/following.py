"""Following the log into rows: in order, each item once, and only as far as the transaction that wrote the rows."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from itertools import islice

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from gongzhi.evidence import ExhibitErased
from gongzhi.flow.ports import Archive, Placed
from gongzhi_web.archive.models import Cursor

Projection = Callable[[Placed, bytes], None]
BATCH = 200


@cache
def projections() -> Mapping[str, Projection]:
    """Kind of record -> what writes its rows."""
    found: Mapping[str, Projection] = import_string(settings.PROJECTIONS)
    return found


@cache
def placing() -> Callable[[Archive, Placed], None]:
    """What keeps where every item stands, whatever its kind."""
    found: Callable[[Archive, Placed], None] = import_string(settings.EVERY_ITEM)
    return found


def follow(archive: Archive, *, limit: int = BATCH) -> int:
    """Project up to ``limit`` items that are not yet rows; returns how many were taken.

    The cursor and the rows move in one transaction, so that a crash leaves both or neither. Two followers do not meet:
    the transaction takes the database's write lock before it reads the cursor.
    """
    with transaction.atomic():
        cursor, _ = Cursor.objects.select_for_update().get_or_create(name="log")
        taken = 0
        for placed in islice(archive.placed(after=cursor.index), limit):
            # What was lawfully destroyed has no rows, in a site that is built anew from the log as in one that was there.
            with suppress(ExhibitErased):
                placing()(archive, placed)
                project = projections().get(placed.kind)
                if project is not None:
                    project(placed, archive.read(placed))
            cursor.index = placed.index
            taken += 1
        if taken:
            cursor.save()
    return taken


def catch_up(archive: Archive) -> int:
    """Follow until nothing is left; a view that wrote calls it before it answers. Returns how many items were taken."""
    total = 0
    while taken := follow(archive):
        total += taken
    return total
