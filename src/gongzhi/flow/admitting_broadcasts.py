"""Who takes part in a broadcast, reported before it begins; and what a person should look at when it began otherwise."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from gongzhi.broadcasts import Broadcast
from gongzhi.flow.admitting import UnknownDossier, dossiers_named, load_dossier
from gongzhi.flow.admitting_asked import Gate, NotReady
from gongzhi.flow.admitting_needs import lacks_of
from gongzhi.flow.admitting_products import UnknownProduct, load_product
from gongzhi.flow.admitting_terms import TermUnknown, last_day
from gongzhi.flow.matters import item_of, sealed_records
from gongzhi.flow.ports import Archive
from gongzhi.parties import (
    Concerned,
    Dossier,
    Engaged,
    LegalRole,
    NotAllowed,
    Person,
    Presenting,
    Verb,
    may,
)
from gongzhi.values import BEIJING

# A broadcast belongs to the report of its room whose planned beginning lies nearest, within this time.
WINDOW = timedelta(hours=6)
_REPORT, _VERIFY, _TRAIN = "直播电商监督管理办法/28", "直播电商监督管理办法/8", "直播电商监督管理办法/10"
_SELECT = "直播电商监督管理办法/27"


@dataclass(frozen=True, slots=True, kw_only=True)
class Engaging:
    """What is written into the form; the fields are those of Engaged."""

    holder: str
    applicant: str
    room: str
    planned_at: datetime
    operator: str
    presenters: tuple[Presenting, ...]
    sellers: tuple[str, ...] = ()
    mcn: str | None = None
    products: tuple[str, ...] = ()
    demo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """Something for a person to look at: who (the number of a file, or a name), what, and the provision. No finding."""

    who: str
    what: str
    basis: str


def engage(archive: Archive, gate: Gate, *, new: Engaging, by: Person, at: datetime) -> Engaged:
    """Report who takes part in a broadcast. Raises NotAllowed, NotReady, NobodyEngaged, UnknownDossier, UnknownProduct.

    An unverified presenter is not refused: the report would then not be made at all. The warnings say it.
    """
    del gate
    if not may(by, Verb.APPLY, Concerned(holder=new.holder, parties=(new.applicant,))):
        raise NotAllowed(f"{by.name}的身份不能报送本场人员：请由运营者或服务机构的账号报送")
    with archive.writing():
        _check_files(archive, new)
        number = f"BS{at.astimezone(BEIJING).year}-{archive.size():06d}"
        fields = {name: getattr(new, name) for name in Engaging.__dataclass_fields__}
        engaged = Engaged(number=number, by=by, at=at, **fields)
        archive.append([item_of(engaged, room_key(new.holder, new.room), at)])
        return engaged


def engagement_of(archive: Archive, broadcast: Broadcast) -> Engaged | None:
    """The report that fits a broadcast: of its room, planned nearest to its beginning; of several the newest."""
    if broadcast.started_at is None:
        return None
    reports = [one.record for one in sealed_records(archive, Engaged, room_key(broadcast.platform, broadcast.room))]
    near = [one for one in reports if abs(one.planned_at - broadcast.started_at) <= WINDOW]
    return near[-1] if near else None


def warnings_of(archive: Archive, gate: Gate, broadcast: Broadcast) -> tuple[Warned, ...]:
    """What a person should look at in a broadcast that began. Empty also before it begins.

    (1) nobody reported who takes part, or only afterwards   (3) a presenter never trained, or not for a year
    (2) a file not verified when it began, or missing        (4) a paper out of date, a product not cleared
    """
    if broadcast.started_at is None:
        return ()
    return tuple(dict.fromkeys(_warnings(archive, gate, broadcast, broadcast.started_at)))


def room_key(holder: str, room: str) -> str:
    """Under what the reports of a room are sealed; not the room's or a broadcast's own id."""
    return f"engaged/{holder}/{room}"


def _warnings(archive: Archive, gate: Gate, about: Broadcast, began: datetime) -> Iterator[Warned]:
    engaged = engagement_of(archive, about)
    if engaged is None:  # (1)
        yield Warned(who=about.room, what="开播前没有报送本场人员", basis=_REPORT)
        yield from _by_name(archive, gate, about, began)
        return
    if engaged.at > began:
        yield Warned(who=engaged.number, what="本场人员是开播以后才报送的", basis=_REPORT)
    yield from _reported(archive, gate, about, began, engaged)


def _reported(archive: Archive, gate: Gate, about: Broadcast, began: datetime, engaged: Engaged) -> Iterator[Warned]:
    for number in dict.fromkeys((engaged.operator, *engaged.sellers)):
        yield from _party(load_dossier(archive, number), gate, began)
    known: set[str] = set()
    for one in engaged.presenters:
        now = load_dossier(archive, one.dossier)
        known |= {now.opened.about, now.opened.name, *now.opened.known_as}
        yield from _presenter(now, gate, began)
    for name in about.presenters:
        if name not in known:
            yield Warned(who=name, what="出镜但不在报送的名单里", basis=_REPORT)
    for number in engaged.products:
        if not load_product(archive, number).cleared_on(began):
            yield Warned(who=number, what="商品在开播时没有核对通过", basis=_SELECT)


def _by_name(archive: Archive, gate: Gate, about: Broadcast, began: datetime) -> Iterator[Warned]:
    """Without a report, whoever the broadcast itself names is looked up."""
    for name in dict.fromkeys(name for name in (about.operator, about.merchant) if name):
        yield from _named(archive, gate, about.platform, name, began, presenting=False)
    for name in about.presenters:
        yield from _named(archive, gate, about.platform, name, began, presenting=True)


def _named(
    archive: Archive, gate: Gate, holder: str, name: str, began: datetime, *, presenting: bool
) -> Iterator[Warned]:
    files = [load_dossier(archive, number) for number in dossiers_named(archive, gate, holder, name)]
    fitting = [one for one in files if (one.opened.role is LegalRole.PRESENTER) == presenting]
    if not fitting:
        who = "直播营销人员" if presenting else "主体"
        yield Warned(who=name, what=f"{who}没有建档", basis=_VERIFY)
    for one in fitting:
        yield from (_presenter if presenting else _party)(one, gate, began)


def _party(now: Dossier, gate: Gate, began: datetime) -> Iterator[Warned]:
    if not now.verified_on(began):  # (2)
        yield Warned(who=now.number, what="开播时档案没有核验通过", basis=_VERIFY)
    for lack in lacks_of(now, gate.admission, began.astimezone(BEIJING).date()):  # (4)
        yield Warned(who=now.number, what=f"{lack.what}{lack.why}", basis=lack.basis)


def _presenter(now: Dossier, gate: Gate, began: datetime) -> Iterator[Warned]:
    yield from _party(now, gate, began)
    trained = now.trained_before(began)  # (3)
    if trained is None:
        yield Warned(who=now.number, what="开播前没有培训记录", basis=_TRAIN)
        return
    if trained.at > began:
        yield Warned(who=now.number, what="培训记录是开播以后补登的", basis=_TRAIN)
    try:
        over = (
            last_day(gate.book, gate.admission.duty("年度培训"), _start(trained.day)) < began.astimezone(BEIJING).date()
        )
    except TermUnknown:
        over = False
    if over:
        yield Warned(who=now.number, what=f"最近一次培训在 {trained.day}，已满一年", basis=_TRAIN)


def _start(day: object) -> datetime:
    return datetime.fromisoformat(f"{day}T00:00:00+08:00")


def _check_files(archive: Archive, new: Engaging) -> None:
    wanted = [(new.operator, {LegalRole.OPERATOR, LegalRole.MERCHANT}, "直播间运营者")]
    wanted += [(one.dossier, {LegalRole.PRESENTER}, "直播营销人员") for one in new.presenters]
    wanted += [(one, {LegalRole.MERCHANT, LegalRole.OPERATOR}, "实际销售者") for one in new.sellers]
    wanted += [(new.mcn, {LegalRole.MCN}, "服务机构")] if new.mcn else []
    for number, roles, who in wanted:
        opened = load_dossier(archive, number).opened
        if opened.role not in roles or opened.holder != new.holder:
            raise NotReady(f"档案 {number} 不是本平台的{who}：请重新选择")
    for number in new.products:
        if load_product(archive, number).offered.holder != new.holder:
            raise NotReady(f"选品档案 {number} 不在本平台：请重新选择")


__all__ = [
    "Engaging",
    "UnknownDossier",
    "UnknownProduct",
    "Warned",
    "engage",
    "engagement_of",
    "room_key",
    "warnings_of",
]
