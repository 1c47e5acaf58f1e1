"""The only place where a measure is chosen: with facts, reasons, basis and the way to appeal."""

from gongzhi.decisions.citations import cited_provisions
from gongzhi.decisions.ladder import (
    BadLadder,
    Ladder,
    Measure,
    Question,
    Report,
    UnknownMeasure,
    load_ladder,
    read_ladder,
)
from gongzhi.decisions.records import (
    Answer,
    AppealDecided,
    AppealFiled,
    AppealOutcome,
    AppealRoute,
    Basis,
    Consideration,
    Decided,
    Draft,
    Notice,
    ServedHow,
)

__all__ = [
    "Answer",
    "AppealDecided",
    "AppealFiled",
    "AppealOutcome",
    "AppealRoute",
    "BadLadder",
    "Basis",
    "Consideration",
    "Decided",
    "Draft",
    "Ladder",
    "Measure",
    "Notice",
    "Question",
    "Report",
    "ServedHow",
    "UnknownMeasure",
    "cited_provisions",
    "load_ladder",
    "read_ladder",
]
