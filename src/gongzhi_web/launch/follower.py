"""The process that keeps the rows level with the sealed log, enters what monitoring opened, and tells other systems what waits."""

import os
import signal
import sys
import threading
import time
import traceback
from types import FrameType

from gongzhi.flow.ports import Archive
from gongzhi_web.launch.levelling import Levelling, level_all

IDLE_SECONDS = 0.3
# Sealed items after which the database is told anew how its tables are filled.
REFRESH_AFTER = 5000
_LEVELLING = Levelling()


def follow_forever() -> int:
    """Until asked to stop. A broken item stops the rows where they are and is named; it never is skipped in silence."""
    import django

    django.setup()
    from gongzhi_web.archive.opening import opened
    from gongzhi_web.archive.planning import refresh_statistics

    stopped = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopped
        stopped = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    parent = os.getppid()
    archive = opened()
    _deliver_beside()
    _bring_level()
    since = 0
    while not stopped and os.getppid() == parent:
        try:
            taken = _round(archive)
        except Exception:
            traceback.print_exc()
            print("投影停在这一条：请运行 gongzhi evidence fsck 检查存储", file=sys.stderr)
            _breathe()
            continue
        since += taken
        if not taken:
            if since > REFRESH_AFTER:
                refresh_statistics()
                since = 0
            time.sleep(IDLE_SECONDS)
    return 0


def _deliver_beside() -> None:
    """Beside the rows, not between them: a receiver that is slow must not keep the rows behind the log.

    It ends with the process; a message cut off in the middle is sent again, under the same id.
    """
    from gongzhi_web.webhooks.delivering import deliver_until

    threading.Thread(target=deliver_until, args=(threading.Event(),), name="deliver", daemon=True).start()


def _round(archive: Archive) -> int:
    """Rows first; what the monitoring opened enters the register once the rows are level. Returns how many items were taken."""
    from gongzhi_web.archive.following import follow
    from gongzhi_web.board.intake import take_up_leads

    return follow(archive) or len(take_up_leads(archive)) or _LEVELLING.when_due()


def _breathe() -> None:
    """Before trying again; a server that was restarted meanwhile is reached over a new connection."""
    from django.db import close_old_connections

    time.sleep(10)
    close_old_connections()


def _bring_level() -> None:
    """Findings that another model placed in the queue are placed anew; then the database learns how its tables are filled."""
    from gongzhi_web.archive.planning import refresh_statistics
    from gongzhi_web.screening.ranking import rank_again

    level_all()
    rank_again()
    refresh_statistics()
