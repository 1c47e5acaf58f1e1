"""Every provision that decisions rest on, so that a check can resolve each on its day."""

from collections.abc import Iterator
from datetime import date

from gongzhi.decisions.ladder import Ladder, load_ladder


def cited_provisions(ladder: Ladder | None = None) -> Iterator[tuple[str, str, date]]:
    """Yields (place, provision id, day): procedure and measures are cited on the day from which the ladder applies."""
    asked = load_ladder() if ladder is None else ladder
    on = date.fromisoformat(asked.version)
    for place, provision in asked.cited():
        yield place, provision, on
