"""A monitoring campaign (专项监测): what is looked for, in which rooms and why these, which leads came of it, its end."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from gongzhi.cases.case import ImpossibleStep
from gongzhi.cases.records import ReasonMissing
from gongzhi.parties import Person


class CampaignAct(StrEnum):
    """What happens in a campaign: 抽定对象, 关联案源, 移出案源, 登记现场检查, 结束."""

    DRAW = "draw"
    LINK = "link"
    UNLINK = "unlink"
    VISIT = "visit"
    END = "end"

    @property
    def chinese(self) -> str:
        """As a person reads it."""
        words = {"draw": "抽定对象", "link": "关联案源", "unlink": "移出案源", "visit": "登记检查", "end": "结束"}
        return words[self.value]


class TargetWhy(StrEnum):
    """Why a room is a target: 随机, 命中发现多少与信用先后."""

    CHANCE = "chance"
    RISK = "risk"

    @property
    def chinese(self) -> str:
        """As the page says it."""
        return {"chance": "随机抽取，人人机会均等", "risk": "按命中发现和信用先后"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A room that could be looked at. ``found`` counts its findings of the kind sought; ``order`` is its place by credit.

    A smaller ``order`` is looked at earlier; all alike (0) where nobody has a record.
    """

    room: str
    name: str
    operator: str = ""
    found: int = 0
    order: int = 0
    broadcast: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A room that will be looked at, and why."""

    candidate: Candidate
    why: TargetWhy


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignPlanned:
    """A plan. ``rules``, ``words``, ``types`` and ``categories`` are what is looked for; at least one of them is given."""

    number: str
    title: str
    unit: str
    goal: str
    starts: date
    ends: date
    by: Person
    at: datetime
    rules: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.title.strip() or not self.goal.strip():
            raise ReasonMissing("专项监测必须写明名称和为什么开展：请填写后再提交")
        if self.ends < self.starts:
            raise ReasonMissing("专项监测的结束日不能早于开始日：请改正后再提交")
        if not (self.rules or self.words or self.types or self.categories):
            raise ReasonMissing("专项监测至少要写明一项看什么：规则、词语、违规类别或商品类别，请填写后再提交")


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignActed:
    """The ``version``-th thing that happened to a campaign (its plan is the first).

    A draw names its ``seed`` and how many candidates there were, so that anybody can draw again and compare.
    """

    number: str
    version: int
    act: CampaignAct
    by: Person
    at: datetime
    said: str
    targets: tuple[Target, ...] = ()
    seed: str = ""
    candidates: int = 0
    candidates_sha256: str = ""
    everybody: int = 0
    entry: str | None = None
    room: str | None = None

    def __post_init__(self) -> None:
        if not self.said.strip():
            raise ReasonMissing(f"“{self.act.chinese}”必须写明理由或情况：请填写后再提交")


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignNoted:
    """Under a campaign stands a sample (``sample``) or a recall (``recall``) of this number."""

    campaign: str
    what: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """A campaign as of its last act; computed, never stored."""

    planned: CampaignPlanned
    targets: tuple[Target, ...] = ()
    entries: tuple[str, ...] = ()
    visited: tuple[str, ...] = ()
    ended: bool = False
    acts: tuple[CampaignActed, ...] = ()

    @property
    def version(self) -> int:
        """How many things happened to it, for compare-and-set."""
        return 1 + len(self.acts)

    def check(self, act: CampaignAct) -> None:
        """Raise ImpossibleStep, which says what to do instead, unless the act may come next."""
        if self.ended:
            raise ImpossibleStep(f"专项 {self.planned.number} 已结束，不能再“{act.chinese}”：需要时请另立专项")


def fold_campaign(planned: CampaignPlanned, acts: Iterable[CampaignActed]) -> Campaign:
    """The campaign after these acts, in their order; raises ImpossibleStep when one of them could not have happened."""
    now = Campaign(planned=planned)
    for act in acts:
        now.check(act.act)
        if act.version != now.version + 1:
            raise ImpossibleStep(f"专项 {planned.number} 的第 {act.version} 步不连续：请运行 gongzhi evidence fsck")
        now = replace(_after(now, act), acts=(*now.acts, act))
    return now


def _after(now: Campaign, act: CampaignActed) -> Campaign:
    match act.act:
        case CampaignAct.DRAW:
            known = {one.candidate.room for one in now.targets}
            return replace(
                now, targets=(*now.targets, *(one for one in act.targets if one.candidate.room not in known))
            )
        case CampaignAct.LINK:
            return replace(now, entries=tuple(dict.fromkeys((*now.entries, act.entry or ""))))
        case CampaignAct.UNLINK:
            return replace(now, entries=tuple(one for one in now.entries if one != act.entry))
        case CampaignAct.VISIT:
            return replace(now, visited=tuple(dict.fromkeys((*now.visited, act.room or ""))))
        case CampaignAct.END:
            return replace(now, ended=True)


def draw_targets(candidates: Sequence[Candidate], *, places: int, everybody: int, seed: str) -> tuple[Target, ...]:
    """Fill ``places``: ``everybody`` percent of them (rounded up) by chance alone, the others by risk.

    Chance: BLAKE2b of seed and room, so that all have equal chances whatever their record, and the draw can be repeated.
    Risk: most findings first, then the place by credit, then the room's id. Nobody is taken twice.
    """
    places = min(places, len(candidates))
    drawn = sorted(candidates, key=lambda one: (_chance(seed, one.room), one.room))
    by_chance = drawn[: min(places, -(-places * everybody // 100))]
    taken = {one.room for one in by_chance}
    risky = sorted(candidates, key=lambda one: (-one.found, one.order, one.room))
    rest = [one for one in risky if one.room not in taken][: places - len(by_chance)]
    return (
        *(Target(candidate=one, why=TargetWhy.CHANCE) for one in by_chance),
        *(Target(candidate=one, why=TargetWhy.RISK) for one in rest),
    )


def _chance(seed: str, room: str) -> bytes:
    return hashlib.blake2b(f"{seed}\n{room}".encode(), digest_size=16).digest()
