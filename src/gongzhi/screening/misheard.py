"""Would a recogniser, or a listener, take one word for another? A small weighted table of confusions answers."""

import functools
from dataclasses import dataclass

from gongzhi.screening.fold import shipped_table
from gongzhi.screening.sounds import every_syllable, part_syllable, syllables_of


@dataclass(frozen=True, slots=True)
class Confusions:
    """Costs in thousandths of a nat: the rarer a confusion was among aligned pairs, the dearer it is."""

    initials: dict[tuple[str, str], int]
    finals: dict[tuple[str, str], int]
    # What it costs that a syllable was kept and another character written for it.
    written: int
    limit: int

    @property
    def likely_cost(self) -> int:
        """What one syllable may cost and still be looked for: its word's other syllables are right, so it may cost more than the mean."""
        return self.limit * 4 // 3

    def cost(self, said: str, heard: str) -> int:
        """What it takes to hear one toneless syllable as another; more than any limit when nobody does."""
        if said == heard:
            return 0
        (first, last), (other_first, other_last) = part_syllable(said), part_syllable(heard)
        return _cost(self.initials, first, other_first, self.limit) + _cost(self.finals, last, other_last, self.limit)

    def likely(self, said: str) -> list[str]:
        """The syllables that this one may be taken for, itself not among them."""
        first, last = part_syllable(said)
        firsts = [
            first,
            *(heard for (one, heard), cost in self.initials.items() if one == first and cost <= self.likely_cost),
        ]
        lasts = [
            last,
            *(heard for (one, heard), cost in self.finals.items() if one == last and cost <= self.likely_cost),
        ]
        near = [a + b for a in firsts for b in lasts]
        return [one for one in near if one != said and one in _syllables() and self.cost(said, one) <= self.likely_cost]


def _cost(table: dict[tuple[str, str], int], said: str, heard: str, limit: int) -> int:
    return 0 if said == heard else table.get((said, heard), limit * 10)


@functools.cache
def confusions() -> Confusions:
    """The table that ships; see its own first lines for what it was learned from."""
    return read_confusions(shipped_table("misheard.txt"))


def read_confusions(text: str) -> Confusions:
    """Lines ``initial|final said heard cost`` (- for none), ``written cost`` and ``limit cost``; # begins a remark."""
    initials: dict[tuple[str, str], int] = {}
    finals: dict[tuple[str, str], int] = {}
    single = {"written": 0, "limit": 0}
    for line in text.splitlines():
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if words[0] in single:
            single[words[0]] = int(words[1])
        else:
            table = initials if words[0] == "initial" else finals
            table[words[1].strip("-"), words[2].strip("-")] = int(words[3])
    return Confusions(initials, finals, single["written"], single["limit"])


def dissimilarity(word: str, written: str) -> float:
    """The mean cost per character of hearing ``word`` as what is ``written`` (both folded, of one length), in thousandths."""
    table = confusions()
    total = 0
    for said, heard, a, b in zip(syllables_of(word), syllables_of(written), word, written, strict=True):
        if a != b:
            total += table.written + table.cost(said, heard)
    return total / len(word)


def is_misheard(word: str, written: str) -> bool:
    """Whether ``written`` is close enough to be the word, misheard."""
    return len(word) == len(written) and dissimilarity(word, written) <= confusions().limit


@functools.cache
def _syllables() -> frozenset[str]:
    return frozenset(every_syllable())
