"""What was said, shown and sold: broadcasts, signals, listings, promises."""

from gongzhi.broadcasts.batches import RawChunk, SignalBatch, SourcePosition
from gongzhi.broadcasts.listings import Broadcast, Listing
from gongzhi.broadcasts.promises import Promise, PromiseKind
from gongzhi.broadcasts.readings import Draft, Problem, ProblemKind, Reading
from gongzhi.broadcasts.signals import Actor, ActorRole, RawRef, Signal, SignalKind, TimeSource

__all__ = [
    "Actor",
    "ActorRole",
    "Broadcast",
    "Draft",
    "Listing",
    "Problem",
    "ProblemKind",
    "Promise",
    "PromiseKind",
    "RawChunk",
    "RawRef",
    "Reading",
    "Signal",
    "SignalBatch",
    "SignalKind",
    "SourcePosition",
    "TimeSource",
]
