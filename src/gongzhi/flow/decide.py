"""From case to decision, sealed with its reasons; and the notice that tells the party."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from gongzhi.cases import Case, Deadline, StepKind
from gongzhi.credit import entry_of_decision, load_weights
from gongzhi.decisions import (
    AppealDecided,
    AppealFiled,
    Decided,
    Document,
    Draft,
    HouseRules,
    Ladder,
    Notice,
    Proposed,
    ServedHow,
    appeal_document,
    basis_line,
    load_ladder,
    notice_document,
    remedy_line,
)
from gongzhi.flow.case_deadlines import law_deadline
from gongzhi.flow.decision_checks import Checked, Checker, DecisionRefused
from gongzhi.flow.matters import SealBroken, Sealed, item_of, opened_case, seal, sealed_records
from gongzhi.flow.open_case import load_case
from gongzhi.flow.ports import Archive, Item, Placed
from gongzhi.law import Book
from gongzhi.parties import NotAllowed, Person, Verb, refuse_own, require
from gongzhi.values import BEIJING

R = TypeVar("R")
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class NothingDecided(LookupError):
    """A case in which nothing has been decided yet."""


class NoSuchProposal(LookupError):
    """A proposal that was never made, or that a later one replaced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Who signed, and when the decision was complete."""

    by: Person
    at: datetime
    second: Person | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """A case with the records of its proposal, decision, notices and appeal."""

    case: Case
    proposed: Sealed[Proposed] | None = None
    decided: Sealed[Decided] | None = None
    notices: tuple[Sealed[Notice], ...] = ()
    appeal: Sealed[AppealFiled] | None = None
    outcome: Sealed[AppealDecided] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """How a notice was served; ``receipt`` says who acknowledged it, ``document`` is the .docx that was handed over."""

    how: ServedHow
    receipt: str | None = None
    document: bytes | None = None


def decide(archive: Archive, book: Book, *, draft: Draft, by: Person, at: datetime, rules: HouseRules) -> Decided:
    """Decide a case: six checks, then the decision and what it costs in credit are sealed in one append.

    (1) every finding is in the case and sealed     (4) the party held that role
    (2) each seal verifies                          (5) a measure the provision allows, with its term
    (3) the provision was in force on the conduct's day, compared with the deciding day     (6) proportion considered

    A measure that needs two people is proposed by one and confirmed by another instead. Raises DecisionRefused with the
    number of the check, UnknownCase, UnknownMeasure, NotAllowed, ImpossibleStep.
    """
    with archive.writing():
        checked = _check(archive, book, draft, by, at)
        if checked.measure.two_people:
            raise DecisionRefused(5, f"“{checked.measure.name}”须由两人共同决定：请先提出，再由另一名负责人确认")
        return _seal_decision(archive, _decided(archive, book, draft, checked, rules, Signed(by=by, at=at)))


def propose(archive: Archive, book: Book, *, draft: Draft, by: Person, at: datetime) -> Placed:
    """Sign a draft whose measure needs two people. It must pass all six checks; a later proposal replaces it. Raises as ``decide``."""
    with archive.writing():
        checked = _check(archive, book, draft, by, at)
        if not checked.measure.two_people:
            raise DecisionRefused(5, f"“{checked.measure.name}”由一人决定即可：请直接作出决定")
        return seal(archive, at, (draft.case, Proposed(case=draft.case, draft=draft, by=by, at=at)))[0]


def confirm(archive: Archive, book: Book, *, proposal: str, by: Person, at: datetime, rules: HouseRules) -> Decided:
    """The second person confirms exactly the proposal (exhibit id) that was read; the checks are run again, then it is sealed.

    Raises NoSuchProposal when a later one replaced it, NotAllowed when it is the first person again, and as ``decide``.
    """
    with archive.writing():
        placed = archive.find(proposal)
        standing = standing_proposal(archive, placed.subject) if placed is not None else None
        if standing is None or standing.placed.exhibit != proposal:
            raise NoSuchProposal("没有这份处置意见，或者它已被新的意见替换：请刷新后重新核对")
        first = standing.record
        checked = _check(archive, book, first.draft, by, at)
        if by.ref == first.by.ref:
            raise NotAllowed(f"{by.name}是提出人，不能自己确认：请由另一名负责人确认")
        signed = Signed(by=first.by, at=at, second=by)
        return _seal_decision(archive, _decided(archive, book, first.draft, checked, rules, signed))


def standing_proposal(archive: Archive, case: str) -> Sealed[Proposed] | None:
    """The last proposal in a case, None when there is none."""
    return _last(sealed_records(archive, Proposed, case))


def load_file(archive: Archive, case: str) -> CaseFile:
    """The case with its decision, notices and appeal; raises UnknownCase."""
    return CaseFile(
        case=load_case(archive, case),
        proposed=standing_proposal(archive, case),
        decided=_last(sealed_records(archive, Decided, case)),
        notices=tuple(sealed_records(archive, Notice, case)),
        appeal=_last(sealed_records(archive, AppealFiled, case)),
        outcome=_last(sealed_records(archive, AppealDecided, case)),
    )


def document_of(archive: Archive, case: str) -> Document:
    """The document that the party is told by now: the appeal decision once there is one, else the notice. Raises NothingDecided."""
    return _document(load_file(archive, case))


def serve_notice(archive: Archive, *, case: str, service: Service, by: Person, at: datetime) -> Notice:
    """Record that the present document was served, and seal the .docx beside it. Raises NothingDecided, NotAllowed, ImpossibleStep."""
    with archive.writing():
        file = load_file(archive, case)
        require(by, Verb.SERVE, file.case.opened.concerned)
        document = _document(file)
        file.case.check(StepKind.NOTICE_SERVED)
        handed = [] if service.document is None else [_handed_over(case, service.document, at)]
        # The document goes in first: a notice that names a digest must never stand without its bytes.
        notice = _notice(file, document, service, by, at)
        archive.append([*handed, item_of(notice, case, at)])
        return notice


def _check(archive: Archive, book: Book, draft: Draft, by: Person, at: datetime) -> Checked:
    opened = opened_case(archive, draft.case).record
    require(by, Verb.DECIDE, opened.concerned)
    refuse_own(by, opened.by, f"案件 {draft.case} ")
    try:
        case = load_case(archive, draft.case)
    except SealBroken as error:
        raise DecisionRefused(2, str(error)) from error
    case.check(StepKind.DECIDED)
    return Checker(archive=archive, book=book, ladder=load_ladder()).check(case, draft, at.astimezone(BEIJING).date())


def _decided(
    archive: Archive, book: Book, draft: Draft, checked: Checked, rules: HouseRules, signed: Signed
) -> Decided:
    ladder, on = load_ladder(), signed.at.astimezone(BEIJING).date()
    return Decided(
        id=f"{draft.case}-D",
        number=rules.number(on.year, archive.size()),
        issuer=rules.issuer,
        case=draft.case,
        party=draft.party,
        party_name=checked.party.party.names[0],
        role=checked.party.role,
        measure=checked.measure.id,
        measure_name=checked.measure.name,
        ladder_version=ladder.version,
        findings=draft.findings,
        facts=draft.facts,
        reasons=draft.reasons,
        provisions=checked.bases,
        considerations=draft.considerations,
        appeal=rules.appeal,
        evidence_sha256=checked.evidence_sha256,
        by=signed.by,
        second=signed.second,
        at=signed.at,
        days=draft.days,
        serious_breach=draft.serious_breach,
        reports=tuple(_reports(book, ladder, checked, on)),
        deadlines=tuple(_report_deadlines(book, ladder, checked, signed.at)),
        notes=checked.notes,
    )


def _seal_decision(archive: Archive, decided: Decided) -> Decided:
    # One append: a decision that costs credit must never stand without its entry, nor an entry without its decision.
    entry = entry_of_decision(decided, load_weights())
    credit = [item_of(entry, decided.party, decided.at)] if entry else []
    archive.append([item_of(decided, decided.case, decided.at), *credit])
    return decided


def _document(file: CaseFile) -> Document:
    if file.decided is None:
        raise NothingDecided(f"案件 {file.case.id} 还没有决定：请先作出决定")
    if file.outcome is not None and file.appeal is not None:
        return appeal_document(file.decided.record, file.appeal.record, file.outcome.record)
    return notice_document(file.decided.record, load_ladder())


def _notice(file: CaseFile, document: Document, service: Service, by: Person, at: datetime) -> Notice:
    if file.decided is None:
        raise NothingDecided(f"案件 {file.case.id} 还没有决定：请先作出决定")
    decided, outcome = file.decided.record, file.outcome.record if file.outcome else None
    return Notice(
        case=decided.case,
        decision=outcome.id if outcome else decided.id,
        number=document.number,
        to=decided.party_name,
        facts=decided.facts,
        reasons=outcome.reasons if outcome else decided.reasons,
        basis=tuple(basis_line(each) for each in decided.provisions),
        remedy="复核结果不影响当事人依法享有的其他权利。" if outcome else remedy_line(decided.appeal),
        how=service.how,
        served_at=at,
        by=by,
        receipt=service.receipt,
        document_sha256=hashlib.sha256(service.document).hexdigest() if service.document is not None else None,
    )


def _handed_over(case: str, document: bytes, at: datetime) -> Item:
    return Item(kind="document", subject=case, data=document, at=at, media_type=_DOCX)


def _reports(book: Book, ladder: Ladder, checked: Checked, on: date) -> Iterator[str]:
    for name in checked.measure.reports:
        report = ladder.reports[name]
        yield f"{report.says}（{book.cite(report.provision, on)}）"
    if not checked.measure.advisory:
        says = "对受影响的消费者的订单、售后和纠纷作出安排"
        yield f"{says}（{book.cite(ladder.consumer_provision, on)}）。"


def _report_deadlines(book: Book, ladder: Ladder, checked: Checked, at: datetime) -> Iterator[Deadline]:
    for name in checked.measure.reports:
        report = ladder.reports[name]
        if report.timed:
            cited = book.cite(report.provision, at.astimezone(BEIJING).date())
            yield law_deadline(cited, report.says, at)


def _last(records: Iterator[Sealed[R]]) -> Sealed[R] | None:
    last: Sealed[R] | None = None
    for record in records:
        last = record
    return last
