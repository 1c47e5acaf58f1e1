"""《电子数据提取笔录》: what was extracted, when, with what and where it is sealed, out of the chain of custody."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from gongzhi.broadcasts import Broadcast
from gongzhi.cases import CaseOpened
from gongzhi.decisions import Section
from gongzhi.flow.custody import CaptureEnded, CaptureStarted
from gongzhi.flow.custody_chain import Link, custody_of
from gongzhi.flow.matters import Sealed, sealed_records
from gongzhi.flow.ports import Archive, Placed
from gongzhi.law import Book
from gongzhi.values import BEIJING

# What the record's form answers to: how copies of electronic data are noted, and what a system that fixes them must ensure.
BASIS = ("市场监督管理行政处罚程序规定/26.1", "市场监督管理行政处罚程序规定/26.2")
LISTED = 200
_EXTRACTED = {"raw": "原始采集", "SignalBatch": "信号批次", "document": "文书"}
_BLANK = "________________"
_ERASED = "已销毁"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFacts:
    """The checkpoint that the record names: origin, size, root (hex), the log's key, who cosigned, who stamped it."""

    origin: str
    size: int
    root: str
    key: str
    witnesses: tuple[str, ...] = ()
    stamped_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the list of extracted data."""

    n: str
    exhibit: str
    kind: str
    size: str
    sha256: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractionRecord:
    """The record in parts; ``template`` names the .docx that it is filled into, ``rows`` stand between the two lots of sections."""

    template: str
    title: str
    number: str
    sections: tuple[Section, ...]
    rows: tuple[Row, ...]
    after: tuple[Section, ...]
    signatures: tuple[str, ...]
    dated: str


def write_extraction_record(
    archive: Archive, name: str, chosen: Sequence[Placed], *, log: LogFacts, book: Book, at: datetime
) -> ExtractionRecord:
    """The record for a case or a broadcast and the exhibits that belong to it; raises UnknownExhibit.

    What the store cannot know (place, names of people, original carrier) is left as a blank line for whoever signs.
    """
    case = next((each.record for each in sealed_records(archive, CaseOpened, name)), None)
    broadcast = case.broadcast if case else name
    links = custody_of(archive, broadcast)
    starts = list(sealed_records(archive, CaptureStarted, broadcast))
    ends = {each.record.started: each.record for each in sealed_records(archive, CaptureEnded, broadcast)}
    listed = [placed for placed in chosen if placed.kind in _EXTRACTED] or list(chosen)
    return ExtractionRecord(
        template="extraction",
        title="电子数据提取笔录",
        number=f"{'案件' if case else '直播场次'} {name}",
        sections=tuple(_before(archive, broadcast, starts, ends, links)),
        rows=tuple(_rows(listed)),
        after=tuple(_after(chosen, listed, log, book, at.astimezone(BEIJING).date())),
        signatures=(
            f"提取人（签名）：{_BLANK}    {_BLANK}",
            f"见证人或者数据提供人（签名）：{_BLANK}",
            f"日期：{_BLANK}",
        ),
        dated=f"制作时间：{_time(at)}",
    )


def _before(
    archive: Archive,
    broadcast: str,
    starts: Sequence[Sealed[CaptureStarted]],
    ends: dict[str, CaptureEnded],
    links: Sequence[Link],
) -> Iterator[Section]:
    about = [each.record for each in sealed_records(archive, Broadcast, broadcast)]
    yield Section(heading="一、提取对象", lines=tuple(_object(about[-1] if about else None, broadcast)))
    yield Section(heading="二、时间、地点和人员", lines=tuple(_people(starts, ends)))
    yield Section(heading="三、设备和软件", lines=tuple(_equipment(starts)))
    yield Section(heading="四、提取前的环境检查", lines=tuple(_checks(starts)))
    yield Section(heading="五、提取过程", lines=tuple(_steps(links)))
    yield Section(heading="六、提取的电子数据", lines=("逐件列明如下，散列值均为 SHA-256：",))


def _object(about: Broadcast | None, broadcast: str) -> Iterator[str]:
    if about is None:
        yield f"编号 {broadcast}"
        return
    yield f"直播间：{about.room}（平台：{about.platform}），场次编号 {about.id}"
    names = (about.title, about.operator, about.merchant, about.mcn, *about.presenters)
    labels = ("标题", "运营者", "商家", "服务机构", *("出镜" for _ in about.presenters))
    yield from (f"{label}：{name}" for label, name in zip(labels, names, strict=True) if name)
    yield f"直播时间：{_time(about.started_at)} 至 {_time(about.ended_at)}"


def _people(starts: Sequence[Sealed[CaptureStarted]], ends: dict[str, CaptureEnded]) -> Iterator[str]:
    for start in starts:
        end = ends.get(start.placed.exhibit)
        until = _time(end.at) if end else "没有结束记录（中途被终止）"
        yield f"提取时间：{_time(start.record.at)} 至 {until}，采集账号 {start.record.by}"
    if not starts:
        yield f"提取时间：没有采集记录，请由提取人填写 {_BLANK}"
    yield f"提取地点：{_BLANK}"
    yield f"提取人：{_BLANK}    执法证号：{_BLANK}"
    yield f"见证人或者数据提供人：{_BLANK}"


def _equipment(starts: Sequence[Sealed[CaptureStarted]]) -> Iterator[str]:
    told = []
    for each in (start.record.environment for start in starts):
        told.append(f"软件：{each.tool}，程序文件清单散列 {each.package}")
        told.append(f"运行环境：{each.system}，Python {each.python}，采集器编号 {each.collector}")
    yield from dict.fromkeys(told)
    yield f"其他设备：{_BLANK}"


def _checks(starts: Sequence[Sealed[CaptureStarted]]) -> Iterator[str]:
    for start in starts:
        environment = start.record.environment
        yield f"{_time(start.record.at)}（采集前记录，日志第 {start.placed.index} 项）：{environment.clock_how}"
        for check in environment.checks:
            if check.what != "时钟":
                yield f"{check.what}：{'正常' if check.ok else '异常'}，{check.detail}"
    if not starts:
        yield "没有采集前的环境检查记录。"


def _steps(links: Sequence[Link]) -> Iterator[str]:
    for n, link in enumerate((link for link in links if link.act != "查看"), 1):
        yield f"{n}．{_time(link.at)} {link.act}：{link.detail}（日志第 {link.index} 项）"
    if not links:
        yield "没有过程记录。"


def _rows(listed: Sequence[Placed]) -> Iterator[Row]:
    for n, placed in enumerate(listed[:LISTED], 1):
        yield Row(
            n=str(n),
            exhibit=placed.exhibit,
            kind=_EXTRACTED.get(placed.kind, placed.kind),
            size=str(placed.size),
            sha256=_digest(placed),
            place=str(placed.index),
        )


def _after(
    chosen: Sequence[Placed], listed: Sequence[Placed], log: LogFacts, book: Book, on: date
) -> Iterator[Section]:
    counted = Counter(_EXTRACTED.get(one.kind, "在此基础上形成的记录") for one in chosen)
    kinds = "，".join(f"{kind} {count} 件" for kind, count in counted.most_common())
    rest = f"上表列前 {LISTED} 件，其余 {len(listed) - LISTED} 件见证据包清单。" if len(listed) > LISTED else ""
    yield Section(
        heading="七、完整性校验值",
        lines=(
            f"本笔录涉及 {len(chosen)} 件：{kinds}。{rest}",
            f"完整性校验值（各件“编号 散列值”逐行依日志次序的 SHA-256）：{integrity_value(chosen)}",
        ),
    )
    yield Section(heading="八、封存", lines=tuple(_sealing(chosen, log)))
    yield Section(heading="九、备注", lines=tuple(_remarks(book, on)))


def _sealing(chosen: Sequence[Placed], log: LogFacts) -> Iterator[str]:
    if chosen:
        yield f"封存于日志 {log.origin} 第 {chosen[0].index} 至 {chosen[-1].index} 项。"
    yield f"检查点：{log.size} 项，树根 {log.root}。日志公钥：{log.key}"
    yield f"联署的见证人：{'、'.join(log.witnesses) or '无'}"
    yield f"检查点的时间戳：{'、'.join(log.stamped_by) or '无'}"
    yield "核验方法：gongzhi evidence bundle 制成证据包，用 gongzhi evidence verify、verify.pyz 或包内网页离线核验。"


def _remarks(book: Book, on: date) -> Iterator[str]:
    yield f"是否原始载体；不是的，写明不能或者不便提取原始载体的原因：{_BLANK}"
    cited = [book.cite(basis, on=on) for basis in BASIS]
    yield "依据（条文要旨，不是原文）：" + "；".join(f"《{one.title}》{one.article}：{one.wording}" for one in cited)
    yield "本笔录由系统据封存记录生成，空白处由提取人填写；账号已遮名。本结果仅供辅助，由人作出决定。"


def integrity_value(chosen: Sequence[Placed]) -> str:
    """SHA-256 (hex) over ``<exhibit> <sha256>`` of every exhibit, one per line, in the order of the log."""
    lines = (f"{one.exhibit} {_digest(one)}\n" for one in sorted(chosen, key=lambda one: one.index))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _digest(placed: Placed) -> str:
    return placed.sha256 if placed.sha256.strip("0") else _ERASED


def _time(at: datetime | None) -> str:
    return at.astimezone(BEIJING).strftime("%Y年%m月%d日 %H时%M分%S秒") if at else _BLANK
