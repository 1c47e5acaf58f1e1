"""The records of an emergency stop of a broadcast: stopped at once by one person, kept or lifted by another."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from gongzhi.cases import ReasonMissing
from gongzhi.decisions.records import Basis
from gongzhi.parties import Person


class StopOutcome(StrEnum):
    """What became of a stop: 确认, 解除."""

    CONFIRMED = "confirmed"
    LIFTED = "lifted"

    @property
    def chinese(self) -> str:
        """As a person reads it."""
        return {"confirmed": "确认", "lifted": "解除"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyStop:
    """A broadcast stopped at once. ``findings`` are exhibit ids; it lapses at ``until`` unless somebody else confirms it before."""

    broadcast: str
    findings: tuple[str, ...]
    reason: str
    basis: tuple[Basis, ...]
    by: Person
    at: datetime
    until: datetime

    def __post_init__(self) -> None:
        if not self.reason.strip() or not self.findings:
            raise ReasonMissing("紧急停播必须写明理由，并至少选一条发现：请补充后再提交")


@dataclass(frozen=True, slots=True, kw_only=True)
class StopSettled:
    """A stop (exhibit id) was confirmed or lifted by somebody else, with the reason."""

    stop: str
    broadcast: str
    outcome: StopOutcome
    reason: str
    by: Person
    at: datetime

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise ReasonMissing(f"“{self.outcome.chinese}”紧急停播必须写明理由：请填写理由后再提交")
