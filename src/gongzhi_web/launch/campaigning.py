"""The demo market's campaign, sample, recall and papers: everything marked as demo, and invented."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from gongzhi.adapters.archive import open_archive
from gongzhi.adapters.documents import render_document
from gongzhi.adapters.pseudonym_key import load_pseudonym_key
from gongzhi.cases import (
    AffectedOrder,
    AnswerOutcome,
    CampaignAct,
    CampaignPlanned,
    Candidate,
    LaboratoryReport,
    LeadOrigin,
    OrderState,
    PaperAct,
    PaperKind,
    RecallAct,
    RecallOpened,
    SampleAct,
    SampleTaken,
    SamplingPlanned,
    TestedItem,
    Verdict,
)
from gongzhi.flow.campaigning import CampaignWanted, act_in_campaign, load_campaign, plan_campaign
from gongzhi.flow.docket_terms import load_terms
from gongzhi.flow.docketing import NewEntry, Register, enter
from gongzhi.flow.guiding import PaperDesk, PaperWanted, Wish, act_on_paper, issue_upon_entry
from gongzhi.flow.guiding_papers import Worded, load_kinds
from gongzhi.flow.ports import Archive
from gongzhi.flow.recalling import (
    RecallWanted,
    act_in_recall,
    load_recall,
    mask_contact,
    mask_order,
    open_recall,
    order_ref,
)
from gongzhi.flow.sampling_goods import (
    SampleWanted,
    Sampling,
    act_on_sample,
    load_categories,
    plan_sampling,
    take_sample,
)
from gongzhi.flow.units import Unit, Units
from gongzhi.law import load_book
from gongzhi.parties import BureauLevel, Person, Role
from gongzhi.values import BEIJING
from gongzhi_web.launch.market import read_market

_DONE = "demo-campaigns"
_CITY, _COUNTY, _PLATFORM = "lcw-amr", "bd-amr", "heshi"
_SAID = "示范数据，全部虚构"


def load_campaigns(store: Path, now: datetime | None = None) -> None:
    """Seal the demo's campaign once for a store."""
    done = store / _DONE
    if done.is_file():
        return
    with open_archive(store) as archive:
        if next(archive.placed(kind=CampaignPlanned.__name__), None) is None:
            _Demo(archive, load_pseudonym_key(store), now or datetime.now(UTC)).seal()
    done.write_text("1", encoding="ascii")


class _Demo:
    """Everything that is sealed, as of ten days before ``now``."""

    def __init__(self, archive: Archive, key: bytes, now: datetime) -> None:
        self._archive, self._key, self._at = archive, key, now - timedelta(days=10)
        self._market = read_market()
        units, book = _units(self._market), load_book()
        self._papers = PaperDesk(units=units, book=book, kinds=load_kinds(), fill=render_document)
        register = Register(units=units, book=book, terms=load_terms())
        self._sampling = Sampling(papers=self._papers, register=register, categories=load_categories())

    def seal(self) -> None:
        """A campaign of the city; in it a county's lead with advice, a failed sample and a recall that is under way."""
        campaign = self._campaign()
        self._advised(campaign)
        self._recalled(campaign, self._failed(campaign))

    def _campaign(self) -> str:
        day = self._at.astimezone(BEIJING).date()
        wish = CampaignPlanned(
            number="", unit="", title="示范：水产与滋补品专项", goal="示范数据：旺季投诉增多，集中看产地和功效宣传。",
            starts=day, ends=day + timedelta(days=60), words=("野生", "治疗"), by=_person(_CITY), at=self._at,
        )  # fmt: skip
        units, by = self._papers.units, _person(_CITY)
        number = plan_campaign(self._archive, units, wish=wish, by=by, at=self._tick()).planned.number
        rooms = tuple(
            Candidate(
                room=f"{_PLATFORM}/{one['id']}", name=f"示范：{one.get('title', one['id'])}", operator=one["operator"]
            )
            for one in self._market["rooms"]
        )
        self._in_campaign(number, CampaignAct.DRAW, candidates=rooms, places=4, seed="demo")
        return number

    def _advised(self, campaign: str) -> None:
        new = NewEntry(
            title="示范：某直播间产地说法待核实", summary="示范数据：直播中称野生海捕，商品卡写养殖。", unit=_COUNTY,
            origin=LeadOrigin.CAMPAIGN, parties=("海珍水产",),
        )  # fmt: skip
        by = _person(_COUNTY)
        entry = enter(self._archive, self._sampling.register, new=new, by=by, at=self._tick()).number
        self._in_campaign(campaign, CampaignAct.LINK, entry=entry)
        worded = Worded(
            addressee=self._papers.units.name(_PLATFORM), facts="示范数据：同一说法在多个直播间出现。",
            asks=("核对水产类商品卡的产地", "提示主播按商品卡介绍"), basis=("直播电商监督管理办法/50",),
        )  # fmt: skip
        wish = Wish(kind=PaperKind.ADVISORY, about=entry, worded=worded, to=_PLATFORM)
        paper = issue_upon_entry(self._archive, self._papers, wish=wish, seen=1, by=by, at=self._tick()).issued.id
        wanted = PaperWanted(act=PaperAct.ANSWER, seen=1, said=f"{_SAID}：已核对 12 个商品", outcome=AnswerOutcome.DONE)
        platform = Person(ref="demo", name="示范数据", organisation=_PLATFORM, role=Role.PLATFORM_LEAD)
        act_on_paper(self._archive, paper=paper, wanted=wanted, by=platform, at=self._tick())

    def _failed(self, campaign: str) -> str:
        by, day = _person(_COUNTY), self._at.astimezone(BEIJING).date()
        planned = SamplingPlanned(
            number="", unit="", title="示范：即食海产抽样", category=next(iter(load_categories())), goods="即食海蜇丝",
            count=5, items=("铝的残留量",), starts=day, ends=day + timedelta(days=30), by=_person(_CITY), at=self._at,
            campaign=campaign,
        )  # fmt: skip
        known = self._sampling
        plan = plan_sampling(self._archive, known, wish=planned, by=_person(_CITY), at=self._tick()).number
        taken = SampleTaken(
            number="", plan=plan, unit="", category="", goods="示范：即食海蜇丝", seller="海珍水产", where="示范直播间商品卡 2 号",
            batch="示范批号 01", seal="示范封 0001", spare_seal="示范封 0002", quantity=2, price_fen=2580, by=by, at=self._at,
            platform=_PLATFORM,
        )  # fmt: skip
        number = take_sample(self._archive, known, wish=taken, by=by, at=self._tick()).taken.number
        self._tick(days=3)
        item = TestedItem(name="铝的残留量", standard="示范标准", limit="≤ 500 mg/kg", measured="612 mg/kg")
        report = LaboratoryReport(
            laboratory="示范检验院",
            number="示范-0001",
            on=_day(self._at),
            verdict=Verdict.FAIL,
            sha256="",
            items=(item,),
        )
        wanted = SampleWanted(
            act=SampleAct.REPORT, seen=1, said=_SAID, report=report, document=b"%PDF-1.4\n% demo, invented\n%%EOF\n"
        )
        act_on_sample(self._archive, known, number=number, wanted=wanted, by=by, at=self._tick())
        return number

    def _recalled(self, campaign: str, sample: str) -> None:
        by = _person(_COUNTY)
        wish = RecallOpened(
            number="", unit="", title="示范：召回即食海蜇丝", goods="即食海蜇丝", batch="示范批号 01", seller="海珍水产",
            defect="示范数据：铝的残留量不符合标准。", remedy="全额退款，商品就地销毁", basis=("食品安全法/63",), sample=sample,
            platform=_PLATFORM, campaign=campaign, by=by, at=self._at,
        )  # fmt: skip
        number = open_recall(self._archive, self._papers, wish=wish, by=by, at=self._tick()).opened.number
        orders = tuple(self._order(number, n) for n in range(12))
        refs = tuple(one.ref for one in orders)
        self._in_recall(number, RecallAct.IMPORT, orders=orders)
        self._in_recall(number, RecallAct.TELL, refs=refs[:9], channel="站内信")
        self._in_recall(number, RecallAct.MARK, refs=refs[:4], result=OrderState.REFUNDED)

    def _order(self, recall: str, n: int) -> AffectedOrder:
        order = f"示范{n:08d}"
        contact = mask_contact(f"1390000{n:04d}")
        ref = order_ref(recall, order, self._key)
        return AffectedOrder(ref=ref, shown=mask_order(order), quantity=1 + n % 2, paid_fen=2580, contact=contact)

    def _in_campaign(self, number: str, act: CampaignAct, **wanted: Any) -> None:
        seen = load_campaign(self._archive, number).version
        asked = CampaignWanted(act=act, seen=seen, said=_SAID, **wanted)
        act_in_campaign(
            self._archive, self._papers.units, number=number, wanted=asked, by=_person(_CITY), at=self._tick()
        )

    def _in_recall(self, number: str, act: RecallAct, **wanted: Any) -> None:
        seen = load_recall(self._archive, number).version
        asked = RecallWanted(act=act, seen=seen, said=_SAID, **wanted)
        act_in_recall(self._archive, number=number, wanted=asked, by=_person(_COUNTY), at=self._tick())

    def _tick(self, **later: int) -> datetime:
        self._at += timedelta(**(later or {"minutes": 1}))
        return self._at


def _units(market: dict[str, Any]) -> Units:
    entries = [one for one in market["organisations"] if one["kind"] in ("bureau", "platform")]
    return Units(
        Unit(
            id=one["id"],
            name=one["name"],
            level=BureauLevel(one["level"]) if one.get("level") else None,
            parent=one.get("parent"),
        )
        for one in entries
    )


def _person(unit: str) -> Person:
    return Person(ref="demo", name="示范数据", organisation=unit, role=Role.REGULATOR_OFFICER)


def _day(at: datetime) -> date:
    return at.astimezone(BEIJING).date()
