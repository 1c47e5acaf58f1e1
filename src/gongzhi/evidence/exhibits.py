"""An exhibit: what the log says about sealed bytes, without saying anything that could be guessed from it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from gongzhi.values import encode_record, record_id

SALT_BYTES = 32
_LABEL = b"gongzhi/exhibit/v1\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """A log entry: ``kind`` and ``subject`` of the sealed bytes, their size and media type, when they were sealed, and a
    ``commitment`` (hex) to their digest.

    The commitment is salted. A digest alone would betray a short or guessable text (a phone number, a verdict) to
    anybody who reads the log, even after the text itself was erased; salt and digest are erased with the content.
    """

    kind: str
    subject: str
    commitment: str
    size: int
    media_type: str
    at: datetime

    def to_entry(self) -> bytes:
        """The bytes that stand in the log."""
        return encode_record(self)


def commit(*, salt: bytes, sha256: bytes) -> str:
    """The commitment (hex) to a SHA-256 digest (32 bytes) under a salt (32 bytes of chance from the caller)."""
    return hashlib.sha256(_LABEL + salt + sha256).hexdigest()


def exhibit_id(entry: bytes) -> str:
    """The id of an exhibit: the first 26 hexadecimal digits of the SHA-256 of its log entry."""
    return record_id(entry)
