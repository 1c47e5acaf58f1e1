"""Which checks can have anything to say about a line: almost always none."""

from collections.abc import Collection, Mapping

from daachorse import CharwiseDoubleArrayAhoCorasick


class Sieve:
    """Tells by one pass over a folded line which checks one of whose leading words stands in it.

    ``leads`` maps the id of a check to its leading words, None for a check that every line may concern.
    """

    def __init__(self, leads: Mapping[str, Collection[str] | None]) -> None:
        owners: dict[str, set[str]] = {}
        self._always = frozenset(check for check, words in leads.items() if words is None)
        for check, words in leads.items():
            for word in words or ():
                owners.setdefault(word, set()).add(check)
        self._owners = list(owners.values())
        self._automaton = CharwiseDoubleArrayAhoCorasick(list(owners)) if owners else None

    def ids(self, text: str) -> set[str]:
        """Ids of the checks one of whose words stands in a folded text."""
        found = set(self._always)
        if self._automaton is not None:
            for _, _, number in self._automaton.find_overlapping(text):
                found |= self._owners[number]
        return found
