"""Django's engine for PostgreSQL, two ways nearer to what the rows are made for.

Rows repeat the sealed log, where a name has no longest length and a line may hold any character. So text columns have no
limit, and a NUL, which PostgreSQL refuses, is kept as the replacement character.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql.operations import DatabaseOperations as DjangoOperations
from psycopg.abc import Buffer
from psycopg.adapt import AdaptersMap
from psycopg.types.string import StrDumperUnknown


class TextDumper(StrDumperUnknown):
    """A text as PostgreSQL can keep it."""

    def dump(self, obj: str) -> Buffer | None:
        """The same, but for NUL."""
        return super().dump(obj.replace("\x00", "\ufffd") if "\x00" in obj else obj)


class DatabaseOperations(DjangoOperations):
    """JSON as PostgreSQL can keep it."""

    def adapt_json_value(self, value: Any, encoder: Any) -> Any:
        """The same, but for NUL, which ``jsonb`` refuses even when it is escaped."""
        return super().adapt_json_value(_without_nul(value), encoder)


class DatabaseWrapper(base.DatabaseWrapper):
    """The engine by the name that Django looks for."""

    ops_class = DatabaseOperations
    data_types: Mapping[str, str | Callable[[Any], str]] = {  # type: ignore[assignment]  # Django's own holds a callable
        **base.DatabaseWrapper.data_types,
        "CharField": "varchar",
    }

    def get_connection_params(self) -> dict[str, Any]:
        """Django's, with our adapters beside its own."""
        asked: dict[str, Any] = super().get_connection_params()
        adapters = AdaptersMap(asked["context"])
        adapters.register_dumper(str, TextDumper)
        return {**asked, "context": adapters}


def _without_nul(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\x00", "\ufffd")
    if isinstance(value, dict):
        return {_without_nul(key): _without_nul(each) for key, each in value.items()}
    return [_without_nul(each) for each in value] if isinstance(value, list | tuple) else value
