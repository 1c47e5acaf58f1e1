"""列入黑名单决定书: the decision as a numbered paper of its own, with its term, its end and what happens then."""

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

from gongzhi.cases import OfficialPaper, PaperIssued, PaperKind, fold_paper
from gongzhi.decisions import Decided, Document, Ladder, Section, chinese_day, load_ladder, notice_document
from gongzhi.flow.docketing import NotThere
from gongzhi.flow.guiding import PaperDesk, next_slot, papers_about, seal_paper
from gongzhi.flow.guiding_together import together
from gongzhi.flow.matters import opened_case, sealed_records
from gongzhi.flow.ports import Archive
from gongzhi.flow.units import Unit, Units
from gongzhi.parties import Person, Verb, require
from gongzhi.values import BEIJING


def issue_blacklist(
    archive: Archive, desk: PaperDesk, *, case: str, to: str | None, signed: tuple[Person, datetime]
) -> OfficialPaper:
    """Number, fill and seal the paper of the case's decision; the one that stands is returned when it was issued before.

    ``to`` is the organisation that may answer it in this system. Raises UnknownCase, NotAllowed, NotThere.
    """
    by, at = signed
    with together(archive) as held:
        opened = opened_case(held, case).record
        require(by, Verb.SERVE, opened.concerned)
        decided = blacklisting(held, case)
        for standing in papers_about(held, case):
            if standing.issued.kind is PaperKind.BLACKLIST and standing.counts:
                return standing
        unit, day = _unit(desk.units, opened.holder), at.astimezone(BEIJING).date()
        slot = next_slot(held, desk, unit, desk.kinds[PaperKind.BLACKLIST], day.year)
        filled = desk.fill(blacklist_document(decided, load_ladder(), number=slot.number, on=at))
        issued = PaperIssued(
            id=slot.id,
            number=slot.number,
            place=slot.place,
            kind=PaperKind.BLACKLIST,
            about=case,
            unit=unit.id,
            addressee=decided.party_name,
            title=PaperKind.BLACKLIST.chinese,
            facts=decided.facts,
            basis=tuple(one.id for one in decided.provisions),
            to=to,
            by=by,
            at=at,
            sha256=hashlib.sha256(filled).hexdigest(),
        )
        seal_paper(held, issued, filled, slot.series)
    return fold_paper(issued, ())


def blacklisting(archive: Archive, case: str) -> Decided:
    """The decision to blacklist in this case; raises NotThere when there is none."""
    decided = [one.record for one in sealed_records(archive, Decided, case) if one.record.measure == "blacklist"]
    if not decided:
        raise NotThere(f"案件 {case} 没有列入黑名单的决定：请下载处置决定告知书")
    return decided[-1]


def blacklist_document(decided: Decided, ladder: Ladder, *, number: str, on: datetime) -> Document:
    """The notice of the decision, headed as what it is, with term and removal, under a number of its own.

    Raises NotThere for a decision on another measure. Source: 直播电商监督管理办法/14.
    """
    if decided.measure != "blacklist":
        raise NotThere(f"{decided.number}不是列入黑名单的决定：请下载处置决定告知书")
    notice = notice_document(decided, ladder)
    return replace(
        notice,
        template="blacklist",
        title=PaperKind.BLACKLIST.chinese,
        number=number,
        sections=(*notice.sections, Section(heading="八、期限和移出", lines=_term(decided))),
        dated=chinese_day(on),
    )


def _unit(units: Units, holder: str) -> Unit:
    for unit in units.all():
        # Cases know a platform by its id or, before it was registered, by its name; its numbers form one series.
        if holder in (unit.id, unit.name):
            return unit
    return Unit(id=holder, name=holder)


def _term(decided: Decided) -> tuple[str, ...]:
    said = f"本决定书依据 {decided.number} 处置决定制发。"
    if decided.days is None:
        return (said, "期限见决定部分。")
    last = decided.at + timedelta(days=decided.days)
    return (
        said,
        f"期限 {decided.days} 日，自{chinese_day(decided.at)}起，至{chinese_day(last)}止。",
        "期满自动移出并同步解除相应措施，不必申请；申诉后撤销的，自撤销时移出。",
        "列入情况在期限内共享给登记使用本名单的平台；共享的条目载明决定、条款和期限，期满自动失效。",
    )
