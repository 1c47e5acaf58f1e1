"""The law book of this process: every page and every call of the API asks the same one."""

from functools import cache

from gongzhi.law import Book, load_book


@cache
def book() -> Book:
    """The shipped law, rows that were read in a text only; loaded once in a process."""
    return load_book()
