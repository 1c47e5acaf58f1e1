"""A room written down by hand: who said what at which second, and what the cards then showed."""

from datetime import UTC, datetime, timedelta

from gongzhi.broadcasts import (
    Actor,
    ActorRole,
    Broadcast,
    Listing,
    Promise,
    PromiseKind,
    Signal,
    SignalKind,
    TimeSource,
)

EVENING = datetime(2026, 3, 14, 12, tzinfo=UTC)


class RoomScript:
    """Grows signal by signal; ``second`` counts from the start. Shop danmu comes from the merchant."""

    def __init__(self, category: str | None = "农产品") -> None:
        self.broadcast = Broadcast(
            id="lin-evening", platform="平台 P", room="lin", category=category, started_at=EVENING
        )
        self.signals: list[Signal] = []
        self.promises: dict[str, tuple[Promise, ...]] = {}

    def say(self, second: int, text: str) -> "RoomScript":
        return self._add(SignalKind.SPEECH, second, text, ActorRole.PRESENTER)

    def chat(self, second: int, text: str, role: ActorRole = ActorRole.VIEWER) -> "RoomScript":
        return self._add(SignalKind.DANMU, second, text, role)

    def show(self, second: int, text: str) -> "RoomScript":
        return self._add(SignalKind.SCREEN, second, text, ActorRole.MERCHANT)

    def tip(self, second: int, text: str) -> "RoomScript":
        return self._add(SignalKind.NOTICE, second, text, ActorRole.PLATFORM)

    def card(self, second: int, product: str = "p1", **fields: object) -> "RoomScript":
        kind = SignalKind.LISTING if "title" in fields else SignalKind.STOCK if "stock" in fields else SignalKind.PRICE
        return self._add(kind, second, None, ActorRole.MERCHANT, Listing(product=product, **fields))  # type: ignore[arg-type]

    def explain(self, second: int, product: str = "p1") -> "RoomScript":
        listing = Listing(product=product, explaining=True)
        return self._add(SignalKind.CONTROL, second, None, ActorRole.MERCHANT, listing)

    def coupon(self, second: int, *, threshold: int, off: int) -> "RoomScript":
        self._add(SignalKind.COUPON, second, None, ActorRole.MERCHANT, Listing(product="coupon"))
        return self._count({"threshold_fen": threshold, "off_fen": off})

    def viewers(self, second: int, count: int) -> "RoomScript":
        self._add(SignalKind.STATS, second, None, ActorRole.PLATFORM)
        return self._count({"viewers": count})

    def promise(self, second: int, text: str, kind: PromiseKind) -> "RoomScript":
        """Speech out of which screening read this promise, the whole of it."""
        self.say(second, text)
        signal = self.signals[-1]
        self.promises[signal.id] = (
            Promise(
                broadcast=self.broadcast.id, signal=signal.id, kind=kind, start=0, end=len(text), quote=text,
                said_at=signal.at,
            ),
        )  # fmt: skip
        return self

    def chatter(self, first: int, last: int, step: int = 20) -> "RoomScript":
        """Harmless speech, so that the room was heard."""
        for second in range(first, last, step):
            self.say(second, "今天天气不错大家慢慢看")
        return self

    def _add(
        self, kind: SignalKind, second: int, text: str | None, role: ActorRole, listing: Listing | None = None
    ) -> "RoomScript":
        self.signals.append(
            Signal(
                broadcast=self.broadcast.id, sequence=len(self.signals), kind=kind, at=EVENING + timedelta(seconds=second),
                at_source=TimeSource.MESSAGE, actor=Actor(role=role), text=text, listing=listing,
            )
        )  # fmt: skip
        return self

    def _count(self, counts: dict[str, int]) -> "RoomScript":
        last = self.signals.pop()
        fields = {name: getattr(last, name) for name in Signal.__dataclass_fields__ if name != "counts"}
        self.signals.append(Signal(**fields, counts=counts))
        return self
