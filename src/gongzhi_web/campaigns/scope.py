"""The functions that say which campaigns, samples, recalls and papers a person may see, and the desks that the verbs need."""

from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from gongzhi.adapters.documents import render_document
from gongzhi.flow.guiding import PaperDesk
from gongzhi.flow.guiding_papers import load_kinds
from gongzhi.flow.sampling_goods import Sampling, load_categories
from gongzhi_web.accounts.models import Kind, Organisation, Role, User
from gongzhi_web.board.forms import register
from gongzhi_web.board.scope import reach, units
from gongzhi_web.campaigns.models import CampaignRow, PaperRow, RecallRow, SampleRow, SamplingPlanRow
from gongzhi_web.lawbook import book

R = TypeVar("R", bound=Model)
_READERS = {Role.MERCHANT, Role.AUDITOR, Role.PLATFORM_LEAD, Role.PLATFORM_REVIEWER, Role.PLATFORM_HEAD}
_OF_A_PLATFORM = _READERS - {Role.MERCHANT}


def campaigns_of(user: User) -> QuerySet[CampaignRow]:
    """A bureau's people: campaigns of their unit, of those below and of those above. Others: none."""
    return CampaignRow.objects.filter(unit__in=[*_reach(user), *_above(user)])


def plans_of(user: User) -> QuerySet[SamplingPlanRow]:
    """As campaigns: a unit samples on the plans of those above."""
    return SamplingPlanRow.objects.filter(unit__in=[*_reach(user), *_above(user)])


def samples_of(user: User) -> QuerySet[SampleRow]:
    """A bureau's people: samples of their unit and of those below. Others: none."""
    return SampleRow.objects.filter(unit__in=_reach(user))


def recalls_of(user: User) -> QuerySet[RecallRow]:
    """A bureau's people: recalls of their unit and of those below. A platform's: those of orders that it carried."""
    asked = _asked(user, _OF_A_PLATFORM)
    return RecallRow.objects.filter(Q(unit__in=_reach(user)) | Q(platform__in=asked))


def papers_of(user: User) -> QuerySet[PaperRow]:
    """A bureau's people: papers of their unit and of those below. A platform's: its own. Whom a paper asks: that paper."""
    asked = _asked(user, _READERS)
    return PaperRow.objects.filter(Q(unit__in=_reach(user)) | Q(to__in=asked) | Q(unit__in=asked))


def in_reach(user: User, unit: str) -> bool:
    """Whether this unit is the person's own or below it."""
    return unit in _reach(user) or unit in _asked(user, _OF_A_PLATFORM)


def may_work(user: User) -> bool:
    """Whether this person works on matters for a bureau, and not only reads."""
    return bool(_reach(user)) and user.role not in (Role.AUDITOR, Role.REGULATOR_HEAD)


def paper_desk() -> PaperDesk:
    """What issuing a paper needs."""
    marks = {row.party: str(row.terms["mark"]) for row in Organisation.objects.all() if row.terms.get("mark")}
    return PaperDesk(units=units(), book=book(), kinds=load_kinds(), fill=render_document, marks=marks)


def sampling() -> Sampling:
    """What sampling needs."""
    return Sampling(papers=paper_desk(), register=register(), categories=load_categories())


def platforms() -> list[tuple[str, str]]:
    """All platforms, for a choice."""
    return list(Organisation.objects.filter(kind=Kind.PLATFORM).order_by("name").values_list("party", "name"))


def one_of(rows: QuerySet[R], key: str) -> R | None:
    """The row of this number within the scope."""
    return rows.filter(pk=key).first()


def _reach(user: User) -> list[str]:
    own = user.organisation
    of_a_bureau = own is not None and own.kind == Kind.BUREAU and user.role not in (Role.MERCHANT, "")
    return reach(own) if own is not None and of_a_bureau and user.is_active else []


def _above(user: User) -> list[str]:
    found: list[str] = []
    here = user.organisation.parent if user.organisation and _reach(user) else None
    while here is not None and here.kind == Kind.BUREAU and here.party not in found:
        found.append(here.party)
        here = here.parent
    return found


def _asked(user: User, roles: set[Role]) -> list[str]:
    own = user.organisation
    if own is None or not user.is_active or own.kind == Kind.BUREAU or user.role not in roles:
        return []
    return [own.party]
