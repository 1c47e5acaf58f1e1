"""The custody of evidence (监管链): who captured, viewed, took away, redacted and handed over what, sealed by the act itself."""

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from gongzhi.evidence import Redacted
from gongzhi.flow.matters import read_sealed, seal
from gongzhi.flow.ports import Archive, Placed
from gongzhi.values import BEIJING

_MASK_DIGITS = 8


class Ending(StrEnum):
    """How a capture ended: 来源读完, 人为停止, 出错中断."""

    SOURCE_ENDED = "source_ended"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One line of the self-check before a capture: what was looked at, whether it is in order, and what was seen."""

    what: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """With what a capture was made, and in what state it was found before the capture began.

    ``package`` is the SHA-256 over the program's own files, ``collector`` a keyed hash of the machine's name. The clock's
    offset is in microseconds, None where it could not be measured; ``clock_how`` says how it was, in Chinese.
    """

    tool: str
    package: str
    python: str
    system: str
    collector: str
    clock_how: str
    clock_offset_us: int | None = None
    checks: tuple[Checked, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureStarted:
    """The beginning of a capture, sealed before its first byte. ``source`` says what was read, without passwords."""

    broadcast: str
    source: str
    environment: Environment
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureEnded:
    """The end of a capture (exhibit id of its beginning): what it sealed, and the SHA-256 (hex) over the exhibit ids, one per line.

    ``first`` and ``last`` are places in the log, None when nothing new was there. A capture without this record was cut
    off; what it had sealed stands.
    """

    broadcast: str
    started: str
    ending: Ending
    batches: int
    signals: int
    digest: str
    by: str
    at: datetime
    first: int | None = None
    last: int | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewed:
    """Somebody saw content. One record per person, exhibit and day, sealed with the first look of that day."""

    exhibit: str
    purpose: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A bundle was made for somebody: ``sha256`` (hex) and ``size`` are those of its bytes, ``exhibits`` what it holds."""

    scope: str
    exhibits: tuple[str, ...]
    recipient: str
    purpose: str
    sha256: str
    size: int
    by: str
    at: datetime
    withheld: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """A matter (broadcast or case) was passed on to another body: ``recipient``, there to ``person`` where that is known.

    When a bundle was handed over, ``sha256`` (hex) is that of its bytes and ``exhibits`` what it holds.
    """

    subject: str
    recipient: str
    purpose: str
    by: str
    at: datetime
    person: str | None = None
    sha256: str | None = None
    exhibits: tuple[str, ...] | None = None


CUSTODY: tuple[type[Any], ...] = (CaptureStarted, CaptureEnded, Viewed, Exported, Redacted, HandedOver)


def mask_account(account: str, key: bytes = b"") -> str:
    """An account as custody names it: its first letter, and a keyed mark by which only this store tells accounts apart."""
    if not key:
        return f"{account[:1]}**"
    mark = hmac.new(key, b"gongzhi/custody/v1\n" + account.encode(), hashlib.sha256).hexdigest()[:_MASK_DIGITS]
    return f"{account[:1]}**{mark}"


def record_view(archive: Archive, exhibit: str, *, purpose: str, by: str, at: datetime) -> Placed | None:
    """Seal the first look of a person at an exhibit on a day (北京时间); None when that is sealed already."""
    with archive.writing():
        if any(view.by == by for view in _seen_today(archive, exhibit, at)):
            return None
        return seal(archive, at, (exhibit, Viewed(exhibit=exhibit, purpose=purpose, by=by, at=at)))[0]


def record_export(archive: Archive, subjects: Iterable[str], exported: Exported) -> list[Placed]:
    """Seal that a bundle was made, once under each matter that it is about; before the bundle leaves."""
    return seal(archive, exported.at, *((subject, exported) for subject in dict.fromkeys(subjects)))


def matter_of(archive: Archive, name: str) -> str:
    """The broadcast or case that an id stands for: its own, or that of the exhibit (of the finding of a review)."""
    seen = set()
    while name not in seen:
        seen.add(name)
        placed = archive.find(name)
        name = placed.subject if placed else name
    return name


def _seen_today(archive: Archive, exhibit: str, at: datetime) -> Iterator[Viewed]:
    day = at.astimezone(BEIJING).date()
    for placed in archive.placed(kind=Viewed.__name__, subject=exhibit):
        if placed.at.astimezone(BEIJING).date() == day:
            yield read_sealed(archive, placed, Viewed)
