"""From the sealed acts of the register to rows. Writing the same item twice changes nothing."""

from gongzhi.cases import DocketEntered
from gongzhi.flow.docketing import UnknownEntry, load_entry
from gongzhi.flow.ports import Placed
from gongzhi.values import encode_record
from gongzhi_web.archive.opening import opened
from gongzhi_web.board.models import DocketReader, DocketRow


def project_entry(placed: Placed, data: bytes) -> None:  # noqa: ARG001 - as every projection
    """Keep the entry as its acts add up; the log is read up to now, so that the row is never behind."""
    if DocketRow.objects.filter(number=placed.subject, index__gte=placed.index).exists():
        return
    archive = opened()
    try:
        now = load_entry(archive, placed.subject)
    except UnknownEntry:
        # Its beginning was lawfully destroyed, and with it whatever could be shown.
        return
    entered, who = now.entered, now.assignee
    last = now.acts[-1].at if now.acts else entered.at
    DocketRow.objects.update_or_create(
        number=now.number,
        defaults={
            "index": placed.index,
            "exhibit": next(archive.placed(kind=DocketEntered.__name__, subject=placed.subject)).exhibit,
            "title": entered.title[:200],
            "unit": now.unit,
            "state": now.state.value,
            "matter": entered.matter.value,
            "origin": entered.origin.value,
            "level": entered.level.value,
            "assignee": who.ref if who else "",
            "assignee_name": who.name if who else "",
            "suspended": now.suspended is not None,
            "due": now.deadline.due if now.deadline and not now.suspended else None,
            "broadcast": entered.broadcast or "",
            "case": now.case or "",
            "linked": now.linked or "",
            "received_at": entered.at,
            "moved_at": last,
            "version": now.version,
            "record": encode_record(entered),
        },
    )
    readers = [DocketReader(number=now.number, unit=unit) for unit in now.path]
    DocketReader.objects.bulk_create(readers, ignore_conflicts=True)
