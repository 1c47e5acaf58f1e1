"""The numbers of the monitor: computed from rows within a person's scope, for one moment."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from gongzhi_web.accounts.models import User
from gongzhi_web.broadcasts.models import BroadcastRow
from gongzhi_web.broadcasts.scope import broadcasts_of
from gongzhi_web.screening.models import ReviewRow
from gongzhi_web.screening.scope import findings_of
from gongzhi_web.site.words import WORDS

# A room is on air while something was heard within HEARD whose own time lies within FRESH: a recording that is
# taken in today was heard today, but is not on air.
HEARD = timedelta(minutes=3)
FRESH = timedelta(minutes=45)
MINUTES = 60


def is_on_air(row: BroadcastRow, now: datetime) -> bool:
    """Whether this room is on air at this moment."""
    return (
        row.ended_at is None and row.heard_at >= now - HEARD and row.last_at is not None and row.last_at >= now - FRESH
    )


def figures_of(user: User, now: datetime) -> dict[str, Any]:
    """KPI cards and both charts."""
    rooms = broadcasts_of(user)
    findings = findings_of(user)
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    today = findings.filter(sealed_at__gte=midnight)
    found_today = today.count()
    same_time = findings.filter(sealed_at__gte=midnight - timedelta(days=1), sealed_at__lt=now - timedelta(days=1))
    yesterday = same_time.count()
    totals = rooms.aggregate(pending=Sum("pending"), findings=Sum("findings"))
    pending, total = totals["pending"] or 0, totals["findings"] or 0
    return {
        "on_air": rooms.filter(ended_at=None, heard_at__gte=now - HEARD, last_at__gte=now - FRESH).count(),
        "rooms": rooms.count(),
        "found_today": found_today,
        "change": round((found_today - yesterday) * 100 / yesterday, 1) if yesterday else None,
        "pending": pending,
        "reviewed": total - pending,
        "total": total,
        "review_span": _review_span(user, now),
        "charts": {"minutes": _minutes(user, now), "types": _types(user)},
    }


def _review_span(user: User, now: datetime) -> timedelta | None:
    """Mean time from sealing to review over the last 200 reviews of the last day."""
    reviews = list(ReviewRow.objects.filter(at__gte=now - timedelta(days=1)).order_by("-index")[:200])
    sealed = dict(
        findings_of(user).filter(exhibit__in=[one.finding for one in reviews]).values_list("exhibit", "sealed_at")
    )
    spans = [one.at - sealed[one.finding] for one in reviews if one.finding in sealed]
    return sum(spans, timedelta()) / len(spans) if spans else None


def _minutes(user: User, now: datetime) -> dict[str, list[Any]]:
    """Findings by the minute in which the words were said, over the last MINUTES, oldest first: what is on air, not what
    was taken in from a recording."""
    last = timezone.localtime(now).replace(second=0, microsecond=0)
    first = last - timedelta(minutes=MINUTES - 1)
    counts: Counter[int] = Counter()
    said = findings_of(user).filter(said_at__gte=first, said_at__lte=now)
    for at in said.values_list("said_at", flat=True)[:20_000]:
        counts[int((at - first).total_seconds() // 60)] += 1
    labels = [(first + timedelta(minutes=step)).strftime("%H:%M") for step in range(MINUTES)]
    return {"labels": labels, "counts": [counts[step] for step in range(MINUTES)]}


def _types(user: User) -> list[dict[str, Any]]:
    """The commonest types among the newest findings; the rest together."""
    newest = findings_of(user).order_by("-index").values_list("type", flat=True)[:2000]
    common = Counter(newest).most_common()
    parts = [{"name": WORDS["type"].get(kind, kind), "value": count} for kind, count in common[:6]]
    rest = sum(count for _, count in common[6:])
    return [*parts, {"name": "其他", "value": rest}] if rest else parts
