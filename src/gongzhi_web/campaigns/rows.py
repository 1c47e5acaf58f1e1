"""From sealed records to rows. Writing the same item twice changes nothing."""

from typing import Any

from django.db import models

from gongzhi.cases import (
    CampaignActed,
    CampaignPlanned,
    PaperActed,
    PaperIssued,
    RecallActed,
    RecallOpened,
    SampleActed,
    SampleTaken,
    SamplingPlanned,
)
from gongzhi.flow.campaigning import UnknownCampaign, load_campaign
from gongzhi.flow.guiding import UnknownPaper, load_paper
from gongzhi.flow.ports import Placed
from gongzhi.flow.recalling import UnknownRecall, load_recall
from gongzhi.flow.sampling_goods import UnknownSample, load_sample
from gongzhi.values import decode_record, encode_record
from gongzhi_web.archive.opening import opened
from gongzhi_web.campaigns.models import CampaignRow, PaperRow, RecallRow, SampleRow, SamplingPlanRow


def project_campaign(placed: Placed, data: bytes) -> None:  # noqa: ARG001 - as every projection
    """Keep the campaign as its acts add up; the log is read up to now, so that the row is never behind."""
    place = _new_place(CampaignRow, placed, CampaignPlanned, CampaignActed)
    if place is None:
        return
    try:
        now = load_campaign(opened(), placed.subject)
    except UnknownCampaign:
        # Its beginning was lawfully destroyed, and with it whatever could be shown.
        return
    planned = now.planned
    CampaignRow.objects.update_or_create(
        number=planned.number,
        defaults=place
        | {
            "title": planned.title[:200],
            "unit": planned.unit,
            "starts": planned.starts,
            "ends": planned.ends,
            "ended": now.ended,
            "targets": len(now.targets),
            "entries": len(now.entries),
            "version": now.version,
            "record": encode_record(planned),
        },
    )


def project_plan(placed: Placed, data: bytes) -> None:
    """Keep a plan of sampling."""
    planned = decode_record(SamplingPlanned, data)
    SamplingPlanRow.objects.update_or_create(
        number=planned.number,
        defaults={
            "index": placed.index,
            "exhibit": placed.exhibit,
            "title": planned.title[:200],
            "unit": planned.unit,
            "category": planned.category,
            "wanted": planned.count,
            "ends": planned.ends,
            "campaign": planned.campaign or "",
            "record": data,
        },
    )


def project_sample(placed: Placed, data: bytes) -> None:  # noqa: ARG001 - as every projection
    """Keep the sample as its acts add up."""
    place = _new_place(SampleRow, placed, SampleTaken, SampleActed)
    if place is None:
        return
    try:
        now = load_sample(opened(), placed.subject)
    except UnknownSample:
        return
    taken = now.taken
    SampleRow.objects.update_or_create(
        number=taken.number,
        defaults=place
        | {
            "plan": taken.plan,
            "unit": taken.unit,
            "goods": taken.goods[:200],
            "seller": taken.seller[:200],
            "state": now.state.value,
            "verdict": now.verdict.value if now.verdict else "",
            "entry": now.entry or "",
            "due": now.deadline.due if now.deadline else None,
            "taken_at": taken.at,
            "version": now.version,
            "record": encode_record(taken),
        },
    )


def project_recall(placed: Placed, data: bytes) -> None:  # noqa: ARG001 - as every projection
    """Keep the recall as its acts add up."""
    place = _new_place(RecallRow, placed, RecallOpened, RecallActed)
    if place is None:
        return
    try:
        now = load_recall(opened(), placed.subject)
    except UnknownRecall:
        return
    begun = now.opened
    RecallRow.objects.update_or_create(
        number=begun.number,
        defaults=place
        | {
            "title": begun.title[:200],
            "unit": begun.unit,
            "platform": begun.platform or "",
            "goods": begun.goods[:200],
            "orders": len(now.orders),
            "open": len(now.open_orders),
            "completed": now.completed,
            "opened_at": begun.at,
            "version": now.version,
            "record": encode_record(begun),
        },
    )


def project_paper(placed: Placed, data: bytes) -> None:  # noqa: ARG001 - as every projection
    """Keep the paper as its acts add up."""
    place = _new_place(PaperRow, placed, PaperIssued, PaperActed)
    if place is None:
        return
    try:
        now = load_paper(opened(), placed.subject)
    except UnknownPaper:
        return
    issued = now.issued
    PaperRow.objects.update_or_create(
        id=issued.id,
        defaults=place
        | {
            "number": issued.number[:160],
            "kind": issued.kind.value,
            "about": issued.about,
            "unit": issued.unit,
            "to": issued.to or "",
            "addressee": issued.addressee[:200],
            "state": now.state.value,
            "answer": now.answer.value if now.answer else "",
            "follow_up": now.follow_up,
            "issued_at": issued.at,
            "version": now.version,
            "record": encode_record(issued),
        },
    )


def _new_place(rows: type[models.Model], placed: Placed, began: type[Any], acted: type[Any]) -> dict[str, Any] | None:
    """Where the matter now stands in the log; None when the row has that already (all its acts were read at once)."""
    if rows._default_manager.filter(pk=placed.subject, index__gte=placed.index).exists():
        return None
    archive = opened()
    first = next(archive.placed(kind=began.__name__, subject=placed.subject), None)
    if first is None:
        return None
    last = max([first.index, *(one.index for one in archive.placed(kind=acted.__name__, subject=placed.subject))])
    return {"index": last, "exhibit": first.exhibit}
