"""Files, products and broadcasts as the pages show them: what is lacking, what is due, and what may be done next."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from gongzhi.broadcasts import Broadcast
from gongzhi.flow.admitting import UnknownDossier, check_may, lacking, load_dossier
from gongzhi.flow.admitting_broadcasts import Warned, engagement_of, warnings_of
from gongzhi.flow.admitting_details import details_of, masked_pairs
from gongzhi.flow.admitting_due import due_work, late_change
from gongzhi.flow.admitting_products import check_may_product, lacks_of_product, load_product
from gongzhi.flow.matters import SealBroken
from gongzhi.parties import (
    CHANGE_NAMES,
    CHANGEABLE,
    Dossier,
    DossierState,
    NotAllowed,
    ProductState,
    Step,
    by_the_applicant,
)
from gongzhi.values import decode_record
from gongzhi_web.accounts.models import Organisation, Role, User
from gongzhi_web.archive.opening import opened
from gongzhi_web.broadcasts.models import BroadcastRow
from gongzhi_web.broadcasts.scope import broadcasts_of
from gongzhi_web.parties.forms import ROLES, choices
from gongzhi_web.parties.gate import plain_gate, sources_said
from gongzhi_web.parties.models import DossierDue, DossierRow, ProductRow
from gongzhi_web.parties.scope import dossiers_of, engaged_of, products_of

STATES = {state.value: state.chinese for state in DossierState}
PRODUCT_STATES = {state.value: state.chinese for state in ProductState}
STYLES = {"applied": "pending", "returned": "middle", "verified": "good", "suspended": "high"}
PRODUCT_STYLES = {"offered": "pending", "returned": "middle", "cleared": "good"}
_ICONS = {
    Step.ADD_PAPERS: "certificate",
    Step.RESUBMIT: "send",
    Step.ADMIT: "circle-check",
    Step.RETURN: "history",
    Step.REVERIFY: "refresh",
    Step.REPORT_CHANGE: "writing",
    Step.ACCEPT_CHANGE: "check",
    Step.REFUSE_CHANGE: "x",
    Step.TRAIN: "books",
    Step.CONTACT_LOST: "alert-triangle",
    Step.SUSPEND: "ban",
    Step.RESUME: "player-play",
    Step.LEAVE: "logout",
}
_FIRST = {Step.ADMIT, Step.RESUBMIT, Step.ACCEPT_CHANGE}


@dataclass(frozen=True, slots=True)
class DueLine:
    """Something due; ``left`` is the days until then, negative when it is over, None without a day."""

    due: DossierDue
    row: DossierRow
    left: int | None

    @property
    def over(self) -> bool:
        """Whether its last day has passed."""
        return self.left is not None and self.left < 0

    @property
    def days_over(self) -> int:
        """By how many days."""
        return -(self.left or 0)


def narrowed(user: User, asked: dict[str, str]) -> QuerySet[DossierRow]:
    """The files that this person may see, by state, role and words; what waits stands first."""
    found = dossiers_of(user).defer("record")
    if asked.get("state") in STATES:
        found = found.filter(state=asked["state"])
    if asked.get("role") in {one.value for one in ROLES}:
        found = found.filter(role=asked["role"])
    if words := asked.get("q", "").strip():
        named = Q(name__contains=words) | Q(known_as__contains=words)
        found = found.filter(named | Q(number=words) | Q(uscc=words.upper()))
    return found.order_by("-moved_at", "number")


def dossier_page(user: User, row: DossierRow) -> dict[str, Any]:
    """For the template: the file, what it lacks today, what is due, and what this person may do."""
    archive, known = opened(), plain_gate()
    now, found = load_dossier(archive, row.number), details_of(archive, row.number)
    public = {one.name for one in known.admission.papers if one.public}
    return {
        "row": row,
        "now": now,
        "role_name": ROLES[now.opened.role],
        "holder_name": name_of(row.holder),
        "mcn_name": name_of(now.opened.mcn or ""),
        "style": STYLES.get(row.state, ""),
        "details": list(masked_pairs(found[1])) if found else [],
        "may_look": _may_look(user, row),
        "lacks": lacking(now, known, timezone.localdate()),
        "late": late_change(now, known),
        "papers": [(one, one.holds_on(timezone.localdate()), one.kind in public) for one in now.papers],
        "due": due_lines([DossierDue(number=row.number, name=one.name, says=one.says, due=one.due,
                                     basis="、".join(one.basis)) for one in due_work(now, known)], [row]),
        "changes": [
            (CHANGE_NAMES[name], value)
            for name, value in (now.change.changes if now.change else {}).items()
            if name in CHANGE_NAMES
        ],
        "history": now.acts[::-1],
        "sources": sources_said(),
        "public_page": now.opened.role.value in ("operator", "merchant", "mcn", "platform"),
        **desk(user, now),
    }  # fmt: skip


def desk(user: User, now: Dossier) -> dict[str, Any]:
    """The acts that the flow would take from this person now, and what their forms offer."""
    offered = [step for step in now.may_follow if _may(user, now, step)]
    current = {name: getattr(now.opened, name) for name in CHANGEABLE}
    current["goods"] = "、".join(now.opened.goods)
    left_out = {"name", "goods"} if now.natural else {"goods"}
    return {
        **choices(),
        "offered_steps": [
            (step.value, step.chinese, _ICONS[step], "btn-primary" if step in _FIRST else "", by_the_applicant(step))
            for step in offered
        ],
        "changeable": [(name, CHANGE_NAMES[name], current[name] or "") for name in CHANGEABLE if name not in left_out],
        "today": timezone.localdate().isoformat(),
    }


def product_page(user: User, row: ProductRow) -> dict[str, Any]:
    """For the template: the product, what it lacks today, and what this person may do."""
    archive, known = opened(), plain_gate()
    now = load_product(archive, row.number)
    steps = []
    for step in now.may_follow:
        try:
            check_may_product(now, step, user.acting())
        except (NotAllowed, ValueError):
            continue
        steps.append((step.value, step.chinese, "btn-primary" if step.value == "clear" else ""))
    return {
        **choices(),
        "row": row,
        "now": now,
        "style": PRODUCT_STYLES.get(row.state, ""),
        "seller": _seller(now.offered.seller),
        "seller_seen": dossiers_of(user).filter(number=now.offered.seller).exists(),
        "needs": known.admission.sort(now.offered.sort).product,
        "lacks": lacks_of_product(now, known.admission, timezone.localdate()),
        "papers": [(one, one.holds_on(timezone.localdate())) for one in now.papers],
        "offered_steps": steps,
        "history": now.acts[::-1],
    }


def due_lines(found: Iterable[DossierDue], rows: Iterable[DossierRow]) -> list[DueLine]:
    """As the list shows them, what is over first."""
    known, today = {row.number: row for row in rows}, timezone.localdate()
    lines = [
        DueLine(one, known[one.number], (one.due - today).days if one.due else None)
        for one in found
        if one.number in known
    ]
    return sorted(lines, key=lambda line: (line.left is None, line.left or 0, line.row.number))


def broadcast_lines(user: User, rows: list[BroadcastRow]) -> list[dict[str, Any]]:
    """Broadcasts with who was reported and what a person should look at."""
    return [broadcast_line(user, row) for row in rows]


def broadcasts_for(user: User) -> QuerySet[BroadcastRow]:
    """Those that began, the newest first."""
    return broadcasts_of(user).filter(started_at__isnull=False).order_by("-started_at", "id")


def seen_choices(user: User) -> dict[str, Any]:
    """What this person may choose from when a broadcast or a product is reported."""
    rows = list(dossiers_of(user).exclude(state="left").defer("record").order_by("name"))
    by_role: dict[str, list[DossierRow]] = {}
    for row in rows:
        by_role.setdefault(row.role, []).append(row)
    runs = [*by_role.get("operator", []), *by_role.get("merchant", [])]
    return {
        "operators": runs,
        "sellers": runs,
        "presenters": by_role.get("presenter", []),
        "mcns": by_role.get("mcn", []),
        "products": list(products_of(user).exclude(state="withdrawn").defer("record").order_by("title")),
    }


def reported(user: User) -> QuerySet[Any]:
    """The reports of broadcasts still to come."""
    return engaged_of(user).filter(planned_at__gte=timezone.now()).order_by("planned_at")


def name_of(party: str) -> str:
    """An organisation's name; its id when nobody registered it."""
    row = Organisation.objects.filter(party=party).first()
    return row.name if row else party


def today() -> date:
    """The day in Beijing."""
    return timezone.localdate()


def broadcast_line(user: User, row: BroadcastRow) -> dict[str, Any]:
    """One broadcast with the report that fits it and the hints, each with the name of the file where this person sees it."""
    about = decode_record(Broadcast, bytes(row.record))
    platform = _platform_of(about.platform)
    about = replace(about, platform=platform)
    try:
        warned: tuple[Warned, ...] = warnings_of(opened(), plain_gate(), about)
        engaged = engagement_of(opened(), about)
    except (LookupError, SealBroken):
        # What it rested on was lawfully destroyed.
        warned, engaged = (), None
    numbers = {one.who for one in warned}
    seen = dict(dossiers_of(user).filter(number__in=numbers).values_list("number", "name"))
    return {
        "row": row,
        "engaged": engaged,
        "warned": [(one, seen.get(one.who)) for one in warned],
    }


def _seller(number: str) -> Dossier | None:
    """The seller's file; None once it was lawfully destroyed."""
    try:
        return load_dossier(opened(), number)
    except UnknownDossier:
        return None


def _platform_of(name: str) -> str:
    for one in Organisation.objects.filter(kind="platform"):
        if name in one.names:
            return one.party
    return name


def _may(user: User, now: Dossier, step: Step) -> bool:
    try:
        check_may(now, step, user.acting())
    except (NotAllowed, ValueError):
        return False
    return True


def _may_look(user: User, row: DossierRow) -> bool:
    own = user.organisation
    if own is None or user.role == Role.AUDITOR:
        return False
    return own.party in (row.holder, row.applicant) or user.role == Role.REGULATOR_OFFICER
