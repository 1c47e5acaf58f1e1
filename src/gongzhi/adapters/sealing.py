"""From an item to its log entry and deposit, and from a log entry back to where it stands."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from gongzhi.adapters.vault import Deposit
from gongzhi.evidence import SALT_BYTES, Exhibit, commit, exhibit_id
from gongzhi.flow.keeping import unit_name
from gongzhi.flow.ports import Item, Placed
from gongzhi.values import decode_record


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """One item on its way into the log."""

    item: Item
    entry: bytes
    opening: bytes

    def deposit(self) -> Deposit:
        """What goes into the vault."""
        return Deposit(
            unit=unit_name(self.item.kind, self.item.subject),
            salt=self.opening[:SALT_BYTES],
            sha256=self.opening[SALT_BYTES:],
            content=self.item.data,
        )

    def placed(self, index: int) -> Placed:
        """Where it stands once it is sealed at this index."""
        return Placed(
            index=index,
            exhibit=exhibit_id(self.entry),
            kind=self.item.kind,
            subject=self.item.subject,
            sha256=self.opening[SALT_BYTES:].hex(),
            size=len(self.item.data),
            at=self.item.at,
        )


def seal_item(item: Item) -> Sealed:
    """The item with a fresh salt."""
    salt, sha256 = secrets.token_bytes(SALT_BYTES), hashlib.sha256(item.data).digest()
    before, between, after = _template(item.kind, item.subject, item.media_type, item.at)
    entry = b"%b%b%b%d%b" % (before, commit(salt=salt, sha256=sha256).encode(), between, len(item.data), after)
    return Sealed(item=item, entry=entry, opening=salt + sha256)


@lru_cache(maxsize=256)
def _template(kind: str, subject: str, media_type: str, at: datetime) -> tuple[bytes, bytes, bytes]:
    """The bytes of an entry around its commitment and its size, which is all that differs within most batches.

    Cut out of an entry that the one codec printed; a quotation mark inside a text is escaped there, so that no text can
    look like one of the places where it is cut.
    """
    blank = "0" * 64
    whole = Exhibit(kind=kind, subject=subject, commitment=blank, size=0, media_type=media_type, at=at).to_entry()
    before, rest = whole.split(b'"commitment":"' + blank.encode() + b'"', 1)
    between, after = rest.split(b',"size":0', 1)
    return before + b'"commitment":"', b'"' + between + b',"size":', after


def placed_of(index: int, entry: bytes, sha256: bytes) -> Placed:
    """Where a log entry stands, with the digest from its opening; raises NotThisRecord."""
    exhibit = decode_record(Exhibit, entry)
    return Placed(
        index=index,
        exhibit=exhibit_id(entry),
        kind=exhibit.kind,
        subject=exhibit.subject,
        sha256=sha256.hex(),
        size=exhibit.size,
        at=exhibit.at,
    )
