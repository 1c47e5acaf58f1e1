"""Parallel sanctions (平行处置): tell other platforms of a measure that was taken, answer such a message, withdraw it.

A message informs; it binds nobody. Who receives it decides for itself, on its own facts, and its party can appeal there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from gongzhi.cases import CaseOpened, ReasonMissing
from gongzhi.decisions import AppealDecided, AppealOutcome, Decided, Ladder
from gongzhi.flow.decide import load_file
from gongzhi.flow.docketing import NotThere, Overtaken, load_entry
from gongzhi.flow.matters import item_of, sealed_records
from gongzhi.flow.parallel_records import (
    Asks,
    Reply,
    SanctionAct,
    SanctionActed,
    SanctionNoted,
    SanctionSent,
    SanctionThread,
    fold_sanction,
)
from gongzhi.flow.ports import Archive
from gongzhi.flow.units import Units
from gongzhi.law import Book, Uncitable
from gongzhi.parties import Concerned, NotAllowed, Person, Verb, may
from gongzhi.values import BEIJING

NOTICE = "平行处置通报只供参考，不能代替本单位自己的调查、告知和决定；是否采取措施由人作出决定，当事人仍可申诉。"


class UnknownSanction(LookupError):
    """A message that was never sent."""


class MayNotAsk(NotThere):
    """A message that asks for more than what its decision carries, or rests on a decision that does not stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SanctionDesk:
    """What sending needs: units, law, ladder, and ``names``: all names under which records know the sender's organisation."""

    units: Units
    book: Book
    ladder: Ladder
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnMeasure:
    """A measure that a bureau took outside the ladder, as its own decision states it; ``whom`` is a party of the entry."""

    decision: str
    whom: str
    measure: str
    since: date
    until: date | None
    serious: bool
    provisions: tuple[str, ...]
    uscc: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SanctionWish:
    """A message that a person wants sent. ``about`` is a decided case, or an entry of the register together with ``own``."""

    about: str
    to: tuple[str, ...]
    asks: Asks
    reason: str
    own: OwnMeasure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SanctionWanted:
    """What a person wants done with a message, having seen it at version ``seen``. An answer has ``reply``.

    ``decision`` is the receiver's own number, without which it has taken no measure.
    """

    act: SanctionAct
    seen: int
    said: str
    reply: Reply | None = None
    measure: str = ""
    decision: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Basis:
    """What a message says of the measure, from the sealed decision or from the bureau's own words."""

    own: OwnMeasure
    measure_id: str | None = None
    exhibits: tuple[str, ...] = ()
    pending: bool = False


def send_sanction(
    archive: Archive, desk: SanctionDesk, *, wish: SanctionWish, by: Person, at: datetime
) -> tuple[SanctionSent, ...]:
    """Tell each of the platforms, all or none, in one append. Returns the messages, one for each receiver.

    (1) the person acts for who took the measure     (3) more than a watch only for a serious breach, once no appeal is open
    (2) the decision stands, with its basis          (4) every receiver is another platform that was not told of it before

    Raises NotAllowed, UnknownCase, UnknownEntry, NotThere, MayNotAsk, ReasonMissing, UnknownUnit.
    """
    with archive.writing():
        # (1), (2)
        basis = _of_entry(archive, desk, wish, by, at) if wish.own else _of_case(archive, desk, wish, by)
        # (3)
        _may_ask(desk, wish, basis)
        # (4)
        receivers = _receivers(archive, desk, wish, basis.own.decision, by)
        items, made = [], []
        for step, to in enumerate(receivers):
            sent = _message(wish, basis, f"TB{at.astimezone(BEIJING).year}-{archive.size() + 2 * step:06d}", to, by, at)
            noted = SanctionNoted(subject=wish.about, number=sent.number)
            items += [item_of(sent, sent.number, at), item_of(noted, _key(wish.about), at)]
            made.append(sent)
        archive.append(items)
        return tuple(made)


def act_on_sanction(
    archive: Archive, *, number: str, wanted: SanctionWanted, by: Person, at: datetime
) -> SanctionThread:
    """Answer a message as who received it, or withdraw it as who sent it; returns the thread after it.

    Raises UnknownSanction, NotAllowed, Overtaken, ImpossibleStep, NotThere, ReasonMissing.
    """
    with archive.writing():
        now = load_sanction(archive, number)
        mine = now.sent.to if wanted.act is SanctionAct.ANSWER else now.sent.unit
        if not may(by, Verb.CLOSE, Concerned(holder=mine)):
            raise NotAllowed(
                f"{by.name}的身份不能对通报 {number}“{wanted.act.chinese}”：由收到（答复）或发出（撤回）的单位主管办理"
            )
        if wanted.seen != now.version:
            raise Overtaken(f"通报 {number} 在你打开之后有了新的办理：请刷新后重新核对，再决定是否办理")
        now.check(wanted.act)
        acted = _acted(now, wanted, by, at)
        archive.append([item_of(acted, number, at)])
        return load_sanction(archive, number)


def load_sanction(archive: Archive, number: str) -> SanctionThread:
    """The message as its sealed acts add up; raises UnknownSanction, SealBroken, ImpossibleStep."""
    for sent in sealed_records(archive, SanctionSent, number):
        return fold_sanction(sent.record, (one.record for one in sealed_records(archive, SanctionActed, number)))
    raise UnknownSanction(f"没有编号为“{number}”的通报：请核对编号")


def sanctions_about(archive: Archive, about: str) -> tuple[SanctionThread, ...]:
    """The messages that rest on a case or an entry, oldest first."""
    noted = sealed_records(archive, SanctionNoted, _key(about))
    return tuple(load_sanction(archive, one.record.number) for one in noted)


def overturned(archive: Archive, sent: SanctionSent) -> AppealOutcome | None:
    """What an appeal made of the decision after the message was sent: CHANGED or REVOKED; None while it stands."""
    for one in sealed_records(archive, AppealDecided, sent.about):
        if one.record.at > sent.at and one.record.outcome is not AppealOutcome.UPHELD:
            return one.record.outcome
    return None


def _of_case(archive: Archive, desk: SanctionDesk, wish: SanctionWish, by: Person) -> _Basis:
    file = load_file(archive, wish.about)
    opened, ruled = file.case.opened, file.outcome.record if file.outcome else None
    if opened.holder not in desk.names or not may(by, Verb.CLOSE, Concerned(holder=by.organisation)):
        raise NotAllowed(f"{by.name}的身份不能就案件 {wish.about} 发出通报：由作出决定的单位主管办理")
    if file.decided is None:
        raise MayNotAsk(f"案件 {wish.about} 还没有决定：请先作出决定再通报")
    decided = file.decided.record
    if ruled is not None and ruled.outcome is AppealOutcome.REVOKED:
        raise MayNotAsk(f"{decided.number}已在申诉后撤销：不能再据以通报")
    changed = ruled if ruled is not None and ruled.outcome is AppealOutcome.CHANGED else None
    measure = desk.ladder.measure((changed.measure if changed else None) or decided.measure)
    if measure.advisory:
        raise MayNotAsk(f"“{measure.name}”不减损权益，不是处置措施：不需要通报其他平台")
    exhibits = (file.decided.placed.exhibit, *decided.findings)
    return _Basis(
        own=_decided_measure(opened, decided, measure.name, changed.days if changed else decided.days),
        measure_id=measure.id,
        exhibits=exhibits,
        pending=file.appeal is not None and ruled is None,
    )


def _decided_measure(opened: CaseOpened, decided: Decided, measure: str, days: int | None) -> OwnMeasure:
    since = decided.at.astimezone(BEIJING).date()
    codes = [one.party.identifiers.get("uscc") for one in opened.parties if one.party.id == decided.party]
    return OwnMeasure(
        decision=decided.number,
        # The name under which the broadcast showed them; identity numbers never travel.
        whom=decided.party_name,
        measure=measure,
        since=since,
        until=since + timedelta(days=days) if days else None,
        serious=decided.serious_breach,
        provisions=tuple(dict.fromkeys(one.id for one in decided.provisions)),
        uscc=next(iter(codes), None),
    )


def _of_entry(archive: Archive, desk: SanctionDesk, wish: SanctionWish, by: Person, at: datetime) -> _Basis:
    entry, own = load_entry(archive, wish.about), wish.own
    if own is None or not desk.units.is_bureau(by.organisation) or by.organisation not in entry.path:
        raise NotAllowed(f"{by.name}的单位没有承办过案源 {wish.about}：由承办的市场监督管理部门发出通报")
    if not may(by, Verb.CLOSE, Concerned(holder=by.organisation)):
        raise NotAllowed(f"{by.name}的身份不能发出通报：由承办单位的监管人员办理")
    if own.whom not in entry.entered.parties:
        raise NotThere(f"“{own.whom}”不是案源 {wish.about} 的当事人：请从本件的当事人中选取")
    if own.until is not None and own.until <= own.since:
        raise NotThere("措施的期满日应晚于起始日：请改正；没有期限的请留空")
    if not own.provisions:
        raise NotThere("通报必须写明处置依据的条款，例如 广告法/9(3)：请填写")
    day = at.astimezone(BEIJING).date()
    for provision in own.provisions:
        try:
            desk.book.cite(provision, day)
        except Uncitable as error:
            raise NotThere(f"{error}") from error
    return _Basis(own=own)


def _may_ask(desk: SanctionDesk, wish: SanctionWish, basis: _Basis) -> None:
    if wish.asks is Asks.WATCH:
        return
    laws = {one.rpartition("/")[0] for one in basis.own.provisions} & set(desk.ladder.laws_and_regulations)
    if not basis.own.serious or not laws:
        raise MayNotAsk(
            "只有严重违反法律、行政法规的，才能请对方研究采取相当措施：本件请选“加强关注”，或先在决定中认定严重违反"
        )
    if basis.pending:
        raise MayNotAsk("当事人已申诉，结论未出：现在只能请对方“加强关注”，申诉维持后可以另行通报")


def _receivers(archive: Archive, desk: SanctionDesk, wish: SanctionWish, decision: str, by: Person) -> tuple[str, ...]:
    to = tuple(dict.fromkeys(wish.to))
    if not to:
        raise NotThere("请至少选一家平台：通报要写明发给谁")
    told = {one.sent.to for one in sanctions_about(archive, wish.about) if _stands(one, decision)}
    for one in to:
        unit = desk.units.unit(one)
        if unit.level is not None or one == by.organisation or one in desk.names:
            raise NotThere(f"通报发给其他平台：{unit.name}不能选，请重新选择")
        if one in told:
            raise NotThere(f"{decision}已经通报过{unit.name}：不重复通报，有变化请先撤回原通报")
    return to


def _stands(thread: SanctionThread, decision: str) -> bool:
    return thread.sent.decision == decision and thread.state.value != "withdrawn"


def _message(wish: SanctionWish, basis: _Basis, number: str, to: str, by: Person, at: datetime) -> SanctionSent:
    own = basis.own
    return SanctionSent(
        number=number,
        unit=by.organisation,
        to=to,
        about=wish.about,
        decision=own.decision.strip(),
        whom=own.whom.strip(),
        uscc=own.uscc,
        measure=own.measure.strip(),
        measure_id=basis.measure_id,
        since=own.since,
        until=own.until,
        serious=own.serious,
        asks=wish.asks,
        reason=wish.reason.strip(),
        provisions=own.provisions,
        exhibits=basis.exhibits,
        by=by,
        at=at,
    )


def _acted(now: SanctionThread, wanted: SanctionWanted, by: Person, at: datetime) -> SanctionActed:
    fields = dict(_answer_fields(wanted)) if wanted.act is SanctionAct.ANSWER else {}
    return SanctionActed(
        number=now.sent.number,
        version=now.version + 1,
        act=wanted.act,
        by=by,
        at=at,
        said=wanted.said.strip(),
        reply=wanted.reply if fields else None,
        measure=fields.get("measure") or None,
        decision=fields.get("decision") or None,
    )


def _answer_fields(wanted: SanctionWanted) -> Iterator[tuple[str, str]]:
    if wanted.reply is None:
        raise NotThere("答复必须选定：已采取相同措施、已采取其他措施或不采取措施")
    measure, decision = wanted.measure.strip(), wanted.decision.strip()
    if wanted.reply is not Reply.NONE and not (measure and decision):
        raise ReasonMissing("答复采取了措施的，必须写明措施和本单位自己的决定文号：通报不能代替本单位的决定")
    if wanted.reply is Reply.NONE and (measure or decision):
        raise NotThere("答复不采取措施的，不写措施和决定文号：请删去，或改选已采取措施")
    yield "measure", measure
    yield "decision", decision


def _key(about: str) -> str:
    # Not the subject itself: who may read a case or an entry need not learn who else was told of it.
    return f"sanctions/{about}"
