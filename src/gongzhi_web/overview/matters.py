"""Broadcasts, what was found in them, cases and decisions, as the search finds them."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.urls import reverse

from gongzhi.cases import CaseOpened
from gongzhi.decisions import Decided
from gongzhi.flow.matters import sealed_records
from gongzhi.flow.opinion_question import mask
from gongzhi.screening import Finding
from gongzhi.values import decode_record
from gongzhi_web.accounts.models import User
from gongzhi_web.accounts.scope import reach_of
from gongzhi_web.archive.opening import opened
from gongzhi_web.broadcasts.models import BroadcastRow, Presented
from gongzhi_web.broadcasts.scope import broadcasts_of
from gongzhi_web.cases.models import CaseReader, CaseRow
from gongzhi_web.cases.readers import PARTY
from gongzhi_web.cases.scope import cases_of, reads
from gongzhi_web.overview.sorts import Described, Said, Sort, by_exhibit, by_subject, free, within
from gongzhi_web.overview.standing import Standing, framed
from gongzhi_web.screening.models import FindingRow
from gongzhi_web.site.words import WORDS


def _broadcast(row: BroadcastRow) -> Described:
    who = "、".join(dict.fromkeys(name for name in (row.operator, row.merchant, row.mcn) if name))
    return Described(
        title=row.title or row.room,
        address=reverse("room", args=[row.id]),
        said=(
            Said("直播间", row.room),
            Said("主播", "、".join(framed(row.presenters))),
            Said("经营者", who),
            Said("类目", row.category),
            Said("场次", row.id),
        ),
        state=f"{row.findings} 条发现" if row.findings else "",
        at=row.started_at or row.heard_at,
    )


def _finding(row: FindingRow) -> Described:
    record = decode_record(Finding, bytes(row.record))
    kind = WORDS["type"].get(row.type, row.type)
    return Described(
        title=mask(f"{kind}：{record.quote}"[:80]),
        address=f"{reverse('room', args=[row.broadcast])}?signal={row.signal}",
        said=(free("原话", row.line), free("实际意思", record.reading), Said("规则", row.rule)),
        state=WORDS["state"].get(row.state, row.state),
        at=row.said_at,
    )


def _findings_seen(user: User, keys: list[str]) -> QuerySet[FindingRow]:
    # Findings are seen with their broadcast: asked of the few at hand, not of all that a city sees.
    found = FindingRow.objects.filter(pk__in=keys)
    rooms = broadcasts_of(user).filter(pk__in=set(found.values_list("broadcast", flat=True)))
    return found.filter(broadcast__in=list(rooms.values_list("pk", flat=True)))


def _cases_seen(user: User, keys: list[str]) -> QuerySet[CaseRow]:
    # The readers of the few at hand; a platform reads by the holder and has none.
    few = reads(user).filter(case__in=keys).values_list("case_id", flat=True)
    return cases_of(user).filter(pk__in=keys) if reach_of(user).platform else CaseRow.objects.filter(pk__in=list(few))


def _case(row: CaseRow) -> Described:
    record = decode_record(CaseOpened, bytes(row.record))
    names = "、".join(dict.fromkeys(name for one in record.parties for name in one.party.names))
    return Described(
        title=f"{names or '案件'} {row.id}",
        address=reverse("case", args=[row.id]),
        said=(Said("当事人", names), Said("场次", row.broadcast), Said("立案人", record.by.name)),
        state=WORDS["case_state"].get(row.state, row.state),
        at=row.opened_at,
    )


def _case_readers(row: CaseRow, standing: Standing) -> Iterable[str]:
    yield from standing.of_holder(row.holder)
    yield from standing.of_party(*framed(row.concerned))
    yield from (f"n/{name}" for name in framed(row.onlookers))


def _decision(row: CaseRow) -> Described | None:
    decided = [*sealed_records(opened(), Decided, row.id)]
    if not decided:
        return None
    # The last word counts.
    one = decided[-1].record
    return Described(
        title=f"{one.number} {one.measure_name}",
        address=reverse("case", args=[row.id]),
        said=(
            Said("当事人", one.party_name),
            free("事实", one.facts[:160]),
            free("理由", one.reasons[:120]),
            Said("依据", "、".join(dict.fromkeys(f"{basis.title}{basis.article}" for basis in one.provisions))),
            Said("案件", row.id),
        ),
        state=WORDS["case_state"].get(row.state, row.state),
        at=one.at,
    )


def _rooms_of(names: list[str]) -> QuerySet[BroadcastRow]:
    presented = Presented.objects.filter(name__in=names).values("broadcast")
    named = Q(operator__in=names) | Q(merchant__in=names) | Q(mcn__in=names) | Q(id__in=presented)
    return BroadcastRow.objects.filter(named)


def _cases_of_names(names: list[str]) -> QuerySet[CaseRow]:
    return CaseRow.objects.filter(pk__in=CaseReader.objects.filter(how=PARTY, reader__in=names).values("case"))


BROADCAST = Sort(
    name="room",
    chinese="直播",
    model=BroadcastRow,
    kinds={"Broadcast": by_subject},
    begun="Broadcast",
    seen=within(broadcasts_of),
    readers=lambda row, standing: standing.of_broadcast(row),
    describe=_broadcast,
    touched=_rooms_of,
)
FINDING = Sort(
    name="finding",
    chinese="直播里说的话",
    model=FindingRow,
    kinds={"Finding": by_exhibit},
    begun="Finding",
    seen=_findings_seen,
    readers=lambda row, standing: [*standing.of_holder(row.platform), *standing.of_room(row.broadcast)],
    describe=_finding,
    touched=lambda names: FindingRow.objects.filter(broadcast__in=_rooms_of(names).values("id")),
)
CASE = Sort(
    name="case",
    chinese="案件",
    model=CaseRow,
    kinds={"CaseOpened": by_subject},
    begun="CaseOpened",
    seen=_cases_seen,
    readers=_case_readers,
    describe=_case,
    touched=_cases_of_names,
)
DECISION = Sort(
    name="decision",
    chinese="处置决定",
    model=CaseRow,
    kinds={"Decided": by_subject},
    begun="Decided",
    seen=_cases_seen,
    readers=_case_readers,
    describe=_decision,
    touched=_cases_of_names,
)
