"""Who reads what follows the register of organisations: looked after while the site runs, not only when it starts."""

import time
from dataclasses import dataclass

EVERY_SECONDS = 5.0


@dataclass(slots=True)
class Levelling:
    """Levels at most every few seconds: reading the organisations costs little, but not nothing."""

    next: float = 0.0

    def when_due(self) -> bool:
        """Level if it is time; whether anything was regrouped."""
        now = time.monotonic()
        if now < self.next:
            return False
        self.next = now + EVERY_SECONDS
        return level_all()


def level_all() -> bool:
    """Make the readers of the register, of the cases and of the search anew where bureaus or sellers were regrouped; whether any was."""
    from gongzhi_web.archive.opening import opened
    from gongzhi_web.board.readers import level_readers
    from gongzhi_web.cases.readers import level_cases
    from gongzhi_web.overview.rows import level_overview

    # All, whatever the first says: a seller may have moved together with its bureau.
    return any([level_readers(), level_cases(), level_overview(opened())])
