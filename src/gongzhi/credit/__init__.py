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
from gongzhi.credit.network import BadTie, Cause, Network, NetworkPriority, Seed, Tie, Ties, seeds_from
from gongzhi.credit.reading import EventsRead, RefusedLine, read_events
from gongzhi.credit.report import plain_changes, plain_repairs, plain_score, plain_tier
from gongzhi.credit.running import RunningScores
from gongzhi.credit.scale import BadScale, Kind, Scale, ScoredRole, Tier, load_scale, read_scale
from gongzhi.credit.scoring import Change, Contribution, OwnScore, changes_between, score_on
from gongzhi.credit.tiers import Way, next_rise, tier_of, tier_on, ways_up
from gongzhi.credit.watching import Turn, Why, inspection_order, least_share, round_of

__all__ = [
    "BadEntry",
    "BadEvent",
    "BadScale",
    "BadTie",
    "BadWeights",
    "Cause",
    "Change",
    "Contribution",
    "CreditEntry",
    "CreditEvent",
    "EntryKind",
    "EventColumns",
    "EventsRead",
    "Kind",
    "Network",
    "NetworkPriority",
    "OwnScore",
    "RefusedLine",
    "RunningScores",
    "Scale",
    "ScoredRole",
    "Seed",
    "Tie",
    "Tier",
    "Ties",
    "Turn",
    "Way",
    "Weight",
    "Weights",
    "Why",
    "balance",
    "beijing_day",
    "changes_between",
    "cited_provisions",
    "counting",
    "counting_events",
    "entries_of_appeal",
    "entry_of_decision",
    "event_of_entry",
    "inspection_order",
    "kind_number",
    "least_share",
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
    "round_of",
    "rows_of",
    "score_on",
    "scores_of_all",
    "seeds_from",
    "sorted_by_party",
    "tier_of",
    "tier_on",
    "ways_up",
]
