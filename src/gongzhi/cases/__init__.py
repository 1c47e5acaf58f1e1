"""A lead or case file: what it concerns, its states and deadlines, what has happened and what may come next."""

from gongzhi.cases.case import (
    Case,
    CaseState,
    ImpossibleStep,
    Step,
    StepKind,
    fold_steps,
    next_steps,
)
from gongzhi.cases.records import (
    CaseClosed,
    CaseOpened,
    CaseParty,
    Deadline,
    Lead,
    LeadClosed,
    LeadLevel,
    LeadOrigin,
    LeadOutcome,
    ReasonMissing,
    Review,
    ReviewOutcome,
    lead_level,
)

__all__ = [
    "Case",
    "CaseClosed",
    "CaseOpened",
    "CaseParty",
    "CaseState",
    "Deadline",
    "ImpossibleStep",
    "Lead",
    "LeadClosed",
    "LeadLevel",
    "LeadOrigin",
    "LeadOutcome",
    "ReasonMissing",
    "Review",
    "ReviewOutcome",
    "Step",
    "StepKind",
    "fold_steps",
    "lead_level",
    "next_steps",
]
