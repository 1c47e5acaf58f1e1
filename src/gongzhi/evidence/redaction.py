"""What was withheld from a bundle and why: the sealed record of a redaction, which alone lets content be absent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

WHOLE = "*"


class RedactionUnreasoned(ValueError):
    """A redaction without a reason or without the account that answers for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redacted:
    """The word of a redaction (隐去). ``exhibit`` is what was withheld, ``before`` the commitment in its log entry (never
    its digest: a digest would let a short content be guessed), ``fields`` the paths that were masked or ``*`` for all.

    Where a masked copy was sealed, ``copy`` is its exhibit id and ``after`` its SHA-256 (hex). ``by`` is a masked account.
    """

    exhibit: str
    before: str
    fields: tuple[str, ...]
    reason: str
    by: str
    at: datetime
    copy: str | None = None
    after: str | None = None

    def __post_init__(self) -> None:
        if not (self.fields and self.reason.strip() and self.by.strip()):
            raise RedactionUnreasoned("隐去内容必须写明字段、理由和经办账号：请补上后再提交")
        if (self.copy is None) != (self.after is None):
            raise RedactionUnreasoned("隐去后的副本必须同时写明编号和散列：请补上后再提交")


def founded(redacted: Redacted, *, exhibit: str, commitment: str, digests: Mapping[str, str]) -> bool:
    """Whether this record is about that exhibit, and its copy is in the bundle; ``digests`` are SHA-256 by exhibit id."""
    if (redacted.exhibit, redacted.before) != (exhibit, commitment):
        return False
    return redacted.copy is None or digests.get(redacted.copy) == redacted.after


def say_redaction(redacted: Redacted) -> str:
    """What was withheld and why, in Chinese."""
    what = "全部内容" if WHOLE in redacted.fields else "字段 " + "、".join(redacted.fields)
    copy = f"；隐去后的副本是 {redacted.copy}" if redacted.copy else ""
    return f"{what}已隐去，理由：{redacted.reason}{copy}"
