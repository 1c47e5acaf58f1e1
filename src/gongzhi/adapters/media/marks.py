"""Where looking stands, written after each kept frame: the last line of what is sealed says how to go on."""

from collections.abc import Iterable
from dataclasses import dataclass

from gongzhi.adapters.source_errors import SourceUnusable
from gongzhi.flow.looking import Progress
from gongzhi.values import NotThisRecord, decode_record, encode_record


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """``media`` is the SHA-256 (hex) of the recording, or the address of a stream; ``ended`` when it was seen to its end.

    ``connection`` counts from 0 how often a stream was connected to.
    """

    media: str
    progress: Progress
    ended: bool = False
    connection: int = 0


def framed(picture: bytes, mark: Mark) -> bytes:
    """One message of a picture source: the JPEG (which viewers read up to its own end), then the mark as one line."""
    return picture + b"\n" + encode_record(mark) + b"\n" if picture else encode_record(mark) + b"\n"


def last_mark(chunks: Iterable[bytes]) -> Mark | None:
    """The mark that the sealed chunks end with; None when nothing is sealed. Raises SourceUnusable."""
    last = b""
    for chunk in chunks:
        last = chunk
    if not last:
        return None
    line = last[:-1].rpartition(b"\n")[2]
    try:
        return decode_record(Mark, line)
    except NotThisRecord as error:
        raise SourceUnusable("封存的画面记录不是本版本写的，无法续读：请用 --room 另起房间名作为新的场次") from error
