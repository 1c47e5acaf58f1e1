"""Many rows into a table at once, without the mapper: a table of leads makes tens of thousands of them."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import JSONField, Model

# What every driver takes as it is; anything else is prepared by its field.
_PLAIN = frozenset({str, int, bool, bytes, type(None)})


def insert_rows(rows: Iterable[Model], *, known: bool = False) -> None:
    """Insert them as they are, in one statement's plan; with ``known``, those that stand there already are passed by.

    Keys that the database counts stay unset on the objects. Raises what the driver raises (IntegrityError).
    """
    given = list(rows)
    if not given:
        return
    kind, quote = type(given[0])._meta, connection.ops.quote_name
    fields = [field for field in kind.concrete_fields if not getattr(field, "auto_created", False)]
    named = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    ending = " ON CONFLICT DO NOTHING" if known else ""
    takers = [(field.attname, frozenset() if isinstance(field, JSONField) else _PLAIN, field) for field in fields]
    values = [
        [
            value if type(value := getattr(row, name)) in plain else field.get_db_prep_save(value, connection)
            for name, plain, field in takers
        ]
        for row in given
    ]
    with connection.cursor() as cursor:
        # Names of our own models and marks: no outside text in it.
        cursor.executemany(f"INSERT INTO {quote(kind.db_table)} ({named}) VALUES ({marks}){ending}", values)  # noqa: S608
