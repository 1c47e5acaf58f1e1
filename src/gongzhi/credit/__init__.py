"""Decisions and appeals as a credit record that explains itself and forgets what it must."""

from gongzhi.credit.entries import (
    BadWeights,
    Weight,
    Weights,
    cited_provisions,
    entries_of_appeal,
    entry_of_decision,
    load_weights,
    read_weights,
)
from gongzhi.credit.ledger import BadEntry, CreditEntry, EntryKind, balance, counting

__all__ = [
    "BadEntry",
    "BadWeights",
    "CreditEntry",
    "EntryKind",
    "Weight",
    "Weights",
    "balance",
    "cited_provisions",
    "counting",
    "entries_of_appeal",
    "entry_of_decision",
    "load_weights",
    "read_weights",
]
