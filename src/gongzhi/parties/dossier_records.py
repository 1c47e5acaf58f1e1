"""The records of the file of a party (主体档案): its application with papers, and every act upon it until it leaves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from gongzhi.parties.identifiers import checked_uscc
from gongzhi.parties.people import Person
from gongzhi.parties.registered import LegalRole, PartyKind


class Step(StrEnum):
    """What can be done to the file of a party."""

    ADD_PAPERS = "add_papers"
    RESUBMIT = "resubmit"
    ADMIT = "admit"
    RETURN = "return"
    REVERIFY = "reverify"
    REPORT_CHANGE = "report_change"
    ACCEPT_CHANGE = "accept_change"
    REFUSE_CHANGE = "refuse_change"
    TRAIN = "train"
    CONTACT_LOST = "contact_lost"
    SUSPEND = "suspend"
    RESUME = "resume"
    LEAVE = "leave"

    @property
    def chinese(self) -> str:
        """As a person reads it."""
        return _STEPS[self]


_STEPS = {
    Step.ADD_PAPERS: "补充证照",
    Step.RESUBMIT: "重新提交",
    Step.ADMIT: "核验通过",
    Step.RETURN: "退回补正",
    Step.REVERIFY: "复核更新",
    Step.REPORT_CHANGE: "报送变更",
    Step.ACCEPT_CHANGE: "变更核验通过",
    Step.REFUSE_CHANGE: "变更退回",
    Step.TRAIN: "登记培训",
    Step.CONTACT_LOST: "提醒失联主体",
    Step.SUSPEND: "暂停",
    Step.RESUME: "恢复",
    Step.LEAVE: "退出",
}
_WITH_REASON = {
    Step.RETURN,
    Step.REFUSE_CHANGE,
    Step.CONTACT_LOST,
    Step.SUSPEND,
    Step.RESUME,
    Step.LEAVE,
}


class Matched(StrEnum):
    """What a source said: 一致, 不一致, 查无, 未查（没有可用的来源）."""

    SAME = "same"
    DIFFERENT = "different"
    NOT_FOUND = "not_found"
    NOT_ASKED = "not_asked"

    @property
    def chinese(self) -> str:
        """As a person reads it."""
        return {"same": "一致", "different": "不一致", "not_found": "查无", "not_asked": "未核验"}[self.value]


class ReasonsMissing(ValueError):
    """An act that must say why, without a word."""


class NoSuchName(ValueError):
    """A file without a name, or with a field that is not one of a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A licence or certificate (证照). ``kind`` is a name of flow/admission.yaml; it holds up to and with ``valid_until``.

    ``valid_until`` None: without an end (长期). ``sha256`` (hex) is that of the sealed scan, None where none was given.
    """

    kind: str
    number: str
    holder: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    sha256: str | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it is in date."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceAnswer:
    """What one source of verification said of one party. ``as_of`` is the day of its data, not that of asking.

    ``fields`` maps what was compared to 一致, 不一致 or 来源未载. NOT_ASKED says that no check was made.
    """

    source: str
    asked_for: str
    matched: Matched
    as_of: date | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierOpened:
    """An application for admission. ``holder`` verifies it, ``applicant`` filed it: both organisation ids.

    ``about`` is the id or name under which broadcasts know the party. ``name`` is the registered name; that of a natural
    person stands masked here and plain only in PersonalDetails, which can be destroyed by itself. ``exempt`` is the ground
    on which no registration is needed. ``place`` is the address of business of an organisation. ``mcn`` is an id.
    ``name_digest`` and ``id_digest`` are keyed with the store's secret.
    """

    number: str
    role: LegalRole
    kind: PartyKind
    holder: str
    applicant: str
    about: str
    name: str
    by: Person
    at: datetime
    known_as: tuple[str, ...] = ()
    uscc: str | None = None
    place: str = ""
    registered_place: str = ""
    composition: str = ""
    exempt: str | None = None
    mcn: str | None = None
    goods: tuple[str, ...] = ()
    name_digest: str | None = None
    id_digest: str | None = None
    demo: bool = False

    def __post_init__(self) -> None:
        if not self.name.strip() or not self.about.strip():
            raise NoSuchName("申请必须写明名称：请照执照或证件填写后再提交")
        if self.uscc is not None:
            checked_uscc(self.uscc)


# What a party may report as changed; personal details change by a new PersonalDetails.
CHANGEABLE = ("name", "uscc", "place", "registered_place", "composition", "mcn", "goods")
# What of a natural person's corrected details stands in the file: never from a form, always worked out.
DERIVED = ("name_digest", "id_digest")
CHANGE_NAMES: Mapping[str, str] = {
    "name": "名称",
    "uscc": "统一社会信用代码",
    "place": "实际经营地址",
    "registered_place": "住所",
    "composition": "组成形式",
    "mcn": "所属服务机构",
    "goods": "商品类别",
    "details": "个人信息（另行保存）",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierActed:
    """One act upon a file, the ``version``-th thing that happened to it (its application is the first).

    ``changes`` are new values (CHANGEABLE) that hold from ``changed_on`` on. ``day`` and ``course`` are those of a
    training. ``due`` is the last day that follows from the act, with the provision in ``basis``.
    """

    number: str
    version: int
    step: Step
    by: Person
    at: datetime
    reason: str = ""
    papers: tuple[Paper, ...] = ()
    checks: tuple[SourceAnswer, ...] = ()
    changes: Mapping[str, str] = field(default_factory=dict)
    changed_on: date | None = None
    day: date | None = None
    course: str = ""
    due: date | None = None
    basis: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.step in _WITH_REASON and not self.reason.strip():
            raise ReasonsMissing(f"“{self.step.chinese}”必须写明理由：请填写理由后再提交")
        if "uscc" in self.changes:
            checked_uscc(self.changes["uscc"])
        if strange := set(self.changes) - {*CHANGE_NAMES, *DERIVED}:
            raise NoSuchName(f"变更里有不认识的项目 {'、'.join(sorted(strange))}：请从表单中选择")


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalDetails:
    """What identifies a natural person, kept by itself under a key of its own. The newest of a file holds.

    ``name`` is the party's own, or for an organisation its contact's. ``home`` is 经常居住地, ``address`` the address of
    business of one who needs no registration. Never part of another record, of a bundle, or of a row.
    """

    dossier: str
    at: datetime
    name: str = ""
    id_number: str = ""
    phone: str = ""
    home: str = ""
    address: str = ""
    qualification: str = ""
