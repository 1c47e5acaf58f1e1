"""Handing evidence over to another body (移交): to whom, through whom and for what stands in the chain of custody."""

from dataclasses import dataclass, replace
from datetime import datetime

from gongzhi.flow.custody import Exported, HandedOver
from gongzhi.flow.matters import Sealed, seal, sealed_records
from gongzhi.flow.ports import Archive, Placed

_LONGEST = {"organisation": 100, "person": 60, "purpose": 500}
# What people type into a field that must not be empty; it names nobody.
_NOBODY = {"未写明", "不详", "未知", "无", "暂无", "受移送机关", "有关部门", "相关部门", "相关单位", "其他部门"}


class RecipientUnnamed(ValueError):
    """A hand-over that does not say to which body or for what."""


class NotHandedOut(LookupError):
    """A file that is no bundle made by this store, so that it cannot be handed over as one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """To which body something goes, for what, and who receives it there (name or staff number), None when not known.

    Raises RecipientUnnamed for a body or purpose that is missing, only a placeholder, too long or not one line of text.
    """

    organisation: str
    purpose: str
    person: str | None = None

    def __post_init__(self) -> None:
        if len(self.organisation.strip()) < 2 or self.organisation.strip() in _NOBODY:
            raise RecipientUnnamed("移交必须写明受移交的单位：请写单位全称，例如 某县市场监督管理局")
        if not self.purpose.strip():
            raise RecipientUnnamed("移交必须写明用途：请写交给对方做什么，例如 管辖移送、答辩、庭审举证")
        for name, said in (("organisation", "单位"), ("person", "接收人"), ("purpose", "用途")):
            text = getattr(self, name) or ""
            if len(text) > _LONGEST[name] or not _one_line(text):
                raise RecipientUnnamed(f"{said}最长 {_LONGEST[name]} 个字，只写一行：请改短或去掉换行")

    def record(self, subject: str, *, by: str, at: datetime) -> HandedOver:
        """The record of the hand-over of a matter (broadcast or case), by a masked account."""
        return HandedOver(
            subject=subject,
            recipient=self.organisation.strip(),
            person=(self.person or "").strip() or None,
            purpose=self.purpose.strip(),
            by=by,
            at=at,
        )


def hand_over_bundle(archive: Archive, sha256: str, *, to: Recipient, by: str, at: datetime) -> list[Placed]:
    """Seal that the bundle with these bytes (SHA-256, hex) was handed over, under each matter that it is about.

    ``by`` is a masked account. Raises NotHandedOut when no bundle with this digest is on record here.
    """
    with archive.writing():
        made = _made_here(archive, sha256)
        if not made:
            raise NotHandedOut(
                "这个文件不是本库制成的证据包，或制成后被改动：请用 gongzhi evidence bundle 重新打包再移交"
            )
        records = [
            (
                one.placed.subject,
                replace(to.record(one.placed.subject, by=by, at=at), sha256=sha256, exhibits=one.record.exhibits),
            )
            for one in made
        ]
        return seal(archive, at, *records)


def _made_here(archive: Archive, sha256: str) -> list[Sealed[Exported]]:
    """The records of its making, one per matter: making the same bundle twice is handing it over once."""
    found = [one for one in sealed_records(archive, Exported) if one.record.sha256 == sha256]
    return list({one.placed.subject: one for one in found}.values())


def _one_line(text: str) -> bool:
    return text.isprintable()
