"""From the form to the draft of a case: which confirmed findings, and which parties in which role."""

from dataclasses import dataclass

from django.http import QueryDict

from gongzhi.broadcasts import Broadcast
from gongzhi.cases import CaseParty
from gongzhi.flow.open_case import CaseDraft
from gongzhi.parties import LegalRole, Party, PartyKind
from gongzhi.values import decode_record
from gongzhi_web.accounts.models import Organisation
from gongzhi_web.broadcasts.models import BroadcastRow

ROLES = {
    LegalRole.OPERATOR: "直播间运营者",
    LegalRole.PRESENTER: "直播营销人员",
    LegalRole.MCN: "直播营销人员服务机构",
    LegalRole.MERCHANT: "平台内经营者",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who sold in the broadcast: ``key`` is what the form sends back."""

    key: str
    name: str
    role: LegalRole
    label: str
    suggested: bool


def candidates(row: BroadcastRow) -> list[Candidate]:
    """Those whom the broadcast names, in each role they held; the operator is suggested, it answers for the room."""
    record = decode_record(Broadcast, bytes(row.record))
    named = [
        (LegalRole.OPERATOR, record.operator),
        (LegalRole.MERCHANT, record.merchant),
        (LegalRole.MCN, record.mcn),
        *((LegalRole.PRESENTER, one) for one in record.presenters),
    ]
    return [
        Candidate(f"{role.value}:{name}", name, role, ROLES[role], role is LegalRole.OPERATOR)
        for role, name in named
        if name
    ]


def draft_of(form: QueryDict, row: BroadcastRow) -> CaseDraft:
    """What the form asks for; one entry per party, in the role that was ticked first."""
    chosen: dict[str, CaseParty] = {}
    for one in candidates(row):
        if one.key in form.getlist("party") and one.name not in chosen:
            chosen[one.name] = CaseParty(party=_party(one), role=one.role)
    return CaseDraft(
        broadcast=row.id,
        parties=tuple(chosen.values()),
        findings=tuple(form.getlist("finding")),
        onlookers=_onlookers(list(chosen)),
    )


def _party(one: Candidate) -> Party:
    known = _organisation(one.name)
    if known is None:
        kind = PartyKind.PERSON if one.role is LegalRole.PRESENTER else PartyKind.OTHER
        return Party(id=one.name, kind=kind, names=(one.name,))
    names = dict.fromkeys((*known.aliases, known.name, one.name))
    return Party(
        id=one.name,
        kind=PartyKind(known.party_kind or PartyKind.OTHER.value),
        names=tuple(names),
        identifiers={"uscc": known.uscc} if known.uscc else {},
        places=(known.place,) if known.place else (),
    )


def _organisation(name: str) -> Organisation | None:
    return next((one for one in Organisation.objects.all() if name in one.names), None)


def _onlookers(names: list[str]) -> tuple[str, ...]:
    """The authorities in charge of the parties, nearest first: they may read the case from the start."""
    found: dict[str, None] = {}
    for name in names:
        one = _organisation(name)
        while one is not None and one.parent is not None:
            one = one.parent
            found[one.party] = None
    return tuple(found)
