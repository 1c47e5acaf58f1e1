"""What the archive knows about one broadcast, finding or case: the reading half of the verbs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from gongzhi.broadcasts import Broadcast
from gongzhi.cases import CaseOpened, Lead, LeadClosed
from gongzhi.evidence import ExhibitDamaged, ExhibitErased
from gongzhi.flow.ports import Archive, Item, Placed
from gongzhi.parties import Concerned
from gongzhi.screening.findings import Finding
from gongzhi.values import NotThisRecord, decode_record, encode_record

R = TypeVar("R")


class UnknownExhibit(LookupError):
    """An exhibit id under which nothing of the kind asked for is sealed."""


class UnknownBroadcast(LookupError):
    """A broadcast of which no record is sealed."""


class UnknownCase(LookupError):
    """A case number that was never given."""


class SealBroken(RuntimeError):
    """Sealed bytes that cannot be read as the record they were sealed as."""


class RecordErased(SealBroken):
    """A sealed record whose content was destroyed as the law asks."""


@dataclass(frozen=True, slots=True)
class Sealed(Generic[R]):
    """A record together with where it is sealed."""

    placed: Placed
    record: R


def sealed_records(archive: Archive, kind: type[R], subject: str | None = None) -> Iterator[Sealed[R]]:
    """All records of a class, in log order, without those that were lawfully destroyed; raises SealBroken for bytes
    that are not such a record."""
    for placed in archive.placed(kind=kind.__name__, subject=subject):
        try:
            yield Sealed(placed, read_sealed(archive, placed, kind))
        except RecordErased:
            continue


def read_sealed(archive: Archive, placed: Placed, kind: type[R]) -> R:
    """The record at this place; raises SealBroken."""
    try:
        return decode_record(kind, archive.read(placed))
    except ExhibitErased as error:
        raise RecordErased(f"第 {placed.index} 号封存记录的内容已依法销毁，只能证明它曾被封存") from error
    except (NotThisRecord, ExhibitDamaged) as error:
        raise SealBroken(
            f"第 {placed.index} 号封存记录读不出 {kind.__name__}：{error}。请运行 gongzhi evidence fsck"
        ) from error


def finding_at(archive: Archive, exhibit: str) -> Sealed[Finding]:
    """The finding of this exhibit id; raises UnknownExhibit."""
    placed = archive.find(exhibit)
    if placed is None or placed.kind != Finding.__name__:
        raise UnknownExhibit(f"没有编号为“{exhibit}”的发现：请从待复核列表中选取")
    return Sealed(placed, read_sealed(archive, placed, Finding))


def findings_at(archive: Archive, exhibits: Iterable[str], broadcast: str) -> dict[str, Sealed[Finding]]:
    """The findings of these exhibit ids, in the order asked for; raises UnknownExhibit, for another broadcast's too."""
    found = {exhibit: finding_at(archive, exhibit) for exhibit in exhibits}
    for exhibit, finding in found.items():
        if finding.placed.subject != broadcast:
            raise UnknownExhibit(f"编号“{exhibit}”的发现不属于本场直播：请从本场的发现中选取")
    return found


def broadcast_of(archive: Archive, broadcast: str) -> Broadcast:
    """The broadcast as last sealed; raises UnknownBroadcast."""
    placed = list(archive.placed(kind="Broadcast", subject=broadcast))
    if not placed:
        raise UnknownBroadcast(f"没有直播场次“{broadcast}”的封存记录：请先用 gongzhi watch 录入")
    return read_sealed(archive, placed[-1], Broadcast)


def open_lead_of(archive: Archive, broadcast: str) -> Sealed[Lead] | None:
    """The lead of a broadcast that has not ended yet, if there is one."""
    ended = {closed.record.lead for closed in sealed_records(archive, LeadClosed, broadcast)}
    leads = [lead for lead in sealed_records(archive, Lead, broadcast) if lead.placed.exhibit not in ended]
    return leads[-1] if leads else None


def concerned_in(archive: Archive, broadcast: str) -> Concerned:
    """Whom a broadcast concerns: the holder of its latest lead, else its platform, works on it; those who sell are its parties."""
    about = broadcast_of(archive, broadcast)
    leads = list(sealed_records(archive, Lead, broadcast))
    lead = leads[-1].record if leads else None
    sellers = (about.operator, about.merchant, about.mcn, *about.presenters)
    return Concerned(
        holder=(lead.holder if lead else None) or about.platform,
        parties=tuple(dict.fromkeys(each for each in sellers if each)),
        onlookers=lead.onlookers if lead else (),
    )


def opened_case(archive: Archive, case: str) -> Sealed[CaseOpened]:
    """The opening of a case; raises UnknownCase."""
    for sealed in sealed_records(archive, CaseOpened, case):
        return sealed
    raise UnknownCase(f"没有案号“{case}”：请核对案号")


def seal(archive: Archive, at: datetime, *items: tuple[str, Any]) -> list[Placed]:
    """Seal (subject, record) pairs, all or none, in this order."""
    return archive.append([item_of(record, subject, at) for subject, record in items])


def item_of(record: Any, subject: str, at: datetime) -> Item:
    """A record as an item to be sealed."""
    return Item(kind=type(record).__name__, subject=subject, data=encode_record(record), at=at)
