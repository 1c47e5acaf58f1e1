"""From an item to its log entry and deposit, and from a log entry back to where it stands."""

import hashlib
import secrets
from dataclasses import dataclass

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
    exhibit = Exhibit(
        kind=item.kind,
        subject=item.subject,
        commitment=commit(salt=salt, sha256=sha256),
        size=len(item.data),
        media_type=item.media_type,
        at=item.at,
    )
    return Sealed(item=item, entry=exhibit.to_entry(), opening=salt + sha256)


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
