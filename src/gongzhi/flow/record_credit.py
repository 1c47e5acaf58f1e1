"""Events of quality, reviews and fulfilment, sealed line by line together with the document that they were taken from."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from gongzhi.credit import CreditEntry, CreditEvent, RefusedLine, Scale, ScoredRole, event_of_entry, read_events
from gongzhi.flow.matters import item_of, sealed_records
from gongzhi.flow.ports import Archive, Item
from gongzhi.parties import NotAllowed, Person, Role

# Decisions made here enter by themselves; a second entry by hand would count them twice.
BY_DECISION = "platform_measure"
SOURCE_KIND = "CreditSource"
_MAY = (Role.PLATFORM_LEAD, Role.PLATFORM_REVIEWER)
LARGEST_SOURCE = 20 << 20


class SourceMissing(ValueError):
    """Events without the document that shows them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The document that the events were taken from: a test report, a table of returns, a settlement."""

    name: str
    data: bytes
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditRecorded:
    """One event as sealed: ``source_sha256`` is its document (hex), ``line`` its line in the list that was read (from 1)."""

    event: CreditEvent
    source: str
    source_sha256: str
    line: int
    by: Person
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedLines:
    """What came of the lines: the events sealed, in the order of their lines, and the lines refused."""

    events: tuple[CreditEvent, ...]
    refused: tuple[RefusedLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Who tells of the events, when, from which document; ``parties`` as in ``gongzhi.credit.read_events``."""

    source: Source
    by: Person
    at: datetime
    parties: Mapping[str, ScoredRole] | None = None


def record_events(archive: Archive, lines: Iterable[tuple[int, object]], told: Told, *, scale: Scale) -> RecordedLines:
    """Seal the document together with every event that can be counted; the others are refused with line and reason.

    (1) the person may record                    (3) each line is read strictly; an id that was sealed before is taken
    (2) the document is there, not too large     (4) one append: no event ever stands without its document

    Nothing at all is sealed when no line can be counted. Raises NotAllowed, SourceMissing.
    """
    source, by = told.source, told.by
    if by.role not in _MAY:  # (1)
        raise NotAllowed(f"{by.name}的身份不能登记信用事件：请由平台的人员办理")
    if not source.data or len(source.data) > LARGEST_SOURCE:  # (2)
        raise SourceMissing(f"来源文件“{source.name}”是空的或大于 {LARGEST_SOURCE >> 20} MB：请附上能看出该事的文件")
    with archive.writing():
        given = [_refuse_decided(line) for line in lines]
        read = read_events(given, scale, told.at, told.parties, known_events(archive))  # (3)
        records = [_record(told, number, event) for number, event in sorted(read.by_line.items())]
        if records:
            archive.append([_document(told), *(item_of(one, one.event.party, told.at) for one in records)])  # (4)
    return RecordedLines(events=tuple(one.event for one in records), refused=tuple(read.refused))


def recorded_events(archive: Archive, party: str | None = None) -> Iterator[CreditRecorded]:
    """What was recorded of a party (of all, for None), in the order sealed."""
    return (sealed.record for sealed in sealed_records(archive, CreditRecorded, party))


def known_events(archive: Archive) -> Iterator[CreditEvent]:
    """Every event sealed so far, those of decisions too."""
    for sealed in sealed_records(archive, CreditEntry):
        yield event_of_entry(sealed.record, ScoredRole.SELLER)
    for one in recorded_events(archive):
        yield one.event


def _record(told: Told, line: int, event: CreditEvent) -> CreditRecorded:
    digest = hashlib.sha256(told.source.data).hexdigest()
    return CreditRecorded(event=event, source=told.source.name, source_sha256=digest, line=line, by=told.by, at=told.at)


def _document(told: Told) -> Item:
    """Under the organisation and its own digest: a list may name many parties, and is theirs to see no more than theirs to end."""
    source = told.source
    subject = f"{told.by.organisation} {hashlib.sha256(source.data).hexdigest()[:16]}"
    return Item(kind=SOURCE_KIND, subject=subject, data=source.data, at=told.at, media_type=source.media_type)


def _refuse_decided(line: tuple[int, object]) -> tuple[int, object]:
    number, value = line
    if isinstance(value, dict) and value.get("kind") == BY_DECISION:
        return number, ValueError("平台处置由处置决定自动计入，不必也不能另行登记：请删去这一行")
    return line
