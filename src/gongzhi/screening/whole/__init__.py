"""Across the broadcast: what only the whole of it shows, from what was never said to what the record belies."""

from gongzhi.screening.whole.checks import Check, Checks, cited_by_checks, load_checks
from gongzhi.screening.whole.disclosures import Disclosure, Told
from gongzhi.screening.whole.history import Outline, PastPrices, PriceSeen, prices_shown
from gongzhi.screening.whole.ledger import Entry, PromiseState
from gongzhi.screening.whole.scripts import Script, likeness, same_scripts
from gongzhi.screening.whole.watcher import Watcher, watch_signals

__all__ = [
    "Check",
    "Checks",
    "Disclosure",
    "Entry",
    "Outline",
    "PastPrices",
    "PriceSeen",
    "PromiseState",
    "Script",
    "Told",
    "Watcher",
    "cited_by_checks",
    "likeness",
    "load_checks",
    "prices_shown",
    "same_scripts",
    "watch_signals",
]
