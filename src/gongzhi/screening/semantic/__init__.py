"""The semantic layer: a small model of ours that raises doubtful leads and orders the queue, and never decides."""

from gongzhi.screening.semantic.model import Model, NotAModel, load_model, parse_model, print_model
from gongzhi.screening.semantic.pieces import plain_of
from gongzhi.screening.semantic.suggesting import ORIGIN, SAYS, Suggestion, is_sellers, suggest, suggest_many

__all__ = [
    "ORIGIN",
    "SAYS",
    "Model",
    "NotAModel",
    "Suggestion",
    "is_sellers",
    "load_model",
    "parse_model",
    "plain_of",
    "print_model",
    "suggest",
    "suggest_many",
]
