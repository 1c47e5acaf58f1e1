from typing import Any

from django.db import migrations

SQLITE = (
    "CREATE VIRTUAL TABLE search_words USING fts5(words, readers, tokenize = \"unicode61 remove_diacritics 0\")",
)
POSTGRES = (
    "CREATE TABLE search_words (rowid bigint PRIMARY KEY, words tsvector NOT NULL)",
    "CREATE INDEX search_words_of ON search_words USING gin (words)",
)


def make(apps: Any, schema_editor: Any) -> None:
    for statement in POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def drop(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute("DROP TABLE search_words")


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [migrations.RunPython(make, drop)]
