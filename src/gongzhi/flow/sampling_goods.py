"""Sampling of goods: plan, sample, laboratory result; a fail becomes a lead and a request to the platform, in one append."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from importlib.resources import files

from gongzhi.cases import (
    CampaignAct,
    CampaignActed,
    CampaignNoted,
    Deadline,
    LaboratoryReport,
    LeadLevel,
    LeadOrigin,
    PaperKind,
    Sample,
    SampleAct,
    SampleActed,
    SampleNoted,
    SampleState,
    SampleTaken,
    SamplingPlanned,
    Verdict,
    fold_sample,
)
from gongzhi.flow.campaigning import load_campaign
from gongzhi.flow.case_deadlines import DeadlineUnknown, law_deadline
from gongzhi.flow.docketing import NewEntry, NotThere, Register, enter
from gongzhi.flow.guiding import PaperDesk, Wish, bureau_of, check_seen, issue
from gongzhi.flow.guiding_papers import Worded
from gongzhi.flow.guiding_together import Together, together
from gongzhi.flow.matters import item_of, sealed_records
from gongzhi.flow.ports import Archive, Item
from gongzhi.law import Book, Uncitable
from gongzhi.parties import NotAllowed, Person
from gongzhi.screening.strict_yaml import NotReadable, load_yaml, take, texts
from gongzhi.values import BEIJING, yuan_from_fen

_FILE = "sampling_goods.yaml"
# The laboratory's report as it came, byte by byte.
REPORT_FILE = "laboratory_report"
_BY_REPORT = {SampleAct.REPORT, SampleAct.REPORT_RETEST}


class UnknownSample(LookupError):
    """A sample or a plan that nobody registered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A category of goods: the provisions on sampling, and the one that sets the days for a re-test, None where none does."""

    name: str
    basis: tuple[str, ...]
    retest: str | None
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """What the verbs need: the papers, the register of leads, the categories."""

    papers: PaperDesk
    register: Register
    categories: Mapping[str, Category]


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleWanted:
    """What a person wants done with a sample, having seen it at ``seen``.

    ``document`` are the bytes of the laboratory's report and ``media_type`` what they are. ``on`` is when it happened
    where that is not now: the service of a conclusion, the asking for a re-test.
    """

    act: SampleAct
    seen: int
    said: str
    report: LaboratoryReport | None = None
    document: bytes = b""
    media_type: str = "application/pdf"
    granted: bool | None = None
    on: datetime | None = None


def plan_sampling(
    archive: Archive, known: Sampling, *, wish: SamplingPlanned, by: Person, at: datetime
) -> SamplingPlanned:
    """Seal a plan of the person's own bureau under a new number; number, unit, person and time of ``wish`` are replaced.

    Raises NotAllowed, NotThere for a category that the file does not have.
    """
    unit = bureau_of(known.papers.units, by)
    _category(known, wish.category)
    with archive.writing():
        number = f"CJ{_year(at)}-{archive.size():06d}"
        planned = replace(wish, number=number, unit=unit.id, by=by, at=at)
        archive.append([item_of(planned, number, at)])
        return planned


def take_sample(archive: Archive, known: Sampling, *, wish: SampleTaken, by: Person, at: datetime) -> Sample:
    """Register a sample of a plan and issue its sheet, in one append; number, unit, category, person and time are replaced.

    Raises UnknownSample for an unknown plan, NotAllowed, NotThere when a seal number was used before, ReasonMissing.
    """
    unit = bureau_of(known.papers.units, by)
    with together(archive) as held:
        planned = load_plan(held, wish.plan)
        if planned.unit != unit.id and planned.unit not in {one.id for one in known.papers.units.above(unit.id)}:
            raise NotAllowed(f"抽样计划 {planned.number} 是其他单位的：请由该单位或其下级抽样")
        seals = [one for one in (wish.seal.strip(), wish.spare_seal.strip()) if one]
        if len(set(seals)) != len(seals) or any(_used(held, unit.id, seal) for seal in seals):
            raise NotThere("封样编号已经用过：每个封条只用一次，请核对封条")
        number = f"CY{_year(at)}-{held.size():06d}"
        campaign = planned.campaign
        taken = replace(wish, number=number, unit=unit.id, category=planned.category, campaign=campaign, by=by, at=at)
        subjects = (f"plan/{planned.number}", *(_seal_key(unit.id, seal) for seal in seals))
        noted = [CampaignNoted(campaign=campaign, what="sample", number=number)] if campaign else []
        held.append(
            [
                item_of(taken, number, at),
                *(item_of(SampleNoted(subject=one, number=number), one, at) for one in subjects),
                *(item_of(one, f"campaign/{campaign}", at) for one in noted),
            ]
        )
        sheet = Worded(
            addressee=taken.seller,
            facts=f"依抽样计划“{planned.title}”（{planned.number}）购买样品，检验项目：{'、'.join(planned.items) or '另行确定'}。",
            basis=_category(known, planned.category).basis,
            rows=sample_rows(taken),
        )
        issue(held, known.papers, wish=Wish(kind=PaperKind.SAMPLE_SHEET, about=number, worded=sheet), by=by, at=at)
    return fold_sample(taken, ())


def act_on_sample(
    archive: Archive, known: Sampling, *, number: str, wanted: SampleWanted, by: Person, at: datetime
) -> Sample:
    """Do one thing to a sample, if it still stands as the person saw it. Returns the sample after it.

    A laboratory's fail seals, in one append: the document, the result, a lead in the register, and where a platform carried
    the listing a request to take it down. Raises UnknownSample, NotAllowed, Overtaken, ImpossibleStep, NotThere, ReasonMissing.
    """
    with together(archive) as held:
        now = load_sample(held, number)
        if by.organisation != now.taken.unit:
            raise NotAllowed(f"样品 {number} 由{known.papers.units.name(now.taken.unit)}办理：请由该单位办理")
        bureau_of(known.papers.units, by)
        check_seen(now.version, wanted.seen, now.acts, f"样品 {number}")
        now.check(wanted.act)
        acted = SampleActed(
            number=number, version=now.version + 1, act=wanted.act, by=by, at=at, said=wanted.said.strip()
        )
        acted = _with_needs(held, known, now, wanted, acted)
        held.append([item_of(acted, number, at)])
    return load_sample(archive, number)


def load_sample(archive: Archive, number: str) -> Sample:
    """The sample as its sealed acts add up; raises UnknownSample, SealBroken, ImpossibleStep."""
    for taken in sealed_records(archive, SampleTaken, number):
        return fold_sample(taken.record, (one.record for one in sealed_records(archive, SampleActed, number)))
    raise UnknownSample(f"没有编号为“{number}”的样品：请核对编号")


def load_plan(archive: Archive, number: str) -> SamplingPlanned:
    """The plan of this number; raises UnknownSample."""
    for planned in sealed_records(archive, SamplingPlanned, number):
        return planned.record
    raise UnknownSample(f"没有编号为“{number}”的抽样计划：请先登记计划")


def samples_of(archive: Archive, plan: str) -> tuple[Sample, ...]:
    """The samples of a plan, oldest first."""
    return tuple(
        load_sample(archive, one.record.number) for one in sealed_records(archive, SampleNoted, f"plan/{plan}")
    )


def sample_rows(taken: SampleTaken) -> tuple[tuple[str, str], ...]:
    """A sample as pairs of name and text, as the sheet and the page list it."""
    people = taken.by.name + (f"、{taken.second}" if taken.second else "")
    return (
        ("商品名称", taken.goods),
        ("批号", taken.batch or "未标注"),
        ("生产日期", f"{taken.made_on}" if taken.made_on else "未标注"),
        ("生产者", taken.maker or "未标注"),
        ("销售者", taken.seller),
        ("购买处", taken.where),
        ("数量", str(taken.quantity)),
        ("价款", f"{yuan_from_fen(taken.price_fen)} 元"),
        ("封样编号", taken.seal),
        ("备份样封样编号", taken.spare_seal or "无"),
        ("抽样人", people),
        ("抽样时间", f"{taken.at.astimezone(BEIJING):%Y-%m-%d %H:%M}"),
    )


def retest_deadline(known: Sampling, category: str, served: datetime) -> Deadline | None:
    """Until when a re-test may be asked for, from the service of the conclusion; None where no verified provision says so."""
    retest = _category(known, category).retest
    if retest is None:
        return None
    cited = known.papers.book.cite(retest, served.astimezone(BEIJING).date())
    try:
        return law_deadline(cited, "申请复检", served)
    except DeadlineUnknown:
        return None


@cache
def load_categories() -> dict[str, Category]:
    """The shipped categories, by name."""
    return read_categories(files("gongzhi.flow").joinpath(_FILE).read_text("utf-8"), _FILE)


def read_categories(text: str, name: str) -> dict[str, Category]:
    """The categories in ``text``; raises NotReadable."""
    document = load_yaml(text, name)
    take(document, required=("类别",))
    found = {}
    for entry in document["类别"]:
        take(entry, required=("名", "抽样", "自"), optional=("复检",))
        if entry["名"] in found:
            raise NotReadable(f"{entry.place}的类别“{entry['名']}”写了两次，请只留一个")
        found[entry["名"]] = Category(
            name=entry["名"], basis=tuple(texts(entry, "抽样")), retest=entry.get("复检"), since=entry["自"]
        )
    return found


def lint_categories(categories: Mapping[str, Category], book: Book) -> list[str]:
    """What the file lacks: every provision verified and in force on its day, every one for a re-test with its days."""
    wrong = []
    for one in categories.values():
        for provision in (*one.basis, *([one.retest] if one.retest else [])):
            try:
                cited = book.cite(provision, one.since)
                if not cited.norms:
                    wrong.append(f"{_FILE} {one.name}：{provision} 没有已核实的要旨，请改引或不写")
                elif provision == one.retest:
                    law_deadline(
                        cited, "申请复检", datetime(one.since.year, one.since.month, one.since.day, tzinfo=BEIJING)
                    )
            except (Uncitable, DeadlineUnknown) as error:
                wrong.append(f"{_FILE} {one.name}：{error}")
    return wrong


def _with_needs(held: Together, known: Sampling, now: Sample, wanted: SampleWanted, acted: SampleActed) -> SampleActed:
    if wanted.act in _BY_REPORT:
        return _reported(held, known, now, wanted, acted)
    if wanted.act is SampleAct.NOTIFY:
        return replace(acted, deadline=retest_deadline(known, now.taken.category, wanted.on or acted.at))
    if wanted.act is SampleAct.ASK_RETEST:
        asked = (wanted.on or acted.at).astimezone(BEIJING).date()
        return replace(acted, late=None if now.deadline is None else asked > now.deadline.due)
    if wanted.act is SampleAct.RULE_RETEST:
        if wanted.granted is None:
            raise NotThere("决定是否复检必须写明同意或不同意：请选择后再提交")
        return replace(acted, granted=wanted.granted)
    return acted


def _reported(held: Together, known: Sampling, now: Sample, wanted: SampleWanted, acted: SampleActed) -> SampleActed:
    if wanted.report is None or not wanted.document:
        raise NotThere("登记检验结果必须附检验报告原件：请选择文件后再提交")
    report = replace(wanted.report, sha256=hashlib.sha256(wanted.document).hexdigest())
    first = now.state is SampleState.TAKEN
    if not first and report.laboratory == now.reports[0].laboratory:
        raise NotThere("复检机构不能与初检机构相同：请核对检验机构")
    sealed = Item(
        kind=REPORT_FILE, subject=acted.number, data=wanted.document, at=acted.at, media_type=wanted.media_type
    )
    held.append([sealed])
    acted = replace(acted, report=report)
    if report.verdict is Verdict.PASS or not first:
        return acted
    acted = replace(acted, entry=_lead(held, known, now, report, acted))
    _link(held, now, acted)
    return replace(acted, paper=_delisting(held, known, now, report, acted))


def _lead(held: Together, known: Sampling, now: Sample, report: LaboratoryReport, acted: SampleActed) -> str:
    taken = now.taken
    new = NewEntry(
        title=f"{taken.goods}抽检不合格"[:100],
        summary=f"样品 {taken.number}（{taken.where}，批号 {taken.batch or '未标注'}）经{report.laboratory}检验不合格："
        f"{failed_items(report)}。检验报告 {report.number}。",
        unit=taken.unit,
        origin=LeadOrigin.SAMPLING,
        level=LeadLevel.SERIOUS,
        broadcast=taken.broadcast,
        parties=(taken.seller,),
    )
    return enter(held, known.register, new=new, by=acted.by, at=acted.at).number


def _delisting(
    held: Together, known: Sampling, now: Sample, report: LaboratoryReport, acted: SampleActed
) -> str | None:
    taken, units = now.taken, known.papers.units
    if taken.platform is None:
        return None
    worded = Worded(
        addressee=units.name(taken.platform),
        facts=f"{taken.seller}在{taken.where}销售的“{taken.goods}”（批号 {taken.batch or '未标注'}）经检验不合格："
        f"{failed_items(report)}。检验机构：{report.laboratory}，报告 {report.number}。销售者可以申请复检，复检结果另行通知。",
        asks=(
            f"停止展示和销售上述批次的“{taken.goods}”",
            "保存该商品的商品页、直播回放和订单记录",
            "回复办理结果和受影响的订单数",
        ),
        basis=("直播电商监督管理办法/50",),
    )
    wish = Wish(kind=PaperKind.DELISTING, about=acted.entry or taken.number, worded=worded, to=taken.platform)
    return issue(held, known.papers, wish=wish, by=acted.by, at=acted.at).issued.id


def _link(held: Together, now: Sample, acted: SampleActed) -> None:
    """The lead of a campaign's sample is a lead of the campaign, as long as it lasts."""
    if now.taken.campaign is None or acted.entry is None:
        return
    campaign = load_campaign(held, now.taken.campaign)
    if not campaign.ended:
        linked = CampaignActed(
            number=campaign.planned.number,
            version=campaign.version + 1,
            act=CampaignAct.LINK,
            by=acted.by,
            at=acted.at,
            said=f"样品 {now.taken.number} 检验不合格",
            entry=acted.entry,
        )
        held.append([item_of(linked, linked.number, acted.at)])


def failed_items(report: LaboratoryReport) -> str:
    """The items that do not meet their standard, in words."""
    return "；".join(f"{one.name}（{one.standard}：要求 {one.limit}，实测 {one.measured}）" for one in report.items)


def _category(known: Sampling, name: str) -> Category:
    if name not in known.categories:
        raise NotThere(f"没有“{name}”这个抽样类别：可用{'、'.join(known.categories)}")
    return known.categories[name]


def _used(held: Together, unit: str, seal: str) -> bool:
    return next(held.placed(kind=SampleNoted.__name__, subject=_seal_key(unit, seal)), None) is not None


def _seal_key(unit: str, seal: str) -> str:
    return f"seal/{unit}/{seal.strip()}"


def _year(at: datetime) -> int:
    return at.astimezone(BEIJING).year
