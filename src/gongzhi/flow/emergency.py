"""Stop a broadcast at once, and have somebody else confirm it; what nobody confirms lapses by itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from gongzhi.decisions import Basis, EmergencyStop, StopOutcome, StopSettled
from gongzhi.flow.matters import Sealed, concerned_in, findings_at, seal, sealed_records
from gongzhi.flow.ports import Archive, Placed
from gongzhi.law import Book
from gongzhi.parties import NotAllowed, Person, Verb, require
from gongzhi.screening import Certainty
from gongzhi.values import BEIJING

# The duty to act in time while a broadcast runs, and the measure that is taken.
PROVISIONS = ("直播电商监督管理办法/13", "直播电商监督管理办法/12.1")
# The law sets no hours for the confirmation; this is the platform's own rule.
CONFIRM_HOURS = 24
_GRAVE = 4


class NotUrgent(ValueError):
    """A stop without a grave finding that is not doubtful."""


class NothingStopped(LookupError):
    """A broadcast without a stop that waits for confirmation."""


class StopState(StrEnum):
    """Where a stop stands: 待确认, 已确认, 已解除, 已自行失效."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    LIFTED = "lifted"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The last stop of a broadcast as of a moment. Only WAITING and CONFIRMED keep the broadcast stopped."""

    stop: Sealed[EmergencyStop]
    state: StopState
    settled: StopSettled | None = None

    @property
    def stopped(self) -> bool:
        """Whether the broadcast is to stay off."""
        return self.state in (StopState.WAITING, StopState.CONFIRMED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopping:
    """What a person asks for: which broadcast, on which findings (exhibit ids), why."""

    broadcast: str
    findings: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settling:
    """What a person wants with the stop of a broadcast. ``seen`` is the stop (exhibit id) that they read: another one that
    took its place is not settled by mistake."""

    broadcast: str
    outcome: StopOutcome
    reason: str
    seen: str = ""


def stop_broadcast(archive: Archive, book: Book, *, stopping: Stopping, by: Person, at: datetime) -> Placed:
    """Stop a running broadcast. One person may do so; it holds until somebody else confirms or lifts it, or CONFIRM_HOURS pass.

    (1) the person works on the broadcast for its holder     (3) at least one is grave and not doubtful
    (2) the findings are sealed in this broadcast            (4) no stop stands already: the first is returned

    Raises UnknownBroadcast, NotAllowed, UnknownExhibit, NotUrgent, ReasonMissing.
    """
    broadcast, findings = stopping.broadcast, stopping.findings
    with archive.writing():
        # (1)
        require(by, Verb.OPEN_CASE, concerned_in(archive, broadcast))
        # (2), (3)
        found = [one.record for one in findings_at(archive, findings, broadcast).values()]
        if not any(one.severity >= _GRAVE and one.certainty is not Certainty.DOUBTFUL for one in found):
            raise NotUrgent("紧急停播只用于严重的情形：请至少选一条严重程度 4 以上、不存疑的发现，其余按一般程序处置")
        # (4)
        standing = standing_stop(archive, broadcast, at)
        if standing is not None and standing.stopped:
            return standing.stop.placed
        day = at.astimezone(BEIJING).date()
        cited = [book.cite(provision, day) for provision in PROVISIONS]
        basis = tuple(
            Basis(id=one.id, title=one.title, article=one.article, wording=one.wording, on=day, held=one.held)
            for one in cited
        )
        stop = EmergencyStop(
            broadcast=broadcast,
            findings=findings,
            reason=stopping.reason,
            basis=basis,
            by=by,
            at=at,
            until=at + timedelta(hours=CONFIRM_HOURS),
        )
        return seal(archive, at, (broadcast, stop))[0]


def settle_stop(archive: Archive, *, settling: Settling, by: Person, at: datetime) -> Placed:
    """Confirm or lift the stop that stands. Confirming needs a second person who may decide; a confirmed stop may be lifted later.

    A confirmed stop is no decision: the party is heard and told through a case, as for any measure. Raises
    UnknownBroadcast, NotAllowed, NothingStopped, ReasonMissing.
    """
    broadcast, outcome = settling.broadcast, settling.outcome
    with archive.writing():
        require(by, Verb.DECIDE, concerned_in(archive, broadcast))
        standing = standing_stop(archive, broadcast, at)
        if standing is None or not standing.stopped:
            raise NothingStopped(
                f"直播场次“{broadcast}”没有生效的紧急停播：可能已解除，或过了 {CONFIRM_HOURS} 小时无人确认"
            )
        if settling.seen not in ("", standing.stop.placed.exhibit):
            raise NothingStopped("你打开的这次停播已经结束，后来又停播了一次：请打开新的一次核对")
        if outcome is StopOutcome.CONFIRMED:
            if standing.state is StopState.CONFIRMED:
                raise NothingStopped("这次紧急停播已经确认：需要恢复直播的请选“解除”")
            if standing.stop.record.by.ref == by.ref:
                raise NotAllowed(f"{by.name}是停播人，不能自己确认：请由另一名负责人确认")
        settled = StopSettled(
            stop=standing.stop.placed.exhibit,
            broadcast=broadcast,
            outcome=outcome,
            reason=settling.reason,
            by=by,
            at=at,
        )
        return seal(archive, at, (broadcast, settled))[0]


def standing_stop(archive: Archive, broadcast: str, at: datetime) -> Standing | None:
    """The last stop of a broadcast and where it stands at this moment; None when it was never stopped."""
    stops = list(sealed_records(archive, EmergencyStop, broadcast))
    if not stops:
        return None
    stop, settled = stops[-1], None
    for one in sealed_records(archive, StopSettled, broadcast):
        if one.record.stop == stop.placed.exhibit:
            settled = one.record
    if settled is not None:
        return Standing(stop=stop, state=StopState(settled.outcome.value), settled=settled)
    return Standing(stop=stop, state=StopState.WAITING if at < stop.record.until else StopState.LAPSED)
