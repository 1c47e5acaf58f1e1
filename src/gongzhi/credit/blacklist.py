"""Blacklist entries that platforms share: signed, resting on a decision, found by a salted identifier, ending by themselves."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from gongzhi.credit.scale import LONGEST_DAYS
from gongzhi.evidence import NotANote, NotSigned, SignerKey, VerifierKey, parse_note, verify_note
from gongzhi.values import NotThisRecord, decode_record, encode_record

HEADING = "gongzhi/blacklist/v1"
_SHORTEST_SALT = 16


class BadListing(ValueError):
    """An entry that cannot be shared or taken in; the message says what to do."""


class AppealState(StrEnum):
    """Where an appeal stands: 未申诉, 申诉中, 维持, 撤销."""

    NONE = "none"
    PENDING = "pending"
    UPHELD = "upheld"
    REVOKED = "revoked"

    @property
    def chinese(self) -> str:
        """As a person reads it."""
        return {"none": "未申诉", "pending": "申诉中", "upheld": "申诉后维持", "revoked": "申诉后撤销"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlacklistEntry:
    """One entry as shared. ``subject`` is ``salted`` of the identifier; no name is shared.

    ``decision`` and ``provisions`` are what it rests on; it counts from ``since`` up to but without ``until``, and not once
    revoked or repaired. ``version`` counts the states of one decision: a later one takes the place of an earlier.
    """

    platform: str
    subject: str
    decision: str
    provisions: tuple[str, ...]
    decided_at: datetime
    since: date
    until: date
    appeal: AppealState = AppealState.NONE
    repaired_at: datetime | None = None
    version: int = 1

    def __post_init__(self) -> None:
        if not self.decision.strip() or not self.provisions or not all(self.provisions):
            raise BadListing("没有写明决定与条款的名单不共享也不接收：请补上 decision 与 provisions")
        if len(self.subject) != 64 or set(self.subject) - set("0123456789abcdef"):
            raise BadListing(
                "subject 应是加盐摘要（64 位小写十六进制）：请用 gongzhi credit blacklist 生成，不要写姓名或证件号"
            )
        if not self.since < self.until or (self.until - self.since).days > LONGEST_DAYS:
            raise BadListing("期限应晚于起始日，且不超过十年：请写明 since 与 until")
        if self.version < 1:
            raise BadListing("version 应从 1 起，请改正")

    def counts(self, on: date) -> bool:
        """Whether it stands on a day: within its term, not revoked, not repaired. Nobody has to take it off."""
        repaired = self.repaired_at is not None and self.repaired_at.date() <= on
        return self.since <= on < self.until and self.appeal is not AppealState.REVOKED and not repaired


def salted(kind: str, identifier: str, salt: bytes) -> str:
    """The subject under which an identifier is shared: HMAC-SHA256 with the salt that the sharing platforms keep among them.

    ``kind`` is ``uscc`` or ``id_number``. Who has the salt can try identifiers, so it is a secret: at least 16 bytes.
    """
    if len(salt) < _SHORTEST_SALT:
        raise BadListing(f"共享的盐至少 {_SHORTEST_SALT} 字节：请各方约定一份随机的盐并保密")
    plain = "".join(identifier.split()).upper()
    if not plain:
        raise BadListing("证件号或信用代码是空的：请填写")
    return hmac.new(salt, f"{kind}:{plain}".encode(), hashlib.sha256).hexdigest()


def sign_entry(entry: BlacklistEntry, key: SignerKey) -> bytes:
    """The entry as a signed note; the key's name has to be the platform's."""
    if key.name != entry.platform:
        raise BadListing(f"签名密钥属于“{key.name}”，名单却写“{entry.platform}”：请用本平台的密钥")
    return key.sign_note(f"{HEADING}\n{encode_record(entry).decode()}\n").to_bytes()


def read_entry(note: bytes, keys: Mapping[str, VerifierKey]) -> BlacklistEntry:
    """Check the signature of the platform that the entry names and read it strictly; raises BadListing."""
    try:
        parsed = parse_note(note)
        heading, _, body = parsed.text.partition("\n")
        if heading != HEADING:
            raise BadListing(f"不是共享黑名单：首行应为 {HEADING}")
        entry = decode_record(BlacklistEntry, body.removesuffix("\n").encode())
        if entry.platform not in keys:
            raise BadListing(f"没有平台“{entry.platform}”的公钥：请先取得并核对公钥")
        verify_note(parsed, [keys[entry.platform]])
    except (NotANote, NotSigned, NotThisRecord) as error:
        raise BadListing(f"名单读不出或签名不对：{error}。请向发送方重取") from error
    return entry


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedNote:
    """A note that was not taken in, by its place from 1, and why."""

    place: int
    why: str


class Blacklist:
    """Entries of many platforms, the latest state of each decision."""

    def __init__(self, entries: Iterable[BlacklistEntry]) -> None:
        latest: dict[tuple[str, str, str], BlacklistEntry] = {}
        for entry in entries:
            key = entry.platform, entry.decision, entry.subject
            if key not in latest or latest[key].version < entry.version:
                latest[key] = entry
        self._by_subject: dict[str, list[BlacklistEntry]] = {}
        for entry in latest.values():
            self._by_subject.setdefault(entry.subject, []).append(entry)

    def standing(self, subject: str, on: date) -> tuple[BlacklistEntry, ...]:
        """What stands against a subject on a day. A lead for the platform's own examination, never a decision of its own."""
        found = [entry for entry in self._by_subject.get(subject, ()) if entry.counts(on)]
        return tuple(sorted(found, key=lambda entry: (entry.since, entry.platform, entry.decision)))


def read_all(notes: Sequence[bytes], keys: Mapping[str, VerifierKey]) -> tuple[Blacklist, tuple[RefusedNote, ...]]:
    """Take in notes one by one: what cannot be is refused with its place, the rest goes on."""
    entries, refused = [], []
    for place, note in enumerate(notes, 1):
        try:
            entries.append(read_entry(note, keys))
        except BadListing as error:
            refused.append(RefusedNote(place=place, why=str(error)))
    return Blacklist(entries), tuple(refused)
