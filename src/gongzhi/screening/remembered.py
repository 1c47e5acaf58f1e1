"""Remember verdicts: rooms repeat themselves, and about half of all danmu has been typed before, word for word."""

from collections.abc import Callable, Mapping
from operator import attrgetter

from gongzhi.screening.lines import Line, Screened

# What the verdict on a line depends on beside its text.
Circumstances = tuple[object, ...]
circumstances_of: Callable[[Line], Circumstances] = attrgetter("kind", "actor", "category", "on", "documents")
_LONGEST, _MOST, _MOST_CIRCUMSTANCES = 80, 65_000, 1_000


class Remembered:
    """Verdicts by circumstances and text. When it is full all is forgotten, for what a room repeats comes again soon."""

    def __init__(self) -> None:
        self._judged: dict[Circumstances, dict[str, Screened]] = {}
        self._count = 0

    def under(self, circumstances: Circumstances) -> Mapping[str, Screened]:
        """What was said of lines under these circumstances, by their text; the ids in it are not theirs."""
        known = self._judged.get(circumstances)
        if known is None:
            if len(self._judged) >= _MOST_CIRCUMSTANCES:
                self._judged, self._count = {}, 0
            known = self._judged.setdefault(circumstances, {})
        return known

    def keep(self, circumstances: Circumstances, judged: Mapping[str, Screened]) -> None:
        """Remember these, but for long lines: those are seldom said twice."""
        if self._count >= _MOST:
            self._judged, self._count = {}, 0
        known = self._judged.setdefault(circumstances, {})
        before = len(known)
        if max(map(len, judged)) <= _LONGEST:
            known.update(judged)
        else:
            known.update((text, one) for text, one in judged.items() if len(text) <= _LONGEST)
        self._count += len(known) - before
