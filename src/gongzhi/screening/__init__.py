"""Signals become findings: fold the text, match the words, judge by rules that each cite the law."""

from gongzhi.screening.examples import ExampleFailed, check_examples, lint_rules
from gongzhi.screening.findings import Certainty, Cited, Evasion, Finding, FindingType
from gongzhi.screening.lines import Hit, Line, PromiseHit, Screened
from gongzhi.screening.rules import Rule, Status
from gongzhi.screening.screener import RuleFailed, RuleSet, Screener, cited_provisions, load_rules
from gongzhi.screening.strict_yaml import NotReadable

__all__ = [
    "Certainty",
    "Cited",
    "Evasion",
    "ExampleFailed",
    "Finding",
    "FindingType",
    "Hit",
    "Line",
    "NotReadable",
    "PromiseHit",
    "Rule",
    "RuleFailed",
    "RuleSet",
    "Screened",
    "Screener",
    "Status",
    "check_examples",
    "cited_provisions",
    "lint_rules",
    "load_rules",
]
