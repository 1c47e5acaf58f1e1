"""The one function that says which entries of the register a person may see, and the units around them."""

import re

from django.db.models import Exists, OuterRef, QuerySet

from gongzhi.flow.units import Unit, Units
from gongzhi.parties import BureauLevel
from gongzhi_web.accounts.models import Kind, Organisation, Role, User
from gongzhi_web.board.models import DocketReader, DocketRow

_OF_A_BUREAU = {Role.REGULATOR_OFFICER, Role.REGULATOR_HEAD, Role.AUDITOR}
_OF_A_PLATFORM = {Role.PLATFORM_LEAD, Role.PLATFORM_REVIEWER, Role.PLATFORM_HEAD, Role.AUDITOR}
# The part of an address that a unit answers for: a city's up to 市, a county's from there up to 县, 区, 旗 or 市.
_CITY = re.compile(r"(?:.*?(?:省|自治区))?(.+?(?:市|州|盟))")
_COUNTY = re.compile(r"(?:.*?(?:省|自治区))?(?:.+?市)?(.+?(?:县|区|旗|市))")


def entries_of(user: User) -> QuerySet[DocketRow]:
    """Authorities: what they or a unit below has or had. Platform staff: what their platform has. Sellers and others: none."""
    own = user.organisation
    if not user.is_active or own is None:
        return DocketRow.objects.none()
    if own.kind == Kind.PLATFORM and user.role in _OF_A_PLATFORM:
        # What a platform passed up is the bureau's business from then on.
        return DocketRow.objects.filter(unit=own.party)
    if own.kind == Kind.BUREAU and user.role in _OF_A_BUREAU:
        return DocketRow.objects.filter(Exists(reads(user).filter(number=OuterRef("number"))))
    return DocketRow.objects.none()


def reads(user: User) -> QuerySet[DocketReader]:
    """The same scope as rows that lists are made of; one per entry that the person sees."""
    own = user.organisation
    if not user.is_active or own is None:
        return DocketReader.objects.none()
    if own.kind == Kind.PLATFORM and user.role in _OF_A_PLATFORM:
        return DocketReader.objects.filter(unit=own.party, at_unit=own.party)
    if own.kind == Kind.BUREAU and user.role in _OF_A_BUREAU:
        return DocketReader.objects.filter(unit=own.party)
    return DocketReader.objects.none()


def reach(own: Organisation) -> list[str]:
    """This unit and the bureaus below it, nearest first; for a platform itself alone."""
    found, floor = [own.party], [own.party]
    while floor and own.kind == Kind.BUREAU:
        rows = Organisation.objects.filter(parent__in=floor, kind=Kind.BUREAU).exclude(party__in=found)
        floor = list(rows.order_by("party").values_list("party", flat=True))
        found.extend(floor)
    return found


def units() -> Units:
    """All bureaus and platforms, as the register knows them."""
    rows = Organisation.objects.filter(kind__in=(Kind.BUREAU, Kind.PLATFORM)).order_by("party")
    return Units(_unit(row) for row in rows)


def _unit(row: Organisation) -> Unit:
    level = _level(row) if row.kind == Kind.BUREAU else None
    return Unit(id=row.party, name=row.name, level=level, area=_area(row, level), parent=row.parent_id)


def _level(row: Organisation) -> BureauLevel:
    # A bureau registered without its level is one all the same: the law's days run for it.
    return BureauLevel(row.level) if row.level else BureauLevel.COUNTY if row.parent_id else BureauLevel.CITY


def _area(row: Organisation, level: BureauLevel | None) -> str:
    if given := row.terms.get("area"):
        return str(given)
    pattern = {BureauLevel.CITY: _CITY, BureauLevel.COUNTY: _COUNTY}.get(level) if level else None
    found = pattern.match(row.place) if pattern else None
    return found[1] if found else ""
