"""What goes into the screener and what comes out of it, for one line of a broadcast."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from gongzhi.broadcasts import Document, PromiseKind
from gongzhi.screening.findings import Certainty, Cited, Evasion, FindingType


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing said, shown or typed. ``kind`` is speech, danmu, screen or listing; ``category`` is free text.

    ``on`` is the day whose law applies; ``actor`` is presenter, assistant, merchant, viewer, platform or None (unknown);
    ``documents`` are those on file for the goods, None or empty when there are none.
    """

    id: str
    text: str
    kind: str
    on: date
    category: str | None = None
    actor: str | None = None
    documents: tuple[Document, ...] | None = None


class Hit(NamedTuple):
    """A finding before it belongs to a broadcast; offsets are code points of the line's untouched text, end exclusive."""

    type: FindingType
    rule: str
    rule_version: str
    start: int
    end: int
    quote: str
    reading: str
    certainty: Certainty
    severity: int
    provisions: tuple[Cited, ...]
    why: str
    instead: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseHit:
    """A promise before it belongs to a broadcast; ``terms`` are times, days and conditions as text."""

    kind: PromiseKind
    start: int
    end: int
    quote: str
    terms: Mapping[str, str] = field(default_factory=dict)


class Screened(NamedTuple):
    """All that one line gave. An empty one is a verdict too: every rule ran and none spoke.

    A tuple and no dataclass: one is made for every line of every room, and making it must cost next to nothing.
    """

    id: str
    findings: tuple[Hit, ...] = ()
    promises: tuple[PromiseHit, ...] = ()
    evasions: tuple[Evasion, ...] = ()
