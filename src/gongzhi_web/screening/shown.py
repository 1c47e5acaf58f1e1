"""A finding as a page shows it: the row, its record, its room, its marked span."""

from collections.abc import Iterable
from dataclasses import dataclass

from gongzhi.screening import Finding
from gongzhi.values import decode_record
from gongzhi_web.broadcasts.models import BroadcastRow
from gongzhi_web.screening.models import FindingRow
from gongzhi_web.site.templatetags.gongzhi import risk


@dataclass(frozen=True, slots=True)
class Shown:
    """What templates read."""

    row: FindingRow
    record: Finding
    room: BroadcastRow | None

    @property
    def spans(self) -> list[tuple[int, int, str]]:
        """The span within the line; a finding of the whole broadcast has no line and marks its own quote."""
        if self.row.line == self.record.quote:
            return [(0, len(self.row.line), risk(self.row.severity))]
        return [(self.record.start, self.record.end, risk(self.row.severity))]

    @property
    def excerpt(self) -> tuple[str, list[tuple[int, int, str]]]:
        """The line cut to the neighbourhood of the span, for lists."""
        (start, end, style), line = self.spans[0], self.row.line
        first, last = max(0, start - 26), min(len(line), end + 34)
        text = ("…" if first else "") + line[first:last] + ("…" if last < len(line) else "")
        moved = start - first + (1 if first else 0)
        return text, [(moved, moved + end - start, style)]


def shown(rows: Iterable[FindingRow]) -> list[Shown]:
    """Rows with their records and rooms, in the same order; one query for the rooms."""
    kept = list(rows)
    rooms = BroadcastRow.objects.defer("record").in_bulk({row.broadcast for row in kept})
    return [Shown(row, decode_record(Finding, bytes(row.record)), rooms.get(row.broadcast)) for row in kept]
