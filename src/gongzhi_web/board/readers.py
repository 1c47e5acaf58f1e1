"""Who reads an entry: the units that had it and the bureaus above them; kept in rows, and made anew when bureaus are regrouped."""

import hashlib
from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import Count

from gongzhi.cases import DocketEntered
from gongzhi.flow.units import Units
from gongzhi.values import decode_record
from gongzhi_web.accounts.models import Kind, Organisation
from gongzhi_web.archive.inserting import insert_rows
from gongzhi_web.archive.models import Cursor
from gongzhi_web.board.asking import key_of
from gongzhi_web.board.models import DocketCount, DocketReader, DocketRow
from gongzhi_web.board.scope import units
from gongzhi_web.search.words import forget_words, put_many

_CHUNK = 2000
_CURSOR = "docket-readers"


def readers_for(path: Iterable[str], known: Units) -> dict[str, bool]:
    """The units that read what these had, and whether each is itself one of them."""
    found = dict.fromkeys(path, True)
    for unit in list(found):
        # A platform stands under a bureau too, but what it has is not the bureau's until it is passed up.
        if known.is_bureau(unit):
            for above in known.above(unit):
                found.setdefault(above.id, False)
    return found


def reader_rows(row: DocketRow, readers: dict[str, bool]) -> list[DocketReader]:
    """The rows by which the lists of these units know the entry."""
    return [
        DocketReader(
            number=row.number,
            unit=unit,
            own=own,
            serial=row.serial,
            at_unit=row.unit,
            state=row.state,
            due_key=key_of(row.due),
            suspended=row.suspended,
            linked=bool(row.linked),
        )
        for unit, own in readers.items()
    ]


def words_of(row: DocketRow, entered: DocketEntered) -> str:
    """What an entry is found by."""
    said = (row.number, row.title, " ".join(entered.parties), row.assignee_name, row.case, entered.summary[:200])
    return " ".join(each for each in said if each)


def count(unit: str, state: str, suspended: bool, due_key: int, step: int) -> None:
    """One more or one less."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO board_docketcount (unit, state, suspended, due_key, n) VALUES (%s, %s, %s, %s, %s) "
            "ON CONFLICT (unit, state, suspended, due_key) DO UPDATE SET n = board_docketcount.n + excluded.n",
            [unit, state, suspended, due_key, step],
        )


def level_readers() -> bool:
    """Make all readers, counts and words anew where bureaus stand otherwise than when they were made; whether it did."""
    bureaus = Organisation.objects.filter(kind=Kind.BUREAU).order_by("party").values_list("party", "parent_id")
    digest = hashlib.sha256(repr(list(bureaus)).encode()).digest()
    # A cursor holds a number; 52 bits of a digest tell one grouping from another.
    mark = int.from_bytes(digest[:6], "big")
    if Cursor.objects.filter(name=_CURSOR, index=mark).exists():
        return False
    with transaction.atomic():
        _make_anew()
        Cursor.objects.update_or_create(name=_CURSOR, defaults={"index": mark})
    return True


def forget_entries() -> None:
    """What was lawfully destroyed leaves readers, words and counts too."""
    gone = list(
        DocketReader.objects.exclude(number__in=DocketRow.objects.values("number"))
        .values_list("number", "serial")
        .distinct()
    )
    if gone:
        DocketReader.objects.filter(number__in=[number for number, _ in gone]).delete()
        forget_words(serial for _, serial in gone)
        count_anew()


def _make_anew() -> None:
    known = units()
    DocketReader.objects.filter(own=False).delete()
    numbers = list(DocketRow.objects.order_by("number").values_list("number", flat=True))
    for start in range(0, len(numbers), _CHUNK):
        chunk = numbers[start : start + _CHUNK]
        paths: dict[str, list[str]] = {}
        for number, unit in (
            DocketReader.objects.filter(number__in=chunk, own=True).order_by("id").values_list("number", "unit")
        ):
            paths.setdefault(number, []).append(unit)
        DocketReader.objects.filter(number__in=chunk).delete()
        made, words = [], []
        for row in DocketRow.objects.filter(number__in=chunk):
            row.serial = serial_of(row.number)
            readers = readers_for(paths.get(row.number, [row.unit]), known)
            made += reader_rows(row, readers)
            words.append((row.serial, words_of(row, decode_record(DocketEntered, bytes(row.record))), readers))
            DocketRow.objects.filter(number=row.number).update(serial=row.serial)
        insert_rows(made)
        put_many(words)
    count_anew()


def serial_of(number: str) -> int:
    """The count in a number; it was the size of the log when the entry came in, so it never repeats."""
    tail = number.rpartition("-")[2]
    return int(tail) if tail.isdecimal() else 0


def count_anew() -> None:
    """Count the register again, by unit, state and term; the pages read the counts and never count rows."""
    DocketCount.objects.all().delete()
    kinds = DocketRow.objects.order_by().values("unit", "state", "suspended", "due").annotate(n=Count("number"))
    DocketCount.objects.bulk_create(
        DocketCount(
            unit=one["unit"], state=one["state"], suspended=one["suspended"], due_key=key_of(one["due"]), n=one["n"]
        )
        for one in kinds
    )
