"""One case as its page shows it: read back from the archive, with what this person may do next."""

from typing import Any

from gongzhi.cases import CaseOpened, StepKind
from gongzhi.flow.decide import CaseFile, load_file
from gongzhi.parties import Person, Verb, may
from gongzhi.values import decode_record
from gongzhi_web.accounts.models import User
from gongzhi_web.archive.opening import opened
from gongzhi_web.board.shown import on_case
from gongzhi_web.broadcasts.models import BroadcastRow
from gongzhi_web.cases.models import CaseRow
from gongzhi_web.cases.opening import ROLES
from gongzhi_web.screening.models import FindingRow
from gongzhi_web.screening.shown import shown

# Verb -> the step it makes, and the name by which templates ask for it.
_STEPS = {
    "decide": (Verb.DECIDE, StepKind.DECIDED),
    "serve": (Verb.SERVE, StepKind.NOTICE_SERVED),
    "appeal": (Verb.APPEAL, StepKind.APPEAL_FILED),
    "decide_appeal": (Verb.DECIDE_APPEAL, StepKind.APPEAL_UPHELD),
    "close": (Verb.CLOSE, StepKind.CASE_CLOSED),
}


def person_in(user: User, row: CaseRow) -> Person:
    """The user under the name that this case uses for their side."""
    record = decode_record(CaseOpened, bytes(row.record))
    return user.acting((row.holder, *(one.party.id for one in record.parties), *record.onlookers))


def opened_file(user: User, row: CaseRow) -> dict[str, Any]:
    """For the template: the file, its findings, its parties, and what may be done now by this person."""
    file = load_file(opened(), row.id)
    case, by = file.case, person_in(user, row)
    rows = FindingRow.objects.filter(exhibit__in=case.opened.findings).order_by("said_at")
    return {
        "row": row,
        "file": file,
        "case": case,
        "room": BroadcastRow.objects.filter(id=row.broadcast).defer("record").first(),
        "findings": shown(rows),
        "parties": [(one.party, ROLES.get(one.role, one.role.value)) for one in case.opened.parties],
        "timeline": case.timeline[::-1],
        # A proposal is not yet a decision: until it is confirmed it is read only by those who may bring it about.
        "proposal": None if file.decided or by.organisation != row.holder else file.proposed,
        "own_proposal": file.proposed is not None and file.proposed.record.by.ref == by.ref,
        "may": _allowed(by, file),
        "docket": on_case(user, row.id),
    }


def _allowed(by: Person, file: CaseFile) -> dict[str, bool]:
    """Which buttons this person gets; the flow checks again whatever the page shows."""
    case = file.case
    allowed = {
        name: may(by, verb, case.opened.concerned) and step in case.may_follow for name, (verb, step) in _STEPS.items()
    }
    # Only the party that was decided against appeals; another party of the case reads.
    allowed["appeal"] &= file.decided is not None and file.decided.record.party == by.organisation
    return allowed
