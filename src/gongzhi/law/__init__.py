"""Dated provisions, duties and deadlines: what the law demanded of whom on any day, with the article."""

from gongzhi.law.assessing import STATUS_NAMES, Checklist, NotThisChecklist, Status, Tally
from gongzhi.law.book import Book, load_book
from gongzhi.law.changing import Change, ChangeKind, changes_between
from gongzhi.law.checking import BrokenCitation, check_citations, rest_on
from gongzhi.law.citing import Citation, NotInForce, Uncitable, UnknownProvision
from gongzhi.law.deadlines import Deadline, Kept, NoDeadline, count_deadline, deadlines_of, longest_kept
from gongzhi.law.duties import Duty, NoSuchRole, duties_of, load_duty_tables
from gongzhi.law.figures import Figure, Measure, NotAFigure, read_figure, show_figure
from gongzhi.law.instruments import KIND_NAMES, Confidence, Edition, Instrument, Kind, Norm
from gongzhi.law.lighter import Comparison, Lighter, compare_penalties
from gongzhi.law.linting import Flaw, lint_book, lint_duty_table
from gongzhi.law.mentions import Mention, check_mentions, find_mentions
from gongzhi.law.official import (
    Article,
    Difference,
    NotALawText,
    OfficialText,
    Paragraph,
    compare_official,
    decode_official,
    missing_numbers,
    read_official,
)
from gongzhi.law.places import Place, parse_place, print_place
from gongzhi.law.reading import BadTable
from gongzhi.law.registers import HEADINGS, Progress, oscal_results, register_rows, write_xlsx
from gongzhi.law.searching import NoSuchKind
from gongzhi.law.working_days import CalendarUnknown, WorkingDays, official_calendar

__all__ = [
    "HEADINGS",
    "KIND_NAMES",
    "STATUS_NAMES",
    "Article",
    "BadTable",
    "Book",
    "BrokenCitation",
    "CalendarUnknown",
    "Change",
    "ChangeKind",
    "Checklist",
    "Citation",
    "Comparison",
    "Confidence",
    "Deadline",
    "Difference",
    "Duty",
    "Edition",
    "Figure",
    "Flaw",
    "Instrument",
    "Kept",
    "Kind",
    "Lighter",
    "Measure",
    "Mention",
    "NoDeadline",
    "NoSuchKind",
    "NoSuchRole",
    "Norm",
    "NotAFigure",
    "NotALawText",
    "NotInForce",
    "NotThisChecklist",
    "OfficialText",
    "Paragraph",
    "Place",
    "Progress",
    "Status",
    "Tally",
    "Uncitable",
    "UnknownProvision",
    "WorkingDays",
    "changes_between",
    "check_citations",
    "check_mentions",
    "compare_official",
    "compare_penalties",
    "count_deadline",
    "deadlines_of",
    "decode_official",
    "duties_of",
    "find_mentions",
    "lint_book",
    "lint_duty_table",
    "load_book",
    "load_duty_tables",
    "longest_kept",
    "missing_numbers",
    "official_calendar",
    "oscal_results",
    "parse_place",
    "print_place",
    "read_figure",
    "read_official",
    "register_rows",
    "rest_on",
    "show_figure",
    "write_xlsx",
]
