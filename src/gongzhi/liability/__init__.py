"""Facts and dated law: who answers to the consumer, in what form, for how much, and what is still unknown."""

from gongzhi.liability.analysing import Contradiction, Screening
from gongzhi.liability.answering import DEFENDANTS, NOTICE, Engine, Mode
from gongzhi.liability.checking import check_citations, cited_provisions
from gongzhi.liability.chinese_yaml import NotReadable, load_yaml
from gongzhi.liability.compiling import Program, compile_rules
from gongzhi.liability.examples import Failure, run_examples
from gongzhi.liability.explaining import Explained, Explaining
from gongzhi.liability.formatting import format_rules, write_value
from gongzhi.liability.formulas import Formula, NotAFormula
from gongzhi.liability.loading import load_rules, read_rules
from gongzhi.liability.matters import Matter, read_matter
from gongzhi.liability.mutating import Mutant, mutate_rules
from gongzhi.liability.proving import Proof, prove_invariants
from gongzhi.liability.relevance import Relevance, relevant
from gongzhi.liability.results import View
from gongzhi.liability.rulebook import Axis, Example, Fact, Invariant, Kind, Reading, Rule, RuleSet
from gongzhi.liability.topics import Topic, Topics, load_topics, read_topics
from gongzhi.liability.versions import Applicable, Days, applicable

__all__ = [
    "DEFENDANTS",
    "NOTICE",
    "Applicable",
    "Axis",
    "Contradiction",
    "Days",
    "Engine",
    "Example",
    "Explained",
    "Explaining",
    "Fact",
    "Failure",
    "Formula",
    "Invariant",
    "Kind",
    "Matter",
    "Mode",
    "Mutant",
    "NotAFormula",
    "NotReadable",
    "Program",
    "Proof",
    "Reading",
    "Relevance",
    "Rule",
    "RuleSet",
    "Screening",
    "Topic",
    "Topics",
    "View",
    "applicable",
    "check_citations",
    "cited_provisions",
    "compile_rules",
    "format_rules",
    "load_rules",
    "load_topics",
    "load_yaml",
    "mutate_rules",
    "prove_invariants",
    "read_matter",
    "read_rules",
    "read_topics",
    "relevant",
    "run_examples",
    "write_value",
]
