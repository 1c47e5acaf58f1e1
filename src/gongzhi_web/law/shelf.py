"""The law book with its unverified rows, and the official texts that the operator imported into the store."""

from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings

from gongzhi.law import Article, Book, OfficialText
from gongzhi.values import NotThisRecord, decode_record
from gongzhi_web.lawbook import book


@cache
def book_with_unverified() -> Book:
    """The same rows with those that nobody read in a text: to be shown as such, never to be relied upon."""
    return Book(book().instruments.values(), unverified=True)


def official_article(instrument: str, article: str) -> Article | None:
    """The imported official text of one article; None when nothing was imported."""
    path = Path(settings.STORE) / "law-texts" / f"{instrument}.json"
    try:
        stamp = path.stat().st_mtime_ns
    except OSError:
        return None
    official = _official(path, stamp)
    return next((one for one in official.articles if str(one.number) == article), None) if official else None


@lru_cache(maxsize=16)
def _official(path: Path, _stamp: int) -> OfficialText | None:
    try:
        return decode_record(OfficialText, path.read_bytes())
    except (OSError, NotThisRecord):
        return None
