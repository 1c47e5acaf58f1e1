"""What was said, shown and sold: broadcasts, signals, listings, promises."""

from gongzhi.broadcasts.batches import RawChunk, SignalBatch, SourcePosition
from gongzhi.broadcasts.documents import Document, DocumentKind, NotADocument, read_documents
from gongzhi.broadcasts.glances import Box, Grid, changed_cells, grid_for, regions_of
from gongzhi.broadcasts.listings import Broadcast, Listing
from gongzhi.broadcasts.on_screen import Followed, Sight, SightKind, Standing, follow
from gongzhi.broadcasts.promises import Promise, PromiseKind
from gongzhi.broadcasts.readings import Draft, Problem, ProblemKind, Reading
from gongzhi.broadcasts.sampling import Purse, Sampling, earn, open_purse, price_of, spend, wait_ms
from gongzhi.broadcasts.signals import Actor, ActorRole, RawRef, Signal, SignalKind, TimeSource

__all__ = [
    "Actor",
    "ActorRole",
    "Box",
    "Broadcast",
    "Document",
    "DocumentKind",
    "Draft",
    "Followed",
    "Grid",
    "Listing",
    "NotADocument",
    "Problem",
    "ProblemKind",
    "Promise",
    "PromiseKind",
    "Purse",
    "RawChunk",
    "RawRef",
    "Reading",
    "Sampling",
    "Sight",
    "SightKind",
    "Signal",
    "SignalBatch",
    "SignalKind",
    "SourcePosition",
    "Standing",
    "TimeSource",
    "changed_cells",
    "earn",
    "follow",
    "grid_for",
    "open_purse",
    "price_of",
    "read_documents",
    "regions_of",
    "spend",
    "wait_ms",
]
