"""How often a rule speaks in ordinary text: the shipped measurement with its sample, as the page of a rule prints it."""

from dataclasses import dataclass
from functools import cache

from gongzhi.flow.rule_book import RuleState
from gongzhi.screening import HitRates, Rule, load_hit_rates


@dataclass(frozen=True, slots=True)
class Measured:
    """``hits`` of the sample's lines; None when this version was not measured."""

    hits: int | None
    rates: HitRates

    @property
    def often(self) -> str:
        """Hits in ten thousand lines; what is not nought never prints as nought."""
        share = (self.hits or 0) * 10_000 / self.rates.lines
        return "不到 0.1" if 0 < share < 0.1 else f"{share:.1f}"


@cache
def rates() -> HitRates:
    """The shipped table, read once in a process; raises NotReadable."""
    return load_hit_rates()


def measured_of(rule: Rule, state: RuleState | None) -> Measured:
    """For the rule shown. A text that the platform approved itself was not measured, whatever its version is called."""
    is_own = state is not None and state.approved is not None
    return Measured(None if is_own else rates().hits_of(rule.id, rule.version), rates())
