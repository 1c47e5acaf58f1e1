"""Issue a paper upon a matter, numbered without gaps; record its answer and what became of it; tell it in the trail."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Protocol

from gongzhi.cases import (
    Act,
    AnswerOutcome,
    CampaignAct,
    Docket,
    DocketState,
    ImpossibleStep,
    OfficialPaper,
    PaperAct,
    PaperActed,
    PaperIssued,
    PaperKind,
    PaperNoted,
    RecallAct,
    SampleAct,
    fold_paper,
)
from gongzhi.decisions import Document
from gongzhi.flow.docketing import NotThere, Overtaken, load_entry
from gongzhi.flow.guiding_papers import Kind, Worded, document_of
from gongzhi.flow.guiding_together import together
from gongzhi.flow.matters import item_of, sealed_records
from gongzhi.flow.ports import Archive, Item
from gongzhi.flow.units import Unit, Units
from gongzhi.law import Book
from gongzhi.parties import Concerned, NotAllowed, Person, Verb, may
from gongzhi.values import BEIJING

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Its own kind, so that it is kept as long as what it belongs to, not as long as a case.
PAPER_FILE = "paper"
UPON_ENTRY = (
    PaperKind.SUMMONS,
    PaperKind.REMINDER,
    PaperKind.ADVISORY,
    PaperKind.GUIDANCE,
    PaperKind.RECTIFICATION,
    PaperKind.DELISTING,
)


class UnknownPaper(LookupError):
    """A paper that was never issued."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperDesk:
    """What issuing needs: units, law, kinds, who fills a .docx, and each unit's mark for its numbers (its name by default)."""

    units: Units
    book: Book
    kinds: Mapping[PaperKind, Kind]
    fill: Callable[[Document], bytes]
    marks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A paper that a person wants issued. ``to`` is the organisation that may answer it in this system."""

    kind: PaperKind
    about: str
    worded: Worded
    to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperWanted:
    """What a person wants done with a paper, having seen it at version ``seen``."""

    act: PaperAct
    seen: int
    said: str
    outcome: AnswerOutcome | None = None
    follow_up: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Guided:
    """One line of what was done upon a matter by papers, for its trail."""

    at: datetime
    by: Person
    what: str
    detail: str
    basis: tuple[str, ...] = ()


def issue_upon_entry(
    archive: Archive, desk: PaperDesk, *, wish: Wish, seen: int, by: Person, at: datetime
) -> OfficialPaper:
    """Issue a paper upon an entry of the register, if it still stands as the person saw it (``seen``).

    Raises UnknownEntry, NotAllowed, Overtaken, ImpossibleStep for an ended entry, NotThere, ReasonMissing, NoBasis.
    """
    if wish.kind not in UPON_ENTRY:
        raise NotThere(f"{wish.kind.chinese}从抽样或召回的页面发出：请在那里办理")
    with archive.writing():
        check_entry(load_entry(archive, wish.about), seen=seen, by=by, at=at)
        return issue(archive, desk, wish=wish, by=by, at=at)


def issue(archive: Archive, desk: PaperDesk, *, wish: Wish, by: Person, at: datetime) -> OfficialPaper:
    """Number, fill and seal a paper, in one append. The caller has checked that the person may act upon the matter.

    Raises NotAllowed for anybody but a bureau, NotThere, ReasonMissing, NoBasis; then no number was used.
    """
    unit = bureau_of(desk.units, by)
    kind, day = desk.kinds[wish.kind], at.astimezone(BEIJING).date()
    worded = _complete(kind, wish, day)
    with together(archive) as held:
        slot = next_slot(held, desk, unit, kind, day.year)
        filled = desk.fill(document_of(kind, worded, desk.book, number=slot.number, issuer=unit.name, on=day))
        issued = PaperIssued(
            id=slot.id,
            number=slot.number,
            place=slot.place,
            kind=wish.kind,
            about=wish.about,
            unit=unit.id,
            addressee=worded.addressee.strip(),
            title=worded.title.strip() or wish.kind.chinese,
            facts=worded.facts.strip(),
            asks=worded.asks,
            basis=worded.basis,
            to=wish.to,
            follow_up=worded.follow_up,
            by=by,
            at=at,
            sha256=hashlib.sha256(filled).hexdigest(),
        )
        seal_paper(held, issued, filled, slot.series)
    return fold_paper(issued, ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """The next free number of a unit, kind and year, and the series in which it is counted."""

    series: str
    place: int
    number: str
    id: str


def next_slot(held: Archive, desk: PaperDesk, unit: Unit, kind: Kind, year: int) -> Slot:
    """Asked for while the writer's lock is held, and used in the same append: so no number is given twice nor left out."""
    series = f"papers/{unit.id}/{kind.kind.value}/{year}"
    # Places, not contents, are counted: a paper destroyed at the end of its term leaves no gap and is not given again.
    place = 1 + sum(1 for _ in held.placed(kind=PaperNoted.__name__, subject=series))
    number = f"{desk.marks.get(unit.id, unit.name)}{kind.mark}〔{year}〕{place}号"
    return Slot(series=series, place=place, number=number, id=f"WS{year}-{held.size():06d}")


def seal_paper(held: Archive, issued: PaperIssued, filled: bytes, series: str) -> None:
    """The .docx, the paper, its place in the series, and where it is looked for: all or none."""
    held.append(
        [
            Item(kind=PAPER_FILE, subject=issued.id, data=filled, at=issued.at, media_type=DOCX),
            item_of(issued, issued.id, issued.at),
            item_of(PaperNoted(subject=series, paper=issued.id), series, issued.at),
            item_of(PaperNoted(subject=issued.about, paper=issued.id), _key(issued.about), issued.at),
        ]
    )


def act_on_paper(archive: Archive, *, paper: str, wanted: PaperWanted, by: Person, at: datetime) -> OfficialPaper:
    """Record what happened to a paper. Its unit does everything; whom it asks may answer.

    Raises UnknownPaper, NotAllowed, Overtaken, ImpossibleStep, NotThere, ReasonMissing.
    """
    with archive.writing():
        now = load_paper(archive, paper)
        mine = may(by, Verb.OPEN_CASE, Concerned(holder=now.issued.unit))
        asked = wanted.act is PaperAct.ANSWER and by.organisation == now.issued.to
        if not (mine or asked):
            raise NotAllowed(f"{by.name}不能对{now.issued.number}“{wanted.act.chinese}”：由发出单位或收件单位办理")
        check_seen(now.version, wanted.seen, now.acts, now.issued.number)
        now.check(wanted.act)
        if wanted.act is PaperAct.ANSWER and wanted.outcome is None:
            raise NotThere("回复必须写明办理结果：已办理、部分办理、未办理或查无此项")
        if wanted.act is PaperAct.CHECK and wanted.follow_up is None:
            raise NotThere("跟进必须写明下次回看的日子；不用再看的请选“了结”")
        acted = PaperActed(
            id=paper,
            version=now.version + 1,
            act=wanted.act,
            by=by,
            at=at,
            said=wanted.said.strip(),
            outcome=wanted.outcome,
            follow_up=wanted.follow_up,
        )
        archive.append([item_of(acted, paper, at)])
        return load_paper(archive, paper)


def load_paper(archive: Archive, paper: str) -> OfficialPaper:
    """The paper as its sealed acts add up; raises UnknownPaper, SealBroken, ImpossibleStep."""
    for issued in sealed_records(archive, PaperIssued, paper):
        return fold_paper(issued.record, (one.record for one in sealed_records(archive, PaperActed, paper)))
    raise UnknownPaper(f"没有编号为“{paper}”的文书：请核对编号")


def papers_about(archive: Archive, about: str) -> tuple[OfficialPaper, ...]:
    """The papers upon an entry, a sample or a recall, oldest first."""
    noted = sealed_records(archive, PaperNoted, _key(about))
    return tuple(load_paper(archive, paper) for paper in dict.fromkeys(one.record.paper for one in noted))


def guided(archive: Archive, about: str) -> tuple[Guided, ...]:
    """What papers did upon a matter, in the order of time, as its trail tells it."""
    told = [line for paper in papers_about(archive, about) for line in _lines_of(paper)]
    return tuple(sorted(told, key=lambda one: one.at))


def check_entry(now: Docket, *, seen: int, by: Person, at: datetime) -> None:
    """Whether this person may issue a paper upon the entry as it stands; raises NotAllowed, Overtaken, ImpossibleStep."""
    if not may(by, Verb.OPEN_CASE, Concerned(holder=now.unit)):
        raise NotAllowed(f"{by.name}不能就案源 {now.number} 发文书：由现在承办的单位办理")
    check_seen(now.version, seen, now.acts, f"案源 {now.number}")
    if now.lock is not None and now.lock.until > at and now.lock.by.ref != by.ref:
        raise Overtaken(f"{now.lock.by.name}正在办理案源 {now.number}：请等其办完或解除锁定")
    if now.assignee is not None and now.assignee.ref != by.ref:
        raise NotAllowed(f"案源 {now.number} 由{now.assignee.name}承办：请由承办人发出，或先改派给自己")
    if now.state is DocketState.ENDED:
        raise ImpossibleStep(f"案源 {now.number} 已办结，不能再发文书：有新情况的请另行登记")


class Happened(Protocol):
    """An act that names who did what."""

    @property
    def by(self) -> Person:
        """Who did it."""

    @property
    def act(self) -> Act | CampaignAct | PaperAct | RecallAct | SampleAct:
        """What was done."""


def bureau_of(units: Units, by: Person) -> Unit:
    """The bureau for which this person works on matters; raises NotAllowed for anybody else, UnknownUnit."""
    unit = units.unit(by.organisation)
    if unit.level is None or not may(by, Verb.OPEN_CASE, Concerned(holder=unit.id)):
        raise NotAllowed(f"{by.name}的身份不能办理这一项：由市场监督管理部门发出或办理")
    return unit


def check_seen(version: int, seen: int, acts: Sequence[Happened], named: str) -> None:
    """Compare-and-set: raises Overtaken when something happened after the person looked."""
    if seen != version:
        who = f"{acts[-1].by.name}“{acts[-1].act.chinese}”" if acts else "变动"
        raise Overtaken(f"{named} 在你打开之后已由{who}：请刷新后重新核对，再决定是否办理")


def _complete(kind: Kind, wish: Wish, day: date) -> Worded:
    worded = wish.worded
    if wish.kind in {PaperKind.RECTIFICATION, PaperKind.DELISTING} and not worded.asks:
        raise NotThere(f"{wish.kind.chinese}必须写明要对方做什么：请逐项填写")
    if worded.follow_up is not None and worded.follow_up < day:
        raise NotThere("回看日不能早于今天：请改正")
    if worded.follow_up is None and kind.days:
        return replace(worded, follow_up=day + timedelta(days=kind.days))
    return worded


def _lines_of(paper: OfficialPaper) -> Iterator[Guided]:
    issued = paper.issued
    detail = f"{issued.number}，发给{issued.addressee}：{issued.facts}"
    yield Guided(at=issued.at, by=issued.by, what=f"发出{issued.kind.chinese}", detail=detail, basis=issued.basis)
    for act in paper.acts:
        outcome = f"{act.outcome.chinese}：" if act.outcome else ""
        said = f"{issued.number}　{outcome}{act.said}"
        yield Guided(at=act.at, by=act.by, what=f"{issued.kind.chinese}{act.act.chinese}", detail=said)


def _key(about: str) -> str:
    # Not the subject itself: who may read an entry's or a case's records need not see the papers.
    return f"papers/{about}"
