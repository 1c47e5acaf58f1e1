"""The filters of the audit pages, read from the address bar."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from gongzhi_web.accounts.models import Look
from gongzhi_web.evidence.models import Placing
from gongzhi_web.law.days import asked_day

SPAN = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who, what and which object; both days are included. Empty means all."""

    first: date
    last: date
    who: str
    what: str
    subject: str

    @property
    def since(self) -> datetime:
        """The first moment that counts."""
        return timezone.make_aware(datetime.combine(self.first, time.min))

    @property
    def until(self) -> datetime:
        """The first moment that no longer counts."""
        return timezone.make_aware(datetime.combine(self.last, time.min)) + timedelta(days=1)


def read_filters(request: HttpRequest) -> Asked:
    """The last thirty days unless others were asked for; days given the wrong way round are turned."""
    last = asked_day(request, "to")
    first = asked_day(request, "from", last - SPAN)
    first, last = min(first, last), max(first, last)
    return Asked(
        first=first,
        last=last,
        who=request.GET.get("who", ""),
        what=request.GET.get("what", ""),
        subject=request.GET.get("subject", "").strip()[:160],
    )


def narrow_looks(looks: QuerySet[Look], asked: Asked) -> QuerySet[Look]:
    """Looks that fit, newest first."""
    found = looks.filter(at__gte=asked.since, at__lt=asked.until)
    if asked.who:
        found = found.filter(user__username=asked.who)
    if asked.what:
        found = found.filter(what=asked.what)
    if asked.subject:
        found = found.filter(subject__contains=asked.subject)
    return found.select_related("user").order_by("-at", "-id")


def narrow_acts(acts: QuerySet[Placing], asked: Asked) -> QuerySet[Placing]:
    """Acts that fit, newest first."""
    found = acts.filter(at__gte=asked.since, at__lt=asked.until)
    if asked.who:
        found = found.filter(by=asked.who)
    if asked.what:
        found = found.filter(kind=asked.what)
    if words := asked.subject:
        found = found.filter(Q(subject__contains=words) | Q(case=words) | Q(party=words) | Q(exhibit__startswith=words))
    return found.order_by("-index")
