"""Whose analyses, precedents and trials a person reads: their organisation's; of a case or lead while they may read it."""

from dataclasses import replace

from django.db.models import Q, QuerySet

from gongzhi.parties import Person
from gongzhi_web.accounts.models import User
from gongzhi_web.board.scope import entries_of
from gongzhi_web.cases.scope import cases_of
from gongzhi_web.liability.models import AnalysisRow, InquiryDraft, LawTrial, OwnPrecedent


def own_party(user: User) -> str:
    """The name under which this person saves: a presenter's own, else the organisation's; empty for none."""
    if not user.is_active or user.organisation is None:
        return ""
    return str(user.known_as[0]) if user.known_as else str(user.organisation.party)


def acting_for_own(user: User) -> Person:
    """As the flow knows them when they speak for their own organisation."""
    return replace(user.acting(), organisation=own_party(user))


def drafts_of(user: User) -> QuerySet[InquiryDraft]:
    """The interviews that they began and did not seal."""
    return InquiryDraft.objects.filter(_readable(user), by=user, party=own_party(user))


def analyses_of(user: User) -> QuerySet[AnalysisRow]:
    """The sealed analyses that they may read."""
    return AnalysisRow.objects.filter(_readable(user), party=own_party(user))


def _readable(user: User) -> Q:
    if not own_party(user):
        return Q(pk__in=[])
    of_a_case = Q(case="") | Q(case__in=cases_of(user).values("id"))
    return of_a_case & (Q(lead="") | Q(lead__in=entries_of(user).values("number")))


def precedents_of(user: User) -> QuerySet[OwnPrecedent]:
    """The decided cases that their organisation entered."""
    party = own_party(user)
    return OwnPrecedent.objects.filter(party=party) if party else OwnPrecedent.objects.none()


def trials_of(user: User) -> QuerySet[LawTrial]:
    """The comparisons that their organisation made."""
    party = own_party(user)
    return LawTrial.objects.filter(party=party) if party else LawTrial.objects.none()
