"""People who use the software, and the organisations that they act for."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class OrganisationKind(StrEnum):
    """What an organisation is: 平台, 市场监督管理局, 直播营销人员服务机构, 商家或直播间运营者, 协会."""

    PLATFORM = "platform"
    BUREAU = "bureau"
    MCN = "mcn"
    MERCHANT = "merchant"
    ASSOCIATION = "association"


class BureauLevel(StrEnum):
    """The three levels of a city's bureau: 市局, 县（区）局, 分局（所）."""

    CITY = "city"
    COUNTY = "county"
    BRANCH = "branch"


class Role(StrEnum):
    """What a person does here. The two heads (平台负责人; 科室负责人、局领导) oversee, reassign and confirm as the second person."""

    PLATFORM_REVIEWER = "platform_reviewer"
    PLATFORM_LEAD = "platform_lead"
    PLATFORM_HEAD = "platform_head"
    REGULATOR_OFFICER = "regulator_officer"
    REGULATOR_HEAD = "regulator_head"
    MERCHANT = "merchant"
    AUDITOR = "auditor"


class UnknownOrganisation(LookupError):
    """An organisation id that nobody registered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """``parent`` is the organisation directly above: for a bureau the bureau above it, for a platform the bureau in charge of it."""

    id: str
    name: str
    kind: OrganisationKind
    level: BureauLevel | None = None
    parent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """``ref`` names the account and never changes; ``organisation`` is an organisation id, for a presenter without one the party id."""

    ref: str
    name: str
    organisation: str
    role: Role


def bureaus_above(organisation: str, organisations: Mapping[str, Organisation]) -> tuple[str, ...]:
    """The bureaus in charge of an organisation, nearest first; raises UnknownOrganisation. A bureau is in charge of itself."""
    chain: list[str] = []
    seen: set[str] = set()
    here: str | None = organisation
    while here is not None and here not in seen:
        seen.add(here)
        if here not in organisations:
            raise UnknownOrganisation(f"没有登记的组织“{here}”：请先登记该组织或改正上级组织编号")
        if organisations[here].kind is OrganisationKind.BUREAU:
            chain.append(here)
        here = organisations[here].parent
    return tuple(chain)
