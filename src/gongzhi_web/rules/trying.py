"""Try a rule before anything is sealed: its own examples, and the rooms of the last week, within a moment's time."""

import time
from datetime import datetime, timedelta
from typing import Any

from gongzhi.flow.matters import SealBroken
from gongzhi.flow.replay import Found
from gongzhi.flow.rule_book import RuleState
from gongzhi.flow.rule_checks import Flaw, check_rule, try_examples
from gongzhi.flow.rule_text import RuleText, read_texts
from gongzhi.flow.try_rule import Trial, try_on_archive
from gongzhi.screening import Rule, RuleFailed, Status
from gongzhi_web.accounts.models import User
from gongzhi_web.archive.opening import opened
from gongzhi_web.broadcasts.models import BroadcastRow
from gongzhi_web.broadcasts.scope import broadcasts_of
from gongzhi_web.lawbook import book
from gongzhi_web.rules import desk
from gongzhi_web.rules.history import in_force_text
from gongzhi_web.site.templatetags.gongzhi import risk

WEEK = timedelta(days=7)
# How long a person waits at most; a platform's whole week is for ``gongzhi rules replay``.
PATIENCE = 8.0
MOST_SHOWN = 40
_AROUND = 60


def flaws_of(text: RuleText, at: datetime) -> tuple[Rule | None, tuple[Flaw, ...]]:
    """The rule and what is wrong with it; raises RuleFailed."""
    return check_rule(text, desk.shipped(), book(), at.date())


def trial_context(user: User, text: RuleText, state: RuleState | None, at: datetime) -> dict[str, Any]:
    """Flaws, examples and the archive, for the page."""
    try:
        rule, flaws = flaws_of(text, at)
        context: dict[str, Any] = {"flaws": flaws, "readable": rule is not None}
        if rule is not None:
            context["examples"] = try_examples(rule, desk.shipped(), book(), at.date())
            context |= _on_archive(user, rule, in_force_text(state, text.id), at)
    except (RuleFailed, SealBroken) as error:
        return {"trouble": str(error)}
    return context


def _on_archive(user: User, rule: Rule, now: RuleText | None, at: datetime) -> dict[str, Any]:
    (before,) = read_texts([now], Status.ACTIVE) if now is not None else (None,)
    rooms = {row.id: row for row in broadcasts_of(user).filter(heard_at__gte=at - WEEK).order_by("-heard_at").defer("record")}  # fmt: skip
    until = time.monotonic() + PATIENCE
    trial = try_on_archive(
        opened(),
        (rule, before),
        (desk.shipped(), book()),
        broadcasts=list(rooms),
        since=at - WEEK,
        is_over=lambda: time.monotonic() > until,
    )
    found = [(sign, one) for sign, some in _changes(trial) for one in some]
    return {
        "trial": trial,
        "before": before,
        "new": trial.replay.count("new"),
        "gone": trial.replay.count("gone"),
        "changed": trial.replay.count("changed"),
        "by_room": _by_room(found[:MOST_SHOWN], rooms),
        "more": max(0, len(found) - MOST_SHOWN),
        "leads": [(rooms.get(one.broadcast), one) for one in trial.replay.leads],
        "beside": trial.replay.beside.most_common(6),
    }


def _changes(trial: Trial) -> list[tuple[str, list[Found]]]:
    rules = trial.replay.rules
    return [
        ("new", [one for rule in rules for one in rule.new]),
        ("gone", [one for rule in rules for one in rule.gone]),
        ("changed", [now for rule in rules for _, now in rule.changed]),
    ]


def _by_room(found: list[tuple[str, Found]], rooms: dict[str, BroadcastRow]) -> list[dict[str, Any]]:
    grouped: dict[str, list[dict[str, Any]]] = {}
    for sign, one in found:
        broadcast = one.signal.rpartition("-")[0]
        start = one.start - max(0, one.start - _AROUND)
        spans = [(start, start + one.end - one.start, risk(one.severity))]
        line = one.line or one.quote
        grouped.setdefault(broadcast, []).append(
            {"sign": sign, "line": line, "spans": spans, "certainty": one.certainty}
        )
    return [{"id": broadcast, "room": rooms.get(broadcast), "lines": lines} for broadcast, lines in grouped.items()]
