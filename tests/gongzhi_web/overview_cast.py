"""One object of every sort on each side of the city, all about 霞光苹果: what a search over everything must keep apart."""

from datetime import date, timedelta

from web_cast import NOW, make_finding

from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.broadcasts import Broadcast
from gongzhi.cases import (
    CampaignPlanned,
    CaseOpened,
    CaseParty,
    LeadLevel,
    PaperIssued,
    PaperKind,
    RecallOpened,
    SampleTaken,
)
from gongzhi.decisions import AppealRoute, Basis, Decided
from gongzhi.flow.matters import item_of
from gongzhi.parties import DossierOpened, LegalRole, Party, PartyKind, Person, ProductOffered, Role
from gongzhi_web.archive.following import catch_up

WORD = "霞光苹果"
# County -> who sells there.
SIDES = {"east": ("lin", "林家果园"), "west": ("tea", "西山茶业")}
LEAD = Person(ref="lead", name="何主管", organisation="P", role=Role.PLATFORM_LEAD)


def officer(unit: str) -> Person:
    """Somebody of that bureau."""
    return Person(ref=f"{unit}-officer", name="某同志", organisation=unit, role=Role.REGULATOR_OFFICER)


def seal_both_sides(archive: MemoryArchive) -> None:
    """Everything for east and west, projected into rows; asks the city's own campaign too."""
    for unit, (party, name) in SIDES.items():
        seal_side(archive, unit, party, name)
    catch_up(archive)


def seal_side(archive: MemoryArchive, unit: str, party: str, name: str) -> None:
    """A broadcast with a finding, a case with its decision, two files, and the bureau's own work."""
    by, day = officer(unit), date(2026, 3, 14)
    room = Broadcast(
        id=f"b-{unit}", platform="P", room=f"{unit}-room", title=f"{WORD}专场", merchant=name, operator=name, started_at=NOW
    )  # fmt: skip
    case = _case(unit, name)
    seller = {"holder": "P", "applicant": party, "by": LEAD, "at": NOW}
    kept = [
        (room, room.id),
        (make_finding(room.id, quote=f"{WORD}最好", reading=f"{WORD}最好，电话13912345678"), room.id),
        (case, case.id),
        (_decided(case, name), case.id),
        (
            DossierOpened(
                number=f"ZT-{unit}", role=LegalRole.MERCHANT, kind=PartyKind.COMPANY, about=party,
                name=f"{name}{WORD}有限公司", **seller,  # type: ignore[arg-type]
            ),
            f"ZT-{unit}",
        ),
        (
            ProductOffered(
                number=f"XP-{unit}", title=f"{WORD}五斤装", sort="农产品", seller=f"ZT-{unit}", **seller  # type: ignore[arg-type]
            ),
            f"XP-{unit}",
        ),
        (
            CampaignPlanned(
                number=f"ZX-{unit}", title=f"{WORD}专项", unit=unit, goal="旺季", starts=day,
                ends=day + timedelta(days=30), by=by, at=NOW, words=("最好",),
            ),
            f"ZX-{unit}",
        ),
        (
            SampleTaken(
                number=f"CY-{unit}", plan="J-1", unit=unit, category="食品", goods=f"{WORD}一箱", seller=name,
                where="直播间", batch="B1", seal=f"F-{unit}", quantity=1, price_fen=100, by=by, at=NOW,
            ),
            f"CY-{unit}",
        ),
        (
            RecallOpened(
                number=f"ZH-{unit}", title=f"召回{WORD}", unit=unit, goods=WORD, batch="B1", seller=name, defect="农残超标",
                remedy="退款", by=by, at=NOW, platform="P",
            ),
            f"ZH-{unit}",
        ),
        (
            PaperIssued(
                id=f"WS-{unit}", number=f"{unit}〔2026〕1号", place=1, kind=PaperKind.REMINDER, about=f"CY-{unit}",
                unit=unit, addressee=name, title="提醒函", facts=f"销售{WORD}时称最好，联系电话13912345678。", by=by,
                at=NOW, sha256="0" * 64, to=party,
            ),
            f"WS-{unit}",
        ),
    ]  # fmt: skip
    archive.append([item_of(record, subject, NOW) for record, subject in kept])


def _case(unit: str, name: str) -> CaseOpened:
    party = CaseParty(
        party=Party(id=name, kind=PartyKind.OTHER, names=(name, f"{name}{WORD}店")), role=LegalRole.OPERATOR
    )
    return CaseOpened(
        id=f"AJ-{unit}", lead="x", broadcast=f"b-{unit}", parties=(party,), findings=(), level=LeadLevel.SERIOUS,
        holder="P", by=LEAD, at=NOW, onlookers=(unit, "city"),
    )  # fmt: skip


def _decided(case: CaseOpened, name: str) -> Decided:
    basis = Basis(id="广告法/9(3)", title="广告法", article="第九条第三项", wording="要旨", on=NOW.date(), held="held")
    return Decided(
        id=f"{case.id}-D", number=f"决〔2026〕{case.id}", issuer="平台P", case=case.id, party=name, party_name=name,
        role=LegalRole.OPERATOR, measure="warning", measure_name="警示", ladder_version="1", findings=(),
        facts=f"直播中称{WORD}最好。", reasons="属于绝对化用语。", provisions=(basis,), considerations=(),
        appeal=AppealRoute(where="平台P申诉中心", days=15), evidence_sha256="0" * 64, by=LEAD, at=NOW,
    )  # fmt: skip
