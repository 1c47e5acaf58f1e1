"""What a law table holds: instruments, their editions (one numbering each), and rows of our own wording."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gongzhi.law.figures import Figure
from gongzhi.law.places import Place
from gongzhi.values import Period


class Kind(StrEnum):
    """What a row demands or says. ENCOURAGEMENT is 鼓励 and 可以: never a duty."""

    DEFINITION = "definition"
    DUTY = "duty"
    ENCOURAGEMENT = "encouragement"
    PROHIBITION = "prohibition"
    DEADLINE = "deadline"
    DISCLOSURE = "disclosure"
    RETENTION = "retention"
    PROCEDURE = "procedure"
    PENALTY = "penalty"
    LIABILITY = "liability"
    BURDEN = "burden"
    EXEMPTION = "exemption"
    JURISDICTION = "jurisdiction"
    RIGHT = "right"
    THRESHOLD = "threshold"
    CASE = "case"


KIND_NAMES: Mapping[Kind, str] = {
    Kind.DEFINITION: "定义",
    Kind.DUTY: "义务",
    Kind.ENCOURAGEMENT: "倡导",
    Kind.PROHIBITION: "禁止",
    Kind.DEADLINE: "期限",
    Kind.DISCLOSURE: "公示",
    Kind.RETENTION: "留存",
    Kind.PROCEDURE: "程序",
    Kind.PENALTY: "处罚",
    Kind.LIABILITY: "责任",
    Kind.BURDEN: "举证",
    Kind.EXEMPTION: "免责",
    Kind.JURISDICTION: "管辖",
    Kind.RIGHT: "权利",
    Kind.THRESHOLD: "门槛",
    Kind.CASE: "案例",
}


class Confidence(StrEnum):
    """How a row was checked; only VERIFIED rows are active unless the reader asks for the others."""

    VERIFIED = "已核"
    SECONDARY = "二手"
    INFERENCE = "推论"
    MEMORY = "记忆"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One numbering of an instrument. ``period`` is None when the day in force is not known.

    ``held_from`` is the first day of the wording that we hold (None: none held); ``first`` says that nothing was in
    force before. ``articles`` 0: their number is not known. ``skeleton`` gives, by article, the number of items of
    each paragraph (articles not in it have one paragraph without items); None when paragraphs were not told apart.
    """

    name: str
    period: Period | None
    amended: tuple[date, ...] = ()
    held_from: date | None = None
    first: bool = False
    articles: int = 0
    skeleton: Mapping[str, tuple[int, ...]] | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Norm:
    """One row: what a place demands of whom, in our own words. ``code`` is unique over all instruments.

    ``condition`` says in plain words when it applies, empty when always.
    ``formerly`` is the place in the edition before; ``replaces`` the code of the row that an amendment ended.
    ``punishes``: the places of the same instrument whose breach this penalty answers; ``see``: ids elsewhere.
    """

    code: str
    places: tuple[Place, ...]
    edition: str
    addressees: tuple[str, ...]
    kind: Kind
    wording: str
    condition: str = ""
    figures: str = ""
    numbers: tuple[Figure, ...] = ()
    confidence: Confidence = Confidence.VERIFIED
    period: Period | None = None
    formerly: Place | None = None
    replaces: str = ""
    punishes: tuple[Place, ...] = ()
    see: tuple[str, ...] = ()
    note: str = ""

    @property
    def active(self) -> bool:
        """Whether the row was read in a stored text."""
        return self.confidence is Confidence.VERIFIED


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """A statute, regulation, rule, interpretation or guide. ``title`` is the first part of its provisions' ids."""

    title: str
    full_title: str
    short_names: tuple[str, ...]
    rank: str
    issuer: str
    number: str
    promulgated: str
    style: str
    editions: tuple[Edition, ...]
    norms: tuple[Norm, ...]
    note: str = ""

    def edition_on(self, day: date) -> Edition | None:
        """The edition whose numbering was in use on ``day``."""
        for edition in self.editions:
            if edition.period is not None and day in edition.period:
                return edition
        return None
