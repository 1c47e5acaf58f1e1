"""On which day each provision of an analysis was read, so that a link leads to the text that counted."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from gongzhi.law import Citation, Uncitable
from gongzhi.liability import Axis, Engine


@dataclass(slots=True)
class ReadingDays:
    """Looks provisions up on the days of one matter; each once."""

    engine: Engine
    conduct: date
    trial: date
    _found: dict[str, tuple[Citation, date] | None] = field(default_factory=dict)

    def find(self, provision: str) -> tuple[Citation, date] | None:
        """A provision under the short or full name of its instrument; None when no day has it, as for a proposal."""
        if provision not in self._found:
            self._found[provision] = self._look(provision)
        return self._found[provision]

    def of_fact(self, fact: str) -> tuple[tuple[Citation, date], ...]:
        """What a question rests on."""
        found = (self.find(one) for one in self.engine.rules.facts[fact].provisions)
        return tuple(one for one in found if one is not None)

    def mark(self, results: Iterable[dict[str, Any]]) -> None:
        """Give every provision of these results, also within their trees, its title, article and day."""
        for one in results:
            for cited in one["provisions"]:
                known = self.find(cited["id"])
                cited["on"] = (known[1] if known else self.trial).isoformat()
            for node in _rules_in(one["why"]["rules"]):
                node["provisions"] = [self._printed(provision) for provision in node.get("provisions", ())]

    def _printed(self, provision: str) -> dict[str, str]:
        known = self.find(provision)
        if known is None:
            return {"id": "", "title": provision, "article": "", "on": self.trial.isoformat()}
        citation, day = known
        return {"id": citation.id, "title": citation.title, "article": citation.article, "on": day.isoformat()}

    def _look(self, provision: str) -> tuple[Citation, date] | None:
        short, _, place = provision.partition("/")
        sources = self.engine.rules.sources
        source = sources.get(short) or next((one for one in sources.values() if one.title == short), None)
        if source is None or source.proposal:
            return None
        for day in (self.trial, self.conduct) if source.axis is Axis.TRIAL else (self.conduct, self.trial):
            try:
                return self.engine.book.cite(f"{source.title}/{place}" if place else source.title, day), day
            except Uncitable:
                continue
        return None


def _rules_in(nodes: Any) -> Iterator[dict[str, Any]]:
    pending: list[Any] = [nodes]
    while pending:
        node = pending.pop()
        if isinstance(node, list):
            pending.extend(node)
        elif isinstance(node, dict):
            if "rule" in node:
                yield node
            pending.extend(value for value in node.values() if isinstance(value, list | dict))
