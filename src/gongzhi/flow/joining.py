"""Entries of the register that are one matter are merged, and one that is several is split; neither loses its history."""

from dataclasses import dataclass, replace
from datetime import datetime

from gongzhi.cases import Act, Docket, DocketActed, DocketEntered, LeadOutcome
from gongzhi.flow.docketing import NotThere, check_hands, load_entry, notes_of
from gongzhi.flow.guiding import guided
from gongzhi.flow.lead_ends import lead_ended_with
from gongzhi.flow.matters import item_of
from gongzhi.flow.ports import Archive
from gongzhi.parties import Person
from gongzhi.values import BEIJING


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What is taken out of an entry: a title, what it is about, and which parties, goods and findings go with it."""

    title: str
    summary: str
    parties: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    goods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One line of an entry's whole history; ``number`` says in which entry it happened, ``by`` is None for the monitoring."""

    number: str
    at: datetime
    by: Person | None
    what: str
    detail: str
    basis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Merger:
    """Entry ``number`` shall go into ``into``; the person saw them at these versions."""

    number: str
    into: str
    seen: int
    seen_into: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Splitting:
    """These parts shall be taken out of entry ``number``, which the person saw at version ``seen``."""

    number: str
    parts: tuple[Part, ...]
    seen: int
    reason: str


def merge(archive: Archive, *, merger: Merger, by: Person, at: datetime) -> Docket:
    """End an entry by merging it into another of the same unit; both say so, in one append. Returns the other.

    Raises as ``act_upon``.
    """
    number, into, reason = merger.number, merger.into, merger.reason
    with archive.writing():
        gone, kept = load_entry(archive, number), load_entry(archive, into)
        check_hands(gone, Act.MERGE, seen=merger.seen, by=by, at=at)
        check_hands(kept, Act.ABSORB, seen=merger.seen_into, by=by, at=at)
        if number == into:
            raise NotThere("不能并入自身：请选择另一件案源")
        bare = DocketActed(number=number, version=gone.version + 1, act=Act.MERGE, by=by, at=at, reason=reason)
        merged = replace(bare, outcome=LeadOutcome.MERGED, numbers=(into,))
        absorbed = replace(bare, number=into, version=kept.version + 1, act=Act.ABSORB, numbers=(number,))
        over = lead_ended_with(archive, gone, merged)
        archive.append([item_of(merged, number, at), item_of(absorbed, into, at), *over])
        return load_entry(archive, into)


def split(archive: Archive, *, splitting: Splitting, by: Person, at: datetime) -> tuple[DocketEntered, ...]:
    """Take parts out of an entry as entries of their own; they keep its deadline and its history. Returns the new ones.

    Raises as ``act_upon``, NotThere for parts that name what the entry does not have.
    """
    number, parts, reason = splitting.number, splitting.parts, splitting.reason
    with archive.writing():
        now = load_entry(archive, number)
        check_hands(now, Act.SPLIT, seen=splitting.seen, by=by, at=at)
        _check_parts(now, parts)
        made = tuple(_part_of(now, part, archive.size() + step, by, at) for step, part in enumerate(parts))
        numbers = tuple(one.number for one in made)
        parted = DocketActed(
            number=number, version=now.version + 1, act=Act.SPLIT, by=by, at=at, reason=reason, numbers=numbers
        )
        items = [item_of(parted, number, at)]
        for one in made:
            items += [item_of(one, one.number, at), *notes_of(one)]
        archive.append(items)
        return made


def history_of(archive: Archive, number: str) -> tuple[Told, ...]:
    """All that happened to an entry, with what happened before to those merged into it and to that it was split from."""
    now = load_entry(archive, number)
    told = [_entered(now)]
    if now.entered.split_from is not None:
        told = [*_until(history_of(archive, now.entered.split_from), now.entered.at), *told]
    for act in now.acts:
        if act.act is Act.ABSORB:
            for each in act.numbers:
                told += history_of(archive, each)
        told.append(_acted(act))
    told += [
        Told(number=number, at=one.at, by=one.by, what=one.what, detail=one.detail, basis=one.basis)
        for one in guided(archive, number)
    ]
    return tuple(sorted(told, key=lambda one: one.at))


def _part_of(now: Docket, part: Part, place: int, by: Person, at: datetime) -> DocketEntered:
    return replace(
        now.entered,
        number=f"XS{at.astimezone(BEIJING).year}-{place:06d}",
        title=part.title,
        summary=part.summary,
        parties=part.parties or now.entered.parties,
        findings=part.findings,
        goods=part.goods or now.entered.goods,
        unit=now.unit,
        by=by,
        at=at,
        case=None,
        linked=None,
        lead=None,
        split_from=now.number,
        # The law's clock began with the first entry; taking a part out of it gives no new days.
        deadline=now.deadline,
        since=now.clock,
        filed=now.filed,
        extended=now.extended,
    )


def _check_parts(now: Docket, parts: tuple[Part, ...]) -> None:
    if not parts:
        raise NotThere("拆分至少要写明一件新案源：请填写标题和事实")
    for part in parts:
        if foreign := set(part.parties) - set(now.entered.parties):
            raise NotThere(f"{'、'.join(sorted(foreign))}不是案源 {now.number} 的当事人：请从本件的当事人中选取")
        if set(part.findings) - set(now.entered.findings):
            raise NotThere(f"拆出的发现不在案源 {now.number} 中：请从本件的发现中选取")
        if now.entered.goods is not None and (other := set(part.goods) - set(now.entered.goods)):
            raise NotThere(f"{'、'.join(sorted(other))}不是案源 {now.number} 涉及的商品：请从本件的商品中选取")


def _until(told: tuple[Told, ...], at: datetime) -> tuple[Told, ...]:
    return tuple(one for one in told if one.at <= at)


def _entered(now: Docket) -> Told:
    entered = now.entered
    word = "拆分登记" if entered.split_from else "登记"
    return Told(number=now.number, at=entered.at, by=entered.by, what=word, detail=entered.summary)


def _acted(act: DocketActed) -> Told:
    with_whom = act.assignee.name if act.assignee else act.recipient or "、".join(act.numbers)
    detail = "：".join(word for word in (with_whom, act.ground, act.reason) if word)
    return Told(number=act.number, at=act.at, by=act.by, what=act.act.chinese, detail=detail, basis=act.basis)
