"""From the sealed acts of admission to rows. Writing the same item twice changes nothing."""

from gongzhi.flow.admitting import UnknownDossier, load_dossier
from gongzhi.flow.admitting_due import due_work
from gongzhi.flow.admitting_products import UnknownProduct, load_product
from gongzhi.flow.ports import Placed
from gongzhi.parties import DossierOpened, Engaged, ProductOffered
from gongzhi.values import decode_record, encode_record
from gongzhi_web.archive.opening import opened
from gongzhi_web.parties.gate import plain_gate
from gongzhi_web.parties.models import DossierDue, DossierRow, EngagedRow, ProductRow


def project_dossier(placed: Placed, data: bytes) -> None:  # noqa: ARG001 - as every projection
    """Keep the file as its acts add up, with what is due on it; the log is read up to now."""
    if DossierRow.objects.filter(number=placed.subject, index__gte=placed.index).exists():
        return
    archive = opened()
    try:
        now = load_dossier(archive, placed.subject)
    except UnknownDossier:
        # Its beginning was lawfully destroyed, and with it whatever could be shown.
        return
    about = now.opened
    DossierRow.objects.update_or_create(
        number=now.number,
        defaults={
            "index": placed.index,
            "exhibit": next(archive.placed(kind=DossierOpened.__name__, subject=placed.subject)).exhibit,
            "role": about.role.value,
            "kind": about.kind.value,
            "holder": about.holder,
            "applicant": about.applicant,
            "about": about.about,
            "name": about.name[:200],
            "known_as": "、".join(about.known_as)[:200],
            "uscc": about.uscc or "",
            "state": now.state.value,
            "changing": now.change is not None,
            "demo": about.demo,
            "applied_at": about.at,
            "moved_at": now.acts[-1].at if now.acts else about.at,
            "version": now.version,
            "record": encode_record(about),
        },
    )
    DossierDue.objects.filter(number=now.number).delete()
    DossierDue.objects.bulk_create(
        DossierDue(number=now.number, name=one.name, says=one.says, due=one.due, basis="、".join(one.basis))
        for one in due_work(now, plain_gate())
    )


def project_product(placed: Placed, data: bytes) -> None:  # noqa: ARG001 - as every projection
    """Keep the product as its acts add up."""
    if ProductRow.objects.filter(number=placed.subject, index__gte=placed.index).exists():
        return
    archive = opened()
    try:
        now = load_product(archive, placed.subject)
    except UnknownProduct:
        return
    about = now.offered
    ProductRow.objects.update_or_create(
        number=about.number,
        defaults={
            "index": placed.index,
            "exhibit": next(archive.placed(kind=ProductOffered.__name__, subject=placed.subject)).exhibit,
            "title": about.title[:200],
            "sort": about.sort,
            "holder": about.holder,
            "applicant": about.applicant,
            "seller": about.seller,
            "state": now.state.value,
            "demo": about.demo,
            "moved_at": now.acts[-1].at if now.acts else about.at,
            "version": now.version,
            "record": encode_record(about),
        },
    )


def project_engaged(placed: Placed, data: bytes) -> None:
    """Keep a report of who takes part."""
    one = decode_record(Engaged, data)
    EngagedRow.objects.update_or_create(
        number=one.number,
        defaults={
            "index": placed.index,
            "exhibit": placed.exhibit,
            "holder": one.holder,
            "applicant": one.applicant,
            "room": one.room,
            "planned_at": one.planned_at,
            "demo": one.demo,
            "record": data,
        },
    )
