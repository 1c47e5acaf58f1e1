"""From sealed leads and cases to rows. Writing the same item twice changes nothing."""

from collections.abc import Iterable

from gongzhi.cases import CaseClosed, CaseOpened, CaseState, Lead, LeadClosed
from gongzhi.decisions import AppealDecided
from gongzhi.flow.ports import Placed
from gongzhi.values import decode_record
from gongzhi_web.cases.models import CaseReader, CaseRow, LeadRow
from gongzhi_web.cases.readers import write_readers


def project_lead(placed: Placed, data: bytes) -> None:
    """Keep the lead."""
    record = decode_record(Lead, data)
    LeadRow.objects.get_or_create(
        exhibit=placed.exhibit,
        defaults={
            "index": placed.index,
            "broadcast": record.broadcast,
            "level": record.level.value,
            "opened_at": record.opened_at,
            "record": data,
        },
    )


def project_lead_closed(_placed: Placed, data: bytes) -> None:
    """The lead has ended."""
    record = decode_record(LeadClosed, data)
    LeadRow.objects.filter(exhibit=record.lead).update(outcome=record.outcome.value)


def project_case(placed: Placed, data: bytes) -> None:
    """Keep the case."""
    record = decode_record(CaseOpened, data)
    row, made = CaseRow.objects.get_or_create(
        id=record.id,
        defaults={
            "index": placed.index,
            "broadcast": record.broadcast,
            "holder": record.holder,
            "concerned": _framed(name for one in record.parties for name in (one.party.id, *one.party.names)),
            "onlookers": _framed(record.onlookers),
            "level": record.level.value,
            "state": CaseState.OPEN.value,
            "opened_at": record.at,
            "moved_at": record.at,
            "due": min((one.due for one in record.deadlines), default=None),
            "version": placed.index,
            "record": data,
        },
    )
    if made:
        write_readers(row)


def project_decided(placed: Placed, _data: bytes) -> None:
    """The case is decided."""
    _move(placed, CaseState.DECIDED)


def project_appeal(placed: Placed, _data: bytes) -> None:
    """The decision is appealed against."""
    _move(placed, CaseState.APPEALED)


def project_appeal_decided(placed: Placed, data: bytes) -> None:
    """The appeal is decided: upheld, changed or revoked."""
    _move(placed, CaseState(decode_record(AppealDecided, data).outcome.value))


def project_closed(placed: Placed, data: bytes) -> None:
    """The case is closed."""
    decode_record(CaseClosed, data)
    _move(placed, CaseState.CLOSED)


def _move(placed: Placed, state: CaseState) -> None:
    # The flow has already refused an impossible step; here the row only follows, and never backwards.
    moved = CaseRow.objects.filter(id=placed.subject, version__lt=placed.index)
    if moved.update(state=state.value, version=placed.index, moved_at=placed.at):
        CaseReader.objects.filter(case=placed.subject).update(state=state.value, moved_at=placed.at)


def _framed(names: Iterable[str]) -> str:
    return "".join(f"\n{name}\n" for name in dict.fromkeys(names))
