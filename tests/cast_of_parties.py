"""The cast of admission: platform P, farmer Lin, 星火 with presenter Qiao, reviewer Sun, lead He, officer Gao, stranger Zhou."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache

from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.flow.admitting import act_upon_dossier, apply, load_dossier
from gongzhi.flow.admitting_asked import Applying, Asked, Gate
from gongzhi.flow.admitting_details import Particulars
from gongzhi.flow.admitting_terms import load_admission
from gongzhi.law import Book, load_book
from gongzhi.parties import (
    Dossier,
    DossierOpened,
    LegalRole,
    Paper,
    PartyKind,
    Person,
    Role,
    Step,
    id_number_check_digit,
)


def someone(ref: str, name: str, organisation: str, role: Role) -> Person:
    return Person(ref=ref, name=name, organisation=organisation, role=role)


LIN = someone("lin", "林国山", "lin", Role.MERCHANT)
QIAO_MCN = someone("qiao", "星火经理", "xinghuo", Role.MERCHANT)
ZHOU = someone("zhou", "周先生", "zhou-shop", Role.MERCHANT)
SUN = someone("reviewer", "审核员 孙", "P", Role.PLATFORM_REVIEWER)
HE = someone("lead", "主管 何", "P", Role.PLATFORM_LEAD)
GAO = someone("gao", "高科", "city", Role.REGULATOR_OFFICER)
MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)
USCC = "91390104900200307X"
ID_NUMBER = "39010119900101001" + id_number_check_digit("39010119900101001")
LICENCE = Paper(kind="营业执照", number=USCC)
FOOD = Paper(kind="食品经营许可证", number="JY13901049000029", valid_until=date(2028, 9, 30))
SHOP = Applying(
    role=LegalRole.MERCHANT,
    kind=PartyKind.COMPANY,
    holder="P",
    applicant="lin",
    about="lin",
    name="林家果园有限公司",
    known_as=("林家果园",),
    uscc=USCC,
    place="青石县云岭乡 1 号",
    registered_place="青石县云岭乡 1 号",
    goods=("食品",),
    particulars=Particulars(phone="13900000001"),
    papers=(LICENCE, FOOD),
)
PRESENTER = Applying(
    role=LegalRole.PRESENTER,
    kind=PartyKind.PERSON,
    holder="P",
    applicant="xinghuo",
    about="p-qiao",
    known_as=("主播乔",),
    mcn="xinghuo",
    particulars=Particulars(name="乔小满", id_number=ID_NUMBER, phone="13900000002", home="临川湾市高新区"),
)
FARMER = Applying(
    role=LegalRole.OPERATOR,
    kind=PartyKind.SMALLHOLDER,
    holder="P",
    applicant="lin",
    about="lin-farm",
    exempt="销售自产农副产品",
    goods=("食用农产品",),
    particulars=Particulars(name="林国山", id_number=ID_NUMBER, phone="13900000003", address="青石县上坑村 41 号"),
)


@cache
def law() -> Book:
    """The law, read once."""
    return load_book()


class Gatehouse:
    """An archive, a gate, and a clock that moves a minute with every act."""

    def __init__(self, **gate: object) -> None:
        self.archive = MemoryArchive()
        self.gate = Gate(admission=load_admission(), book=law(), key=b"secret", **gate)  # type: ignore[arg-type]
        self.now = MONDAY

    def apply(self, new: Applying = SHOP, by: Person = LIN, **changes: object) -> DossierOpened:
        """An application."""
        return apply(self.archive, self.gate, new=replace(new, **changes), by=by, at=self.tick())  # type: ignore[arg-type]

    def act(self, number: str, step: Step, by: Person = SUN, **asked: object) -> Dossier:
        """One act upon a file as it stands."""
        given = Asked(step=step, **{"seen": self.load(number).version, **asked})  # type: ignore[arg-type]
        return act_upon_dossier(self.archive, self.gate, number=number, asked=given, by=by, at=self.tick())

    def admitted(self, new: Applying = SHOP, by: Person = LIN) -> str:
        """A file that was verified; returns its number."""
        number = self.apply(new, by).number
        self.act(number, Step.ADMIT)
        return number

    def load(self, number: str) -> Dossier:
        """The file now."""
        return load_dossier(self.archive, number)

    def tick(self, **later: int) -> datetime:
        """The next minute, or later."""
        self.now += timedelta(**(later or {"minutes": 1}))
        return self.now
