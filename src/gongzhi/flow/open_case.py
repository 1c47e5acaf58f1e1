"""From lead to case file: open a lead, end it with a reason, open a case, read it back, close it with a reason."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from gongzhi.cases import (
    Case,
    CaseClosed,
    CaseOpened,
    CaseParty,
    Deadline,
    Lead,
    LeadClosed,
    LeadLevel,
    LeadOutcome,
    Review,
    ReviewOutcome,
    Step,
    StepKind,
    fold_steps,
    lead_level,
)
from gongzhi.decisions import AppealDecided, AppealFiled, Decided, Notice, Proposed, load_ladder
from gongzhi.flow.custody import mask_account
from gongzhi.flow.handing_over import Recipient, RecipientUnnamed
from gongzhi.flow.lead_entries import entry_ends, entry_files, refuse_registered
from gongzhi.flow.matters import (
    Sealed,
    UnknownExhibit,
    concerned_in,
    findings_at,
    item_of,
    open_lead_of,
    opened_case,
    read_sealed,
    seal,
    sealed_records,
)
from gongzhi.flow.ports import Archive, Placed
from gongzhi.flow.review import last_review
from gongzhi.parties import Person, Verb, require
from gongzhi.values import BEIJING


class NoLead(LookupError):
    """A broadcast without a lead that is still open."""


class CannotOpenCase(ValueError):
    """A case that lacks what a case must have: confirmed findings, parties, findings that are in no other case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDraft:
    """What a person proposes to open as a case. ``level`` None takes it from the findings; ``findings`` are exhibit ids."""

    broadcast: str
    parties: tuple[CaseParty, ...]
    findings: tuple[str, ...]
    exhibits: tuple[str, ...] = ()
    level: LeadLevel | None = None
    onlookers: tuple[str, ...] = ()
    deadlines: tuple[Deadline, ...] = ()


def open_lead(archive: Archive, lead: Lead) -> Placed:
    """Seal a lead; a broadcast whose lead is still open keeps that one, and it is returned.

    ``lead.by`` is None for the monitoring; a person needs the right to open leads on this broadcast, else NotAllowed.
    ``lead.onlookers`` are the bureaus in charge, as the caller's register of organisations knows them.
    """
    with archive.writing():
        if lead.by is not None:
            concerned = concerned_in(archive, lead.broadcast)
            # An officer's first lead on a broadcast is what brings the bureau in; the caller names the bureaus in charge.
            seen_by = (*concerned.onlookers, *lead.onlookers)
            require(lead.by, Verb.OPEN_LEAD, replace(concerned, onlookers=seen_by))
        standing = open_lead_of(archive, lead.broadcast)
        return standing.placed if standing else seal(archive, lead.opened_at, (lead.broadcast, lead))[0]


def close_lead(
    archive: Archive, *, broadcast: str, outcome: LeadOutcome, reason: str, by: Person, at: datetime
) -> Placed:
    """End the open lead of a broadcast without a case.

    Its entry in the register ends with it. Raises NoLead, NotAllowed, ReasonMissing, Overtaken, and RecipientUnnamed for one
    that is passed on: that is ``transfer_lead``.
    """
    if outcome is LeadOutcome.TRANSFERRED:
        raise RecipientUnnamed("移送必须写明受移送的单位和用途：请填写后再提交")
    with archive.writing():
        require(by, Verb.OPEN_CASE, concerned_in(archive, broadcast))
        lead = _standing_lead(archive, broadcast)
        closed = LeadClosed(lead=lead.placed.exhibit, outcome=outcome, reason=reason, by=by, at=at)
        ended = entry_ends(archive, lead.placed.exhibit, outcome=outcome, reason=reason, by=by, at=at)
        return archive.append([item_of(closed, broadcast, at), *ended])[0]


def transfer_lead(
    archive: Archive, *, broadcast: str, to: Recipient, by: Person, at: datetime, key: bytes = b""
) -> Placed:
    """End the open lead of a broadcast by passing it on; lead and chain of custody say to whom, in one append.

    ``key`` masks the account in the chain of custody. Raises NoLead, NotAllowed, and InRegister for a lead that stands in the
    register: that is transferred there, with its letter.
    """
    with archive.writing():
        require(by, Verb.OPEN_CASE, concerned_in(archive, broadcast))
        lead = _standing_lead(archive, broadcast)
        refuse_registered(archive, lead.placed.exhibit)
        passed = to.record(broadcast, by=mask_account(by.ref, key), at=at)
        reason = f"移送{passed.recipient}：{passed.purpose}"
        closed = LeadClosed(lead=lead.placed.exhibit, outcome=LeadOutcome.TRANSFERRED, reason=reason, by=by, at=at)
        return seal(archive, at, (broadcast, closed), (broadcast, passed))[0]


def open_case(archive: Archive, *, draft: CaseDraft, by: Person, at: datetime) -> CaseOpened:
    """Open a case from confirmed findings and end the lead with it, in one append. Returns the sealed record with its number.

    Raises NotAllowed, NoLead, UnknownExhibit and CannotOpenCase (a finding unconfirmed or in another case, no party).
    """
    with archive.writing():
        concerned = concerned_in(archive, draft.broadcast)
        require(by, Verb.OPEN_CASE, concerned)
        lead = _standing_lead(archive, draft.broadcast)
        severities = _check_findings(archive, draft)
        opened = CaseOpened(
            # The log's size grows with every record, so a number is never given twice.
            id=f"{at.astimezone(BEIJING).year}-{archive.size():06d}",
            lead=lead.placed.exhibit,
            broadcast=draft.broadcast,
            parties=draft.parties,
            findings=draft.findings,
            exhibits=draft.exhibits,
            level=draft.level or lead_level(severities),
            holder=concerned.holder,
            onlookers=tuple(dict.fromkeys((*draft.onlookers, *concerned.onlookers))),
            deadlines=draft.deadlines,
            by=by,
            at=at,
        )
        ended = LeadClosed(
            lead=lead.placed.exhibit,
            outcome=LeadOutcome.CASE_OPENED,
            reason=f"核查属实，立案 {opened.id}",
            by=by,
            at=at,
            case=opened.id,
        )
        filed = entry_files(archive, lead.placed.exhibit, case=opened.id, by=by, at=at)
        archive.append([item_of(opened, opened.id, at), item_of(ended, draft.broadcast, at), *filed])
        return opened


def close_case(archive: Archive, *, case: str, reason: str, by: Person, at: datetime) -> Placed:
    """Close a case with a reason; the entry that was filed as this case ends with it.

    Raises UnknownCase, NotAllowed, ImpossibleStep (an appeal is pending), ReasonMissing, Overtaken.
    """
    with archive.writing():
        now = load_case(archive, case)
        require(by, Verb.CLOSE, now.opened.concerned)
        now.check(StepKind.CASE_CLOSED)
        closed = CaseClosed(case=case, reason=reason, by=by, at=at)
        outcome = LeadOutcome.CASE_OPENED
        ended = entry_ends(
            archive, now.opened.lead, outcome=outcome, reason=f"随案件 {case} 结案：{reason}", by=by, at=at
        )
        return archive.append([item_of(closed, case, at), *ended])[0]


def load_case(archive: Archive, case: str) -> Case:
    """The case as its sealed events add up; raises UnknownCase, and SealBroken or ImpossibleStep when the log is not sound."""
    opened = opened_case(archive, case).record
    steps = sorted(_case_steps(archive, opened), key=lambda pair: pair[0])
    state, timeline = fold_steps([_lead_step(archive, opened), *(step for _, step in steps)])
    return Case(opened=opened, state=state, timeline=timeline)


def cases_of(archive: Archive) -> Iterator[str]:
    """The numbers of all cases, oldest first."""
    for placed in archive.placed(kind="CaseOpened"):
        yield placed.subject


def _standing_lead(archive: Archive, broadcast: str) -> Sealed[Lead]:
    lead = open_lead_of(archive, broadcast)
    if lead is None:
        raise NoLead(f"直播场次“{broadcast}”没有未办结的线索：请先登记线索")
    return lead


def _check_findings(archive: Archive, draft: CaseDraft) -> list[int]:
    if not draft.findings:
        raise CannotOpenCase("立案至少要有一条已确认的发现：请先复核")
    if not draft.parties:
        raise CannotOpenCase("立案至少要有一个当事人：请写明当事人及其在直播中的身份")
    taken = _taken_findings(archive, draft.broadcast)
    severities = []
    for exhibit, found in findings_at(archive, draft.findings, draft.broadcast).items():
        review = last_review(archive, exhibit)
        if review is None or review.outcome is not ReviewOutcome.CONFIRMED:
            raise CannotOpenCase(f"发现“{found.record.quote}”还没有确认属实：请先复核，或不要列入本案")
        if exhibit in taken:
            raise CannotOpenCase(f"发现“{found.record.quote}”已在案件 {taken[exhibit]} 中：同一行为不重复处置，请移出")
        severities.append(found.record.severity)
    return severities


def _taken_findings(archive: Archive, broadcast: str) -> dict[str, str]:
    """Which findings of the broadcast are in which case already."""
    cases = [ended.record.case for ended in sealed_records(archive, LeadClosed, broadcast) if ended.record.case]
    return {finding: case for case in cases for finding in opened_case(archive, case).record.findings}


def _lead_step(archive: Archive, opened: CaseOpened) -> Step:
    for sealed in sealed_records(archive, Lead, opened.broadcast):
        if sealed.placed.exhibit == opened.lead:
            lead = sealed.record
            return Step(
                kind=StepKind.LEAD_OPENED, at=lead.opened_at, summary=lead.summary, by=lead.by, exhibit=opened.lead
            )
    raise UnknownExhibit(f"案件 {opened.id} 的线索“{opened.lead}”不在封存记录中：请运行 gongzhi evidence fsck")


def _case_steps(archive: Archive, opened: CaseOpened) -> Iterator[tuple[int, Step]]:
    for exhibit, found in findings_at(archive, opened.findings, opened.broadcast).items():
        quote = found.record.quote
        for review in sealed_records(archive, Review, exhibit):
            yield review.placed.index, _review_step(review, quote)
    for placed in archive.placed(subject=opened.id):
        kind = next((kind for kind in _CASE_EVENTS if kind.__name__ == placed.kind), None)
        if kind is not None:
            yield placed.index, _case_step(placed, read_sealed(archive, placed, kind))


def _review_step(review: Sealed[Review], quote: str) -> Step:
    word = {"confirmed": "属实", "dismissed": "不成立", "escalated": "上报"}[review.record.outcome]
    reason = f"（{review.record.reason}）" if review.record.reason else ""
    return Step(
        kind=StepKind.REVIEWED,
        at=review.record.at,
        summary=f"“{quote}”：{word}{reason}",
        by=review.record.by,
        exhibit=review.placed.exhibit,
    )


_CASE_EVENTS: tuple[type[Any], ...] = (CaseOpened, Proposed, Decided, Notice, AppealFiled, AppealDecided, CaseClosed)


def _case_step(placed: Placed, record: Any) -> Step:
    at: datetime = record.served_at if isinstance(record, Notice) else record.at
    kind, summary = _told(record)
    return Step(kind=kind, at=at, summary=summary, by=record.by, exhibit=placed.exhibit)


def _told(record: Any) -> tuple[StepKind, str]:
    match record:
        case CaseOpened():
            names = "、".join(each.party.names[0] for each in record.parties)
            return StepKind.CASE_OPENED, f"立案 {record.id}，当事人{names}，发现 {len(record.findings)} 条"
        case Proposed():
            name = load_ladder().measure(record.draft.measure).name
            return StepKind.PROPOSED, f"提出“{name}”，须由另一名负责人确认"
        case Decided():
            return StepKind.DECIDED, f"{record.number}：对{record.party_name}{record.measure_name}"
        case Notice():
            return StepKind.NOTICE_SERVED, f"{record.number} 已送达{record.to}"
        case AppealFiled():
            return StepKind.APPEAL_FILED, record.grounds
        case AppealDecided():
            return StepKind(f"appeal_{record.outcome}"), f"{record.number}：{record.outcome.chinese}。{record.reasons}"
        case _:
            return StepKind.CASE_CLOSED, record.reason
