"""From a sealed record to the messages that wait to be told: written in the transaction that wrote the rows they speak of."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import orjson
from django.conf import settings
from django.db.models import QuerySet

from gongzhi.cases import Act, DocketActed, DocketEntered, PaperIssued, PaperKind
from gongzhi.decisions import AppealDecided, AppealOutcome
from gongzhi.flow.parallel_records import SanctionAct, SanctionActed, SanctionSent
from gongzhi.flow.ports import Placed
from gongzhi.values import decode_record
from gongzhi_web.accounts.models import User
from gongzhi_web.board.models import DocketRow
from gongzhi_web.board.scope import entries_of
from gongzhi_web.campaigns.scope import papers_of
from gongzhi_web.cases.scope import cases_of
from gongzhi_web.sanctions.models import SanctionRow
from gongzhi_web.sanctions.scope import sanctions_of
from gongzhi_web.webhooks.kinds import TEST, Event
from gongzhi_web.webhooks.models import Delivery, Endpoint

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Told:
    """What happened to what; ``to`` are the organisations that it is meant for, None for everybody who may see it."""

    event: Event
    kind: str
    subject: str
    placed: Placed
    to: tuple[str, ...] | None = None


# Kind of thing -> who may see it (the one scope of its pages), its key, its page, and its address in the API.
_SEEN: Mapping[str, tuple[Callable[[User], QuerySet[Any]], str, str, str]] = {
    "lead": (entries_of, "number", "/docket/{}/", "/api/v1/docket/{}"),
    "case": (cases_of, "id", "/cases/{}/", "/api/v1/cases/{}"),
    "paper": (papers_of, "id", "/papers/{}/", "/api/v1/papers/{}"),
    "sanction": (sanctions_of, "number", "/sanctions/{}/", "/api/v1/sanctions/{}"),
}


def tell(run: Sequence[tuple[Placed, bytes]]) -> int:
    """Write the messages of these items for every address that wants them and whose owner may see them; returns how many.

    Called again for the same items it writes nothing: a message's id is made of what it tells and to whom.
    """
    run = [(placed, data) for placed, data in run if placed.kind in KINDS]
    # Nobody asked to be told anything: nothing is even looked at.
    if not run or not (endpoints := _endpoints()):
        return 0
    told = [one for placed, data in run for one in _told(placed, data)]
    made = [one for endpoint in endpoints for one in _for(endpoint, told)]
    Delivery.objects.bulk_create(made, ignore_conflicts=True, batch_size=_BATCH)
    return len(made)


def telling(project: Callable[[Placed, bytes], None]) -> Callable[[Placed, bytes], None]:
    """A projection that tells, once the rows are written."""

    def both(placed: Placed, data: bytes) -> None:
        project(placed, data)
        tell([(placed, data)])

    return both


def test_message(endpoint: Endpoint, *, id: str, at: datetime) -> Delivery:
    """A message that says nothing but that it arrived."""
    body = orjson.dumps({"type": TEST, "timestamp": at.isoformat(), "data": {"kind": "test", "id": id}})
    return Delivery.objects.create(
        endpoint=endpoint, message=id, event=TEST, subject="试发", index=-1, body=body, made_at=at, next_at=at
    )


def _endpoints() -> list[Endpoint]:
    found = Endpoint.objects.filter(active=True).select_related("owner__organisation")
    return [one for one in found if one.owner.is_active and one.owner.organisation_id == one.organisation_id]


def _for(endpoint: Endpoint, told: Sequence[Told]) -> Iterator[Delivery]:
    wanted = [
        one
        for one in told
        if one.event.value in endpoint.events
        and one.placed.index >= endpoint.since
        and (one.to is None or endpoint.organisation_id in one.to)
    ]
    for kind in dict.fromkeys(one.kind for one in wanted):
        rows, key, _, _ = _SEEN[kind]
        subjects = {one.subject for one in wanted if one.kind == kind}
        seen = set(rows(endpoint.owner).filter(**{f"{key}__in": subjects}).values_list(key, flat=True))
        yield from (_delivery(endpoint, one) for one in wanted if one.kind == kind and one.subject in seen)


def _delivery(endpoint: Endpoint, told: Told) -> Delivery:
    _, _, page, address = _SEEN[told.kind]
    site = settings.PUBLIC_ADDRESS
    # Ids and addresses only: what they stand for is asked for with a token, within the reach that the token has.
    data = {
        "kind": told.kind,
        "id": told.subject,
        "exhibit": told.placed.exhibit,
        "page": site + page.format(told.subject),
        "api": site + address.format(told.subject),
    }
    body = {"type": told.event.value, "timestamp": told.placed.at.isoformat(), "data": data}
    return Delivery(
        endpoint=endpoint,
        message=_id_of(endpoint, told),
        event=told.event.value,
        subject=told.subject[:160],
        index=told.placed.index,
        body=orjson.dumps(body),
        made_at=told.placed.at,
        next_at=told.placed.at,
    )


def _id_of(endpoint: Endpoint, told: Told) -> str:
    what = f"{endpoint.pk}\n{told.placed.exhibit}\n{told.event.value}\n{told.subject}"
    return f"msg_{hashlib.sha256(what.encode()).hexdigest()[:32]}"


def _told(placed: Placed, data: bytes) -> Iterator[Told]:
    return KINDS[placed.kind](placed, data)


def _entered(placed: Placed, data: bytes) -> Iterator[Told]:
    entered = decode_record(DocketEntered, data)
    yield Told(Event.LEAD_REGISTERED, "lead", entered.number, placed, (entered.unit,))


_MOVES = {
    Act.HAND_DOWN: Event.LEAD_HANDED,
    Act.ESCALATE: Event.LEAD_HANDED,
    Act.RETURN: Event.LEAD_HANDED,
    Act.SEND_BACK: Event.LEAD_HANDED,
    Act.REPORT: Event.LEAD_FED_BACK,
}


def _acted(placed: Placed, data: bytes) -> Iterator[Told]:
    acted = decode_record(DocketActed, data)
    if acted.act in _MOVES and acted.unit:
        yield Told(_MOVES[acted.act], "lead", acted.number, placed, (acted.unit,))
    if acted.act is Act.TRANSFER:
        yield Told(Event.TRANSFER_SENT, "lead", acted.number, placed)
    over = acted.act in (Act.END, Act.MERGE)
    if over or (acted.act is Act.TRANSFER and DocketRow.objects.filter(pk=acted.number, state="ended").exists()):
        yield Told(Event.LEAD_CLOSED, "lead", acted.number, placed)


def _of_case(event: Event, placed: Placed, data: bytes) -> Iterator[Told]:  # noqa: ARG001 - as every kind
    yield Told(event, "case", placed.subject, placed)


def _ruled(placed: Placed, data: bytes) -> Iterator[Told]:
    yield Told(Event.APPEAL_RULED, "case", placed.subject, placed)
    if decode_record(AppealDecided, data).outcome is not AppealOutcome.UPHELD:
        for row in SanctionRow.objects.filter(about=placed.subject).exclude(state="withdrawn").only("number", "to"):
            yield Told(Event.SANCTION_OVERTURNED, "sanction", row.number, placed, (row.to,))


def _issued(placed: Placed, data: bytes) -> Iterator[Told]:
    issued = decode_record(PaperIssued, data)
    if issued.to:
        event = Event.RECALL_NOTIFIED if issued.kind is PaperKind.RECALL_NOTICE else Event.PAPER_ASKED
        yield Told(event, "paper", issued.id, placed, (issued.to,))


def _sent(placed: Placed, data: bytes) -> Iterator[Told]:
    sent = decode_record(SanctionSent, data)
    yield Told(Event.SANCTION_SENT, "sanction", sent.number, placed, (sent.to,))


def _answered(placed: Placed, data: bytes) -> Iterator[Told]:
    acted = decode_record(SanctionActed, data)
    row = SanctionRow.objects.filter(pk=acted.number).only("sender", "to").first()
    if row is not None and acted.act is SanctionAct.ANSWER:
        yield Told(Event.SANCTION_ANSWERED, "sanction", acted.number, placed, (row.sender,))
    elif row is not None:
        yield Told(Event.SANCTION_WITHDRAWN, "sanction", acted.number, placed, (row.to,))


# One list to see them all: which sealed records are told of.
KINDS: Mapping[str, Callable[[Placed, bytes], Iterator[Told]]] = {
    "DocketEntered": _entered,
    "DocketActed": _acted,
    "Decided": partial(_of_case, Event.DECISION_ISSUED),
    "AppealDecided": _ruled,
    "PaperIssued": _issued,
    "SanctionSent": _sent,
    "SanctionActed": _answered,
}
