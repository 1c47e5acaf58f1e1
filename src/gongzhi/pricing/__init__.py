"""Was everybody charged alike, and were the prices true? Strata, a clustered test, and arithmetic over price points."""

from gongzhi.pricing.audit import Asked, Audit, audit, plain_comparison
from gongzhi.pricing.clustered import Estimate, Layout
from gongzhi.pricing.groups import Group, groups_of
from gongzhi.pricing.markets import PROMOTIONS, REGIONS, Market, Scene, make_market
from gongzhi.pricing.pairs import Pair
from gongzhi.pricing.plan import NotAPlan, Plan, load_plan
from gongzhi.pricing.report import plain_audit
from gongzhi.pricing.scan import Scanned, false_discovery, scan
from gongzhi.pricing.strata import strata_of
from gongzhi.pricing.tables import Column, Meaning, NotATable, PriceTable, Refused, meaning_of, read_table
from gongzhi.pricing.truth import (
    Doubt,
    PricePoint,
    Shelf,
    doubt_bait,
    doubt_coupon,
    doubt_discount,
    doubt_lowest,
    doubt_raised,
    doubt_reference,
    lowest,
)

__all__ = [
    "PROMOTIONS",
    "REGIONS",
    "Asked",
    "Audit",
    "Column",
    "Doubt",
    "Estimate",
    "Group",
    "Layout",
    "Market",
    "Meaning",
    "NotAPlan",
    "NotATable",
    "Pair",
    "Plan",
    "PricePoint",
    "PriceTable",
    "Refused",
    "Scanned",
    "Scene",
    "Shelf",
    "audit",
    "doubt_bait",
    "doubt_coupon",
    "doubt_discount",
    "doubt_lowest",
    "doubt_raised",
    "doubt_reference",
    "false_discovery",
    "groups_of",
    "load_plan",
    "lowest",
    "make_market",
    "meaning_of",
    "plain_audit",
    "plain_comparison",
    "read_table",
    "scan",
    "strata_of",
]
