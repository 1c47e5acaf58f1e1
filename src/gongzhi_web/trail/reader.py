"""Reading the trail of an object from what is sealed about it and from the log of looks, page by page, newest first."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Q

from gongzhi.cases import Act, CampaignAct, PaperAct, RecallAct, SampleAct
from gongzhi.decisions import AppealOutcome, StopOutcome
from gongzhi.evidence import ExhibitDamaged, ExhibitErased
from gongzhi.flow.ports import Archive
from gongzhi.parties import ProductStep, Step
from gongzhi_web.accounts.models import Organisation, Role, User
from gongzhi_web.archive.opening import opened
from gongzhi_web.audit.scope import looks_of
from gongzhi_web.evidence.models import Placing
from gongzhi_web.evidence.says import kind_name

PAGE = 12
# Who needs more goes to the audit pages, which narrow by day and person.
MOST_PAGES = 40
# What a party may read about how its matter went; the rest is its own acts.
_TOLD_TO_SELLERS = {
    "CaseOpened", "Decided", "Notice", "AppealFiled", "AppealDecided", "CaseClosed", "EmergencyStop", "StopSettled",
    "DossierOpened", "DossierActed", "ProductOffered", "ProductActed", "PaperIssued", "PaperActed",
    "RecallOpened", "RecallActed",
}  # fmt: skip
# An organisation's own papers and drafts: others do not even learn that there are some.
_OWN = {"Proposed", "LiabilityAnalysed", "DutiesAssessed", "CreditRecorded"}
_STAFF_ONLY = {
    "DocketEntered", "DocketActed", "Lead", "LeadClosed", "Review", "HandedOver", "CampaignPlanned", "CampaignActed",
    "SamplingPlanned", "SampleTaken", "SampleActed", "Engaged",
}  # fmt: skip
ACTS = _TOLD_TO_SELLERS | _OWN | _STAFF_ONLY
_NAMES_ALL = {Role.AUDITOR, Role.PLATFORM_LEAD}
_LOOKED = ("查看", "下载", "导出")


# Which member of a record says what was done, and the words for its values.
_SAYS: dict[str, tuple[str, type[StrEnum]]] = {
    "DocketActed": ("act", Act),
    "CampaignActed": ("act", CampaignAct),
    "SampleActed": ("act", SampleAct),
    "RecallActed": ("act", RecallAct),
    "PaperActed": ("act", PaperAct),
    "DossierActed": ("step", Step),
    "ProductActed": ("step", ProductStep),
    "StopSettled": ("outcome", StopOutcome),
    "AppealDecided": ("outcome", AppealOutcome),
}


@dataclass(frozen=True, slots=True)
class TrailLine:
    """Something that happened; ``exhibit`` is empty for a look, ``unit`` for one's own organisation."""

    at: datetime
    who: str
    what: str
    unit: str = ""
    detail: str = ""
    exhibit: str = ""


@dataclass(frozen=True, slots=True)
class Trail:
    """One page of a trail."""

    lines: list[TrailLine]
    page: int
    more: bool

    @property
    def before(self) -> int:
        """The page of what is newer."""
        return self.page - 1

    @property
    def after(self) -> int:
        """The page of what is older."""
        return self.page + 1


def trail_of(user: User, about: Sequence[str], *, page: int = 1) -> Trail:
    """The page of the trail of one object, known by these names; the caller has checked that this person sees the object.

    Acts are sealed records: staff read who did them; a party reads what it is told anyway, with the other side's
    organisation instead of a name. Looks are those of one's own organisation; only who audits reads colleagues' whole names.
    """
    need = page * PAGE + 1
    lines = sorted([*_acts(user, about, need), *_looks(user, about, need)], key=lambda one: one.at, reverse=True)
    first = (page - 1) * PAGE
    return Trail(lines[first : first + PAGE], page, more=len(lines) > first + PAGE and page < MOST_PAGES)


def _acts(user: User, about: Sequence[str], need: int) -> Iterator[TrailLine]:
    names = user.organisation.names if user.organisation else ()
    told = ACTS - _OWN if user.role != Role.MERCHANT else _TOLD_TO_SELLERS
    seen = Placing.objects.filter(Q(kind__in=told) | Q(kind__in=ACTS, organisation__in=names))
    found: dict[str, Placing] = {}
    # One index each: asked for together they would be gathered from the end of the whole log.
    for column in ("subject", "case", "party"):
        for one in seen.filter(**{f"{column}__in": list(about)}).order_by("-index")[:need]:
            found[one.exhibit] = one
    newest = sorted(found.values(), key=lambda one: one.index, reverse=True)[:need]
    units = dict(Organisation.objects.values_list("party", "name"))
    archive = opened()
    for one in newest:
        what, detail = _said(archive, one)
        own = one.organisation in names
        who = one.by_name or "系统"
        if one.by_name and not own and user.role == Role.MERCHANT:
            who, detail = "工作人员", ""
        unit = "" if own else units.get(one.organisation, one.organisation)
        yield TrailLine(one.at, who, what, unit=unit, detail=detail, exhibit=one.exhibit)


def _looks(user: User, about: Sequence[str], need: int) -> Iterator[TrailLine]:
    kinds = Q()
    for word in _LOOKED:
        kinds |= Q(what__startswith=word)
    rows = looks_of(user).filter(kinds, subject__in=list(about)).select_related("user").order_by("-at", "-id")
    whole = user.role in _NAMES_ALL
    for look in rows[:need]:
        name = str(look.user)
        yield TrailLine(look.at, name if whole or look.user_id == user.pk else f"{name[:1]}**", look.what)


def _said(archive: Archive, one: Placing) -> tuple[str, str]:
    word = kind_name(one.kind)
    try:
        record = _members(archive, one)
    except ExhibitErased:
        return word, "内容已依法销毁"
    except (ExhibitDamaged, ValueError):
        return word, "读不出这份记录：请运行 gongzhi evidence fsck"
    member, words = _SAYS.get(one.kind, ("", None))
    value = record.get(member)
    if words is not None and value in set(words):
        chosen: Any = words(value)
        word = f"{word}：{chosen.chinese}"
    return word, next((record[name] for name in ("reason", "said") if isinstance(record.get(name), str)), "")


def _members(archive: Archive, one: Placing) -> dict[str, Any]:
    placed = archive.find(one.exhibit)
    if placed is None:
        return {}
    record = json.loads(archive.read(placed))
    return record if isinstance(record, dict) else {}
