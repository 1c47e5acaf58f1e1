"""The engine of this process: rules and law loaded once, asked by one thread at a time."""

import threading
from datetime import date
from functools import cache, lru_cache
from typing import Any

from gongzhi.flow.analyse import FactAnswer, Inquiry, analyse
from gongzhi.flow.turning import Conflict, WhatIf, conflict_in, what_if
from gongzhi.liability import Engine, load_rules
from gongzhi.values import decode_record, encode_record
from gongzhi_web.lawbook import book

# The engine remembers the last tables it looked into; two threads in it at once could read each other's.
ENGINE_LOCK = threading.RLock()


# Trials take seconds: they have an engine of their own, so that no interview waits for one.
TRIAL_LOCK = threading.Lock()


@cache
def trial_engine() -> Engine:
    """The same rules for trials. Ask it only while holding TRIAL_LOCK."""
    return Engine(engine().rules, book())


@cache
def _made() -> Engine:
    return Engine(load_rules(), book())


def engine() -> Engine:
    """The shipped rules and law. Ask it only while holding ENGINE_LOCK."""
    with ENGINE_LOCK:
        return _made()


def analysed(inquiry: Inquiry, today: date) -> dict[str, Any]:
    """The answer of this day; shared, so it must not be changed. Raises as ``gongzhi.flow.analyse.analyse``."""
    with ENGINE_LOCK:
        return _remembered(encode_record(inquiry), today)


def compared(inquiry: Inquiry, fact: str, to: FactAnswer, today: date) -> WhatIf:
    """What would be another result. Raises as ``analysed``."""
    with ENGINE_LOCK:
        return what_if(engine(), inquiry, fact=fact, to=to, today=today)


def conflicting(inquiry: Inquiry, today: date) -> Conflict | None:
    """The contradiction among the answers, if there is one."""
    with ENGINE_LOCK:
        return conflict_in(engine(), inquiry, today)


# A page and the reasons opened on it ask the same thing again; an answer may weigh a megabyte.
@lru_cache(maxsize=16)
def _remembered(inquiry: bytes, today: date) -> dict[str, Any]:
    return analyse(engine(), decode_record(Inquiry, inquiry), today)
