"""The scale of credit: dimensions, kinds of events, roles, tiers and their words, as dated data that is read strictly."""

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

import yaml

T = TypeVar("T")
LONGEST_DAYS = 3660


class BadScale(ValueError):
    """A scale file that cannot be used; the message names the entry and the remedy."""


class ScoredRole(StrEnum):
    """Who is scored: 直播营销人员; 直播间运营者 and 商家 (seller); 服务机构."""

    PRESENTER = "presenter"
    SELLER = "seller"
    MCN = "mcn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """``half_life`` in days; ``most`` is the highest sum of points in favour."""

    id: str
    name: str
    half_life: int
    most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of event: ``weight`` points of one unit on the first day; ``months`` or ``days`` until it no longer counts.

    ``law`` sets that term (None: the platform's own rule); ``why`` is why the thing is recorded at all.
    """

    id: str
    name: str
    dimension: str
    unit: str
    weight: float
    days: int | None
    months: int | None
    law: str | None
    why: str
    decision: bool
    repair: str

    def ends(self, day: date) -> date:
        """The first day on which an event of this day no longer counts."""
        if self.months is None:
            return day + timedelta(days=self.days or 0)
        year, month = divmod(day.year * 12 + day.month - 1 + self.months, 12)
        return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """``floor`` is the score from which it holds, None for the lowest; ``watch`` the percent of broadcasts looked at closely."""

    id: str
    name: str
    floor: float | None
    watch: int
    measures: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkKind:
    """A kind of thing that parties share; ``weight`` bears on the order of inspection alone."""

    name: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewScale:
    """Weights of reviews and the cap of low trust, in percent; ``normal`` in thousandths, ``young_days`` in days."""

    verified: int
    young: int
    unverified: int
    young_days: int
    cap: int
    normal: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The whole scale; ``roles`` gives percents by role and dimension; ``tiers`` run from the best down."""

    version: str
    provision: str
    base: float
    margin: float
    dimensions: Mapping[str, Dimension]
    roles: Mapping[ScoredRole, Mapping[str, int]]
    role_names: Mapping[ScoredRole, str]
    kinds: Mapping[str, Kind]
    tiers: tuple[Tier, ...]
    everybody: int
    links: Mapping[str, LinkKind]
    reviews: ReviewScale

    def points(self, role: ScoredRole, kind: str, amount: int) -> float:
        """What an event weighs on its first day."""
        known = self.kinds[kind]
        return known.weight * amount * self.roles[role][known.dimension] / 100


@cache
def load_scale() -> Scale:
    """The shipped scale."""
    return read_scale(files("gongzhi.credit").joinpath("scale.yaml").read_text("utf-8"))


def cited_by_scale() -> Iterator[tuple[str, str, date]]:
    """Yields (place, provision id, day) for every provision that the shipped scale names."""
    scale = load_scale()
    day = date.fromisoformat(scale.version)
    yield "scale.yaml", scale.provision, day
    for kind in scale.kinds.values():
        yield f"scale.yaml {kind.id}", kind.why, day
        if kind.law:
            yield f"scale.yaml {kind.id}", kind.law, day


def read_scale(text: str) -> Scale:
    """Read strictly; raises BadScale for unknown or missing keys, and for numbers that make no sense."""
    try:
        value = yaml.safe_load(text)
        scale = _scale(value)
    except (yaml.YAMLError, KeyError, TypeError, AttributeError, ValueError) as error:
        if isinstance(error, BadScale):
            raise
        raise BadScale(f"scale.yaml 的结构不对（{error}）：请对照文件中的说明改正") from error
    if value:
        raise BadScale(f"scale.yaml：不认识的键 {'、'.join(map(str, value))}，请删去或改正")
    for fault in _faults(scale):
        raise BadScale(f"scale.yaml {fault}，请改正")
    return scale


def _scale(value: dict[str, Any]) -> Scale:
    roles = {ScoredRole(id): dict(entry) for id, entry in value.pop("roles").items()}
    names = {role: entry.pop("name") for role, entry in roles.items()}
    return Scale(
        version=date.fromisoformat(value.pop("version")).isoformat(),
        provision=value.pop("provision"),
        base=value.pop("base"),
        margin=value.pop("margin"),
        dimensions={id: _filled(Dimension, entry, id=id) for id, entry in value.pop("dimensions").items()},
        roles=roles,
        role_names=names,
        kinds={id: _kind(id, entry) for id, entry in value.pop("kinds").items()},
        tiers=tuple(_filled(Tier, entry | {"measures": tuple(entry["measures"])}) for entry in value.pop("tiers")),
        everybody=value.pop("everybody"),
        links={id: _filled(LinkKind, entry) for id, entry in value.pop("links").items()},
        reviews=_filled(ReviewScale, value.pop("reviews")),
    )


def _kind(id: str, entry: dict[str, Any]) -> Kind:
    ends = dict(entry.pop("ends"))
    days, months = ends.pop("days", None), ends.pop("months", None)
    if ends or (days is None) is (months is None):
        raise BadScale(f"scale.yaml {id}：ends 应写 days 或 months 其中一个，请改正")
    return _filled(Kind, entry, id=id, days=days, months=months)


def _filled(type: type[T], entry: Mapping[str, Any], **more: Any) -> T:
    wanted = {one.name for one in fields(type)}  # type: ignore[arg-type]
    given = dict(entry) | more
    if set(given) != wanted:
        raise BadScale(f"scale.yaml：{'、'.join(sorted(wanted ^ set(given)))} 缺少或不认识，请对照文件中的说明改正")
    return type(**given)


def _faults(scale: Scale) -> Iterator[str]:
    yield from _faults_of_roles(scale)
    yield from (f for kind in scale.kinds.values() for f in _faults_of_kind(kind, scale))
    yield from _faults_of_tiers(scale)
    for dimension in scale.dimensions.values():
        if dimension.half_life <= 0 or dimension.most < 0:
            yield f"dimensions {dimension.id}：half_life 应大于零，most 不得为负"
    if not 0 < scale.everybody <= 100:
        yield "everybody：应为 1 到 100 的百分数，人人都可能被抽到"
    if not 0 <= scale.reviews.cap <= 100:
        yield "reviews：cap 应为 0 到 100 的百分数"


def _faults_of_roles(scale: Scale) -> Iterator[str]:
    if set(scale.roles) != set(ScoredRole):
        yield "roles：应写全 presenter、seller、mcn"
    for role, shares in scale.roles.items():
        if set(shares) != set(scale.dimensions) or not all(0 <= share <= 200 for share in shares.values()):
            yield f"roles {role.value}：每个维度各写一个 0 到 200 的百分数"


def _faults_of_kind(kind: Kind, scale: Scale) -> Iterator[str]:
    if kind.dimension not in scale.dimensions:
        yield f"kinds {kind.id}：没有维度 {kind.dimension}"
    if not 0 < (kind.days or (kind.months or 0) * 30) <= LONGEST_DAYS:
        yield f"kinds {kind.id}：ends 应大于零，且不超过十年"
    if not kind.weight or not kind.repair:
        yield f"kinds {kind.id}：weight 不得为零，repair 应写明怎样修复"


def _faults_of_tiers(scale: Scale) -> Iterator[str]:
    floors = [tier.floor for tier in scale.tiers[:-1]]
    if scale.tiers[-1].floor is not None or None in floors or floors != sorted(floors, key=lambda one: -(one or 0)):
        yield "tiers：自高至低排列，最低一档 floor 写 null"
    watches = [tier.watch for tier in scale.tiers]
    if watches != sorted(watches) or not all(0 <= watch <= 100 for watch in watches):
        yield "tiers：watch 应为 0 到 100，档次越低不得看得越少"
    if scale.margin < 0 or len({tier.id for tier in scale.tiers}) != len(scale.tiers):
        yield "tiers：margin 不得为负，id 不得重复"
