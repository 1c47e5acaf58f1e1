"""Recorded events as the page of a party shows them, and the lines that a form or an uploaded list gives."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from gongzhi.credit import CreditEvent, counting_events, load_scale
from gongzhi.flow.record_credit import BY_DECISION, CreditRecorded
from gongzhi.values import decode_record
from gongzhi_web.accounts.models import User
from gongzhi_web.credit.models import RecordedRow
from gongzhi_web.evidence.models import Placing
from gongzhi_web.evidence.scope import exhibits_of

FIELDS = ("party", "kind", "at", "amount", "basis", "reason", "cancels")
ENDINGS = {"repair": "修复：某一笔自这一天起不再计入", "revocation": "撤销：某一笔视为从未发生"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedLine:
    """One event as the page shows it; ``document`` is the exhibit id of its source where this person may see it."""

    row: RecordedRow
    event: CreditEvent
    name: str
    dimension: str
    unit: str
    counts: bool
    by: str
    source: str
    document: str
    seen: bool


def recorded_lines(user: User, rows: Iterable[RecordedRow], on: date) -> list[RecordedLine]:
    """The newest first."""
    given = [(row, decode_record(CreditRecorded, bytes(row.record))) for row in rows]
    counted = {event.id for event in counting_events([one.event for _, one in given], load_scale(), on)}
    places = Placing.objects.filter(sha256__in={one.source_sha256 for _, one in given}, kind="CreditSource")
    visible = exhibits_of(user).filter(
        exhibit__in=[*(one.exhibit for one in places), *(row.exhibit for row, _ in given)]
    )
    seen = set(visible.values_list("exhibit", flat=True))
    documents = {one.sha256: one.exhibit for one in places if one.exhibit in seen}
    return [
        _line(row, one, one.event.id in counted, documents.get(one.source_sha256, ""), row.exhibit in seen)
        for row, one in reversed(given)
    ]


def kinds_offered() -> list[tuple[str, str]]:
    """The kinds that people record, with their names; decisions of the platform enter by themselves."""
    scale = load_scale()
    kinds = [
        (id, f"{scale.dimensions[kind.dimension].name}：{kind.name}（按{kind.unit}）")
        for id, kind in scale.kinds.items()
        if id != BY_DECISION
    ]
    return [*kinds, *ENDINGS.items()]


def line_of_form(form: Mapping[str, str]) -> dict[str, object]:
    """One line as a list would give it. Its id says what it is, so that the same thing told twice is refused."""
    given: dict[str, object] = {name: text for name in FIELDS if (text := form.get(name, "").strip())}
    amount = given.get("amount")
    if isinstance(amount, str) and amount.isascii() and amount.isdecimal() and len(amount) < 9:
        given["amount"] = int(amount)
    given["id"] = "-".join(
        str(given.get(name, "")) for name in ("kind", "basis", "party", "cancels") if given.get(name)
    )[:200]
    return given


def numbered(line: dict[str, object]) -> Iterator[tuple[int, object]]:
    """A list of one line."""
    yield 1, line


def _line(row: RecordedRow, one: CreditRecorded, counts: bool, document: str, seen: bool) -> RecordedLine:
    scale, event = load_scale(), one.event
    kind = scale.kinds.get(event.kind)
    return RecordedLine(
        row=row,
        event=event,
        name=kind.name if kind else ENDINGS[event.kind].split("：")[0],
        dimension=scale.dimensions[kind.dimension].name if kind else "—",
        unit=kind.unit if kind else "",
        counts=counts,
        by=one.by.name,
        source=one.source,
        document=document,
        seen=seen,
    )
