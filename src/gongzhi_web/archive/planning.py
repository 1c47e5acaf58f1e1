"""Tell the database how its tables are filled, so that it asks the index that narrows most."""

from django.db import connection


def refresh_statistics() -> None:
    """Cheap (a thousand rows a table are looked at). Without it SQLite prefers a list of rooms over a range of times.

    PostgreSQL does it by itself (autovacuum).
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit=1000")
            cursor.execute("ANALYZE")
