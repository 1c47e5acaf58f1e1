"""Following the log into rows: in order, each item once, and only as far as the transaction that wrote the rows."""

from collections.abc import Callable, Mapping, Sequence
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


@cache
def together() -> tuple[frozenset[str], Callable[[Sequence[tuple[Placed, bytes]]], None]]:
    """The kinds of which neighbours in the log become rows together, and what does it: thousands may come in one table."""
    found: tuple[frozenset[str], Callable[[Sequence[tuple[Placed, bytes]]], None]] = import_string(settings.TOGETHER)
    return found


@cache
def afterwards() -> Callable[[Archive, Sequence[Placed]], None]:
    """What is kept level with the rows once a run of the log is projected, in the same transaction."""
    found: Callable[[Archive, Sequence[Placed]], None] = import_string(settings.AFTERWARDS)
    return found


def follow(archive: Archive, *, limit: int = BATCH) -> int:
    """Project up to ``limit`` items that are not yet rows; returns how many were taken.

    The cursor and the rows move in one transaction, so that a crash leaves both or neither. Two followers do not meet:
    the transaction takes the database's write lock before it reads the cursor.
    """
    with transaction.atomic():
        cursor, _ = Cursor.objects.select_for_update().get_or_create(name="log")
        taken, run, (kinds, _) = list[Placed](), list[tuple[Placed, bytes]](), together()
        for placed in islice(archive.placed(after=cursor.index), limit):
            # What was lawfully destroyed has no rows, in a site that is built anew from the log as in one that was there.
            with suppress(ExhibitErased):
                if placed.kind in kinds:
                    run.append((placed, archive.read(placed)))
                else:
                    _settle(run)
                    _project(archive, placed)
            cursor.index = placed.index
            taken.append(placed)
        _settle(run)
        if taken:
            afterwards()(archive, taken)
            cursor.save()
    return len(taken)


def _project(archive: Archive, placed: Placed) -> None:
    placing()(archive, placed)
    project = projections().get(placed.kind)
    if project is not None:
        project(placed, archive.read(placed))


def _settle(run: list[tuple[Placed, bytes]]) -> None:
    if run:
        together()[1](run)
        run.clear()


def catch_up(archive: Archive) -> int:
    """Follow until nothing is left; a view that wrote calls it before it answers. Returns how many items were taken."""
    total = 0
    while taken := follow(archive):
        total += taken
    return total
