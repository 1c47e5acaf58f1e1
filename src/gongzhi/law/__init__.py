"""Dated provisions, duties and deadlines: what the law demanded of whom on any day, with the article."""

from gongzhi.law.book import Book, load_book
from gongzhi.law.citing import BrokenCitation, Citation, NotInForce, Uncitable, UnknownProvision, check_citations
from gongzhi.law.figures import Figure, Measure, NotAFigure, read_figure, show_figure
from gongzhi.law.instruments import KIND_NAMES, Confidence, Edition, Instrument, Kind, Norm
from gongzhi.law.places import Place, parse_place, print_place
from gongzhi.law.reading import BadTable
from gongzhi.law.searching import NoSuchKind

__all__ = [
    "KIND_NAMES",
    "BadTable",
    "Book",
    "BrokenCitation",
    "Citation",
    "Confidence",
    "Edition",
    "Figure",
    "Instrument",
    "Kind",
    "Measure",
    "NoSuchKind",
    "Norm",
    "NotAFigure",
    "NotInForce",
    "Place",
    "Uncitable",
    "UnknownProvision",
    "check_citations",
    "load_book",
    "parse_place",
    "print_place",
    "read_figure",
    "show_figure",
]
