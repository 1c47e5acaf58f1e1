"""Following somebody else's log: everything that it adds is hashed anew, and whatever contradicts what was seen is an alarm."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import NamedTuple, cast

from gongzhi.evidence.alarms import Alarm, AlarmCode
from gongzhi.evidence.checkpoint import Checkpoint, NotACheckpoint, parse_checkpoint
from gongzhi.evidence.cosignature import verify_cosignatures
from gongzhi.evidence.log import Log, LogDamaged, LogStorage
from gongzhi.evidence.merkle import EMPTY_ROOT, NotProved, join_parts, leaf_hash, node_hash, verify_consistency
from gongzhi.evidence.monitored_entries import Arrived, EntryWatch, Limits, exhibit_of, judge_entries
from gongzhi.evidence.note import NotANote, NotSigned, VerifierKey, parse_note, verify_note
from gongzhi.evidence.policy import Policy
from gongzhi.evidence.tiles import ENTRIES, TILE_WIDTH, NotATile, concatenated, split_entries, tile_path

# A file of the log by its path; None when the log does not have it.
Read = Callable[[str], bytes | None]
_JUDGED_ON_JOINING = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a monitor remembers of a log: its latest good checkpoint (note text whole), the hashes (hex) of the perfect
    subtrees under it, since when it has been waiting for a cosignature of which size, and what the entries told."""

    origin: str
    size: int = 0
    root: str = EMPTY_ROOT.hex()
    note: str = ""
    parts: tuple[str, ...] = ()
    waiting: int | None = None
    waiting_since: datetime | None = None
    entries: EntryWatch = field(default_factory=EntryWatch)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at a log: when, its checkpoint, its latest cosigned checkpoint, and what each witness (name in the
    policy) last cosigned; ``read`` fetches tiles and bundles. Witnesses are asked before the log, so that an honest log is
    never behind them."""

    at: datetime
    checkpoint: bytes | None
    cosigned: bytes | None
    witnesses: Mapping[str, bytes]
    read: Read


class Believed(NamedTuple):
    """A checkpoint that the log signed, and its note."""

    checkpoint: Checkpoint
    note: str


def observe(
    seen: Seen, look: Look, *, key: VerifierKey, policy: Policy | None = None, limits: Limits | None = None
) -> tuple[Seen, list[Alarm]]:
    """What to remember, and the alarms of this look. After an alarm about the tree nothing newer is remembered, so that the
    next look raises it again.

    (1) The checkpoint is signed. (2) It does not go back. (3) Every new entry is hashed; entries, tiles and checkpoint
    agree, and the old tree is the beginning of the new. (4) Every witness saw the same tree. (5) The quorum cosigned in
    time. (6) Entries are dated when they came; segments are rolled in time.
    """
    return _Observing(seen, look, key, policy, limits or Limits()).run()


class _Observing:
    def __init__(self, seen: Seen, look: Look, key: VerifierKey, policy: Policy | None, limits: Limits) -> None:
        self.seen, self.look, self.key, self.policy, self.limits = seen, look, key, policy, limits
        self.alarms: list[Alarm] = []
        self.new: list[bytes] = []
        self.log = Log(cast(LogStorage, _Reading(look.read)), key=key)

    def run(self) -> tuple[Seen, list[Alarm]]:
        believed = self.believe(self.look.checkpoint, "检查点")  # (1)
        if believed is None:
            return self.seen, self.alarms
        if not self.continues(believed):  # (2)
            return self.seen, self.alarms
        grown = self.follow(believed)  # (3)
        self.log.checkpoint = believed.checkpoint
        self.compare_witnesses(believed)  # (4)
        if grown is None:
            return self.seen, self.alarms
        cosigned = self.count_cosignatures(believed)  # (5)
        grown = self.wait(grown, cosigned)
        arrived = Arrived(
            entries=self.new, first=grown.size - len(self.new), size=grown.size, at=self.look.at, cosigned=cosigned
        )
        entries, found = judge_entries(self.seen.entries, arrived, self.limits)  # (6)
        for code, says in found:
            self.alarm(code, says, believed.note)
        return replace(grown, entries=entries), self.alarms

    def alarm(self, code: AlarmCode, says: str, *notes: str) -> None:
        self.alarms.append(
            Alarm(code=code, says=says, origin=self.key.name, at=self.look.at, notes=tuple(one for one in notes if one))
        )

    def believe(self, data: bytes | None, what: str) -> Believed | None:
        try:
            note = parse_note(data or b"")
            checkpoint = parse_checkpoint(note.text)
            verify_note(note, [self.key])
            if checkpoint.origin != self.key.name:
                raise NotACheckpoint(f"属于 {checkpoint.origin}")
        except (NotANote, NotACheckpoint, NotSigned) as error:
            text = (data or b"").decode("utf-8", "replace")
            self.alarm(AlarmCode.CHECKPOINT_FALSE, f"{what}不可信：{error}", text)
            return None
        return Believed(checkpoint, (data or b"").decode())

    def continues(self, believed: Believed) -> bool:
        # (2)
        new = believed.checkpoint
        if new.size < self.seen.size:
            says = f"日志被回退：曾有 {self.seen.size} 项，现在只有 {new.size} 项"
            self.alarm(AlarmCode.ROLLBACK, says, self.seen.note, believed.note)
            return False
        if new.size == self.seen.size and new.root.hex() != self.seen.root:
            says = f"日志分叉：同样 {new.size} 项，签过两个不同的根"
            self.alarm(AlarmCode.FORK, says, self.seen.note, believed.note)
            return False
        return True

    def follow(self, believed: Believed) -> Seen | None:
        # (3)
        new = believed.checkpoint
        parts = [bytes.fromhex(part) for part in self.seen.parts]
        joining = not self.seen.note
        try:
            for first, entries in self.read_new(self.seen.size, new.size):
                for index, entry in enumerate(entries, first):
                    _add(parts, index, leaf_hash(entry))
                self.new += entries
                # Who joins late hashes everything, and judges the dates of the latest entries only.
                if joining and len(self.new) > 2 * _JUDGED_ON_JOINING:
                    del self.new[:-_JUDGED_ON_JOINING]
        except NotATile as error:
            self.damaged(str(error))
            return None
        if join_parts(parts) != new.root:
            self.blame(believed)
            return None
        self.log.checkpoint = new
        try:
            if self.log.range_hash(0, new.size) != new.root:
                self.damaged("各层瓦片算出的根与检查点不同")
        except LogDamaged as error:
            self.damaged(str(error))
        hexes = tuple(part.hex() for part in parts)
        return replace(self.seen, size=new.size, root=new.root.hex(), note=believed.note, parts=hexes)

    def read_new(self, first: int, size: int) -> Iterator[tuple[int, list[bytes]]]:
        """The entries from ``first`` on, bundle by bundle; raises NotATile where one or its tile of hashes is damaged."""
        while first < size:
            number, skipped = divmod(first, TILE_WIDTH)
            width = min(TILE_WIDTH, size - number * TILE_WIDTH)
            entries = split_entries(self.fetch(ENTRIES, number, width), width)
            hashes = concatenated([leaf_hash(entry) for entry in entries])
            if self.fetch(0, number, width)[: len(hashes)] != hashes:
                raise NotATile(f"{tile_path(0, number, width)} 与条目束算出的不同")
            yield first, entries[skipped:]
            first = number * TILE_WIDTH + width

    def fetch(self, level: int | str, number: int, width: int) -> bytes:
        # The log may have grown since its checkpoint was read: then the full tile has replaced the partial one.
        for path in (tile_path(level, number, width), tile_path(level, number)):
            data = self.look.read(path)
            if data is not None:
                return data
        raise NotATile(f"没有 {tile_path(level, number, width)}")

    def blame(self, believed: Believed) -> None:
        """The new entries do not lead from what was seen to what is signed: is the old tree another one, or a tile bad?"""
        new, before, parts = believed.checkpoint, self.seen, list[bytes]()
        try:
            for first, entries in self.read_new(0, new.size):
                for index, entry in enumerate(entries, first):
                    _add(parts, index, leaf_hash(entry))
        except NotATile:
            parts = []
        if parts and join_parts(parts) == new.root:
            says = f"日志分叉：现在的 {new.size} 项不是先前 {before.size} 项的延续"
            self.alarm(AlarmCode.FORK, says, before.note, believed.note)
        else:
            says = f"第 {before.size} 至 {new.size} 项的条目算出的根与签名的检查点不同，不能证明它是先前的延续"
            self.alarm(AlarmCode.TILE_DAMAGED, says, before.note, believed.note)

    def compare_witnesses(self, believed: Believed) -> None:
        # (4)
        for name, data in self.look.witnesses.items():
            witnessed = self.believe(data, f"见证人 {name} 所存的检查点")
            if witnessed is None:
                continue
            old, new = witnessed.checkpoint, believed.checkpoint
            if old.size > new.size:
                says = f"见证人 {name} 见过 {old.size} 项，日志只拿出 {new.size} 项：被回退，或对不同的人给出不同的日志"
                self.alarm(AlarmCode.WITNESS_AHEAD, says, witnessed.note, believed.note)
            elif not self.is_beginning(old, new):
                says = f"日志分叉：见证人 {name} 所见的 {old.size} 项不是现在 {new.size} 项的开头"
                self.alarm(AlarmCode.FORK, says, witnessed.note, believed.note)

    def is_beginning(self, old: Checkpoint, new: Checkpoint) -> bool:
        if old.size in (0, new.size):
            return old.root == (EMPTY_ROOT if old.size == 0 else new.root)
        try:
            path = self.log.prove_consistency(old.size, size=new.size)
            verify_consistency(old.size, new.size, path, old_root=old.root, new_root=new.root)
        except NotProved:
            return False
        except LogDamaged as error:
            # What cannot be recomputed shows no fork; it is damage, and said once.
            self.damaged(str(error))
        return True

    def damaged(self, why: str) -> None:
        if all(one.code is not AlarmCode.TILE_DAMAGED for one in self.alarms):
            self.alarm(AlarmCode.TILE_DAMAGED, f"日志缺瓦片或瓦片损坏：{why}", (self.look.checkpoint or b"").decode())

    def count_cosignatures(self, believed: Believed) -> tuple[int, datetime] | None:
        """(5) The size that the quorum cosigned and the latest of its times; None when there is none or none is asked."""
        if self.policy is None or self.policy.quorum == "none":
            return None
        best: tuple[int, datetime] | None = None
        for data in (self.look.checkpoint, self.look.cosigned):
            found = self.cosigned_by(data, believed.checkpoint)
            best = max(best, found) if best and found else best or found
        return best

    def cosigned_by(self, data: bytes | None, new: Checkpoint) -> tuple[int, datetime] | None:
        if data is None or self.policy is None:
            return None
        try:
            note = parse_note(data)
            old = parse_checkpoint(note.text)
            verify_note(note, [self.key])
            cosigned = verify_cosignatures(note, self.policy.witnesses)
        except (NotANote, NotACheckpoint, NotSigned) as error:
            self.alarm(AlarmCode.COSIGNATURE_FALSE, f"联署不成立：{error}", data.decode("utf-8", "replace"))
            return None
        if not self.policy.satisfied_by(set(cosigned)) or old.size > new.size:
            return None
        if not self.is_beginning(old, new):
            says = f"日志分叉：见证人联署的 {old.size} 项不是现在 {new.size} 项的开头"
            self.alarm(AlarmCode.FORK, says, data.decode(), self.seen.note)
            return None
        return old.size, datetime.fromtimestamp(min(max(cosigned.values()), 2**37), UTC)

    def wait(self, grown: Seen, cosigned: tuple[int, datetime] | None) -> Seen:
        """(5) Since when has the log been ahead of what the quorum cosigned, and is that too long?"""
        if self.policy is None or self.policy.quorum == "none":
            return grown
        reached = cosigned[0] if cosigned else 0
        since = self.seen.waiting_since
        waiting = self.seen.waiting
        if waiting is not None and reached >= waiting:
            since = waiting = None
        if reached >= grown.size:
            return replace(grown, waiting=None, waiting_since=None)
        if since is None:
            since = self.oldest_beyond(reached, grown.size)
        grown = replace(grown, waiting=waiting or grown.size, waiting_since=since)
        if self.look.at - since > self.limits.cosigned_within:
            code = AlarmCode.COSIGNATURE_LATE if cosigned else AlarmCode.COSIGNATURE_MISSING
            so_far = f"只联署到 {reached} 项" if cosigned else "没有达到法定数的联署"
            says = f"日志有 {grown.size} 项，{so_far}，已等了 {int((self.look.at - since).total_seconds())} 秒"
            self.alarm(code, f"{says}；缺：{'、'.join(self.absent()) or '无'}", grown.note)
        return grown

    def oldest_beyond(self, reached: int, size: int) -> datetime:
        """When the first entry beyond this size came, by its own word where that is earlier than now."""
        place = reached - (size - len(self.new))
        exhibit = exhibit_of(self.new[place]) if 0 <= place < len(self.new) else None
        return min(self.look.at, exhibit.at) if exhibit is not None else self.look.at

    def absent(self) -> list[str]:
        policy = self.policy or Policy()
        for data in (self.look.checkpoint, self.look.cosigned):
            try:
                cosigned = verify_cosignatures(parse_note(data or b""), policy.witnesses)
            except (NotANote, NotSigned):
                continue
            if cosigned:
                return sorted(set(policy.witnesses) - set(cosigned))
        return sorted(policy.witnesses)


def _add(parts: list[bytes], size: int, value: bytes) -> None:
    """One leaf more in the perfect subtrees of a tree of ``size`` leaves."""
    while size & 1:
        value, size = node_hash(parts.pop(), value), size >> 1
    parts.append(value)


@dataclass(frozen=True, slots=True)
class _Reading:
    """Reads tiles; a partial one that is gone since the log grew is read from the full one."""

    get: Read

    def read(self, path: str) -> bytes | None:
        data = self.get(path)
        return self.get(path.partition(".p/")[0]) if data is None and ".p/" in path else data


def witness_path(origin: str) -> str:
    """Where a witness shows the latest checkpoint that it cosigned of this log."""
    return f"logs/{hashlib.sha256(origin.encode()).hexdigest()}/checkpoint"
