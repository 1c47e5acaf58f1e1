"""Entries of the register that are one matter are merged, and one that is several is split, over HTTP."""

from functools import partial
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import Field

from gongzhi.flow.joining import Merger, Part, Splitting, merge, split
from gongzhi_web.accounts.access import person, record_look
from gongzhi_web.api.callers import BearerToken
from gongzhi_web.api.register import entry_out, entry_within
from gongzhi_web.api.register_shapes import EntryDetailOut, EntryOut, Names
from gongzhi_web.api.scopes import Scope
from gongzhi_web.api.written import Asked, Name, answers
from gongzhi_web.archive.acting import act
from gongzhi_web.board.models import DocketRow

router = Router(tags=["案源"])
_ACTS = BearerToken(Scope.DOCKET_ACT)
Seen = Annotated[int, Field(ge=0, le=10**9)]


class MergeIn(Asked):
    """The entry of the address goes into ``into``; both stood at the versions seen."""

    into: Name
    seen: Seen
    seen_into: Seen
    reason: str = Field(min_length=1, max_length=500)


class PartIn(Asked):
    """What is taken out: a title, what it is about, and parties and findings of the entry."""

    title: str = Field(min_length=1, max_length=100)
    summary: str = Field(min_length=1, max_length=2000)
    parties: Names = []
    findings: Names = []


class SplitIn(Asked):
    """These parts are taken out of the entry of the address."""

    parts: list[PartIn] = Field(min_length=1, max_length=20)
    seen: Seen
    reason: str = Field(min_length=1, max_length=500)


class SplitOut(Schema):
    """The entry as it stands, and the entries made of it."""

    entry: EntryDetailOut
    parts: list[EntryOut]


@router.post(
    "/docket/{number}/merge",
    response=answers({201: EntryDetailOut}, 404, 409, 413),
    auth=_ACTS,
    summary="并入其他案源",
    description="把这一件并入 into 指明的另一件，两边都留下经过；答复是并入后的那一件。seen 与 seen_into 之后有变动的答 409。",
)
def merge_one(request: HttpRequest, number: str, wanted: MergeIn) -> Status[dict[str, Any]]:
    """Merge an entry into another."""
    row, into, user = entry_within(request, number), entry_within(request, wanted.into), person(request)
    merger = Merger(
        number=row.number, into=into.number, seen=wanted.seen, seen_into=wanted.seen_into, reason=wanted.reason
    )
    act(partial(merge, merger=merger, by=user.acting(), at=timezone.now()))
    record_look(request, what="办理案源（接口）", subject_kind="案源", subject=row.number)
    return Status(201, entry_out(user, DocketRow.objects.get(number=into.number)))


@router.post(
    "/docket/{number}/split",
    response=answers({201: SplitOut}, 404, 409, 413),
    auth=_ACTS,
    summary="拆分案源",
    description="从这一件中拆出一件或几件新案源；当事人和发现须是本件的。拆出的沿用原期限和经过。",
)
def split_one(request: HttpRequest, number: str, wanted: SplitIn) -> Status[dict[str, Any]]:
    """Take parts out of an entry."""
    row, user = entry_within(request, number), person(request)
    parts = tuple(
        Part(title=one.title, summary=one.summary, parties=tuple(one.parties), findings=tuple(one.findings))
        for one in wanted.parts
    )
    splitting = Splitting(number=row.number, parts=parts, seen=wanted.seen, reason=wanted.reason)
    made = act(partial(split, splitting=splitting, by=user.acting(), at=timezone.now()))
    record_look(request, what="办理案源（接口）", subject_kind="案源", subject=row.number)
    rows = list(DocketRow.objects.filter(number__in=[one.number for one in made]).order_by("serial"))
    now = DocketRow.objects.get(number=row.number)
    return Status(201, {"entry": entry_out(user, now), "parts": rows})
