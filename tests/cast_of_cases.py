"""The shared cast for the flow from finding to credit, and an archive in which a broadcast has been screened."""

from datetime import UTC, datetime, timedelta

from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.broadcasts import Broadcast
from gongzhi.cases import CaseOpened, CaseParty, Lead, LeadLevel, LeadOrigin, ReviewOutcome
from gongzhi.decisions import Answer, AppealRoute, Consideration, Draft, HouseRules, load_ladder
from gongzhi.flow import open_case, review
from gongzhi.flow.matters import item_of
from gongzhi.law import Book, load_book
from gongzhi.parties import LegalRole, Party, PartyKind, Person, Role
from gongzhi.screening import Certainty, Cited, Finding, FindingType

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
ROOM = "b-lin-0301"
RULES = HouseRules(issuer="平台 P", mark="P处", appeal=AppealRoute(where="商家后台“申诉”", days=10))

HE = Person(ref="he", name="何审", organisation="platform-p", role=Role.PLATFORM_REVIEWER)
TAN = Person(ref="tan", name="谭审", organisation="platform-p", role=Role.PLATFORM_REVIEWER)
SUN = Person(ref="sun", name="孙主管", organisation="platform-p", role=Role.PLATFORM_LEAD)
MA = Person(ref="ma", name="马主管", organisation="platform-p", role=Role.PLATFORM_LEAD)
LI = Person(ref="li", name="李主管", organisation="platform-p", role=Role.PLATFORM_LEAD)
GAO = Person(ref="gao", name="高科", organisation="bureau-county", role=Role.REGULATOR_OFFICER)
LIN = Person(ref="lin", name="林小禾", organisation="m-lin", role=Role.MERCHANT)
QIAO = Person(ref="qiao", name="乔", organisation="p-qiao", role=Role.MERCHANT)
AN = Person(ref="an", name="安核", organisation="platform-p", role=Role.AUDITOR)
ZHOU = Person(ref="zhou", name="周某", organisation="m-zhou", role=Role.MERCHANT)

LIN_PARTY = CaseParty(party=Party(id="m-lin", kind=PartyKind.SMALLHOLDER, names=("林家果园",)), role=LegalRole.OPERATOR)
QIAO_PARTY = CaseParty(party=Party(id="p-qiao", kind=PartyKind.PERSON, names=("乔",)), role=LegalRole.PRESENTER)


def finding(
    quote: str = "全国第一甜", *, minute: int = 13, severity: int = 3, said_at: datetime | None = None
) -> Finding:
    """A confirmed-to-be absolute claim; ``minute`` makes it another one."""
    return Finding(
        broadcast=ROOM,
        signal=f"{ROOM}-{minute}",
        said_at=said_at or NOON - timedelta(days=1) + timedelta(minutes=minute),
        type=FindingType.ABSOLUTE_CLAIM,
        rule="absolute/first",
        rule_version="1",
        start=0,
        end=len(quote),
        quote=quote,
        reading=quote,
        certainty=Certainty.DEFINITE,
        severity=severity,
        provisions=(Cited(id="广告法/9(3)", title="广告法", article="第九条第三项"),),
        why="用最高级的说法介绍商品",
        instead="改说具体、有依据的内容",
    )


def screened_room(*findings: Finding, lead: bool = True) -> tuple[MemoryArchive, list[str]]:
    """An archive with one broadcast of Lin's, its findings and a lead; and the findings' exhibit ids."""
    archive = MemoryArchive()
    about = Broadcast(id=ROOM, platform="platform-p", room="林家果园直播间", operator="m-lin", presenters=("p-qiao",))
    archive.append([item_of(about, ROOM, NOON)])
    placed = archive.append([item_of(each, ROOM, NOON) for each in findings or (finding(),)])
    exhibits = [each.exhibit for each in placed]
    if lead:
        opened = Lead(
            broadcast=ROOM,
            opened_at=NOON,
            origin=LeadOrigin.MONITORING,
            level=LeadLevel.ORDINARY,
            summary="监测发现绝对化用语",
            findings=tuple(exhibits),
            onlookers=("bureau-county", "bureau-city"),
        )
        open_case.open_lead(archive, opened)
    return archive, exhibits


def confirm(archive: MemoryArchive, exhibits: list[str]) -> None:
    """He confirms each of them."""
    for exhibit in exhibits:
        review.review_finding(archive, finding=exhibit, outcome=ReviewOutcome.CONFIRMED, reason=None, by=HE, at=NOON)


def case_of(archive: MemoryArchive, exhibits: list[str]) -> CaseOpened:
    """The case that He opens from them, against Lin and Qiao."""
    draft = open_case.CaseDraft(broadcast=ROOM, parties=(LIN_PARTY, QIAO_PARTY), findings=tuple(exhibits))
    return open_case.open_case(archive, draft=draft, by=HE, at=NOON + timedelta(hours=1))


def opened_case(*findings: Finding) -> tuple[MemoryArchive, CaseOpened]:
    """A case in which everything is ready for a decision."""
    archive, exhibits = screened_room(*findings)
    confirm(archive, exhibits)
    return archive, case_of(archive, exhibits)


def considered(**answers: str) -> tuple[Consideration, ...]:
    """Every question answered: no, unless told otherwise."""
    return tuple(
        Consideration(topic=question.id, answer=Answer(answers.get(question.id, "no")))
        for question in load_ladder().questions
    )


def draft_of(opened: CaseOpened, **changes: object) -> Draft:
    """A warning to Lin, in order in every respect; ``changes`` spoil it."""
    fields: dict[str, object] = {
        "case": opened.id,
        "party": "m-lin",
        "measure": "warning",
        "findings": opened.findings,
        "facts": "2026年3月1日，直播间“林家果园直播间”中出现“全国第一甜”。",
        "reasons": "用最高级的说法介绍商品，没有可以核实的依据。",
        "considerations": considered(first_violation="yes", smallholder="yes"),
    }
    return Draft(**(fields | changes))  # type: ignore[arg-type]


def law() -> Book:
    """The shipped law, read once."""
    if "book" not in _READ:
        _READ["book"] = load_book()
    return _READ["book"]


_READ: dict[str, Book] = {}
