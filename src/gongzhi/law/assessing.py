"""A party against its checklist: met, not met, not applicable, not assessed; the last never counts as met."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from gongzhi.law.duties import Duty


class Status(StrEnum):
    """One letter each, so that a whole assessment is a short text that counts itself."""

    MET = "m"
    NOT_MET = "x"
    NOT_APPLICABLE = "n"
    NOT_ASSESSED = "-"


STATUS_NAMES = {
    Status.MET: "已履行",
    Status.NOT_MET: "未履行",
    Status.NOT_APPLICABLE: "不适用",
    Status.NOT_ASSESSED: "未评估",
}


class NotThisChecklist(ValueError):
    """Statuses that do not belong to the duties of the checklist."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many duties stand where. ``complete`` only when nothing is left unassessed."""

    met: int
    not_met: int
    not_applicable: int
    not_assessed: int

    @property
    def complete(self) -> bool:
        """Whether every duty was looked at."""
        return self.not_assessed == 0

    @property
    def compliant(self) -> bool:
        """Every duty looked at, and none that applies is unmet."""
        return self.complete and self.not_met == 0

    @property
    def share_met(self) -> tuple[int, int]:
        """Met, of those that apply or may apply: what is not assessed stays in the denominator."""
        return self.met, self.met + self.not_met + self.not_assessed


@dataclass(frozen=True, slots=True)
class Checklist:
    """The duties of one role on one day, in a fixed order."""

    duties: tuple[Duty, ...]

    def record(self, statuses: Mapping[str, Status]) -> str:
        """One letter per duty, by row code; a duty not named is not assessed. Raises NotThisChecklist."""
        codes = [duty.code for duty in self.duties]
        unknown = set(statuses) - set(codes)
        if unknown:
            raise NotThisChecklist(f"清单里没有 {'、'.join(sorted(unknown))}：请核对码与日期")
        return "".join(statuses.get(code, Status.NOT_ASSESSED) for code in codes)

    def tally(self, recorded: str) -> Tally:
        """Count one party's record; raises NotThisChecklist when it is not one letter per duty of this checklist."""
        met, not_met = recorded.count("m"), recorded.count("x")
        not_applicable, not_assessed = recorded.count("n"), recorded.count("-")
        if met + not_met + not_applicable + not_assessed != len(self.duties) or len(recorded) != len(self.duties):
            raise NotThisChecklist("评估记录与清单不是一一对应：清单换了日期或角色时须重新评估")
        return Tally(met, not_met, not_applicable, not_assessed)

    def tally_all(self, records: Sequence[str]) -> list[Tally]:
        """One tally per party."""
        return [self.tally(recorded) for recorded in records]

    def standing(self, recorded: str, status: Status) -> tuple[Duty, ...]:
        """The duties that stand at this status."""
        return tuple(duty for duty, letter in zip(self.duties, recorded, strict=True) if letter == status)
