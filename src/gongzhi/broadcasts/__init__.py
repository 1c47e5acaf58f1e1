"""What was said, shown and sold: broadcasts, signals, listings, promises."""

from gongzhi.broadcasts.listings import Broadcast, Listing
from gongzhi.broadcasts.promises import Promise, PromiseKind
from gongzhi.broadcasts.signals import Actor, ActorRole, RawRef, Signal, SignalKind, TimeSource

__all__ = [
    "Actor",
    "ActorRole",
    "Broadcast",
    "Listing",
    "Promise",
    "PromiseKind",
    "RawRef",
    "Signal",
    "SignalKind",
    "TimeSource",
]
