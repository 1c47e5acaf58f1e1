"""Run one rule over rooms that were sealed: what it would find more and less than what speaks now, lead by lead."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from gongzhi.flow.ports import Archive
from gongzhi.flow.replay import BatchDifference, Replay, Replayer, sealed_work, sum_up
from gongzhi.flow.rule_text import as_rule_set
from gongzhi.law import Book
from gongzhi.screening.rules import Rule, Status
from gongzhi.screening.screener import RuleSet, Screener


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The comparison, and how much of what was asked for it covers."""

    replay: Replay
    asked: int
    done: int

    @property
    def is_whole(self) -> bool:
        """Whether every broadcast that was asked for was looked at."""
        return self.done == self.asked

    @property
    def hits(self) -> int:
        """How many findings the rule would have."""
        return self.replay.kept + self.replay.count("new") + self.replay.count("changed")

    @property
    def per_ten_thousand(self) -> float | None:
        """Hits in ten thousand signals; None when there was none to look at."""
        return round(self.hits * 10_000 / self.replay.signals, 1) if self.replay.signals else None


def try_on_archive(
    archive: Archive,
    trying: tuple[Rule | None, Rule | None],
    around: tuple[RuleSet, Book],
    *,
    broadcasts: Sequence[str],
    since: datetime | None = None,
    is_over: Callable[[], bool] = lambda: False,
) -> Trial:
    """``trying`` is (the rule as it would be, the rule that speaks now), None for no rule at all.

    Broadcasts are taken in the order given and each wholly; once ``is_over`` says so, the rest is left, and the answer
    says how many were done. Nothing is written. Raises RuleFailed and SealBroken.
    """
    after, before = trying
    only = {rule.id for rule in trying if rule is not None}
    replayer = Replayer(_screener(after, around), _screener(before, around), only=only)
    differences: list[BatchDifference] = []
    done = 0
    for broadcast in broadcasts:
        if is_over():
            break
        works = sealed_work(archive, broadcasts=[broadcast], since=since)
        differences += (replayer.compare(work) for work in works)
        done += 1
    return Trial(replay=sum_up(differences), asked=len(broadcasts), done=done)


def _screener(rule: Rule | None, around: tuple[RuleSet, Book]) -> Screener:
    rules: Iterable[Rule] = [] if rule is None else [replace(rule, status=Status.ACTIVE)]
    return Screener(as_rule_set(rules, around[0]), around[1])
