"""The chain of custody of one exhibit, broadcast or case, link by link, out of the sealed records."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gongzhi.cases import LeadClosed
from gongzhi.evidence import Redacted
from gongzhi.flow.custody import CUSTODY, CaptureEnded, CaptureStarted, Ending, Exported, HandedOver, Viewed, matter_of
from gongzhi.flow.erase import Erased
from gongzhi.flow.hold import HoldLifted, HoldPlaced
from gongzhi.flow.matters import UnknownExhibit, sealed_records
from gongzhi.flow.ports import Archive, Placed

_RECORDS: tuple[type[Any], ...] = (*CUSTODY, Erased, HoldPlaced, HoldLifted)
_ENDS = {Ending.SOURCE_ENDED: "来源读完", Ending.STOPPED: "人为停止", Ending.FAILED: "出错中断"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One link of a chain of custody, in words: the act, who, for what, digest or commitment before and after."""

    at: datetime
    act: str
    by: str
    detail: str
    exhibit: str
    index: int
    before: str = ""
    after: str = ""


def custody_of(archive: Archive, name: str) -> list[Link]:
    """Every link, in the order of the log; raises UnknownExhibit for an id that nothing is sealed under.

    Of an exhibit: its sealing, the captures of its broadcast, who saw it, every bundle that held it. Of a broadcast or a
    case: the captures, bundles, redactions and hand-overs of all of it.
    """
    placed = archive.find(name)
    if placed is None and next(iter(archive.placed(subject=name)), None) is None:
        raise UnknownExhibit(f"没有编号为“{name}”的证据、案件或场次：请核对编号")
    links = [_sealing(placed)] if placed else []
    begun = _last_start(archive, placed) if placed else None
    for subject in _subjects(archive, name):
        for kind in _RECORDS:
            for sealed in sealed_records(archive, kind, subject):
                if placed is None or sealed.placed == begun or _concerns(sealed.record, placed):
                    links.append(_told(sealed.placed, sealed.record))
    return _each_once(sorted(links, key=lambda link: link.index))


def _each_once(links: list[Link]) -> list[Link]:
    """One bundle that is about several matters is on record under each of them, and one act."""
    return list({(link.act, link.at, link.after or link.exhibit): link for link in reversed(links)}.values())[::-1]


def _subjects(archive: Archive, name: str) -> list[str]:
    """Under which subjects its custody is sealed: itself, its matter, and the cases that came of that."""
    matter = matter_of(archive, name)
    cases = [closed.record.case for closed in sealed_records(archive, LeadClosed, matter) if closed.record.case]
    return list(dict.fromkeys((name, matter, *cases)))


def _last_start(archive: Archive, placed: Placed) -> Placed | None:
    """The capture that an exhibit came out of: the last one that began before it was sealed."""
    begun = None
    for start in archive.placed(kind=CaptureStarted.__name__, subject=placed.subject):
        begun = start if start.index < placed.index else begun
    return begun


def _concerns(record: Any, placed: Placed) -> bool:
    match record:
        case CaptureStarted():
            return False
        case CaptureEnded():
            return record.first is not None and record.first <= placed.index <= (record.last or -1)
        case Viewed() | Redacted():
            return record.exhibit == placed.exhibit
        case Exported() | Erased():
            return placed.exhibit in record.exhibits
        case HandedOver():
            # A matter that is passed on goes with all that belongs to it, a bundle with what it holds.
            return record.exhibits is None or placed.exhibit in record.exhibits
        case _:
            return True


def _sealing(placed: Placed) -> Link:
    detail = f"日志第 {placed.index} 项，{placed.size} 字节"
    return Link(at=placed.at, act="封存", by="", detail=detail, exhibit=placed.exhibit, index=placed.index)


def _told(placed: Placed, record: Any) -> Link:
    act, detail, before, after = _WORDS[type(record)](record)
    return Link(
        at=record.at,
        act=act,
        by=record.by,
        detail=detail,
        exhibit=placed.exhibit,
        index=placed.index,
        before=before,
        after=after,
    )


_Words = tuple[str, str, str, str]


def _capture_started(record: CaptureStarted) -> _Words:
    around = record.environment
    bad = [check.what for check in around.checks if not check.ok]
    state = f"自检有异常：{'、'.join(bad)}" if bad else f"自检 {len(around.checks)} 项正常"
    return "开始采集", f"来源 {record.source}；{around.tool}；{around.clock_how}；{state}", "", ""


def _capture_ended(record: CaptureEnded) -> _Words:
    why = f"（{record.why}）" if record.why else ""
    detail = f"{_ENDS[record.ending]}{why}，封存 {record.batches} 批、{record.signals} 条信号"
    return "结束采集", detail, "", record.digest


def _viewed(record: Viewed) -> _Words:
    return "查看", record.purpose, "", ""


def _exported(record: Exported) -> _Words:
    hidden = f"，其中隐去 {record.withheld} 件" if record.withheld else ""
    detail = f"{record.scope}，{len(record.exhibits)} 件{hidden}，{record.size} 字节，给 {record.recipient}：{record.purpose}"
    return "制作证据包", detail, "", record.sha256


def _redacted(record: Redacted) -> _Words:
    return "隐去", f"{'、'.join(record.fields)}：{record.reason}", record.before, record.after or ""


def _handed_over(record: HandedOver) -> _Words:
    person = f"（接收人 {record.person}）" if record.person else ""
    held = "" if record.exhibits is None else f"，证据包 {len(record.exhibits)} 件"
    return "移交", f"{record.recipient}{person}：{record.purpose}{held}", "", record.sha256 or ""


def _erased(record: Erased) -> _Words:
    return "销毁内容", f"{len(record.exhibits)} 件，{record.why}", "", ""


def _hold(record: HoldPlaced | HoldLifted) -> _Words:
    return ("保全" if isinstance(record, HoldPlaced) else "解除保全"), record.reason, "", ""


_WORDS: dict[type[Any], Callable[[Any], _Words]] = {
    CaptureStarted: _capture_started,
    CaptureEnded: _capture_ended,
    Viewed: _viewed,
    Exported: _exported,
    Redacted: _redacted,
    HandedOver: _handed_over,
    Erased: _erased,
    HoldPlaced: _hold,
    HoldLifted: _hold,
}
