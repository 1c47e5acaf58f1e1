"""The rules of a running watch: read from the log, exchanged between batches, with the rules on trial in their shadow."""

from collections.abc import Sequence

from gongzhi.broadcasts import Broadcast, Signal
from gongzhi.flow.ports import Archive
from gongzhi.flow.rule_book import RuleLog, in_force
from gongzhi.flow.rule_records import ShadowFinding
from gongzhi.flow.rule_text import as_rule_set
from gongzhi.flow.watch import Screen, Screened, screen_with
from gongzhi.law import Book
from gongzhi.screening.findings import Finding
from gongzhi.screening.rules import Rule, Status
from gongzhi.screening.screener import RuleSet, Screener

_MOST_LINE = 160


class LiveRules:
    """One broadcast's rules. A batch is screened by one rule set from its first line to its last.

    ``plain`` is the screen of the shipped rules, used as long as nobody changed any for this platform.
    """

    def __init__(self, archive: Archive, about: Broadcast, *, plain: Screen, shipped: RuleSet, book: Book) -> None:
        self._log, self._about, self._plain, self._shipped, self._book = RuleLog(archive), about, plain, shipped, book
        self._screen, self._trial = plain, self._trial_of(_shadows(shipped))
        self.exchanged = 0

    def screen(self, signals: Sequence[Signal]) -> Screened:
        """Findings by the rules of this moment. Raises NotReadable or SealBroken when a change cannot be read: a rule
        that people put in force must never be missing in silence."""
        if self._log.follow():
            self._exchange()
        return self._screen(signals)

    def shadow(self, signals: Sequence[Signal], found: Screened) -> tuple[ShadowFinding, ...]:
        """What the rules on trial would have found in signals that were just screened as ``found``."""
        if self._trial is None:
            return ()
        return tuple(
            self._shadow(finding, signal, known.findings)
            for signal, tried, known in zip(signals, self._trial(signals), found, strict=True)
            for finding in tried.findings
        )

    def _exchange(self) -> None:
        states = self._log.states(self._about.platform)
        if not states:
            return
        held = in_force(self._shipped, states)
        self._screen = screen_with(Screener(held.rules, self._book), self._about.category)
        self._trial = self._trial_of(held.shadow)
        self.exchanged += 1

    def _trial_of(self, rules: Sequence[Rule]) -> Screen | None:
        if not rules:
            return None
        trial = Screener(as_rule_set(rules, self._shipped), self._book, statuses=(Status.SHADOW,))
        return screen_with(trial, self._about.category)

    def _shadow(self, finding: Finding, signal: Signal, known: Sequence[Finding]) -> ShadowFinding:
        text = signal.text or (signal.listing.title if signal.listing else None) or finding.quote
        first = max(0, finding.start - _MOST_LINE // 2)
        beside = {one.rule for one in known if one.start < finding.end and finding.start < one.end}
        return ShadowFinding(
            finding=finding,
            platform=self._about.platform,
            line=text[first : first + _MOST_LINE],
            beside=tuple(sorted(beside)),
        )


def _shadows(rules: RuleSet) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules.rules if rule.status is Status.SHADOW)
