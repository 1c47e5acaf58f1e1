"""How each rule fares in practice: hits, what people said of them, what appeals undid, which rules say the same."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from gongzhi.cases import Review, ReviewOutcome
from gongzhi.decisions import AppealDecided, AppealOutcome, Decided
from gongzhi.flow.matters import sealed_records
from gongzhi.flow.ports import Archive
from gongzhi.screening.findings import Finding
from gongzhi.screening.lines import Line
from gongzhi.screening.screener import RuleSet, Screener
from gongzhi.screening.whole import load_checks


@dataclass(slots=True, kw_only=True)
class RuleStats:
    """Counts of one rule. ``overturned`` are confirmed hits of decisions that an appeal revoked; ``beside`` counts hits
    that share words with a hit of another rule."""

    rule: str
    hits: int = 0
    confirmed: int = 0
    dismissed: int = 0
    escalated: int = 0
    overturned: int = 0
    beside: Counter[str] = field(default_factory=Counter)

    @property
    def pending(self) -> int:
        """Hits on which nobody has said a word yet."""
        return self.hits - self.confirmed - self.dismissed - self.escalated

    @property
    def upheld_percent(self) -> int | None:
        """Of the hits on which people have decided, how many still stand as confirmed; None when there are none."""
        decided = self.confirmed + self.dismissed
        return round(100 * (self.confirmed - self.overturned) / decided) if decided else None


def rule_stats(archive: Archive) -> dict[str, RuleStats]:
    """By rule id, from sealed findings, reviews and appeals. The last word on a finding counts. Raises SealBroken."""
    stats: dict[str, RuleStats] = {}
    outcomes = {one.record.finding: one.record.outcome for one in sealed_records(archive, Review)}
    overturned = _overturned(archive)
    spoken: dict[str, list[Finding]] = {}
    for sealed in sealed_records(archive, Finding):
        finding, outcome = sealed.record, outcomes.get(sealed.placed.exhibit)
        one = stats.setdefault(finding.rule, RuleStats(rule=finding.rule))
        one.hits += 1
        one.confirmed += outcome is ReviewOutcome.CONFIRMED
        one.dismissed += outcome is ReviewOutcome.DISMISSED
        one.escalated += outcome is ReviewOutcome.ESCALATED
        one.overturned += outcome is ReviewOutcome.CONFIRMED and sealed.placed.exhibit in overturned
        spoken.setdefault(finding.signal, []).append(finding)
    for together in spoken.values():
        _count_beside(together, stats)
    return stats


def statuses_of(rules: RuleSet) -> dict[str, str]:
    """The status of every rule and whole-broadcast check that there is, by id."""
    checks = {check.id: str(check.status) for check in load_checks().checks}
    return {**checks, **{rule.id: str(rule.status) for rule in rules.rules}}


def count_ordinary(screener: Screener, lines: Iterable[Sequence[Line]]) -> tuple[int, Counter[str]]:
    """Lines in all, and by rule how many of them it flags: what the rule costs in text that offends nobody. Raises RuleFailed."""
    total, flagged = 0, Counter[str]()
    for together in lines:
        total += len(together)
        for verdict in screener.screen_many(together):
            flagged.update({hit.rule for hit in verdict.findings})
    return total, flagged


def _overturned(archive: Archive) -> frozenset[str]:
    """Exhibit ids of the findings of every decision that an appeal revoked."""
    revoked = {
        one.record.decision
        for one in sealed_records(archive, AppealDecided)
        if one.record.outcome is AppealOutcome.REVOKED
    }
    decided = (one.record for one in sealed_records(archive, Decided))
    return frozenset(exhibit for one in decided if one.id in revoked for exhibit in one.findings)


def _count_beside(together: Sequence[Finding], stats: dict[str, RuleStats]) -> None:
    for one in together:
        others = {
            other.rule
            for other in together
            if other.rule != one.rule and other.start < one.end and one.start < other.end
        }
        stats[one.rule].beside.update(others)
