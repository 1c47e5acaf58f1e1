"""What each act upon a party's file needs before it is sealed: papers in date, reasons, days, an answer of the sources."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from gongzhi.flow.admitting_asked import Asked, Gate, NotReady
from gongzhi.flow.admitting_details import details_of
from gongzhi.flow.admitting_needs import checked_paper, lacks_of
from gongzhi.flow.admitting_sources import ask_sources, differences
from gongzhi.flow.admitting_terms import TermUnknown, last_day
from gongzhi.flow.ports import Archive
from gongzhi.parties import CHANGE_NAMES, CHANGEABLE, Dossier, DossierActed, ReasonsMissing, Step
from gongzhi.values import BEIJING


def made_step(archive: Archive, gate: Gate, now: Dossier, asked: Asked, bare: DossierActed) -> DossierActed:
    """The act with all that it needs. Raises NotReady, ReasonsMissing, BadPaper, BadIdentifier, NoSuchName."""
    making = _MAKING.get(asked.step)
    return making(archive, gate, now, asked, bare) if making else bare


def _add_papers(archive: Archive, gate: Gate, now: Dossier, asked: Asked, bare: DossierActed) -> DossierActed:
    del archive
    if not asked.papers:
        raise NotReady("没有写明是哪一件证照：请选择种类并填写编号")
    return replace(bare, papers=tuple(checked_paper(gate.admission, one, now.opened.uscc) for one in asked.papers))


def _verify(archive: Archive, gate: Gate, now: Dossier, asked: Asked, bare: DossierActed) -> DossierActed:
    found = details_of(archive, now.number)
    lacks = lacks_of(now, gate.admission, bare.at.astimezone(BEIJING).date())
    if lacks:
        raise NotReady(f"不能“{bare.step.chinese}”：{'；'.join(one.chinese for one in lacks)}。请退回补正并写明缺什么")
    answers = ask_sources(now, found[1] if found else None, gate.sources)
    unlike = differences(answers)
    if unlike and not asked.reason.strip():
        raise ReasonsMissing(f"{'、'.join(unlike)}：如仍要“{bare.step.chinese}”，请写明核对经过；否则请退回补正")
    duty = gate.admission.duty("半年复核")
    return replace(bare, checks=answers, due=_due(gate, "半年复核", bare.at), basis=duty.cited)


def _resubmit(archive: Archive, gate: Gate, now: Dossier, asked: Asked, bare: DossierActed) -> DossierActed:
    del archive
    papers = tuple(checked_paper(gate.admission, one, now.opened.uscc) for one in asked.papers)
    return replace(bare, papers=papers, changes=_changes(now, gate, asked.changes))


def _report_change(archive: Archive, gate: Gate, now: Dossier, asked: Asked, bare: DossierActed) -> DossierActed:
    del archive
    changes = _changes(now, gate, asked.changes)
    if not changes and asked.particulars is None:
        raise NotReady("没有写明变更了什么：请至少改一项")
    if asked.changed_on is None or asked.changed_on > bare.at.astimezone(BEIJING).date():
        raise NotReady("请写明变更发生在哪一天（不能晚于今天）")
    duty = gate.admission.duty("核验变更")
    due = _due(gate, "核验变更", bare.at)
    return replace(bare, changes=changes, changed_on=asked.changed_on, due=due, basis=duty.cited)


def _train(archive: Archive, gate: Gate, now: Dossier, asked: Asked, bare: DossierActed) -> DossierActed:
    del archive, now
    if asked.day is None or asked.day > bare.at.astimezone(BEIJING).date():
        raise NotReady("请写明培训在哪一天（不能晚于今天）")
    if not asked.course.strip():
        raise NotReady("请写明培训内容，例如“直播电商监督管理办法学习”")
    return replace(bare, day=asked.day, course=asked.course.strip(), basis=gate.admission.duty("年度培训").cited)


def _lost(archive: Archive, gate: Gate, now: Dossier, asked: Asked, bare: DossierActed) -> DossierActed:
    del archive, now, asked
    duty = gate.admission.duty("失联提醒")
    return replace(bare, due=_due(gate, "失联提醒", bare.at), basis=duty.cited)


_MAKING: dict[Step, Callable[[Archive, Gate, Dossier, Asked, DossierActed], DossierActed]] = {
    Step.ADD_PAPERS: _add_papers,
    Step.RESUBMIT: _resubmit,
    Step.ADMIT: _verify,
    Step.REVERIFY: _verify,
    Step.REPORT_CHANGE: _report_change,
    Step.TRAIN: _train,
    Step.CONTACT_LOST: _lost,
}


def _changes(now: Dossier, gate: Gate, given: dict[str, str]) -> dict[str, str]:
    opened = now.opened
    was = {name: getattr(opened, name) or "" for name in CHANGEABLE if name != "goods"} | {
        "goods": "、".join(opened.goods)
    }
    if strange := set(given) - set(was):
        raise NotReady(f"不认识的变更项目 {'、'.join(sorted(strange))}：可选{'、'.join(CHANGE_NAMES.values())}")
    changes = {name: value.strip() for name, value in given.items() if value.strip() and value.strip() != was[name]}
    for sort in changes.get("goods", "").split("、"):
        if sort:
            gate.admission.sort(sort)
    if now.natural and "name" in changes:
        raise NotReady("自然人改名请在个人信息里更改，不写进变更项目")
    return changes


def _due(gate: Gate, name: str, since: datetime) -> date | None:
    try:
        return last_day(gate.book, gate.admission.duty(name), since)
    except TermUnknown:
        # The holiday calendar of that year is not out yet: the work stays open without a day, and the page says so.
        return None
