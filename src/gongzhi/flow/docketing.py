"""The register of leads (案源): enter one, find what it repeats, and act upon it; two people cannot decide at once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from gongzhi.cases import (
    Act,
    Deadline,
    Docket,
    DocketActed,
    DocketEntered,
    DocketNoted,
    DocketState,
    LeadLevel,
    LeadOrigin,
    LeadOutcome,
    Matter,
    ReasonMissing,
    fold_docket,
)
from gongzhi.flow.docket_terms import HANDLING, VERIFYING, Terms, counted_again, first_deadline, stage_of
from gongzhi.flow.lead_ends import lead_ended_with
from gongzhi.flow.matters import item_of, sealed_records
from gongzhi.flow.ports import Archive, Item
from gongzhi.flow.units import Units
from gongzhi.law import Book
from gongzhi.parties import Concerned, NotAllowed, Person, Role, Verb, may, refuse_own
from gongzhi.values import BEIJING

LOCK_MINUTES = 30


class UnknownEntry(LookupError):
    """A number that the register never gave."""


class Overtaken(RuntimeError):
    """The entry was changed after it was read, or somebody else is working on it: nothing was done."""


class NotThere(ValueError):
    """An act that names a unit, a person or an outcome that does not fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """What the verbs need to know: the units, the law, and the terms."""

    units: Units
    book: Book
    terms: Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """What a person enters. ``unit`` is who shall have it; the fields are those of DocketEntered."""

    title: str
    summary: str
    unit: str
    matter: Matter = Matter.BREACH
    origin: LeadOrigin = LeadOrigin.MONITORING
    level: LeadLevel = LeadLevel.ORDINARY
    broadcast: str | None = None
    case: str | None = None
    parties: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    routing: tuple[str, ...] = ()
    lead: str | None = None
    goods: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a person wants done, having seen the entry at ``seen`` (its version). The act says which fields it needs."""

    act: Act
    seen: int
    reason: str = ""
    unit: str | None = None
    assignee: Person | None = None
    ground: str | None = None
    outcome: LeadOutcome | None = None
    case: str | None = None


def enter(archive: Archive, register: Register, *, new: NewEntry, by: Person, at: datetime) -> DocketEntered:
    """Enter a lead under a new number; one that repeats another is linked to it, never dropped.

    A person enters for their own unit, for one directly below it, or a platform's for any bureau. Raises NotAllowed, UnknownUnit,
    ReasonMissing, DeadlineUnknown.
    """
    with archive.writing():
        may_enter(register.units, new.unit, by)
        entered = entry_of(archive, register, new, signed=(by, at), place=archive.size())
        archive.append([item_of(entered, entered.number, at), *notes_of(entered)])
        return entered


def entry_of(
    archive: Archive,
    register: Register,
    new: NewEntry,
    *,
    signed: tuple[Person | None, datetime],
    place: int,
    beside: Sequence[DocketEntered] = (),
) -> DocketEntered:
    """The record of a new entry, not yet sealed. ``place`` is where in the log it will stand: the number is made of it.

    ``signed`` is who enters it, and when; ``beside`` are entries that are sealed with it, which it may repeat as well.
    """
    by, at = signed
    return DocketEntered(
        number=f"XS{at.astimezone(BEIJING).year}-{place:06d}",
        **{name: getattr(new, name) for name in NewEntry.__dataclass_fields__},
        by=by,
        at=at,
        linked=_repeated(archive, register, new, at, beside),
        deadline=clock_for(register, new.unit, new.matter, at),
    )


def may_enter(units: Units, unit: str, by: Person) -> None:
    """Raise NotAllowed unless the person may enter a lead for this unit; UnknownUnit for one that nobody registered."""
    to = units.unit(unit)
    below = to.parent == by.organisation
    from_platform = by.role in _OF_A_PLATFORM and to.level is not None
    if by.role not in _OFFICERS or not (to.id == by.organisation or below or from_platform):
        raise NotAllowed(f"{by.name}不能把线索登记给{to.name}：请登记给本单位，或登记给直接下级单位")


def act_upon(archive: Archive, register: Register, *, number: str, wanted: Wanted, by: Person, at: datetime) -> Docket:
    """Do one thing to an entry, if it still stands as the person saw it. Returns the entry after it.

    (1) the person's unit has the entry and the role may act     (3) the state allows the act
    (2) nobody changed or locked it meanwhile                    (4) the act has what it needs

    Raises UnknownEntry, NotAllowed, Overtaken, ImpossibleStep, ReasonMissing, NotThere, NoSuchGround, DeadlineUnknown.
    """
    with archive.writing():
        now = load_entry(archive, number)
        check_hands(now, wanted.act, seen=wanted.seen, by=by, at=at)
        made = _needs(now, wanted, register, at, by)
        archive.append(
            [item_of(made, number, at), *_ended_with(archive, now, made), *lead_ended_with(archive, now, made)]
        )
        return load_entry(archive, number)


def check_hands(now: Docket, act: Act, *, seen: int, by: Person, at: datetime) -> None:
    """Steps (1) to (3) of ``act_upon``; raises NotAllowed, Overtaken, ImpossibleStep."""
    # (1)
    verb = Verb.CLOSE if act is Act.END else Verb.OPEN_CASE
    if not may(by, verb, Concerned(holder=now.unit)):
        raise NotAllowed(f"{by.name}的身份不能对案源 {now.number}“{act.chinese}”：由现在承办的单位办理")
    if act is Act.END:
        refuse_own(by, now.entered.by, f"案源 {now.number}")
    # (2)
    if seen != now.version:
        raise Overtaken(f"案源 {now.number} 在你打开之后{_last_word(now)}：请刷新后重新核对，再决定是否办理")
    if now.lock is not None and now.lock.until > at and now.lock.by.ref != by.ref:
        until = now.lock.until.astimezone(BEIJING)
        raise Overtaken(f"{now.lock.by.name}正在办理案源 {now.number}（锁定到 {until:%H:%M}）：请等其办完或解除锁定")
    # (3)
    now.check(act)
    holder = now.assignee
    if act is Act.EXTEND:
        if holder is not None and holder.ref == by.ref:
            raise NotAllowed(f"{by.name}是承办人，不能批准自己的延期：请由本单位负责人批准")
    elif holder is not None and act in _BY_THE_ASSIGNEE and holder.ref != by.ref:
        raise NotAllowed(f"案源 {now.number} 由{holder.name}承办，不能由你“{act.chinese}”：请先改派给自己")


def load_entry(archive: Archive, number: str) -> Docket:
    """The entry as its sealed acts add up; raises UnknownEntry, SealBroken, ImpossibleStep."""
    for entered in sealed_records(archive, DocketEntered, number):
        return fold_docket(entered.record, (one.record for one in sealed_records(archive, DocketActed, number)))
    raise UnknownEntry(f"没有编号为“{number}”的案源：请核对编号")


def entries_about(archive: Archive, subject: str) -> tuple[str, ...]:
    """The numbers of the entries that stand under a broadcast, a case or an entry that they repeat, oldest first."""
    return tuple(dict.fromkeys(one.record.number for one in sealed_records(archive, DocketNoted, _key(subject))))


def repeats_of(archive: Archive, number: str) -> tuple[str, ...]:
    """The entries that were linked to this one when they came in and still are."""
    return tuple(each for each in entries_about(archive, number) if load_entry(archive, each).linked == number)


def notes_of(entered: DocketEntered) -> Iterator[Item]:
    """Where a new entry is looked for: under its broadcast, its case, its lead and what it repeats."""
    for subject in (entered.broadcast, entered.case, entered.linked, entered.lead):
        if subject is not None:
            noted = DocketNoted(subject=subject, number=entered.number)
            yield item_of(noted, _key(subject), entered.at)


def _key(subject: str) -> str:
    # Not the subject itself: who reads a broadcast or a case need not know that a bureau has it in its register.
    return f"docket/{subject}"


def clock_for(register: Register, unit: str, matter: Matter, at: datetime) -> Deadline | None:
    """The first last day for a bureau's unit; the law sets a platform none."""
    if register.units.unit(unit).level is None:
        return None
    return first_deadline(register.terms, register.book, VERIFYING, matter.chinese, at)


_OF_A_PLATFORM = {Role.PLATFORM_LEAD, Role.PLATFORM_REVIEWER, Role.PLATFORM_HEAD}
_OFFICERS = {Role.REGULATOR_OFFICER, Role.REGULATOR_HEAD} | _OF_A_PLATFORM
_BY_THE_ASSIGNEE = {
    Act.FILE,
    Act.REPORT,
    Act.SUSPEND,
    Act.RESUME,
    Act.TRANSFER,
    Act.MERGE,
    Act.SPLIT,
    Act.END,
}
_ENDS = {LeadOutcome.CASE_OPENED, LeadOutcome.NO_CASE, LeadOutcome.REMINDED, LeadOutcome.TRANSFERRED}


def _repeated(
    archive: Archive, register: Register, new: NewEntry, at: datetime, beside: Sequence[DocketEntered]
) -> str | None:
    """The first entry of these days with the same broadcast, a same party and a same rule."""
    if new.broadcast is None:
        return None
    earliest = at - timedelta(days=register.terms.window_days)
    # Bureaus keep one register; a platform must not learn from its own what a bureau has in hand, nor the reverse.
    mine = _register_of(register, new.unit)
    for number in entries_about(archive, new.broadcast):
        was = load_entry(archive, number)
        stands = was.linked is None and was.state is not DocketState.ENDED and was.entered.at >= earliest
        if stands and _same(was.entered, new) and _register_of(register, was.unit) == mine:
            return number
    for one in beside:
        if one.linked is None and _same(one, new) and _register_of(register, one.unit) == mine:
            return one.number
    return None


def _same(was: DocketEntered, new: NewEntry) -> bool:
    same_room = was.broadcast == new.broadcast
    return same_room and bool(set(was.parties) & set(new.parties) and set(was.rules) & set(new.rules))


def _register_of(register: Register, unit: str) -> str:
    return unit if register.units.unit(unit).level is None else ""


def _last_word(now: Docket) -> str:
    if not now.acts:
        return "已经变动"
    last = now.acts[-1]
    return f"已由{last.by.name}“{last.act.chinese}”"


def _needs(now: Docket, wanted: Wanted, register: Register, at: datetime, by: Person) -> DocketActed:
    # (4)
    if wanted.act not in _MADE:
        raise NotThere(f"“{wanted.act.chinese}”要写明对方和所附文件：请从案源页的相应按钮办理")
    if wanted.act not in {Act.TAKE, Act.RELEASE, Act.ASSIGN} and not wanted.reason.strip():
        raise ReasonMissing(f"“{wanted.act.chinese}”必须写明理由：请填写理由后再提交")
    reason = wanted.reason.strip()
    bare = DocketActed(number=now.number, version=now.version + 1, act=wanted.act, by=by, at=at, reason=reason)
    return _MADE[wanted.act](now, wanted, register, bare)


def _plain(now: Docket, wanted: Wanted, register: Register, bare: DocketActed) -> DocketActed:
    del now, wanted, register
    return bare


def _assign(now: Docket, wanted: Wanted, register: Register, bare: DocketActed) -> DocketActed:
    to = wanted.assignee
    if to is None or to.organisation != now.unit or to.role not in _OFFICERS:
        raise NotThere(f"只能指派给{register.units.name(now.unit)}的办案人员：请重新选择")
    return replace(bare, assignee=to)


def _take(now: Docket, wanted: Wanted, register: Register, bare: DocketActed) -> DocketActed:
    del now, wanted, register
    return replace(bare, until=bare.at + timedelta(minutes=LOCK_MINUTES))


def _hand_down(now: Docket, wanted: Wanted, register: Register, bare: DocketActed) -> DocketActed:
    below = register.units.below(now.unit)
    if wanted.unit not in {unit.id for unit in below}:
        named = "、".join(unit.name for unit in below) or "（没有下级单位）"
        raise NotThere(f"只能交办给直接下级单位：可选{named}")
    return replace(bare, unit=wanted.unit)


def _escalate(now: Docket, wanted: Wanted, register: Register, bare: DocketActed) -> DocketActed:
    del wanted
    above = register.units.above(now.unit)
    if not above:
        raise NotThere(f"{register.units.name(now.unit)}没有登记上级单位：请由本单位办理，或先登记上级单位")
    first = None if now.deadline else clock_for(register, above[0].id, now.entered.matter, bare.at)
    return replace(bare, unit=above[0].id, deadline=first)


def _back(now: Docket, wanted: Wanted, register: Register, bare: DocketActed) -> DocketActed:
    del wanted, register
    return replace(bare, unit=now.chain[-1])


def _send_back(now: Docket, wanted: Wanted, register: Register, bare: DocketActed) -> DocketActed:
    del wanted, register
    return replace(bare, unit=now.reporter)


def _suspend(now: Docket, wanted: Wanted, register: Register, bare: DocketActed) -> DocketActed:
    ground = register.terms.pause(wanted.ground or "", stage_of(now))
    return replace(bare, ground=ground.name, basis=ground.provisions)


def _resume(now: Docket, wanted: Wanted, register: Register, bare: DocketActed) -> DocketActed:
    del wanted
    pauses = (*now.pauses[:-1], replace(now.pauses[-1], until=bare.at))
    again = counted_again(now, register.terms, register.book, pauses=pauses, extended=now.extended)
    return replace(bare, deadline=again)


def _extend(now: Docket, wanted: Wanted, register: Register, bare: DocketActed) -> DocketActed:
    del wanted
    again = counted_again(now, register.terms, register.book, pauses=now.pauses, extended=True)
    return replace(bare, deadline=again, basis=(again.basis,) if again else ())


def _file(now: Docket, wanted: Wanted, register: Register, bare: DocketActed) -> DocketActed:
    due = None
    if register.units.unit(now.unit).level is not None:
        due = first_deadline(register.terms, register.book, HANDLING, now.entered.matter.chinese, bare.at)
    return replace(bare, case=wanted.case, deadline=due)


def _end(now: Docket, wanted: Wanted, register: Register, bare: DocketActed) -> DocketActed:
    del now, register
    if wanted.outcome not in _ENDS:
        raise NotThere("办结须写明结果：立案处理、不予立案、提醒了结或已移送；并入请用“并入其他案源”")
    return replace(bare, outcome=wanted.outcome)


_MADE: dict[Act, Callable[[Docket, Wanted, Register, DocketActed], DocketActed]] = {
    Act.ASSIGN: _assign,
    Act.TAKE: _take,
    Act.RELEASE: _plain,
    Act.HAND_DOWN: _hand_down,
    Act.ESCALATE: _escalate,
    Act.RETURN: _back,
    Act.REPORT: _back,
    Act.SEND_BACK: _send_back,
    Act.FILE: _file,
    Act.SUSPEND: _suspend,
    Act.RESUME: _resume,
    Act.EXTEND: _extend,
    Act.UNLINK: _plain,
    Act.END: _end,
}


def _ended_with(archive: Archive, now: Docket, made: DocketActed) -> Iterator[Item]:
    """What repeats an entry ends with it, with the same answer; a repeat left without an answer must not remain."""
    if made.act is not Act.END:
        return
    for number in repeats_of(archive, now.number):
        repeat = load_entry(archive, number)
        if repeat.chain or repeat.state is DocketState.ENDED:
            continue
        ended = DocketActed(
            number=number,
            version=repeat.version + 1,
            act=Act.MERGE,
            by=made.by,
            at=made.at,
            reason=f"随所关联的案源 {now.number} 办结：{made.reason}",
            outcome=LeadOutcome.MERGED,
            numbers=(now.number,),
        )
        yield item_of(ended, number, made.at)
