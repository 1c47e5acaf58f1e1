"""Decide what is not screened when a live room sends faster than it can be screened: in a stated order, never speech."""

from collections import Counter, deque
from dataclasses import dataclass, replace
from enum import IntEnum

from gongzhi.broadcasts import ActorRole, Draft, Problem, ProblemKind, Reading, SignalKind

# What one waiting message weighs beside its bytes.
OVERHEAD = 512
_SHEDDABLE = {
    SignalKind.ENTER: "进入", SignalKind.LIKE: "点赞", SignalKind.GIFT: "礼物", SignalKind.FOLLOW: "关注",
    SignalKind.SHARE: "分享", SignalKind.STATS: "人数等统计", SignalKind.DANMU: "弹幕",
}  # fmt: skip
# Their danmu is the shop's own word, as their speech is.
_SPEAKS_FOR_SHOP = {ActorRole.PRESENTER, ActorRole.ASSISTANT, ActorRole.MERCHANT, ActorRole.PLATFORM}


class Rank(IntEnum):
    """The order of shedding, first to go first. KEPT is never shed: its source has to wait instead."""

    CHATTER = 0
    REPEATED = 1
    DANMU = 2
    KEPT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """How much may wait: messages to be screened, and bytes of all that waits, each message weighing OVERHEAD more."""

    readings: int = 65_536
    size: int = 96 * 1024 * 1024


@dataclass(slots=True)
class _Slot:
    reading: Reading
    rank: Rank | None
    said: str | None


class Waiting:
    """The bounded queue between reading and screening.

    A message that is shed stays in its place as bytes, so that the source is sealed whole and goes on exactly there
    after a restart; only its signals are gone, and a SHED problem stands in their stead.
    """

    def __init__(self, bound: Bound) -> None:
        self._bound = bound
        self._slots: deque[_Slot] = deque()
        self._by_rank = {rank: deque[_Slot]() for rank in Rank}
        self._said: Counter[str] = Counter()
        self.size = 0

    @property
    def to_screen(self) -> int:
        """How many of the waiting messages are still to be screened."""
        return sum(len(slots) for slots in self._by_rank.values())

    def offer(self, reading: Reading) -> bool:
        """Let a message in, shedding one when the queue is full; False when nothing may go: offer it again later."""
        weight = _weight(reading)
        if self._slots and self.size + weight > self._bound.size:
            return False
        slot = self._slot(reading)
        if slot.rank is not None and self.to_screen >= self._bound.readings and not self._make_room(slot):
            return False
        self._slots.append(slot)
        self.size += weight
        if slot.rank is not None:
            self._by_rank[slot.rank].append(slot)
            if slot.said is not None:
                self._said[slot.said] += 1
        return True

    def take(self) -> Reading | None:
        """The message that has waited longest, or its bytes; None when nothing waits."""
        if not self._slots:
            return None
        slot = self._slots.popleft()
        self.size -= _weight(slot.reading)
        if slot.rank is not None:
            # Both queues are in the order of arrival, so the first of all is the first of its rank.
            self._by_rank[slot.rank].popleft()
            self._forget(slot)
        return slot.reading

    def _slot(self, reading: Reading) -> _Slot:
        if not reading.drafts:
            return _Slot(reading, None, None)
        rank = max(_rank_of(draft) for draft in reading.drafts)
        said = "\n".join(draft.text or "" for draft in reading.drafts) if rank is Rank.DANMU else None
        if said is not None and said in self._said:
            rank = Rank.REPEATED
        return _Slot(reading, rank, said)

    def _make_room(self, arriving: _Slot) -> bool:
        """Shed the first to go, the oldest of its rank; the arriving one itself when nothing waiting goes before it."""
        for rank in (Rank.CHATTER, Rank.REPEATED, Rank.DANMU):
            if self._by_rank[rank]:
                slot = self._by_rank[rank].popleft()
                self._forget(slot)
                _shed(slot)
                return True
            if arriving.rank is rank:
                _shed(arriving)
                return True
        return False

    def _forget(self, slot: _Slot) -> None:
        if slot.said is None:
            return
        self._said[slot.said] -= 1
        if not self._said[slot.said]:
            del self._said[slot.said]


def _rank_of(draft: Draft) -> Rank:
    if draft.kind not in _SHEDDABLE or draft.role in _SPEAKS_FOR_SHOP:
        return Rank.KEPT
    return Rank.DANMU if draft.kind is SignalKind.DANMU else Rank.CHATTER


def _shed(slot: _Slot) -> None:
    reading, alike = slot.reading, "与等候中相同的" if slot.rank is Rank.REPEATED else ""
    gone = tuple(
        Problem(
            kind=ProblemKind.SHED,
            what=f"来不及筛查，舍去{alike}{_SHEDDABLE[draft.kind]}，原始字节已封存",
            begins=reading.received_at,
            ends=reading.received_at,
        )
        for draft in reading.drafts
    )
    slot.reading = replace(reading, drafts=(), problems=(*reading.problems, *gone))
    slot.rank = slot.said = None


def _weight(reading: Reading) -> int:
    return len(reading.raw) + OVERHEAD
