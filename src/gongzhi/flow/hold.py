"""Legal holds: what must not be destroyed though its term has ended, who said so, and who lifted it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from gongzhi.flow.matters import Sealed, UnknownExhibit, seal, sealed_records
from gongzhi.flow.ports import Archive, Placed


class HoldUnreasoned(ValueError):
    """A hold placed or lifted without a reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldPlaced:
    """``subject`` is a broadcast, a case or an exhibit id; ``by`` an account, never a name."""

    subject: str
    reason: str
    by: str
    at: datetime

    def __post_init__(self) -> None:
        _demand_reason(self.reason, self.by)


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldLifted:
    """The end of a hold (its exhibit id)."""

    hold: str
    reason: str
    by: str
    at: datetime

    def __post_init__(self) -> None:
        _demand_reason(self.reason, self.by)


def place_hold(archive: Archive, subject: str, *, reason: str, by: str, at: datetime) -> Placed:
    """Keep everything about this subject, or this one exhibit, until the hold is lifted; raises UnknownExhibit."""
    with archive.writing():
        if archive.find(subject) is None and next(iter(archive.placed(subject=subject)), None) is None:
            raise UnknownExhibit(f"没有编号为“{subject}”的场次、案件或证据：请核对编号")
        return seal(archive, at, (subject, HoldPlaced(subject=subject, reason=reason, by=by, at=at)))[0]


def lift_hold(archive: Archive, hold: str, *, reason: str, by: str, at: datetime) -> Placed:
    """Lift a hold (exhibit id of its record); raises UnknownExhibit when it is none or was lifted already."""
    with archive.writing():
        standing = {each.placed.exhibit: each for each in holds(archive)}
        if hold not in standing:
            raise UnknownExhibit(f"没有编号为“{hold}”的有效保全：请从 gongzhi evidence hold 列出的保全中选取")
        subject = standing[hold].record.subject
        return seal(archive, at, (subject, HoldLifted(hold=hold, reason=reason, by=by, at=at)))[0]


def holds(archive: Archive) -> list[Sealed[HoldPlaced]]:
    """The holds that stand, in the order in which they were placed."""
    lifted = {each.record.hold for each in sealed_records(archive, HoldLifted)}
    return [each for each in sealed_records(archive, HoldPlaced) if each.placed.exhibit not in lifted]


def held_exhibits(archive: Archive, exhibits: Iterable[str]) -> dict[str, str]:
    """What a hold says about each of these exhibits, empty where none does; raises UnknownExhibit."""
    standing = {each.record.subject: each for each in holds(archive)}
    found: dict[str, str] = {}
    for exhibit in exhibits:
        placed = archive.find(exhibit)
        if placed is None:
            raise UnknownExhibit(f"没有编号为“{exhibit}”的证据：请核对编号")
        hold = standing.get(placed.subject) or standing.get(exhibit)
        found[exhibit] = f"处于保全（{hold.placed.exhibit}：{hold.record.reason}）" if hold else ""
    return found


def _demand_reason(reason: str, by: str) -> None:
    if not reason.strip() or not by.strip():
        raise HoldUnreasoned("保全的设立和解除都必须写明理由和经办账号：请补上后再提交")
