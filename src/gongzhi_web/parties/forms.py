"""From the forms of admission to what the flow is asked."""

from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from django.http import QueryDict

from gongzhi.flow.admitting_asked import Applying, Asked
from gongzhi.flow.admitting_broadcasts import Engaging
from gongzhi.flow.admitting_details import Particulars
from gongzhi.flow.admitting_products import AskedOfProduct, Offering
from gongzhi.flow.admitting_terms import load_admission
from gongzhi.parties import CHANGEABLE, LegalRole, Paper, Part, PartyKind, Presenting, ProductStep, Step
from gongzhi.values import BEIJING
from gongzhi_web.accounts.models import Organisation

ROLES = {
    LegalRole.OPERATOR: "直播间运营者",
    LegalRole.MERCHANT: "商家（实际销售者）",
    LegalRole.PRESENTER: "直播营销人员（主播）",
    LegalRole.MCN: "直播营销人员服务机构",
    LegalRole.PLATFORM: "平台",
}
KINDS = {
    PartyKind.COMPANY: "企业",
    PartyKind.COOPERATIVE: "农民专业合作社",
    PartyKind.SOLE_TRADER: "个体工商户",
    PartyKind.SMALLHOLDER: "农户",
    PartyKind.PERSON: "自然人",
    PartyKind.OTHER: "其他组织",
}
T = TypeVar("T", bound=StrEnum)
PARTICULARS = tuple(Particulars.__dataclass_fields__)


class BadForm(ValueError):
    """A day that cannot be read, or a choice that the form does not offer; the message says what to do."""


def choices() -> dict[str, object]:
    """What the forms offer."""
    known = load_admission()
    return {
        "roles": [(one.value, name) for one, name in ROLES.items()],
        "kinds": [(one.value, name) for one, name in KINDS.items()],
        "goods": [one.name for one in known.goods],
        "exemptions": [one.name for one in known.exemptions],
        "paper_kinds": [one.name for one in known.papers],
        "parts": [(one.value, one.chinese) for one in Part],
    }


def read_applying(form: QueryDict, own: Organisation, known_as: list[str]) -> Applying:
    """An application on behalf of an organisation; a bureau's platform applies to that bureau. Raises BadForm."""
    role = _choice(LegalRole, form.get("role", ""), "身份")
    names = tuple(words_of(form.get("known_as", "")))
    natural = role is LegalRole.PRESENTER or not form.get("uscc", "").strip()
    about = known_as[0] if known_as else form.get("about", "").strip()
    # A presenter without an id of their own is known by the name on stage; never by the registered one.
    about = about or (names[0] if natural and names else own.party)
    return Applying(
        role=role,
        kind=_choice(PartyKind, form.get("kind", ""), "主体类型")
        if role is not LegalRole.PRESENTER
        else PartyKind.PERSON,
        holder=form.get("holder", ""),
        applicant=own.party,
        about=about,
        name=form.get("name", ""),
        known_as=names,
        uscc=form.get("uscc", "").strip() or None,
        place=form.get("place", ""),
        registered_place=form.get("registered_place", ""),
        composition=form.get("composition", ""),
        exempt=form.get("exempt") or None,
        mcn=form.get("mcn", "").strip() or None,
        goods=tuple(form.getlist("goods")),
        particulars=_particulars(form),
        papers=_papers(form),
    )


def read_asked(form: QueryDict) -> Asked:
    """One act upon a file. Raises BadForm."""
    given = _particulars(form)
    step = _choice(Step, form.get("step", ""), "步骤")
    changes = {name: form.get(f"change-{name}", "") for name in CHANGEABLE if form.get(f"change-{name}", "").strip()}
    return Asked(
        step=step,
        seen=_seen(form),
        reason=form.get("reason", ""),
        papers=_papers(form),
        changes=changes,
        particulars=given if any(getattr(given, name).strip() for name in PARTICULARS) else None,
        changed_on=read_day(form.get("changed_on", "")),
        day=read_day(form.get("day", "")),
        course=form.get("course", ""),
    )


def read_offering(form: QueryDict, own: Organisation) -> Offering:
    """A product for the selection archive. Raises BadForm."""
    return Offering(
        title=form.get("title", ""),
        sort=form.get("sort", ""),
        holder=form.get("holder", ""),
        applicant=own.party,
        seller=(form.get("other-seller", "") or form.get("seller", "")).strip(),
        ref=form.get("ref", "").strip(),
        origin=form.get("origin", "").strip(),
        papers=_papers(form),
    )


def read_product_step(form: QueryDict) -> AskedOfProduct:
    """One act upon a product. Raises BadForm."""
    step = _choice(ProductStep, form.get("step", ""), "步骤")
    return AskedOfProduct(step=step, seen=_seen(form), reason=form.get("reason", ""), papers=_papers(form))


def read_engaging(form: QueryDict, own: Organisation) -> Engaging:
    """Who takes part in a broadcast. Raises BadForm."""
    try:
        planned = datetime.fromisoformat(form.get("planned_at", ""))
    except ValueError as error:
        raise BadForm("请写明计划开播的时间，例如 2026-03-03 20:00") from error
    part = _choice(Part, form.get("part", Part.LEAD.value), "担任")
    return Engaging(
        holder=form.get("holder", ""),
        applicant=own.party,
        room=form.get("room", "").strip(),
        planned_at=planned if planned.tzinfo else planned.replace(tzinfo=BEIJING),
        operator=form.get("operator", "").strip(),
        presenters=tuple(Presenting(dossier=one, part=part) for one in words_of("、".join(form.getlist("presenter")))),
        sellers=tuple(words_of("、".join(form.getlist("seller")))),
        mcn=form.get("mcn", "").strip() or None,
        products=tuple(words_of("、".join(form.getlist("product")))),
    )


def require_offered(holder: str, offered: list[Organisation]) -> None:
    """Raise BadForm unless the form offered this organisation."""
    if holder not in {one.party for one in offered}:
        raise BadForm("没有选平台或核验单位：请从列表中选择")


def read_day(text: str) -> date | None:
    """A day, None when nothing was written; raises BadForm."""
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError as error:
        raise BadForm(f"“{text}”不是日期：请写成 2026-03-01") from error


def words_of(text: str) -> list[str]:
    """Names written one after the other, split at lines, commas and 、."""
    for mark in ("\n", "，", ",", "；", ";"):
        text = text.replace(mark, "、")
    return list(dict.fromkeys(word.strip() for word in text.split("、") if word.strip()))


def _papers(form: QueryDict) -> tuple[Paper, ...]:
    rows = zip(form.getlist("paper-kind"), form.getlist("paper-number"), form.getlist("paper-until"), strict=False)
    return tuple(
        Paper(kind=kind, number=number, valid_until=read_day(until)) for kind, number, until in rows if number.strip()
    )


def _particulars(form: QueryDict) -> Particulars:
    return Particulars(**{name: form.get(f"person-{name}", "") for name in PARTICULARS})


def _seen(form: QueryDict) -> int:
    try:
        return int(form.get("seen", ""))
    except ValueError as error:
        raise BadForm("表单缺少版本：请刷新页面后重新办理") from error


def _choice(kind: type[T], value: str, what: str) -> T:
    try:
        return kind(value)
    except ValueError as error:
        raise BadForm(f"没有选{what}：请刷新页面后重新选择") from error
