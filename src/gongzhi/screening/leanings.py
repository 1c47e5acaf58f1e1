"""Leanings: what the semantic model is nearly sure of in a single statement becomes a finding, by a rule that states its law.

Running talk is left to the rules: what is rare in a statement that somebody put forward is met every minute in hours of talk.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from gongzhi.screening.findings import FindingType
from gongzhi.screening.fold import Reading, read
from gongzhi.screening.judge import Span
from gongzhi.screening.lines import Hit, Line, Screened
from gongzhi.screening.rules import Rule
from gongzhi.screening.semantic.model import Model
from gongzhi.screening.semantic.scores import Scores
from gongzhi.screening.semantic.suggesting import Suggestion, suggest

# In natural logarithms of the odds: so much the word classes may add to what the characters of a line say.
_ALLOWANCE = 2
_CLASS = re.compile("<([^<>]+)>")


class Leant(NamedTuple):
    """A stretch that the model leans towards: how the line reads, where the stretch stands in that, and what was suggested."""

    reading: Reading
    span: Span
    suggestion: Suggestion

    def explained(self, hit: Hit) -> Hit:
        """The finding, with what the model went by."""
        sure, because = self.suggestion.confidence / 10, _CLASS.sub(r"\1一类的词", "”“".join(self.suggestion.because))
        return hit._replace(
            why=f"{hit.why}由模型提示（按训练句估计把握约 {sure:.0f}%，看重“{because}”），没有规则命中，请先核对原话。"
        )


class Leanings:
    """The model, and the rules that speak where it leans so strongly; ``rules`` are those in force."""

    def __init__(self, model: Model, rules: Sequence[Rule]) -> None:
        self._model = model
        self._scores = Scores(model.pieces, model.bias)
        self._rules: dict[FindingType, list[Rule]] = {}
        for rule in rules:
            self._rules.setdefault(rule.type, []).append(rule)

    def near(self, joined: str) -> list[int]:
        """Of folded lines, joined by line breaks, the numbers of the single statements that are worth asking the model about.

        Those whose characters alone come near enough; hardly any other is strong by what its word classes add.
        """
        least = self._model.strong - _ALLOWANCE * self._model.scale
        return self._scores.strong(joined, least=least, longest=self._model.window)

    def leant(self, line: Line) -> Leant | None:
        """Where the model leans in such a line; None where it does not lean so strongly."""
        found = suggest(self._model, line, Screened(line.id), least=self._model.strong)
        if not found:
            return None
        [one] = found
        reading = read(line.text)
        inside = [at for at, start in enumerate(reading.starts) if one.start <= start < one.end]
        return Leant(reading, (inside[0], inside[-1] + 1), one)

    def rules_for(self, leant: Leant, categories: frozenset[str], speaker: str) -> list[Rule]:
        """The rules of this type that speak of such goods."""
        return [rule for rule in self._rules.get(leant.suggestion.type, ()) if rule.applies_to(categories, speaker)]
