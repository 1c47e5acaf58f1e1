"""What is due for destruction on a day: the longest term that the law asks for, and what still holds it back."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from gongzhi.broadcasts import Broadcast
from gongzhi.cases import (
    CaseClosed,
    CaseOpened,
    DocketActed,
    DocketEntered,
    DocketState,
    Lead,
    LeadClosed,
    fold_docket,
)
from gongzhi.flow.admitting_kept import dossiers_kept
from gongzhi.flow.docketing import notes_of
from gongzhi.flow.hold import holds
from gongzhi.flow.keeping import Classes, RetentionClass, Start
from gongzhi.flow.matters import sealed_records
from gongzhi.flow.ports import ErasableArchive, Placed
from gongzhi.law import Book, NoDeadline, longest_kept
from gongzhi.values import BEIJING

_NEEDLESS = ("个人信息保护法/19", "个人信息保护法/47")


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Records that are destroyed together. ``until`` is the last day of keeping, ``why`` the counting, ``basis`` the
    provisions (ids); ``held`` says what keeps them nevertheless, empty when nothing does."""

    subject: str
    category: str
    placed: tuple[Placed, ...]
    until: date
    why: str
    basis: tuple[str, ...]
    held: tuple[str, ...] = ()


@dataclass(slots=True)
class _Circumstances:
    """What the archive says about leads, cases and holds, read once for the whole list."""

    held: dict[str, list[str]] = field(default_factory=dict)
    ended: dict[str, datetime] = field(default_factory=dict)
    closed: dict[str, datetime] = field(default_factory=dict)

    def hold(self, name: str, why: str) -> None:
        self.held.setdefault(name, []).append(why)

    def close(self, name: str, at: datetime) -> None:
        self.closed[name] = max(at, self.closed.get(name, at))


def due_for_destruction(archive: ErasableArchive, book: Book, classes: Classes, *, on: date) -> list[Due]:
    """Everything whose term of keeping ended before ``on``, held or not, in the order in which it was first sealed.

    The law says how long to keep at least (the longest term wins) and to keep personal information no longer than
    needed; whether something here is still needed a person decides. Erased records and the ledger are left out.
    """
    known = _circumstances(archive)
    found = (_due(group, about, known, book, on) for about, group in _groups(archive, classes))
    return [due for due in found if due is not None and due.until < on]


def _groups(archive: ErasableArchive, classes: Classes) -> Iterator[tuple[RetentionClass, list[Placed]]]:
    groups: dict[tuple[str, str], tuple[RetentionClass, list[Placed]]] = {}
    for placed in archive.placed():
        about = classes.of(placed.kind)
        if about.start is not Start.NEVER and not archive.erased(placed):
            groups.setdefault((placed.subject, about.name), (about, []))[1].append(placed)
    return iter(groups.values())


def _due(group: list[Placed], about: RetentionClass, known: _Circumstances, book: Book, on: date) -> Due | None:
    subject = group[0].subject
    start, since = _start(group, about, known)
    try:
        rows = [(norm, start) for basis in about.basis for norm in book.cite(basis, on=on).norms]
        kept = longest_kept(rows)
    except NoDeadline:
        # Nothing says how long: it is kept, and nobody's list shows it as due.
        return None
    names = {subject, *(placed.exhibit for placed in group)}
    return Due(
        subject=subject,
        category=about.name,
        placed=tuple(group),
        until=kept.until,
        why=f"{since} {start}；{kept.why}；依 {'、'.join(_NEEDLESS)}，期满不再需要的应予销毁",
        basis=(*about.basis, *_NEEDLESS),
        held=tuple(why for name in sorted(names) for why in known.held.get(name, [])),
    )


def _start(group: list[Placed], about: RetentionClass, known: _Circumstances) -> tuple[date, str]:
    """The latest of what could begin the term: to keep longer is always safe."""
    subject = group[0].subject
    moments = [(max(placed.at for placed in group), "最后封存于")]
    if about.start is Start.BROADCAST_ENDED and subject in known.ended:
        moments.append((known.ended[subject], "直播结束于"))
    if subject in known.closed:
        words = "退出平台于" if about.start is Start.PARTY_LEFT else "相关案件办结于"
        moments.append((known.closed[subject], words))
    at, words = max(moments)
    return at.astimezone(BEIJING).date(), words


def _circumstances(archive: ErasableArchive) -> _Circumstances:
    known = _Circumstances()
    for hold in holds(archive):
        known.hold(hold.record.subject, f"保全 {hold.placed.exhibit}：{hold.record.reason}")
    for about in sealed_records(archive, Broadcast):
        if about.record.ended_at is not None:
            known.ended[about.record.id] = about.record.ended_at
    closed = {each.record.case: each.record.at for each in sealed_records(archive, CaseClosed)}
    for case in sealed_records(archive, CaseOpened):
        _weigh(known, case.record, closed.get(case.record.id))
    ended = {each.record.lead for each in sealed_records(archive, LeadClosed)}
    cases = {each.record.lead for each in sealed_records(archive, CaseOpened)}
    _hold_entries(archive, known)
    _hold_dossiers(archive, known)
    for lead in sealed_records(archive, Lead):
        if lead.placed.exhibit not in ended | cases:
            known.hold(lead.record.broadcast, f"线索 {lead.placed.exhibit} 未办结")
    return known


def _hold_dossiers(archive: ErasableArchive, known: _Circumstances) -> None:
    for number, left in dossiers_kept(archive):
        if left is None:
            known.hold(number, f"主体 {number} 尚未退出")
        else:
            known.close(number, left)


def _hold_entries(archive: ErasableArchive, known: _Circumstances) -> None:
    for entered in sealed_records(archive, DocketEntered):
        now = fold_docket(
            entered.record, (one.record for one in sealed_records(archive, DocketActed, entered.record.number))
        )
        if now.state is not DocketState.ENDED:
            for name in (now.number, *(each.subject for each in notes_of(entered.record))):
                known.hold(name, f"案源 {now.number} 未办结")


def _weigh(known: _Circumstances, case: CaseOpened, closed: datetime | None) -> None:
    for name in (case.id, case.broadcast, *case.findings, *case.exhibits):
        if closed is None:
            known.hold(name, f"案件 {case.id} 未结")
        else:
            known.close(name, closed)
