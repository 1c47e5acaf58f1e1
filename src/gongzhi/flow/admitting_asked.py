"""What is asked of admission: an application, one act upon a file, and what the verbs know."""

from dataclasses import dataclass, field
from datetime import date

from gongzhi.flow.admitting_details import Particulars
from gongzhi.flow.admitting_sources import Sources
from gongzhi.flow.admitting_terms import Admission
from gongzhi.law import Book
from gongzhi.parties import LegalRole, Paper, PartyKind, Step


class AlreadyFiled(ValueError):
    """The same party already has a file in the same role at the same place."""


class NotReady(ValueError):
    """An act that lacks something: a paper, a day, a value; the message lists it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierNoted:
    """Under ``subject`` (a keyed word of an identifier or a name) stands a file."""

    subject: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What the verbs need to know: what admission asks for, the law, the store's secret, and the sources connected."""

    admission: Admission
    book: Book
    key: bytes = b""
    sources: Sources = field(default_factory=Sources)


@dataclass(frozen=True, slots=True, kw_only=True)
class Applying:
    """What an applicant writes; the fields are those of DossierOpened. ``name`` is plain here."""

    role: LegalRole
    kind: PartyKind
    holder: str
    applicant: str
    about: str
    name: str = ""
    known_as: tuple[str, ...] = ()
    uscc: str | None = None
    place: str = ""
    registered_place: str = ""
    composition: str = ""
    exempt: str | None = None
    mcn: str | None = None
    goods: tuple[str, ...] = ()
    particulars: Particulars = field(default_factory=Particulars)
    papers: tuple[Paper, ...] = ()
    demo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person wants done, having seen the file at ``seen``. The step says which fields it needs."""

    step: Step
    seen: int
    reason: str = ""
    papers: tuple[Paper, ...] = ()
    changes: dict[str, str] = field(default_factory=dict)
    particulars: Particulars | None = None
    changed_on: date | None = None
    day: date | None = None
    course: str = ""
