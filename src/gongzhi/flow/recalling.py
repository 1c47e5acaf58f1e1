"""A recall: open it with its notice, take in the affected orders under pseudonyms, say who was told, complete with a report."""

import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from gongzhi.cases import (
    AffectedOrder,
    CampaignNoted,
    OrderState,
    PaperKind,
    Recall,
    RecallAct,
    RecallActed,
    RecallOpened,
    fold_recall,
)
from gongzhi.flow.docketing import NotThere, load_entry
from gongzhi.flow.guiding import PaperDesk, Wish, bureau_of, check_seen, issue
from gongzhi.flow.guiding_papers import Worded, basis_lines
from gongzhi.flow.guiding_together import Together, together
from gongzhi.flow.matters import item_of, sealed_records
from gongzhi.flow.ports import Archive
from gongzhi.parties import Concerned, NotAllowed, Person, Role, Verb, may
from gongzhi.values import BEIJING, yuan_from_fen

# A record of more orders would be slow to read back.
CHUNK = 2000
_OF_A_PLATFORM = {Role.PLATFORM_LEAD, Role.PLATFORM_REVIEWER}


class UnknownRecall(LookupError):
    """A recall that nobody registered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallWanted:
    """What a person wants done in a recall, having seen it at ``seen``. The act says which fields it needs."""

    act: RecallAct
    seen: int
    said: str
    orders: tuple[AffectedOrder, ...] = ()
    refs: tuple[str, ...] = ()
    channel: str = ""
    result: OrderState | None = None


def open_recall(archive: Archive, desk: PaperDesk, *, wish: RecallOpened, by: Person, at: datetime) -> Recall:
    """Register a recall and issue its notice, in one append; number, unit, person and time of ``wish`` are replaced.

    The notice goes to the platform where one carried the orders, else to the seller. Raises NotAllowed, NoBasis for none or
    one that is not verified, ReasonMissing, UnknownEntry for an entry that is not there.
    """
    unit = bureau_of(desk.units, by)
    with together(archive) as held:
        if wish.entry:
            load_entry(held, wish.entry)
        number = f"ZH{at.astimezone(BEIJING).year}-{held.size():06d}"
        opened = replace(wish, number=number, unit=unit.id, by=by, at=at)
        held.append([item_of(opened, number, at)])
        if opened.campaign:
            noted = CampaignNoted(campaign=opened.campaign, what="recall", number=number)
            held.append([item_of(noted, f"campaign/{opened.campaign}", at)])
        notice = Worded(
            addressee=desk.units.name(opened.platform) if opened.platform else opened.seller,
            facts=f"{opened.seller}销售的“{opened.goods}”（批号 {opened.batch or '未标注'}）：{opened.defect}",
            asks=(
                opened.remedy,
                "按订单逐一告知买家，并登记每一笔的结果",
                "在本系统登记进展，不登记买家的姓名、电话和地址",
            ),
            basis=opened.basis,
        )
        wished = Wish(kind=PaperKind.RECALL_NOTICE, about=number, worded=notice, to=opened.platform)
        issue(held, desk, wish=wished, by=by, at=at)
    return fold_recall(opened, ())


def act_in_recall(archive: Archive, *, number: str, wanted: RecallWanted, by: Person, at: datetime) -> Recall:
    """Do one thing in a recall, if it still stands as the person saw it. Its unit and its platform may. Completing: ``complete``.

    Raises UnknownRecall, NotAllowed, Overtaken, ImpossibleStep, NotThere, ReasonMissing.
    """
    with together(archive) as held:
        now = _opened_for(held, number, wanted, by)
        if wanted.act is RecallAct.COMPLETE:
            raise NotThere("完成召回要出总结报告：请从“完成”办理")
        held.append([item_of(one, number, at) for one in _acts(now, wanted, by, at)])
    return load_recall(archive, number)


def complete(
    archive: Archive, desk: PaperDesk, *, number: str, wanted: RecallWanted, by: Person, at: datetime
) -> Recall:
    """End a recall with its report, in one append; only its unit. Orders left open are counted in the report, with the reason.

    Raises as ``act_in_recall``.
    """
    bureau_of(desk.units, by)
    with together(archive) as held:
        now = _opened_for(held, number, replace(wanted, act=RecallAct.COMPLETE), by)
        acted = RecallActed(
            number=number, version=now.version + 1, act=RecallAct.COMPLETE, by=by, at=at, said=wanted.said.strip()
        )
        held.append([item_of(acted, number, at)])
        opened = now.opened
        worded = Worded(
            addressee=desk.units.name(opened.unit),
            facts=f"召回 {number}：{opened.seller}销售的“{opened.goods}”（批号 {opened.batch or '未标注'}）。{opened.defect}\n{acted.said}",
            basis=opened.basis,
            rows=report_rows(now),
        )
        issue(held, desk, wish=Wish(kind=PaperKind.RECALL_REPORT, about=number, worded=worded), by=by, at=at)
    return load_recall(archive, number)


def load_recall(archive: Archive, number: str) -> Recall:
    """The recall as its sealed acts add up; raises UnknownRecall, SealBroken, ImpossibleStep."""
    for opened in sealed_records(archive, RecallOpened, number):
        return fold_recall(opened.record, (one.record for one in sealed_records(archive, RecallActed, number)))
    raise UnknownRecall(f"没有编号为“{number}”的召回：请核对编号")


def order_ref(recall: str, order: str, key: bytes) -> str:
    """The pseudonym of an order in one recall: the same order is another one elsewhere. ``key`` stays with the store."""
    words = f"gongzhi/recall/v1\n{recall}\n{order.strip()}"
    return hmac.new(key, words.encode(), sha256).hexdigest()[:20]


def mask_order(order: str) -> str:
    """What is shown of an order number: its last four characters."""
    return f"…{order.strip()[-4:]}" if len(order.strip()) > 4 else "…"


def mask_contact(contact: str) -> str:
    """What is shown of a telephone number: ``138****5678``; of anything else its first character."""
    digits = "".join(one for one in contact if one.isdigit())
    if len(digits) >= 11:
        return f"{digits[-11:-8]}****{digits[-4:]}"
    return f"{contact.strip()[:1]}**" if contact.strip() else ""


def report_rows(now: Recall) -> tuple[tuple[str, str], ...]:
    """The numbers of a recall, as its report and its page list them."""
    back, sold = now.units_back
    paid = sum(one.paid_fen for one in now.orders.values())
    counted = tuple((f"订单：{state.chinese}", str(count)) for state, count in now.counts.items())
    return (
        ("受影响的订单", str(len(now.orders))),
        ("其中金额", f"{yuan_from_fen(paid)} 元"),
        *counted,
        ("售出件数", str(sold)),
        ("退回或换回件数", str(back)),
    )


def check_basis(desk: PaperDesk, basis: tuple[str, ...], at: datetime) -> None:
    """Raises NoBasis unless the notice may rest on these."""
    basis_lines(desk.kinds[PaperKind.RECALL_NOTICE], basis, desk.book, at.astimezone(BEIJING).date())


def _opened_for(held: Together, number: str, wanted: RecallWanted, by: Person) -> Recall:
    now = load_recall(held, number)
    mine = may(by, Verb.OPEN_CASE, Concerned(holder=now.opened.unit))
    carries = by.organisation == now.opened.platform and by.role in _OF_A_PLATFORM
    if not (mine or carries):
        raise NotAllowed(f"{by.name}不能办理召回 {number}：由登记单位或承运订单的平台办理")
    check_seen(now.version, wanted.seen, now.acts, f"召回 {number}")
    now.check(wanted.act)
    return now


def _acts(now: Recall, wanted: RecallWanted, by: Person, at: datetime) -> Iterator[RecallActed]:
    bare = RecallActed(
        number=now.opened.number, version=now.version + 1, act=wanted.act, by=by, at=at, said=wanted.said.strip()
    )
    if wanted.act is RecallAct.IMPORT:
        yield from _imported(now, wanted.orders, bare)
        return
    unknown = [ref for ref in wanted.refs if ref not in now.orders]
    if not wanted.refs or unknown:
        raise NotThere(
            "没有选中本次召回的订单：请从列表中选取" + (f"（{len(unknown)} 笔不在本次召回中）" if unknown else "")
        )
    if wanted.act is RecallAct.TELL:
        if not wanted.channel.strip():
            raise NotThere("通知消费者必须写明方式：例如 站内信、短信、电话、公告")
        yield replace(bare, refs=wanted.refs, channel=wanted.channel.strip())
        return
    if wanted.result is None or not wanted.result.settled:
        raise NotThere("登记结果必须写明：已退货、已退款、已换货、消费者自行处理或联系不上")
    yield replace(bare, refs=wanted.refs, result=wanted.result)


def _imported(now: Recall, orders: Sequence[AffectedOrder], bare: RecallActed) -> Iterator[RecallActed]:
    new = tuple({one.ref: one for one in orders if one.ref not in now.orders}.values())
    if not new:
        raise NotThere("没有新的订单：文件里的订单都已经导入过，或没有可用的行")
    for step, start in enumerate(range(0, len(new), CHUNK)):
        yield replace(bare, version=bare.version + step, orders=new[start : start + CHUNK])
