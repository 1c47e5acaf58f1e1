"""A campaign from its plan to its end: draw targets, link leads, note visits; the field sheet as a document."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from gongzhi.cases import (
    Campaign,
    CampaignAct,
    CampaignActed,
    CampaignPlanned,
    Candidate,
    DocketState,
    draw_targets,
    fold_campaign,
)
from gongzhi.credit import load_scale
from gongzhi.decisions import Section
from gongzhi.flow.docketing import NotThere, load_entry
from gongzhi.flow.guiding import bureau_of, check_seen
from gongzhi.flow.guiding_papers import ASSISTS, Form
from gongzhi.flow.matters import item_of, sealed_records
from gongzhi.flow.ports import Archive
from gongzhi.flow.units import Units
from gongzhi.parties import NotAllowed, Person
from gongzhi.values import BEIJING, canonical_bytes

MOST_TARGETS = 500
HOW = (
    "名额的 {everybody}%（进一位）在全部候选直播间中随机抽取，人人机会均等；其余按本专项所看内容的命中发现从多到少，"
    "同样多的按信用先后，再同样的按编号。种子与候选名单的摘要已封存，任何人可以重抽核对。"
)


class UnknownCampaign(LookupError):
    """A campaign that nobody planned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignWanted:
    """What a person wants done in a campaign, having seen it at ``seen``. The act says which fields it needs.

    A draw has ``candidates``, ``places`` and a ``seed`` from outside; a link has ``entry``, a visit has ``room``.
    """

    act: CampaignAct
    seen: int
    said: str
    candidates: tuple[Candidate, ...] = ()
    places: int = 0
    seed: str = ""
    entry: str | None = None
    room: str | None = None


def plan_campaign(archive: Archive, units: Units, *, wish: CampaignPlanned, by: Person, at: datetime) -> Campaign:
    """Seal a plan of the person's own bureau under a new number; number, unit, person and time are replaced. Raises NotAllowed."""
    unit = bureau_of(units, by)
    with archive.writing():
        number = f"ZX{at.astimezone(BEIJING).year}-{archive.size():06d}"
        planned = replace(wish, number=number, unit=unit.id, by=by, at=at)
        archive.append([item_of(planned, number, at)])
        return fold_campaign(planned, ())


def act_in_campaign(
    archive: Archive, units: Units, *, number: str, wanted: CampaignWanted, by: Person, at: datetime
) -> Campaign:
    """Do one thing in a campaign, if it still stands as the person saw it.

    Raises UnknownCampaign, NotAllowed, Overtaken, ImpossibleStep, NotThere, UnknownEntry, ReasonMissing.
    """
    with archive.writing():
        now = load_campaign(archive, number)
        unit = bureau_of(units, by)
        above = {one.id for one in units.above(unit.id)}
        # Units below link their own leads and note their own visits; the plan is drawn and ended by who made it.
        below = now.planned.unit in above and wanted.act in {CampaignAct.LINK, CampaignAct.VISIT}
        if unit.id != now.planned.unit and not below:
            raise NotAllowed(f"专项 {number} 由{units.name(now.planned.unit)}组织：请由该单位办理")
        check_seen(now.version, wanted.seen, now.acts, f"专项 {number}")
        now.check(wanted.act)
        bare = CampaignActed(
            number=number, version=now.version + 1, act=wanted.act, by=by, at=at, said=wanted.said.strip()
        )
        archive.append([item_of(_made(archive, units, now, wanted, bare), number, at)])
        return load_campaign(archive, number)


def load_campaign(archive: Archive, number: str) -> Campaign:
    """The campaign as its sealed acts add up; raises UnknownCampaign, SealBroken, ImpossibleStep."""
    for planned in sealed_records(archive, CampaignPlanned, number):
        return fold_campaign(planned.record, (one.record for one in sealed_records(archive, CampaignActed, number)))
    raise UnknownCampaign(f"没有编号为“{number}”的专项：请核对编号")


def candidates_digest(candidates: Sequence[Candidate]) -> str:
    """SHA-256 (hex) of the list of candidates in the order of their rooms, so that a draw can be checked later."""
    plain = [[one.room, one.found, one.order] for one in sorted(candidates, key=lambda one: one.room)]
    return hashlib.sha256(canonical_bytes(plain)).hexdigest()


def how_drawn(everybody: int | None = None) -> str:
    """How targets are chosen, as the page and the field sheet say it."""
    return HOW.format(everybody=load_scale().everybody if everybody is None else everybody)


def field_sheet(now: Campaign, *, issuer: str, at: datetime) -> Form:
    """检查记录表: what to look for and in which rooms, with room to write; to be filled into ``field_sheet.docx``."""
    planned, day = now.planned, at.astimezone(BEIJING)
    rows = tuple(
        (str(n), one.candidate.name, one.why.chinese, str(one.candidate.found), "", "")
        for n, one in enumerate(now.targets, 1)
    )
    return Form(
        template="field_sheet",
        title=f"{planned.title}　检查记录表",
        number=planned.number,
        addressee="各检查组",
        sections=(
            Section(heading="一、为什么开展", lines=(planned.goal, f"时间：{planned.starts} 至 {planned.ends}。")),
            Section(heading="二、看什么", lines=sought(planned)),
            Section(heading="三、对象怎样确定", lines=(how_drawn(),)),
            Section(
                heading="四、说明",
                lines=("列入名单不表示有违法行为；检查情况由检查人当场填写，有问题的登记为案源。", ASSISTS),
            ),
        ),
        signatures=("检查人（签名）：＿＿＿＿＿＿　＿＿＿＿＿＿", "被检查单位：＿＿＿＿＿＿　日期：＿＿＿＿＿＿"),
        issuer=issuer,
        dated=f"{day.year}年{day.month}月{day.day}日",
        rows=rows,
    )


def sought(planned: CampaignPlanned) -> tuple[str, ...]:
    """What a campaign looks for, one line for each kind."""
    named = (
        ("规则", planned.rules),
        ("词语", planned.words),
        ("违规类别", planned.types),
        ("商品类别", planned.categories),
    )
    return tuple(f"{name}：{'、'.join(given)}。" for name, given in named if given)


def _made(archive: Archive, units: Units, now: Campaign, wanted: CampaignWanted, bare: CampaignActed) -> CampaignActed:
    match wanted.act:
        case CampaignAct.DRAW:
            return _drawn(now, wanted, bare)
        case CampaignAct.LINK | CampaignAct.UNLINK:
            return _linked(archive, units, now, wanted, bare)
        case CampaignAct.VISIT:
            if wanted.room not in {one.candidate.room for one in now.targets}:
                raise NotThere("登记检查要选一个对象：请从本专项的对象中选取")
            return replace(bare, room=wanted.room)
        case CampaignAct.END:
            return bare


def _drawn(now: Campaign, wanted: CampaignWanted, bare: CampaignActed) -> CampaignActed:
    known = {one.candidate.room for one in now.targets}
    fresh = [one for one in wanted.candidates if one.room not in known]
    if not 1 <= wanted.places <= MOST_TARGETS:
        raise NotThere(f"对象数应在 1 至 {MOST_TARGETS} 之间：请改正后再抽")
    if not fresh or not wanted.seed:
        raise NotThere("没有可抽的直播间：请放宽商品类别，或等有新的直播再抽")
    everybody = load_scale().everybody
    return replace(
        bare,
        targets=draw_targets(fresh, places=wanted.places, everybody=everybody, seed=wanted.seed),
        seed=wanted.seed,
        candidates=len(fresh),
        candidates_sha256=candidates_digest(fresh),
        everybody=everybody,
    )


def _linked(
    archive: Archive, units: Units, now: Campaign, wanted: CampaignWanted, bare: CampaignActed
) -> CampaignActed:
    number = wanted.entry or ""
    if wanted.act is CampaignAct.UNLINK:
        if number not in now.entries:
            raise NotThere(f"案源 {number} 没有关联到本专项：请从列表中选取")
        return replace(bare, entry=number)
    entry = load_entry(archive, number)
    if number in now.entries:
        raise NotThere(f"案源 {number} 已经关联到本专项")
    # A platform stands under a bureau too; what it has in its own hands is no lead of a campaign.
    own = [one.id for one in units.all() if one.level is not None and _under(units, one.id, now.planned.unit)]
    if not set(entry.path) & set(own):
        raise NotAllowed(f"案源 {number} 不在组织单位及其下级：请核对编号")
    if entry.state is DocketState.ENDED and entry.entered.at.astimezone(BEIJING).date() < now.planned.starts:
        raise NotThere(f"案源 {number} 在专项开始前就已登记并办结：不计入本专项")
    return replace(bare, entry=number)


def _under(units: Units, unit: str, top: str) -> bool:
    return unit == top or top in {one.id for one in units.above(unit)}
