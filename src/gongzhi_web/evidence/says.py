"""What a sealed item is, in words: one line for lists, and pairs of name and text for its page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from gongzhi.broadcasts import Broadcast, Promise, SignalBatch
from gongzhi.cases import CaseClosed, CaseOpened, Lead, LeadClosed, Review
from gongzhi.credit import CreditEntry, load_scale
from gongzhi.decisions import AppealDecided, AppealFiled, Decided, Notice, Proposed
from gongzhi.evidence import SegmentClosed, SegmentOpened, SegmentRoot
from gongzhi.flow.custody import CaptureEnded, CaptureStarted
from gongzhi.flow.record_credit import CreditRecorded
from gongzhi.screening import Evaded, Finding
from gongzhi.values import NotThisRecord, decode_record
from gongzhi_web.evidence.kinds import KINDS
from gongzhi_web.site.words import WORDS

__all__ = ["KINDS", "Said", "kind_name", "say"]

Pairs = list[tuple[str, str]]
_LEVELS = {"ordinary": "一般", "serious": "较重", "urgent": "紧急"}
_ENDS = {
    "case_opened": "立案",
    "no_case": "不予立案",
    "merged": "并入其他案件",
    "transferred": "移送",
    "reminded": "提醒了结",
}
_SERVED = {"online": "站内送达", "email": "电子邮件", "post": "邮寄", "in_person": "当面"}


@dataclass(frozen=True, slots=True)
class Said:
    """``line`` for lists; ``pairs`` for the page; ``readable`` is False for bytes that are no record of ours."""

    line: str
    pairs: Pairs
    readable: bool = True


def kind_name(kind: str) -> str:
    """The Chinese name of a kind of record; the kind itself when it is new to this page."""
    return KINDS.get(kind, kind)


def say(kind: str, data: bytes) -> Said:
    """Read the sealed bytes as what they were sealed as. Bytes that cannot be read so are described by their size."""
    told = _TELLERS.get(kind)
    if told is None:
        return Said(f"{kind_name(kind)}，{len(data)} 字节", [], readable=False)
    record_type, tell = told
    try:
        return tell(decode_record(record_type, data))
    except NotThisRecord as error:
        return Said("读不出这份记录", [("原因", f"{error}。请运行 gongzhi evidence fsck")], readable=False)


def _broadcast(record: Broadcast) -> Said:
    pairs = [
        ("直播间", record.room),
        ("标题", record.title or "—"),
        ("平台", record.platform),
        ("运营者", record.operator or "—"),
        ("商家", record.merchant or "—"),
        ("服务机构", record.mcn or "—"),
        ("出镜", "、".join(record.presenters) or "—"),
        ("开播", _time(record.started_at)),
        ("下播", _time(record.ended_at)),
    ]
    return Said(record.title or record.room, pairs)


def _batch(record: SignalBatch) -> Said:
    times = [signal.at for signal in record.signals]
    pairs = [
        ("批次", f"第 {record.number + 1} 批，{len(record.signals)} 条信号，序号自 {record.first} 起"),
        ("信号时间", f"{_time(min(times))} 至 {_time(max(times))}" if times else "没有信号"),
        ("原始字节", f"{len(record.chunks)} 段，另行封存"),
        ("读取问题", f"{len(record.problems)} 处" if record.problems else "没有"),
    ]
    return Said(f"第 {record.number + 1} 批信号，{len(record.signals)} 条", pairs)


def _finding(record: Finding) -> Said:
    basis = "；".join(f"{cited.title}{cited.article}" for cited in record.provisions)
    pairs = [
        ("原话", f"“{record.quote}”"),
        ("读作", record.reading),
        ("类别", WORDS["type"].get(record.type.value, record.type.value)),
        ("为何提示", record.why),
        ("依据", basis or "—"),
        ("规则", f"{record.rule} · {record.rule_version}"),
        ("说出时间", _time(record.said_at)),
    ]
    return Said(f"“{record.quote}”", pairs)


def _promise(record: Promise) -> Said:
    terms = "；".join(f"{name} {value}" for name, value in record.terms.items())
    kind = WORDS["promise"].get(record.kind.value, record.kind.value)
    pairs = [("承诺", kind), ("原话", f"“{record.quote}”"), ("内容", terms or "—"), ("说出时间", _time(record.said_at))]
    return Said(f"“{record.quote}”", pairs)


def _evaded(record: Evaded) -> Said:
    hidden = "；".join(f"“{one.quote}”读作“{one.reading}”（{one.how}）" for one in record.evasions)
    pairs = [
        ("规避说法", hidden),
        ("说明", "没有规则命中，只是存疑线索，由人判断"),
        ("说出时间", _time(record.said_at)),
    ]
    return Said(hidden, pairs)


def _lead(record: Lead) -> Said:
    by = record.by.name if record.by else "监测系统"
    pairs = [("摘要", record.summary), ("级别", _LEVELS[record.level]), ("登记", by), ("时间", _time(record.opened_at))]
    return Said(record.summary, pairs)


def _lead_closed(record: LeadClosed) -> Said:
    pairs = [("结果", _ENDS[record.outcome]), ("理由", record.reason), *_signed(record)]
    return Said(f"{_ENDS[record.outcome]}：{record.reason}", pairs)


def _review(record: Review) -> Said:
    word = WORDS["state"][record.outcome.value]
    pairs = [("结论", word), ("理由", record.reason or "—"), ("所复核的发现", record.finding), *_signed(record)]
    return Said(f"{word}{f'：{record.reason}' if record.reason else ''}", pairs)


def _opened(record: CaseOpened) -> Said:
    parties = "、".join(each.party.names[0] for each in record.parties)
    pairs = [
        ("案号", record.id),
        ("当事人", parties),
        ("级别", _LEVELS[record.level]),
        ("发现", f"{len(record.findings)} 条"),
        *_signed(record),
    ]
    return Said(f"{record.id}，{parties}", pairs)


def _proposed(record: Proposed) -> Said:
    pairs = [("案号", record.case), ("事实", record.draft.facts), ("理由", record.draft.reasons), *_signed(record)]
    return Said(f"{record.case} 的处置意见，待另一人确认", pairs)


def _decided(record: Decided) -> Said:
    second = f"，{record.second.name}确认" if record.second else ""
    pairs = [
        ("文号", record.number),
        ("案号", record.case),
        ("当事人", record.party_name),
        ("措施", record.measure_name),
        ("事实", record.facts),
        ("理由", record.reasons),
        ("依据", "；".join(f"《{basis.title}》{basis.article}" for basis in record.provisions)),
        ("作出", f"{record.by.name}{second}"),
        ("时间", _time(record.at)),
    ]
    return Said(f"{record.number} 对{record.party_name}：{record.measure_name}", pairs)


def _notice(record: Notice) -> Said:
    pairs = [
        ("文号", record.number),
        ("送达", f"{record.to}，{_SERVED[record.how]}"),
        ("时间", _time(record.served_at)),
        ("救济", record.remedy),
        ("签收", record.receipt or "—"),
        ("文书摘要", record.document_sha256 or "—"),
    ]
    return Said(f"{record.number} 送达{record.to}", pairs)


def _appeal(record: AppealFiled) -> Said:
    pairs = [("案号", record.case), ("申诉理由", record.grounds), *_signed(record)]
    return Said(record.grounds, pairs)


def _appeal_decided(record: AppealDecided) -> Said:
    pairs = [("文号", record.number), ("结果", record.outcome.chinese), ("理由", record.reasons), *_signed(record)]
    return Said(f"{record.number}：{record.outcome.chinese}", pairs)


def _closed(record: CaseClosed) -> Said:
    return Said(record.reason, [("案号", record.case), ("理由", record.reason), *_signed(record)])


def _credit(record: CreditEntry) -> Said:
    expires = _time(record.expires) if record.expires else "不计期"
    pairs = [("事由", record.reason), ("分值", str(record.points)), ("时间", _time(record.at)), ("失效", expires)]
    return Said(f"{record.reason}（{record.points}）", pairs)


def _recorded(record: CreditRecorded) -> Said:
    event = record.event
    kind = load_scale().kinds.get(event.kind)
    what = f"{kind.name} {event.amount} {kind.unit}" if kind else f"{event.kind}：{event.cancels}"
    pairs = [("主体", event.party), ("什么事", what), ("发生", _time(event.at)), ("依据", event.basis)]
    pairs += [("事由", event.reason or "—"), ("来源文件", record.source), ("来源文件摘要", record.source_sha256)]
    return Said(f"{event.party}：{what}", [*pairs, *_signed(record)])


def _capture_started(record: CaptureStarted) -> Said:
    around = record.environment
    checks = [(check.what, check.detail if check.ok else f"异常：{check.detail}") for check in around.checks]
    pairs = [("来源", record.source), ("采集人", record.by), ("程序", around.tool), ("程序文件摘要", around.package)]
    pairs += [("运行环境", f"{around.system}，Python {around.python}"), ("采集器", around.collector), *checks]
    return Said(f"开始采集 {record.source}", [*pairs, ("时间", _time(record.at))])


def _capture_ended(record: CaptureEnded) -> Said:
    line = f"结束采集，封存 {record.batches} 批、{record.signals} 条信号"
    return Said(line, [("采集人", record.by), ("开始记录", record.started), ("时间", _time(record.at))])


def _segments_opened(record: SegmentOpened) -> Said:
    return Said("场次分段开场", [("采集者", record.collector), ("程序", record.tool), ("时间", _time(record.at))])


def _segments_rolled(record: SegmentRoot) -> Said:
    line = f"第 {record.first + 1} 至 {record.size} 段的滚动根"
    return Said(line, [("段数", str(record.size)), ("根", record.root), ("时间", _time(record.at))])


def _segments_closed(record: SegmentClosed) -> Said:
    line = f"场次收场，共 {record.count} 段，缺口 {record.gaps} 处"
    return Said(line, [("段数", str(record.count)), ("根", record.root), ("时间", _time(record.at))])


def _signed(record: Any) -> Pairs:
    return [("经办", record.by.name), ("时间", _time(record.at))]


def _time(at: datetime | None) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S") if at else "—"


_TELLERS: Mapping[str, tuple[type[Any], Callable[[Any], Said]]] = {
    "Broadcast": (Broadcast, _broadcast),
    "SignalBatch": (SignalBatch, _batch),
    "Finding": (Finding, _finding),
    "Promise": (Promise, _promise),
    "Evaded": (Evaded, _evaded),
    "Lead": (Lead, _lead),
    "LeadClosed": (LeadClosed, _lead_closed),
    "Review": (Review, _review),
    "CaseOpened": (CaseOpened, _opened),
    "Proposed": (Proposed, _proposed),
    "Decided": (Decided, _decided),
    "Notice": (Notice, _notice),
    "AppealFiled": (AppealFiled, _appeal),
    "AppealDecided": (AppealDecided, _appeal_decided),
    "CaseClosed": (CaseClosed, _closed),
    "CreditEntry": (CreditEntry, _credit),
    "CreditRecorded": (CreditRecorded, _recorded),
    "CaptureStarted": (CaptureStarted, _capture_started),
    "CaptureEnded": (CaptureEnded, _capture_ended),
    "SegmentOpened": (SegmentOpened, _segments_opened),
    "SegmentRoot": (SegmentRoot, _segments_rolled),
    "SegmentClosed": (SegmentClosed, _segments_closed),
}
