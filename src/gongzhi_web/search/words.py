"""The index of words: any run of Chinese is found by any part of it, and only among what the asker's names may read.

Text is kept as pairs of neighbouring characters, so that a phrase of pairs is a substring; letters and digits stay whole.
SQLite keeps it in FTS5, PostgreSQL in a tsvector under GIN. What it finds are proposals: the scope of each slice decides.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from django.db import connection

_RUN = re.compile(r"([0-9a-z]+)|([\u2e80-\u9fff\uf900-\ufaff\uac00-\ud7af\U00020000-\U0003ffff]+)|([^\W_]+)")
_LONGEST = 400
_MOST_TERMS = 8


def put_words(place: int, text: str, readers: Iterable[str]) -> None:
    """Keep the words of what stands at this place of the log, for these readers; what was kept there before is replaced."""
    put_many([(place, text, readers)])


def put_many(rows: Sequence[tuple[int, str, Iterable[str]]]) -> None:
    """The same for many."""
    made = [
        (place, list(tokens_of(text[:_LONGEST])), [reader_token(one) for one in readers])
        for place, text, readers in rows
    ]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.executemany(
                "INSERT INTO search_words (rowid, words) VALUES (%s, %s::tsvector) "
                "ON CONFLICT (rowid) DO UPDATE SET words = excluded.words",
                [(place, vector_of(tokens, who)) for place, tokens, who in made],
            )
            return
        cursor.executemany(
            "INSERT OR REPLACE INTO search_words (rowid, words, readers) VALUES (%s, %s, %s)",
            [(place, " ".join(tokens), " ".join(who)) for place, tokens, who in made],
        )


def forget_words(places: Iterable[int]) -> None:
    """Remove what stood at these places."""
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM search_words WHERE rowid = %s", [(place,) for place in places])


def find_words(asked: str, readers: Sequence[str], *, limit: int, before: int | None = None) -> list[int]:
    """The places, newest first, where every term that was asked for stands, among what one of these may read."""
    terms = [list(tokens_of(term, whole=False)) for term in asked.split()[:_MOST_TERMS]]
    terms = [term for term in terms if term]
    if not terms or not readers:
        return []
    who, upto = [reader_token(one) for one in readers], _LAST if before is None else before
    if connection.vendor == "postgresql":
        return _find_in_postgres(terms, who, limit, upto)
    asks = f"words : ({' AND '.join(map(_phrase, terms))}) AND readers : ({' OR '.join(who)})"
    return _places(
        "SELECT rowid FROM search_words WHERE search_words MATCH %s AND rowid < %s ORDER BY rowid DESC LIMIT %s",
        [asks, upto, limit],
    )


# GIN knows no order: what stands in many texts would all be fetched to find the newest. So the newest texts are looked
# through first; what is too seldom there to fill the answer is seldom enough for the index.
_NEWEST = 16_000
_LAST = 2**62


def _find_in_postgres(terms: Sequence[list[str]], who: Sequence[str], limit: int, upto: int) -> list[int]:
    asks = " & ".join([*map(_pg_phrase, terms), f"({' | '.join(map(_lexeme, who))})"])
    newest = _places(
        "SELECT rowid FROM (SELECT rowid, words FROM search_words WHERE rowid < %s ORDER BY rowid DESC LIMIT %s) AS newest "
        "WHERE words @@ %s::tsquery ORDER BY rowid DESC LIMIT %s",
        [upto, _NEWEST, asks, limit],
    )
    if len(newest) == limit:
        return newest
    # The sum keeps the planner from walking the whole table backwards after something that hardly stands anywhere.
    return _places(
        "SELECT rowid FROM search_words WHERE words @@ %s::tsquery AND rowid < %s ORDER BY rowid + 0 DESC LIMIT %s",
        [asks, upto, limit],
    )


def _places(sql: str, given: Sequence[str | int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(given))
        return [int(row[0]) for row in cursor.fetchall()]


def tokens_of(text: str, *, whole: bool = True) -> Iterator[str]:
    """The tokens in order. ``whole`` text ends each run with its last character alone, which a single character may ask for."""
    for latin, chinese, other in _RUN.findall(text.lower()):
        if not chinese:
            yield (latin or other)[:40]
            continue
        yield from (chinese[at : at + 2] for at in range(len(chinese) - 1))
        if whole or len(chinese) == 1:
            yield chinese[-1]


def reader_token(name: str) -> str:
    """A reader as a word of the index."""
    # One word to every tokeniser, whatever the name holds.
    return "u" + name.encode("utf-8", "surrogatepass").hex()


def _phrase(tokens: list[str]) -> str:
    # A last word of letters or digits may be unfinished, a single character begins the pairs that it stands in.
    ends = "*" if len(tokens[-1]) == 1 or tokens[-1].isascii() else ""
    return f'"{" ".join(tokens)}"{ends}'


def _pg_phrase(tokens: list[str]) -> str:
    ends = ":*" if len(tokens[-1]) == 1 or tokens[-1].isascii() else ""
    return f"({' <-> '.join(_lexeme(token) for token in tokens)}{ends})"


def vector_of(tokens: list[str], readers: list[str]) -> str:
    """A ``tsvector`` as PostgreSQL reads it: the tokens with their places, the readers without."""
    return " ".join([*(f"{_lexeme(token)}:{at}" for at, token in enumerate(tokens, 1)), *map(_lexeme, readers)])


def _lexeme(token: str) -> str:
    return "'" + token.replace("'", "''").replace("\\", "\\\\") + "'"
