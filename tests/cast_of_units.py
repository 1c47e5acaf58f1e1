"""A bureau over three levels with its people, and the register of leads that the tests of the docket share."""

from datetime import UTC, datetime, timedelta

from cast_of_cases import law
from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.cases import Act, Docket, DocketEntered
from gongzhi.flow.docket_terms import load_terms
from gongzhi.flow.docketing import NewEntry, Register, Wanted, act_upon, enter, load_entry
from gongzhi.flow.units import Unit, Units
from gongzhi.parties import BureauLevel, Person, Role

# A Monday, 12:00 in Beijing.
MONDAY = datetime(2026, 3, 2, 4, tzinfo=UTC)
CITY = Unit(id="city", name="南江市局", level=BureauLevel.CITY, area="南江市")
EAST = Unit(id="east", name="东县局", level=BureauLevel.COUNTY, area="东县", parent="city")
WEST = Unit(id="west", name="西县局", level=BureauLevel.COUNTY, area="西县", parent="city")
RIVER = Unit(id="river", name="东县河口分局", level=BureauLevel.BRANCH, area="河口镇", parent="east")
PLATFORM = Unit(id="P", name="平台P", parent="city")
UNITS = Units([CITY, EAST, WEST, RIVER, PLATFORM])


def officer(ref: str, unit: str, role: Role = Role.REGULATOR_OFFICER) -> Person:
    """Somebody of that unit."""
    return Person(ref=ref, name=f"{ref}同志", organisation=unit, role=role)


GAO, DENG = officer("gao", "city"), officer("deng", "city")
WU, XIE = officer("wu", "east"), officer("xie", "east")
HU = officer("hu", "river")
ZHOU = officer("zhou", "zhou-shop", Role.MERCHANT)
SUN = officer("sun", "P", Role.PLATFORM_LEAD)


def register() -> Register:
    """The three levels, the shipped law and the shipped terms."""
    return Register(units=UNITS, book=law(), terms=load_terms())


def new_entry(**changes: object) -> NewEntry:
    """A lead about Lin's broadcast, for the city."""
    given: dict[str, object] = {
        "title": "林家果园直播",
        "summary": "直播中称“全国第一甜”。",
        "unit": "city",
        "broadcast": "b-lin-0301",
        "parties": ("林家果园",),
        "rules": ("absolute/first",),
    }
    return NewEntry(**(given | changes))  # type: ignore[arg-type]


class Desk:
    """An archive with a register, and a clock that moves one minute with each act."""

    def __init__(self) -> None:
        self.archive, self.register, self.now = MemoryArchive(), register(), MONDAY

    def enter(self, by: Person = GAO, **changes: object) -> DocketEntered:
        """Enter a lead."""
        return enter(self.archive, self.register, new=new_entry(**changes), by=by, at=self.tick())

    def act(self, number: str, act: Act, by: Person, **wanted: object) -> Docket:
        """Do one thing to it as it stands now."""
        given = {"seen": load_entry(self.archive, number).version, "reason": "按程序办理"} | wanted
        asked = Wanted(act=act, **given)  # type: ignore[arg-type]
        return act_upon(self.archive, self.register, number=number, wanted=asked, by=by, at=self.tick())

    def assigned(self, by: Person = GAO, **changes: object) -> str:
        """A new entry that this person works on; returns its number."""
        number = self.enter(by, **changes).number
        self.act(number, Act.ASSIGN, by, assignee=by)
        return number

    def tick(self, **later: int) -> datetime:
        """The next minute, or later."""
        self.now += timedelta(**(later or {"minutes": 1}))
        return self.now
