"""Sending a message from the site: which matters one may tell of, and the desk that the flow asks for."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from gongzhi.cases import CaseState
from gongzhi.decisions import load_ladder
from gongzhi.flow.parallel_records import SanctionSent
from gongzhi.flow.parallel_sanctions import SanctionDesk, SanctionWish, send_sanction
from gongzhi_web.accounts.models import Kind, User
from gongzhi_web.archive.acting import act
from gongzhi_web.board.models import DocketRow
from gongzhi_web.board.scope import entries_of, units
from gongzhi_web.cases.models import CaseRow
from gongzhi_web.cases.scope import cases_of
from gongzhi_web.lawbook import book

_DECIDED = (CaseState.DECIDED, CaseState.APPEALED, CaseState.UPHELD, CaseState.CHANGED, CaseState.CLOSED)
_SHOWN = 100
_SCOPES: dict[str, Callable[[User, str], bool]] = {
    Kind.PLATFORM: lambda user, about: cases_of(user).filter(pk=about).exists(),
    Kind.BUREAU: lambda user, about: entries_of(user).filter(number=about).exists(),
}


def send_messages(user: User, wish: SanctionWish, *, at: datetime) -> tuple[SanctionSent, ...] | None:
    """The messages as sealed; None when the matter is out of this person's reach. Raises as ``send_sanction``."""
    own = user.organisation
    sees = _SCOPES.get(own.kind) if own is not None else None
    if own is None or sees is None or not sees(user, wish.about):
        return None
    desk = SanctionDesk(units=units(), book=book(), ladder=load_ladder(), names=own.names)
    return act(partial(send_sanction, desk=desk, wish=wish, by=user.acting(), at=at))


def decided_cases(user: User) -> list[tuple[str, str]]:
    """Decided cases of this person's own platform, the newest first, for a choice."""
    rows: list[CaseRow] = list(
        cases_of(user).filter(state__in=[one.value for one in _DECIDED]).defer("record").order_by("-index")[:_SHOWN]
    )
    return [(row.id, f"{row.id}　{_first(row.concerned)}") for row in rows]


def entries_told_of(user: User) -> list[tuple[str, str]]:
    """Entries that this person's bureau has, the newest first, for a choice."""
    rows: list[DocketRow] = list(
        entries_of(user).filter(unit=user.organisation_id).defer("record").order_by("-received_at")[:_SHOWN]
    )
    return [(row.number, f"{row.number}　{row.title}") for row in rows]


def _first(framed: str) -> str:
    return next(iter(filter(None, framed.split("\n")[2:])), "")
