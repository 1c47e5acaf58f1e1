"""A platform's shared blacklist as a chain: every entry names the digest of the one before, so that none is dropped in silence.

A list is a text file, one link a line: the JSON string of a signed note whose second line is the ``ChainLink``.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gongzhi.credit.blacklist import BadListing, BlacklistEntry, RefusedNote
from gongzhi.evidence import NotANote, NotSigned, SignerKey, VerifierKey, parse_note, verify_note
from gongzhi.values import NotThisRecord, decode_record, encode_record

HEADING = "gongzhi/blacklist-chain/v1"
NOTHING = "0" * 64


class BrokenChain(ValueError):
    """A list from which something was dropped or changed; the message says where and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainLink:
    """``number`` counts from 1; ``before`` is the SHA-256 (hex) of the signed text before, zeros for the first.

    ``entry`` is the canonical text of a ``BlacklistEntry``: a link whose entry is refused still holds the chain together.
    """

    platform: str
    number: int
    before: str
    entry: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """How far a list reaches: what a reader keeps, to notice when a later list does not go on from there."""

    platform: str
    number: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRead:
    """The entries of a whole chain, the places of those refused, and its head."""

    entries: tuple[BlacklistEntry, ...]
    refused: tuple[RefusedNote, ...]
    head: Head


def add_link(text: str, entry: BlacklistEntry, key: SignerKey) -> str:
    """The list with one more entry, checked from the start first; raises BadListing, BrokenChain."""
    if key.name != entry.platform:
        raise BadListing(f"签名密钥属于“{key.name}”，名单却写“{entry.platform}”：请用本平台的密钥")
    head = (
        read_list(text, {key.name: key.verifier}).head
        if text.strip()
        else Head(platform=key.name, number=0, digest=NOTHING)
    )
    if head.platform != key.name:
        raise BadListing(f"这份名单属于“{head.platform}”：请用本平台自己的名单文件")
    link = ChainLink(platform=key.name, number=head.number + 1, before=head.digest, entry=encode_record(entry).decode())
    note = key.sign_note(f"{HEADING}\n{encode_record(link).decode()}\n").to_bytes().decode()
    return f"{text.rstrip()}\n{json.dumps(note, ensure_ascii=False)}\n".lstrip()


def read_list(text: str, keys: Mapping[str, VerifierKey], seen: Head | None = None) -> ListRead:
    """Check every signature, number and digest from the first link on, and that the list goes on from ``seen``.

    An entry without decision or article is refused by its place and the rest goes on; a broken chain is refused whole.
    Raises BrokenChain, BadListing when it is no list at all.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise BadListing("名单是空的：请向发送方重取")
    entries, refused = [], []
    head, met = Head(platform="", number=0, digest=NOTHING), seen is None
    for place, line in enumerate(lines, 1):
        link, digest = _link(line, place, keys)
        _check_order(link, head, place)
        head = Head(platform=link.platform, number=link.number, digest=digest)
        met = met or head == seen
        try:
            entries.append(_entry(link))
        except BadListing as error:
            refused.append(RefusedNote(place=place, why=str(error)))
    if not met and seen is not None:
        raise BrokenChain(
            f"“{head.platform}”的名单接不上此前收下的第 {seen.number} 条：有条目被删去或改动，整份不收，请向对方核实"
        )
    return ListRead(entries=tuple(entries), refused=tuple(refused), head=head)


def _link(line: str, place: int, keys: Mapping[str, VerifierKey]) -> tuple[ChainLink, str]:
    try:
        note = parse_note(str(json.loads(line)).encode())
        heading, _, body = note.text.partition("\n")
        link = decode_record(ChainLink, body.removesuffix("\n").encode())
        if heading != HEADING:
            raise BadListing(f"第 {place} 条不是共享黑名单：首行应为 {HEADING}")
        if link.platform not in keys:
            raise BadListing(f"没有平台“{link.platform}”的公钥：请先取得并核对公钥")
        verify_note(note, [keys[link.platform]])
    except (json.JSONDecodeError, NotANote, NotSigned, NotThisRecord, UnicodeEncodeError) as error:
        raise BrokenChain(f"第 {place} 条读不出或签名不对：{error}。整份不收，请向发送方重取") from error
    return link, hashlib.sha256(note.text.encode()).hexdigest()


def _check_order(link: ChainLink, head: Head, place: int) -> None:
    if head.platform not in ("", link.platform):
        raise BrokenChain(f"第 {place} 条属于另一个平台“{link.platform}”：一份名单只能有一个平台，整份不收")
    if link.number != place or link.before != head.digest:
        raise BrokenChain(f"第 {place} 条接不上前一条：有条目被删去、改动或换了次序，整份不收，请向发送方核实")


def _entry(link: ChainLink) -> BlacklistEntry:
    try:
        entry = decode_record(BlacklistEntry, link.entry.encode())
    except NotThisRecord as error:
        raise BadListing(f"{error}") from error
    if entry.platform != link.platform:
        raise BadListing(f"条目写的是平台“{entry.platform}”，不收")
    return entry


def kept_of_lists(lists: Sequence[ListRead]) -> tuple[BlacklistEntry, ...]:
    """All entries of many lists, for ``Blacklist``."""
    return tuple(entry for one in lists for entry in one.entries)
