"""Facts and dated law: who answers to the consumer, in what form, for how much, and what is still unknown."""

from gongzhi.liability.adding_up import recourse_chains, total_of_parts
from gongzhi.liability.analysing import Contradiction, Screening
from gongzhi.liability.answering import DEFENDANTS, NOTICE, Engine, Mode
from gongzhi.liability.burdens import Burden, BurdenSheet, burden_sheet
from gongzhi.liability.checking import check_citations, cited_provisions
from gongzhi.liability.chinese_yaml import NotReadable, load_yaml
from gongzhi.liability.compiling import Program, compile_rules
from gongzhi.liability.docket import Docket, Grounds, Held, sums_of
from gongzhi.liability.examples import Failure, run_examples
from gongzhi.liability.explaining import Explained, Explaining
from gongzhi.liability.formatting import format_rules, write_value
from gongzhi.liability.formulas import Formula, NotAFormula
from gongzhi.liability.issues import Issue, Issues, load_issues, read_issues
from gongzhi.liability.laboratory import Change, Comparison, PartySum, Sum, Version, compare
from gongzhi.liability.loading import load_rules, read_rules
from gongzhi.liability.matters import Matter, read_matter
from gongzhi.liability.mutating import Mutant, mutate_rules
from gongzhi.liability.populating import Story, imagine, read_stories
from gongzhi.liability.precedents import (
    Likeness,
    Precedent,
    Split,
    like_cases,
    load_precedents,
    read_precedents,
    splits_among,
    write_precedent,
)
from gongzhi.liability.proving import Proof, prove_invariants
from gongzhi.liability.relevance import Relevance, relevant
from gongzhi.liability.results import View
from gongzhi.liability.rulebook import Axis, Example, Fact, Invariant, Kind, Reading, Rule, RuleSet
from gongzhi.liability.showing import Shown, add_shown, record_kinds, shown_by
from gongzhi.liability.versions import Applicable, Days, applicable

__all__ = [
    "DEFENDANTS",
    "NOTICE",
    "Applicable",
    "Axis",
    "Burden",
    "BurdenSheet",
    "Change",
    "Comparison",
    "Contradiction",
    "Days",
    "Docket",
    "Engine",
    "Example",
    "Explained",
    "Explaining",
    "Fact",
    "Failure",
    "Formula",
    "Grounds",
    "Held",
    "Invariant",
    "Issue",
    "Issues",
    "Kind",
    "Likeness",
    "Matter",
    "Mode",
    "Mutant",
    "NotAFormula",
    "NotReadable",
    "PartySum",
    "Precedent",
    "Program",
    "Proof",
    "Reading",
    "Relevance",
    "Rule",
    "RuleSet",
    "Screening",
    "Shown",
    "Split",
    "Story",
    "Sum",
    "Version",
    "View",
    "add_shown",
    "applicable",
    "burden_sheet",
    "check_citations",
    "cited_provisions",
    "compare",
    "compile_rules",
    "format_rules",
    "imagine",
    "like_cases",
    "load_issues",
    "load_precedents",
    "load_rules",
    "load_yaml",
    "mutate_rules",
    "prove_invariants",
    "read_issues",
    "read_matter",
    "read_precedents",
    "read_rules",
    "read_stories",
    "record_kinds",
    "recourse_chains",
    "relevant",
    "run_examples",
    "shown_by",
    "splits_among",
    "sums_of",
    "total_of_parts",
    "write_precedent",
    "write_value",
]
