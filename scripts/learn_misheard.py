"""Learn which syllables recognisers confuse, from pairs of what was said and what was written.

usage: .venv/bin/python scripts/learn_misheard.py [PAIRS.tsv ...] [--seed N]
Each line of PAIRS.tsv holds what was said, a tab, and what a recogniser wrote; an operator may give as many files as there are. Without any, pairs are
made up by us: words of ``words/avoided.yaml`` with syllables confused the way speakers of southern and northern accents confuse them.
Writes ``tables/misheard.txt``: a cost in thousandths of a nat for each confused initial and final, and its own card.
"""

import argparse
import math
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from gongzhi.screening.avoided import load_avoided
from gongzhi.screening.fold import fold_line
from gongzhi.screening.sounds import every_syllable, part_syllable, syllables_of

_OUTPUT = Path(__file__).parent.parent / "src" / "gongzhi" / "screening" / "tables" / "misheard.txt"
# How often in a thousand syllables an accent, or a recogniser trained on few of them, takes the one for the other.
_INITIALS = {
    "n l": 30,
    "l n": 20,
    "zh z": 60,
    "z zh": 30,
    "ch c": 60,
    "c ch": 30,
    "sh s": 60,
    "s sh": 30,
    "f h": 15,
    "h f": 20,
    "r l": 10,
    "j zh": 6,
}
_FINALS = {
    "in ing": 50,
    "ing in": 50,
    "en eng": 50,
    "eng en": 50,
    "an ang": 25,
    "ang an": 25,
    "ian iang": 8,
    "uan uang": 8,
}
_WRITTEN, _LIMIT, _FEWEST = 300, 900, 3


def aligned(said: str, written: str) -> Iterator[tuple[str, str]]:
    """Pairs of syllables of the cheapest alignment; nothing for what was dropped or put in."""
    a, b = ([one for one in syllables_of(fold_line(text)) if one] for text in (said, written))
    cost = [[at + to if not at * to else 0 for to in range(len(b) + 1)] for at in range(len(a) + 1)]
    for at in range(1, len(a) + 1):
        for to in range(1, len(b) + 1):
            cost[at][to] = min(
                cost[at - 1][to - 1] + _apart(a[at - 1], b[to - 1]), cost[at - 1][to] + 1, cost[at][to - 1] + 1
            )
    at, to = len(a), len(b)
    while at and to:
        if cost[at][to] == cost[at - 1][to - 1] + _apart(a[at - 1], b[to - 1]):
            at, to = at - 1, to - 1
            yield a[at], b[to]
        elif cost[at][to] == cost[at - 1][to] + 1:
            at -= 1
        else:
            to -= 1


def _apart(a: str, b: str) -> float:
    """How far two syllables are from each other: half a step for each half that differs."""
    return sum(one != other for one, other in zip(part_syllable(a), part_syllable(b), strict=True)) * 0.6


def made_up(chance: random.Random, times: int = 40) -> Iterator[list[tuple[str, str]]]:
    """Words of ours, syllable by syllable, as accents make them heard."""
    known = set(every_syllable())
    words = sorted(load_avoided().plain)
    for word in words * times:
        pairs = []
        for syllable in filter(None, syllables_of(fold_line(word))):
            first, last = part_syllable(syllable)
            heard = _changed(first, _INITIALS, chance) + _changed(last, _FINALS, chance)
            pairs.append((syllable, heard if heard in known else syllable))
        yield pairs


def _changed(part: str, table: dict[str, int], chance: random.Random) -> str:
    for pair, often in table.items():
        said, heard = pair.split(" ")
        if said == part and chance.random() * 1000 < often:
            return heard
    return part


def learned(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """Lines of the table: minus the logarithm of how often a half was confused, beside how often it was not."""
    counts = (Counter[tuple[str, str]](), Counter[tuple[str, str]]())
    for said, heard in pairs:
        for count, one, other in zip(counts, part_syllable(said), part_syllable(heard), strict=True):
            count[one, other] += 1
    lines = []
    for name, count in zip(("initial", "final"), counts, strict=True):
        totals: Counter[str] = Counter()
        for (said, _), times in count.items():
            totals[said] += times
        for (said, heard), times in sorted(count.items()):
            if said != heard and times >= _FEWEST:
                # A quarter of a nat for each: what is confused once in twenty times costs about 750.
                lines.append(f"{name} {said or '-'} {heard or '-'} {round(-math.log(times / totals[said]) * 250)}")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("pairs", nargs="*", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    given = [
        line.split("\t")
        for path in args.pairs
        for line in path.read_text(encoding="utf-8").splitlines()
        if "\t" in line
    ]
    real = [pair for said, written, *_ in given for pair in aligned(said, written)]
    ours = [pair for pairs in made_up(random.Random(args.seed)) for pair in pairs] if not given else []
    lines = learned([*real, *ours])
    card = [
        "# Which halves of syllables are taken for each other, and what each costs, in thousandths.",
        f"# Learned by scripts/learn_misheard.py from {len(real)} aligned syllables that were given and {len(ours)} that we made up (seed {args.seed}).",
        f"# {len(lines)} confusions. Limits: accents as we wrote them down, no tones, no dropped or inserted syllables; only words of three",
        "# syllables or more are recovered by it, and only where what was written is no ordinary word.",
        f"written {_WRITTEN}",
        f"limit {_LIMIT}",
    ]
    _OUTPUT.write_text("\n".join((*card, *lines)) + "\n", encoding="utf-8")
    print(f"{len(lines)} confusions")


if __name__ == "__main__":
    main()
