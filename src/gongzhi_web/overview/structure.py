"""The organisation as a tree with what each unit has open, over its last day and not taken up."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.http import urlencode

from gongzhi.cases import DocketState
from gongzhi_web.accounts.access import STAFF
from gongzhi_web.accounts.models import Kind, Organisation, Role, User
from gongzhi_web.board.asking import today_key
from gongzhi_web.board.shown import counts
from gongzhi_web.overview.models import Duty

_AT_WORK = (Role.PLATFORM_REVIEWER, Role.PLATFORM_LEAD)


@dataclass(frozen=True, slots=True)
class Place:
    """A unit, or in a platform a team: its counts, where a click on each leads, and what stands below it."""

    name: str
    level: str
    open: int
    over: int
    # None where the number has no meaning: a person has no entries that nobody took up.
    received: int | None
    reported: int | None
    address: str
    below: list["Place"] = field(default_factory=list)

    @property
    def over_address(self) -> str:
        """The docket with what is over."""
        return f"{self.address}&state=over"

    @property
    def received_address(self) -> str:
        """The docket with what nobody has answered yet."""
        return f"{self.address}&state={DocketState.RECEIVED.value}"

    @property
    def reported_address(self) -> str:
        """The docket with what was fed back to this unit and waits for its word."""
        return f"{self.address}&state={DocketState.REPORTED.value}"

    @property
    def in_words(self) -> str:
        """For whoever does not see the picture."""
        said = [f"未办结 {self.open} 件", f"已超期 {self.over} 件"]
        said += [f"无人接办 {self.received} 件"] if self.received is not None else []
        said += [f"反馈待确认 {self.reported} 件"] if self.reported is not None else []
        return f"{self.name}：{'，'.join(said)}"


def structure_of(user: User) -> list[Place]:
    """For a bureau its own unit with those below; for a platform the platform with its teams; for others nothing."""
    own = user.organisation
    if own is None or not user.is_active or user.role not in STAFF or own.kind not in (Kind.BUREAU, Kind.PLATFORM):
        return []
    lines = {line["id"]: line for line in counts(user)}
    if own.party not in lines:
        return []
    if own.kind == Kind.PLATFORM:
        return [_place(lines[own.party], list(_teams(own)))]
    parents = dict(Organisation.objects.filter(party__in=lines).values_list("party", "parent_id"))
    return [_grown(own.party, lines, parents, set())]


def flat(places: list[Place]) -> Iterator[Place]:
    """Everything in reading order."""
    for place in places:
        yield place
        yield from flat(place.below)


def _grown(party: str, lines: dict[str, Any], parents: Mapping[str, str | None], seen: set[str]) -> Place:
    seen.add(party)
    below = [_grown(one, lines, parents, seen) for one in lines if parents.get(one) == party and one not in seen]
    return _place(lines[party], below)


def _place(line: dict[str, Any], below: list[Place]) -> Place:
    address = f"{reverse('docket')}?{urlencode({'unit': line['id']})}"
    return Place(
        line["name"],
        line["level"],
        line["n_open"],
        line["n_over"],
        line["n_received"],
        line["n_reported"],
        address,
        below,
    )


def _teams(own: Organisation) -> Iterator[Place]:
    """The people of a platform by role, with what they have in hand: these are its teams."""
    today, by_role = today_key(), dict[str, list[Place]]()
    people = User.objects.filter(organisation=own, is_active=True, role__in=_AT_WORK).order_by("role", "username")
    mine = Duty.objects.filter(assignee__in=[one.username for one in people]).order_by().values("assignee")
    counted = {
        one["assignee"]: one
        for one in mine.annotate(n_open=Count("number"), n_over=Count("number", filter=Q(due_key__lt=today)))
    }
    for one in people:
        n = counted.get(one.username, {"n_open": 0, "n_over": 0})
        address = f"{reverse('docket')}?{urlencode({'unit': own.party, 'q': str(one)})}"
        by_role.setdefault(one.get_role_display(), []).append(
            Place(str(one), "", n["n_open"], n["n_over"], None, None, address)
        )
    whole = f"{reverse('docket')}?{urlencode({'unit': own.party})}"
    for role, members in by_role.items():
        n_open, n_over = sum(one.open for one in members), sum(one.over for one in members)
        yield Place(role, "岗位", n_open, n_over, None, None, whole, members)
