"""Product categories: free text becomes the few names that the law tells apart."""

from collections.abc import Mapping, Sequence

UNKNOWN = "未知"


class Categories:
    """Names the law tells apart, the words by which people call them, and groups of names (食品类)."""

    def __init__(self, aliases: Mapping[str, Sequence[str]], groups: Mapping[str, Sequence[str]]) -> None:
        # Longest alias first: 保健食品 must be seen before 食品 that it contains.
        self._aliases = sorted(
            ((word, name) for name, words in aliases.items() for word in (name, *words)), key=_longest
        )
        self._groups = {name: frozenset(members) for name, members in groups.items()}
        self._seen: dict[str, frozenset[str]] = {}
        self.names = frozenset(aliases) | frozenset(groups) | {UNKNOWN}

    def read(self, text: str | None) -> frozenset[str]:
        """The names in a free text, ``{未知}`` when there is none: ``医疗器械/保健品`` is both 医疗器械 and 保健食品."""
        key = (text or "")[:200]
        found = self._seen.get(key)
        if found is None:
            found = self._read(key)
            if len(self._seen) < 10_000:
                self._seen[key] = found
        return found

    def _read(self, text: str) -> frozenset[str]:
        names = set()
        for word, name in self._aliases:
            if word in text:
                names.add(name)
                text = text.replace(word, " ")
        return frozenset(names) or frozenset({UNKNOWN})

    def expand(self, names: Sequence[str]) -> frozenset[str]:
        """Names with groups replaced by their members."""
        return frozenset(member for name in names for member in self._groups.get(name, (name,)))


def _longest(pair: tuple[str, str]) -> int:
    return -len(pair[0])
