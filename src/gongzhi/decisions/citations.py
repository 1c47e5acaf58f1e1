"""Every provision that decisions rest on, so that a check can resolve each on its day."""

from collections.abc import Iterator
from datetime import date

from gongzhi.decisions.ladder import load_ladder
from gongzhi.decisions.proportion import load_guide


def cited_provisions() -> Iterator[tuple[str, str, date]]:
    """Yields (place, provision id, day) for the shipped files: each is cited on the day from which its file applies."""
    ladder, guide = load_ladder(), load_guide()
    for place, provision in ladder.cited():
        yield place, provision, date.fromisoformat(ladder.version)
    for place, provision in guide.cited():
        yield place, provision, date.fromisoformat(guide.version)
