"""Fixtures of the site's tests."""

from web_cast import archive, cast, market

__all__ = ["archive", "cast", "market"]
