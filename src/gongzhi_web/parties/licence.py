"""The public licence page (亮照亮证): what the law lets anybody see of a seller, and nothing else. No sign-in."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gongzhi.flow.admitting import UnknownDossier, load_dossier
from gongzhi.flow.admitting_details import details_in_force
from gongzhi.flow.admitting_terms import load_admission
from gongzhi.parties import Dossier, DossierState, LegalRole, Paper, PartyKind, PersonalDetails
from gongzhi_web.archive.opening import opened
from gongzhi_web.parties.models import DossierRow
from gongzhi_web.parties.shown import name_of, today

_PUBLIC = {LegalRole.OPERATOR, LegalRole.MERCHANT, LegalRole.MCN, LegalRole.PLATFORM}
_SHOWN = {DossierState.VERIFIED, DossierState.SUSPENDED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """``pairs`` are the items of 直播电商监督管理办法/25 for this sort of seller; ``papers`` those in date."""

    title: str
    pairs: list[tuple[str, str]]
    papers: list[Paper]
    registered: bool
    basis: tuple[str, ...]


@require_safe
@login_not_required
def licence(request: HttpRequest, number: str) -> HttpResponse:
    """Verified sellers only; a presenter, an applicant and a stranger's number are all just not found."""
    row = DossierRow.objects.filter(number=number).first()
    if row is None:
        raise Http404
    try:
        now = load_dossier(opened(), number)
    except UnknownDossier as error:
        raise Http404 from error
    if now.opened.role not in _PUBLIC or now.state not in _SHOWN:
        raise Http404
    context = {"shown": shown_of(now, details_in_force(opened(), now), today()), "now": now, "today": today()}
    return render(request, "parties/licence.html", context)


def shown_of(now: Dossier, details: PersonalDetails | None, day: date) -> Shown:
    """What is shown of a file on a day."""
    public = {one.name for one in load_admission().papers if one.public}
    papers = [one for one in now.papers if one.kind in public and one.holds_on(day)]
    pairs = [(name, value) for name, value in _pairs(now, details) if value]
    title = "、".join(now.opened.known_as) or (now.opened.name if not now.natural else "直播间")
    basis = ("直播电商监督管理办法/25", "网络交易监督管理办法/12")
    return Shown(title=title, pairs=pairs, papers=papers, registered=bool(now.opened.uscc), basis=basis)


def _pairs(now: Dossier, details: PersonalDetails | None) -> list[tuple[str, str]]:
    about = now.opened
    if now.natural:
        return [
            ("实际经营地址", details.address if details else ""),
            ("联系方式", details.phone if details else ""),
            ("所属服务机构", name_of(about.mcn) if about.mcn else ""),
            ("自我声明", f"{about.exempt}，依法不需要办理登记" if about.exempt else ""),
        ]
    place = ("经营场所" if about.kind is PartyKind.SOLE_TRADER else "住所", about.registered_place or about.place)
    pairs = [("名称", about.name), ("统一社会信用代码", about.uscc or ""), place]
    if about.kind is PartyKind.SOLE_TRADER:
        pairs += [("经营者姓名", details.name if details else ""), ("组成形式", about.composition)]
    return pairs
