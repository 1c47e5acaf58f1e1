"""What a campaign came to, counted from sealed records alone; every number carries the list behind it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from gongzhi.cases import (
    Act,
    AnswerOutcome,
    Campaign,
    CampaignNoted,
    Docket,
    DocketState,
    OfficialPaper,
    PaperKind,
    Sample,
    Verdict,
)
from gongzhi.decisions import Section
from gongzhi.flow.campaigning import how_drawn, sought
from gongzhi.flow.docketing import load_entry
from gongzhi.flow.guiding import papers_about
from gongzhi.flow.guiding_papers import ASSISTS, Form
from gongzhi.flow.matters import sealed_records
from gongzhi.flow.ports import Archive
from gongzhi.flow.recalling import load_recall
from gongzhi.flow.sampling_goods import load_sample
from gongzhi.flow.units import Units
from gongzhi.values import BEIJING

# In the order in which the report prints them.
NUMBERS = {
    "targets": "检查对象",
    "visited": "其中已检查",
    "leads": "发现线索",
    "taken_down": "平台已下架",
    "rectified": "责令改正",
    "advised": "行政建议书",
    "talked": "约谈",
    "reminded": "提醒和指导",
    "filed": "立案",
    "transferred": "移送",
    "closed": "已办结",
    "open": "仍未办结",
    "samples": "抽样",
    "failed": "抽样不合格",
    "recalls": "召回",
}
_PAPERS = {
    PaperKind.RECTIFICATION: "rectified",
    PaperKind.ADVISORY: "advised",
    PaperKind.SUMMONS: "talked",
    PaperKind.REMINDER: "reminded",
    PaperKind.GUIDANCE: "reminded",
}
_DOWN = {AnswerOutcome.DONE, AnswerOutcome.PARTLY}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One thing behind a number: ``kind`` is entry, paper, sample, recall or room; ``number`` leads to its page."""

    kind: str
    number: str
    title: str
    unit: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """``lists`` has every key of NUMBERS; ``weeks`` are leads by the Monday of their week, ``units`` leads by unit."""

    lists: Mapping[str, tuple[Listed, ...]]
    weeks: tuple[tuple[date, int], ...]
    units: tuple[tuple[str, int], ...]

    @property
    def numbers(self) -> tuple[tuple[str, str, int], ...]:
        """Key, name and count, in order."""
        return tuple((key, name, len(self.lists[key])) for key, name in NUMBERS.items())


def tally(archive: Archive, now: Campaign) -> Tally:
    """Count a campaign. A lead counts once wherever it went since; a withdrawn paper counts nowhere."""
    entries = [load_entry(archive, number) for number in now.entries]
    noted = [one.record for one in sealed_records(archive, CampaignNoted, f"campaign/{now.planned.number}")]
    samples = [load_sample(archive, one.number) for one in noted if one.what == "sample"]
    found: dict[str, list[Listed]] = {key: [] for key in NUMBERS}
    for key, listed in (*_rooms(now), *_entries(entries), *_samples(samples)):
        found[key].append(listed)
    abouts = [*now.entries, *(one.taken.number for one in samples)]
    for paper in (paper for about in abouts for paper in papers_about(archive, about)):
        for key in _keys_of(paper):
            issued = paper.issued
            title = f"{issued.number} {issued.addressee}"
            found[key].append(Listed(kind="paper", number=issued.id, title=title, unit=issued.unit, at=issued.at))
    for one in noted:
        if one.what == "recall":
            opened = load_recall(archive, one.number).opened
            listed = Listed(kind="recall", number=one.number, title=opened.title, unit=opened.unit, at=opened.at)
            found["recalls"].append(listed)
    lists = {key: tuple(each) for key, each in found.items()}
    return Tally(lists=lists, weeks=_weeks(lists["leads"]), units=_units(lists["leads"]))


def report_form(now: Campaign, counted: Tally, *, units: Units, at: datetime) -> Form:
    """专项报告, to be filled into ``campaign_report.docx``; the chart is put in by the adapter."""
    planned, day = now.planned, at.astimezone(BEIJING)
    by_unit = tuple(f"{units.name(unit)}：{count} 件。" for unit, count in counted.units) or ("没有线索。",)
    ended = now.acts[-1].said if now.ended else "本专项仍在进行，以下为截至今日的数。"
    return Form(
        template="campaign_report",
        title=f"{planned.title}　情况报告",
        number=planned.number,
        addressee=units.name(planned.unit),
        sections=(
            Section(
                heading="一、基本情况",
                lines=(planned.goal, f"时间：{planned.starts} 至 {planned.ends}。", *sought(planned), ended),
            ),
            Section(heading="二、各单位线索", lines=by_unit),
            Section(heading="三、对象怎样确定", lines=(how_drawn(),)),
            Section(
                heading="四、口径",
                lines=(
                    "各数由封存记录逐件相加，每一数的清单附在表格文件里；同一案源可以同时计入几项。",
                    "平台已下架：平台回复已办理或部分办理的协助下架通知；作废的文书不计。",
                    ASSISTS,
                ),
            ),
        ),
        signatures=("填报人（签名）：＿＿＿＿＿＿　审核人（签名）：＿＿＿＿＿＿",),
        issuer=units.name(planned.unit),
        dated=f"{day.year}年{day.month}月{day.day}日",
        rows=tuple((name, str(count)) for _, name, count in counted.numbers),
    )


def _rooms(now: Campaign) -> Iterator[tuple[str, Listed]]:
    drawn = {target.candidate.room: act.at for act in now.acts for target in act.targets}
    for target in now.targets:
        one = target.candidate
        number = one.broadcast or one.room
        listed = Listed(kind="room", number=number, title=one.name, unit=now.planned.unit, at=drawn[one.room])
        yield "targets", listed
        if one.room in now.visited:
            yield "visited", listed


def _entries(entries: list[Docket]) -> Iterator[tuple[str, Listed]]:
    for entry in entries:
        entered = entry.entered
        listed = Listed(kind="entry", number=entry.number, title=entered.title, unit=entry.unit, at=entered.at)
        yield "leads", listed
        yield ("closed" if entry.state is DocketState.ENDED else "open"), listed
        if entry.filed:
            yield "filed", listed
        if any(act.act is Act.TRANSFER for act in entry.acts):
            yield "transferred", listed


def _samples(samples: list[Sample]) -> Iterator[tuple[str, Listed]]:
    for one in samples:
        taken = one.taken
        listed = Listed(kind="sample", number=taken.number, title=taken.goods, unit=taken.unit, at=taken.at)
        yield "samples", listed
        if one.verdict is Verdict.FAIL:
            yield "failed", listed


def _keys_of(paper: OfficialPaper) -> Iterator[str]:
    if not paper.counts:
        return
    if paper.issued.kind in _PAPERS:
        yield _PAPERS[paper.issued.kind]
    elif paper.issued.kind is PaperKind.DELISTING and paper.answer in _DOWN:
        yield "taken_down"


def _weeks(leads: tuple[Listed, ...]) -> tuple[tuple[date, int], ...]:
    days = [one.at.astimezone(BEIJING).date() for one in leads]
    counted = Counter(day - timedelta(days=day.weekday()) for day in days)
    if not counted:
        return ()
    first, last = min(counted), max(counted)
    weeks = [first + timedelta(weeks=step) for step in range((last - first).days // 7 + 1)]
    return tuple((week, counted[week]) for week in weeks)


def _units(leads: tuple[Listed, ...]) -> tuple[tuple[str, int], ...]:
    return tuple(Counter(one.unit for one in leads).most_common())
