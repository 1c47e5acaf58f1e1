"""What happened to a party, as a credit record that explains itself, forgets what it must and decides nothing by itself."""

from gongzhi.credit.batch import EventColumns, kind_number, parts_of_all, rows_of, scores_of_all, sorted_by_party
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
from gongzhi.credit.events import BadEvent, CreditEvent, beijing_day, counting_events, event_of_entry
from gongzhi.credit.ledger import BadEntry, CreditEntry, EntryKind, balance, counting
from gongzhi.credit.reading import EventsRead, RefusedLine, read_events
from gongzhi.credit.report import plain_changes, plain_repairs, plain_score, plain_tier
from gongzhi.credit.running import RunningScores
from gongzhi.credit.scale import BadScale, Kind, Scale, ScoredRole, Tier, load_scale, read_scale
from gongzhi.credit.scoring import Change, Contribution, OwnScore, changes_between, score_on
from gongzhi.credit.tiers import Way, next_rise, tier_of, tier_on, ways_up

__all__ = [
    "BadEntry",
    "BadEvent",
    "BadScale",
    "BadWeights",
    "Change",
    "Contribution",
    "CreditEntry",
    "CreditEvent",
    "EntryKind",
    "EventColumns",
    "EventsRead",
    "Kind",
    "OwnScore",
    "RefusedLine",
    "RunningScores",
    "Scale",
    "ScoredRole",
    "Tier",
    "Way",
    "Weight",
    "Weights",
    "balance",
    "beijing_day",
    "changes_between",
    "cited_provisions",
    "counting",
    "counting_events",
    "entries_of_appeal",
    "entry_of_decision",
    "event_of_entry",
    "kind_number",
    "load_scale",
    "load_weights",
    "next_rise",
    "parts_of_all",
    "plain_changes",
    "plain_repairs",
    "plain_score",
    "plain_tier",
    "read_events",
    "read_scale",
    "read_weights",
    "rows_of",
    "score_on",
    "scores_of_all",
    "sorted_by_party",
    "tier_of",
    "tier_on",
    "ways_up",
]
