"""Signals become findings: fold the text, match the words, judge by rules that each cite the law."""

from gongzhi.screening.examples import ExampleFailed, check_examples, check_exemptions, check_leanings, lint_rules
from gongzhi.screening.findings import Certainty, Cited, Evaded, Evasion, Finding, FindingType
from gongzhi.screening.hit_rates import HitRates, load_hit_rates
from gongzhi.screening.images import ImageBank, ImageMatch, KnownImage, read_image_bank
from gongzhi.screening.lines import Hit, Line, PromiseHit, Screened
from gongzhi.screening.papers import (
    Catalogue,
    category_of,
    certificate_of,
    documents_of,
    load_catalogues,
    with_category,
)
from gongzhi.screening.rules import Exemption, Rule, Status
from gongzhi.screening.screener import RuleFailed, RuleSet, Screener, cited_provisions, load_rules
from gongzhi.screening.semantic import NotAModel, Suggestion, load_model, suggest_many
from gongzhi.screening.strict_yaml import NotReadable
from gongzhi.screening.whole import (
    Checks,
    Disclosure,
    PromiseState,
    Told,
    Watcher,
    cited_by_checks,
    load_checks,
    same_scripts,
)

__all__ = [
    "Catalogue",
    "Certainty",
    "Checks",
    "Cited",
    "Disclosure",
    "Evaded",
    "Evasion",
    "ExampleFailed",
    "Exemption",
    "Finding",
    "FindingType",
    "Hit",
    "HitRates",
    "ImageBank",
    "ImageMatch",
    "KnownImage",
    "Line",
    "NotAModel",
    "NotReadable",
    "PromiseHit",
    "PromiseState",
    "Rule",
    "RuleFailed",
    "RuleSet",
    "Screened",
    "Screener",
    "Status",
    "Suggestion",
    "Told",
    "Watcher",
    "category_of",
    "certificate_of",
    "check_examples",
    "check_exemptions",
    "check_leanings",
    "cited_by_checks",
    "cited_provisions",
    "documents_of",
    "lint_rules",
    "load_catalogues",
    "load_checks",
    "load_hit_rates",
    "load_model",
    "load_rules",
    "read_image_bank",
    "same_scripts",
    "suggest_many",
    "with_category",
]
