"""The board and an entry as the pages show them: counts, days left, and what this person may do next."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, Sum
from django.utils import timezone

from gongzhi.cases import Act, Docket, DocketState
from gongzhi.flow.docket_terms import load_terms, stage_of
from gongzhi.flow.docketing import check_hands, load_entry, repeats_of
from gongzhi.flow.joining import history_of
from gongzhi_web.accounts.access import DESK
from gongzhi_web.accounts.models import Organisation, User
from gongzhi_web.archive.opening import opened
from gongzhi_web.board.asking import EVERY, OPEN, today_key
from gongzhi_web.board.forms import OUTCOMES
from gongzhi_web.board.models import DocketCount, DocketRow
from gongzhi_web.board.scope import entries_of, reach, reads, units

SOON_DAYS = 3
_FIRST = {Act.ASSIGN, Act.FILE, Act.REPORT}
_ICONS = {
    Act.ASSIGN: "user",
    Act.TAKE: "lock",
    Act.HAND_DOWN: "arrow-right",
    Act.ESCALATE: "arrow-up",
    Act.RETURN: "history",
    Act.FILE: "folder",
    Act.SUSPEND: "clock",
    Act.RESUME: "player-play",
    Act.EXTEND: "calendar",
    Act.REPORT: "send",
    Act.TRANSFER: "external-link",
    Act.MERGE: "link",
    Act.SPLIT: "stack-2",
    Act.END: "circle-check",
}
OFFICER_ROLES = DESK


@dataclass(frozen=True, slots=True)
class Line:
    """An entry in a list; ``left`` is the calendar days until it is due, negative when it is over, None without a clock."""

    row: DocketRow
    unit: str
    left: int | None

    @property
    def over(self) -> bool:
        """Whether its last day has passed."""
        return self.left is not None and self.left < 0

    @property
    def days_over(self) -> int:
        """By how many days."""
        return max(0, -(self.left or 0))


def lines(rows: list[DocketRow]) -> list[Line]:
    """As the list shows them."""
    known = units()
    return [Line(row, known.name(row.unit), _left(row)) for row in rows]


def counts(user: User) -> list[dict[str, Any]]:
    """One line per unit within reach: how much stands where, what is over and what is due within days."""
    own, now = user.organisation, today_key()
    if own is None or not reads(user).exists():
        return [] if own is None else _empty_lines(reach(own))
    by_unit = {unit: dict.fromkeys(_COUNTED, 0) for unit in reach(own)}
    running = Q(state__in=OPEN, suspended=False)
    kinds = {
        **{state: Q(state=state) for state in EVERY},
        "suspended": Q(state__in=OPEN, suspended=True),
        "over": running & Q(due_key__lt=now),
        "soon": running & Q(due_key__gte=now, due_key__lte=now + SOON_DAYS),
        "open": Q(state__in=OPEN),
    }
    kept = DocketCount.objects.filter(unit__in=by_unit).exclude(n=0).order_by().values("unit")
    summed: Any = kept.annotate(**{f"n_{name}": Sum("n", filter=which) for name, which in kinds.items()})
    for one in summed:
        by_unit[one["unit"]] = {name: one[f"n_{name}"] or 0 for name in kinds}
    return _lines_of(by_unit)


_COUNTED = (*EVERY, "suspended", "over", "soon", "open")


def _empty_lines(found: list[str]) -> list[dict[str, Any]]:
    return _lines_of({unit: dict.fromkeys(_COUNTED, 0) for unit in found})


def _lines_of(by_unit: dict[str, dict[str, int]]) -> list[dict[str, Any]]:
    known, levels = units(), _levels()
    return [
        {
            "id": unit,
            "name": known.name(unit),
            "level": levels.get(unit, ""),
            **{f"n_{name}": n for name, n in line.items()},
        }
        for unit, line in by_unit.items()
    ]


def entry_page(user: User, row: DocketRow) -> dict[str, Any]:
    """For the template: the entry, its whole history, and what may be done now by this person."""
    archive, known = opened(), units()
    now = load_entry(archive, row.number)
    return {
        "row": row,
        "now": now,
        "line": Line(row, known.name(row.unit), _left(row)),
        "history": history_of(archive, row.number)[::-1],
        "waiting": [known.name(unit) for unit in now.chain],
        "repeats": _seen_among(user, repeats_of(archive, row.number)),
        **desk(user, now),
    }


def on_case(user: User, case: str) -> dict[str, Any]:
    """The entries about a case that this person sees; ``desk`` offers the acts upon the newest that is open."""
    rows = list(entries_of(user).filter(case=case).defer("record").order_by("-index"))
    open_ones = [row for row in rows if row.state != DocketState.ENDED.value]
    newest = load_entry(opened(), open_ones[0].number) if open_ones else None
    return {
        "lines": lines(rows),
        "desk": desk(user, newest) if newest else None,
        "may_enter": user.role in OFFICER_ROLES,
    }


def desk(user: User, now: Docket) -> dict[str, Any]:
    """What the act forms offer; ``acts`` are those that the flow would take from this person now."""
    known, terms, own = units(), load_terms(), user.organisation
    people = User.objects.filter(organisation_id=now.unit, is_active=True, role__in=OFFICER_ROLES).order_by("username")
    mine = own is not None and own.party == now.unit
    others, useless = _others(user, now) if mine else [], {Act.ABSORB}
    # Buttons that could only be refused are not shown.
    useless |= {Act.HAND_DOWN} if not known.below(now.unit) else set()
    useless |= {Act.ESCALATE} if not known.above(now.unit) else set()
    useless |= {Act.TAKE} if now.lock else {Act.RELEASE}
    useless |= {Act.MERGE} if not others else set()
    return {
        "now": now,
        "offered_acts": [
            (act.value, act.chinese, _ICONS.get(act, "check"), "btn-primary" if act in _FIRST else "")
            for act in Act
            if mine and act not in useless and would_take(user, now, act)
        ],
        "people": list(people) if mine else [],
        "below": known.below(now.unit),
        "pauses": [one.name for one in terms.pauses if stage_of(now) in one.stages],
        "grounds": [one.name for one in terms.transfers],
        "outcomes": [(one.value, name) for one, name in OUTCOMES.items()],
        "others": others,
    }


def today() -> date:
    """The day in Beijing."""
    return timezone.localdate()


def would_take(user: User, now: Docket, act: Act) -> bool:
    """Whether the flow would take this act from this person now."""
    try:
        check_hands(now, act, seen=now.version, by=user.acting(), at=timezone.now())
    except (PermissionError, ValueError, RuntimeError):
        return False
    return True


def _others(user: User, now: Docket) -> list[DocketRow]:
    """Entries of the unit into which this one could go, those about the same broadcast first."""
    rows = entries_of(user).filter(state__in=OPEN, unit=now.unit).exclude(number=now.number).defer("record")
    same = now.entered.broadcast or ""
    return sorted(rows.order_by("-index")[:50], key=lambda row: row.broadcast != same or not same)


def _seen_among(user: User, numbers: tuple[str, ...]) -> list[DocketRow]:
    return list(entries_of(user).filter(number__in=numbers).defer("record").order_by("number"))


def _left(row: DocketRow) -> int | None:
    if row.due is None or row.suspended or row.state == DocketState.ENDED.value:
        return None
    return (row.due - today()).days


def _levels() -> dict[str, str]:
    names = {"city": "市局", "county": "县（区）局", "branch": "分局（所）"}
    return {one.party: names.get(one.level, "") for one in Organisation.objects.all()}
