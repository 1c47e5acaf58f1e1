"""A bureau's desk with papers, sampling and a campaign, on the same register of leads as the docket's tests."""

from datetime import date

from cast_of_cases import law
from cast_of_units import GAO, UNITS, Desk
from gongzhi.cases import (
    Campaign,
    CampaignAct,
    CampaignPlanned,
    Candidate,
    LaboratoryReport,
    RecallOpened,
    Sample,
    SampleAct,
    SampleTaken,
    SamplingPlanned,
    TestedItem,
    Verdict,
)
from gongzhi.decisions import Document
from gongzhi.flow.campaigning import CampaignWanted, act_in_campaign, load_campaign, plan_campaign
from gongzhi.flow.guiding import PaperDesk
from gongzhi.flow.guiding_papers import load_kinds
from gongzhi.flow.recalling import open_recall
from gongzhi.flow.sampling_goods import (
    SampleWanted,
    Sampling,
    act_on_sample,
    load_categories,
    load_sample,
    plan_sampling,
    take_sample,
)
from gongzhi.parties import Person

FOOD, FARM, OTHER = tuple(load_categories())
LOST = TestedItem(name="糖精钠", standard="GB 2760", limit="不得使用", measured="0.12 g/kg")


def plain(document: Document) -> bytes:
    """Stands in for the filling of a .docx, which takes its time."""
    return "\n".join((document.number, *(line for each in document.sections for line in each.lines))).encode()


class Market(Desk):
    """The register's desk, and what samples, recalls and campaigns need beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.papers = PaperDesk(units=UNITS, book=law(), kinds=load_kinds(), fill=plain)
        self.sampling = Sampling(papers=self.papers, register=self.register, categories=load_categories())

    def campaign(self, by: Person = GAO, **changes: object) -> str:
        """A campaign on fruit in March."""
        given: dict[str, object] = {
            "number": "", "title": "春季水果专项", "unit": "", "goal": "水果旺季，虚假宣传投诉增多。", "starts": date(2026, 3, 1),
            "ends": date(2026, 3, 31), "by": by, "at": self.now, "categories": ("农产品",), "words": ("第一",),
        }  # fmt: skip
        wish = CampaignPlanned(**(given | changes))  # type: ignore[arg-type]
        return plan_campaign(self.archive, UNITS, wish=wish, by=by, at=self.tick()).planned.number

    def run(self, number: str, act: CampaignAct, by: Person = GAO, **changes: object) -> Campaign:
        """Do one thing in a campaign as it stands now."""
        given = {"seen": load_campaign(self.archive, number).version, "said": "按方案办理"} | changes
        wanted = CampaignWanted(act=act, **given)  # type: ignore[arg-type]
        return act_in_campaign(self.archive, UNITS, number=number, wanted=wanted, by=by, at=self.tick())

    def sample(self, by: Person = GAO, plan: str = "", category: str = FOOD, **changes: object) -> str:
        """A sample of candied fruit, on a plan of its own unless one is named."""
        plan = plan or self.plan(by, category=category)
        given: dict[str, object] = {
            "number": "", "plan": plan, "unit": "", "category": "", "goods": "蜜饯", "seller": "林家果园",
            "where": "直播间“果园”商品卡 3 号", "batch": "20260301", "seal": f"F{self.archive.size():05d}", "quantity": 2,
            "price_fen": 3980, "by": by, "at": self.now, "platform": "P", "broadcast": "b-lin-0301",
        }  # fmt: skip
        wish = SampleTaken(**(given | changes))  # type: ignore[arg-type]
        return take_sample(self.archive, self.sampling, wish=wish, by=by, at=self.tick()).taken.number

    def plan(self, by: Person = GAO, **changes: object) -> str:
        """A plan of sampling."""
        given: dict[str, object] = {
            "number": "", "title": "春季蜜饯抽样", "unit": "", "category": FOOD, "goods": "蜜饯", "count": 10,
            "items": ("糖精钠", "菌落总数"), "starts": date(2026, 3, 1), "ends": date(2026, 3, 31), "by": by, "at": self.now,
        }  # fmt: skip
        wish = SamplingPlanned(**(given | changes))  # type: ignore[arg-type]
        return plan_sampling(self.archive, self.sampling, wish=wish, by=by, at=self.tick()).number

    def test(self, number: str, act: SampleAct, by: Person = GAO, **changes: object) -> Sample:
        """Do one thing to a sample as it stands now."""
        given = {"seen": load_sample(self.archive, number).version, "said": "按程序办理"} | changes
        wanted = SampleWanted(act=act, **given)  # type: ignore[arg-type]
        return act_on_sample(self.archive, self.sampling, number=number, wanted=wanted, by=by, at=self.tick())

    def recall(self, by: Person = GAO, **changes: object) -> str:
        """A recall of the candied fruit that platform P carried."""
        given: dict[str, object] = {
            "number": "", "title": "召回蜜饯", "unit": "", "goods": "蜜饯", "batch": "20260301", "seller": "林家果园",
            "defect": "检出糖精钠", "remedy": "全额退款，商品退回或就地销毁", "by": by, "at": self.now,
            "basis": ("食品安全法/63",), "platform": "P",
        }  # fmt: skip
        wish = RecallOpened(**(given | changes))  # type: ignore[arg-type]
        return open_recall(self.archive, self.papers, wish=wish, by=by, at=self.tick()).opened.number


def report(verdict: Verdict = Verdict.FAIL, **changes: object) -> LaboratoryReport:
    """What the city's laboratory wrote."""
    given: dict[str, object] = {
        "laboratory": "南江市检验院", "number": "NJ-0007", "on": date(2026, 3, 9), "verdict": verdict, "sha256": "",
        "items": (LOST,) if verdict is Verdict.FAIL else (),
    }  # fmt: skip
    return LaboratoryReport(**(given | changes))  # type: ignore[arg-type]


def room(name: str, found: int = 0, order: int = 0) -> Candidate:
    """A room that could be looked at."""
    return Candidate(room=name, name=f"{name}直播间", operator=name, found=found, order=order, broadcast=f"b-{name}")
