"""Which exhibits go into a bundle: one exhibit, a whole broadcast, or a case with what it rests on."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from gongzhi.broadcasts import SignalBatch
from gongzhi.cases import CaseOpened
from gongzhi.screening import Finding
from gongzhi.values import decode_record
from gongzhi_web.accounts.models import User
from gongzhi_web.archive.opening import opened
from gongzhi_web.broadcasts.models import BatchRow
from gongzhi_web.evidence.models import Placing
from gongzhi_web.evidence.scope import exhibits_of

# What says which broadcast it was and how it came to be captured.
_ABOUT_CAPTURE = ("Broadcast", "CaptureStarted", "CaptureEnded")
SCOPES = {"exhibit": "证据", "broadcast": "直播", "case": "案件"}


@dataclass(frozen=True, slots=True)
class Gathered:
    """The exhibit ids in log order, and what the bundle says that it is about."""

    exhibits: list[str]
    scope: str


def gather(user: User, scope: str, name: str) -> Gathered:
    """What of this the person may see; nothing when none of it."""
    seen = exhibits_of(user)
    if scope == "exhibit":
        chosen = seen.filter(exhibit=name)
    elif scope == "broadcast":
        chosen = seen.filter(broadcast=name).exclude(broadcast="")
    else:
        chosen = _of_case(seen, name)
    exhibits = list(chosen.order_by("index").values_list("exhibit", flat=True))
    return Gathered(exhibits, f"{SCOPES[scope]} {name}")


def _of_case(seen: QuerySet[Placing], case: str) -> QuerySet[Placing]:
    """The case's own records, its findings with their reviews, the words they stand in, and the raw bytes of those."""
    own = seen.filter(case=case).exclude(case="")
    start = Placing.objects.filter(case=case, kind="CaseOpened").first()
    if start is None or not own.exists():
        return own
    record = decode_record(CaseOpened, _read(start.exhibit))
    named = {*record.findings, *record.exhibits, record.lead}
    batches = _batches_of(record)
    wanted = (
        Q(case=case)
        | Q(exhibit__in=named)
        | Q(kind="Review", subject__in=record.findings)
        | Q(kind__in=_ABOUT_CAPTURE, broadcast=record.broadcast)
        | Q(exhibit__in=batches)
        | Q(kind="raw", sha256__in=_raw_of(batches))
    )
    return seen.filter(wanted)


def _batches_of(record: CaseOpened) -> set[str]:
    found: set[str] = set()
    for exhibit in record.findings:
        finding = decode_record(Finding, _read(exhibit))
        tail = finding.signal.removeprefix(f"{finding.broadcast}-")
        if tail.isdecimal():
            rows = BatchRow.objects.filter(broadcast=finding.broadcast, first__lte=int(tail)).order_by("-first")
            found.update(rows.values_list("exhibit", flat=True)[:1])
    return found


def _raw_of(batches: set[str]) -> set[str]:
    return {chunk.sha256 for batch in batches for chunk in decode_record(SignalBatch, _read(batch)).chunks}


def _read(exhibit: str) -> bytes:
    archive = opened()
    placed = archive.find(exhibit)
    return archive.read(placed) if placed else b""
