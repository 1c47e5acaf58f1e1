"""Who sells and who presents in one broadcast, as reported before it begins; and that identities were reported to the province."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from gongzhi.parties.people import Person


class Part(StrEnum):
    """What a presenter does in one broadcast: 主播, 助播, 嘉宾."""

    LEAD = "lead"
    ASSISTANT = "assistant"
    GUEST = "guest"

    @property
    def chinese(self) -> str:
        """As a person reads it."""
        return {"lead": "主播", "assistant": "助播", "guest": "嘉宾"}[self.value]


class NobodyEngaged(ValueError):
    """A report of a broadcast in which nobody sells, or nobody presents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Presenting:
    """A presenter's file and part."""

    dossier: str
    part: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Engaged:
    """Who takes part in a broadcast of a room, planned to begin at ``planned_at``. All but ``room`` are numbers of files.

    ``operator`` runs the room, ``sellers`` are the actual sellers, ``products`` numbers of the selection archive.
    """

    number: str
    holder: str
    applicant: str
    room: str
    planned_at: datetime
    operator: str
    presenters: tuple[Presenting, ...]
    by: Person
    at: datetime
    sellers: tuple[str, ...] = ()
    mcn: str | None = None
    products: tuple[str, ...] = ()
    demo: bool = False

    def __post_init__(self) -> None:
        if not self.room.strip():
            raise NobodyEngaged("没有写明直播间：请填写直播间编号")
        if not self.presenters:
            raise NobodyEngaged("没有写明谁出镜：请至少选一位直播营销人员")


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityReported:
    """A table of identities was made for the provincial authority. ``period`` is its month, ``sha256`` (hex) its bytes'."""

    holder: str
    period: str
    rows: int
    sha256: str
    by: Person
    at: datetime
