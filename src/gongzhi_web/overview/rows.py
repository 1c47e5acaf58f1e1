"""What is kept level with the log after each run of it: words to be found by, what is told, and duties."""

from collections.abc import Sequence

from gongzhi.flow.ports import Archive, Placed
from gongzhi_web.archive.models import Cursor
from gongzhi_web.board.models import DocketRow
from gongzhi_web.overview.keeping import keep_words, level_words
from gongzhi_web.overview.told import keep_duties, keep_told

_CHUNK = 1000
_CURSOR = "overview-duties"


def keep_level(archive: Archive, noted: Sequence[Placed]) -> None:
    """Called once the rows of these records are written, in the same transaction."""
    keep_words(archive, noted)
    keep_told(archive, noted)


def level_overview(archive: Archive) -> bool:
    """Bring a store level that was filled before there was a search, or whose organisations were regrouped; whether it did."""
    changed = level_words(archive)
    if Cursor.objects.filter(name=_CURSOR).exists():
        return changed
    numbers = list(DocketRow.objects.exclude(assignee="").order_by("number").values_list("number", flat=True))
    for start in range(0, len(numbers), _CHUNK):
        keep_duties(numbers[start : start + _CHUNK])
    Cursor.objects.get_or_create(name=_CURSOR)
    return True
