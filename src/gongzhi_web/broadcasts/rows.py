"""From sealed records to rows: broadcasts, signal batches, promises. Writing the same item twice changes nothing."""

from gongzhi.broadcasts import Broadcast, Promise, Signal, SignalBatch, SignalKind
from gongzhi.flow.custody import CaptureEnded, Ending
from gongzhi.flow.ports import Placed
from gongzhi.values import decode_record
from gongzhi_web.broadcasts.models import BatchRow, BroadcastRow, Presented, PromiseRow


def project_broadcast(placed: Placed, data: bytes) -> None:
    """A later record of the same broadcast (an end, a title) replaces the columns and keeps the counts."""
    record = decode_record(Broadcast, data)
    BroadcastRow.objects.update_or_create(
        id=record.id,
        defaults={
            "index": placed.index,
            "platform": record.platform,
            "room": record.room,
            "title": record.title or record.room,
            "category": record.category or "",
            "operator": record.operator or "",
            "merchant": record.merchant or "",
            "mcn": record.mcn or "",
            # Framed by line feeds, so that one whole name can be looked for.
            "presenters": "".join(f"\n{name}\n" for name in record.presenters),
            "started_at": record.started_at,
            "ended_at": record.ended_at,
            "heard_at": placed.at,
            "record": data,
        },
        create_defaults=None,
    )
    Presented.objects.filter(broadcast=record.id).delete()
    names = dict.fromkeys(record.presenters)
    Presented.objects.bulk_create([Presented(broadcast_id=record.id, name=name[:120]) for name in names])


def project_batch(placed: Placed, data: bytes) -> None:
    """Keep the batch, and move its broadcast on to the last thing heard."""
    record = decode_record(SignalBatch, data)
    _, new = BatchRow.objects.get_or_create(
        index=placed.index,
        defaults={
            "exhibit": placed.exhibit,
            "broadcast": record.broadcast,
            "first": record.first,
            "size": len(record.signals),
            "speech": sum(signal.kind is SignalKind.SPEECH for signal in record.signals),
            "record": data,
        },
    )
    row = BroadcastRow.objects.filter(id=record.broadcast).first()
    if not new or row is None:
        return
    if record.signals:
        newest = max(signal.at for signal in record.signals)
        row.last_at = newest if row.last_at is None else max(row.last_at, newest)
        row.viewers = _viewers(record.signals) or row.viewers
    row.heard_at = placed.at
    row.signals += len(record.signals)
    row.halted = ""
    row.save(update_fields=["last_at", "viewers", "heard_at", "signals", "halted"])


def project_capture_ended(_: Placed, data: bytes) -> None:
    """A capture that failed leaves its broadcast marked, so that what was not judged does not look clean."""
    record = decode_record(CaptureEnded, data)
    why = (record.why or "原因未记录") if record.ending is Ending.FAILED else ""
    BroadcastRow.objects.filter(id=record.broadcast).update(halted=why)


def project_promise(placed: Placed, data: bytes) -> None:
    """Keep the promise."""
    record = decode_record(Promise, data)
    PromiseRow.objects.get_or_create(
        index=placed.index,
        defaults={
            "exhibit": placed.exhibit,
            "broadcast": record.broadcast,
            "kind": record.kind.value,
            "said_at": record.said_at,
            "record": data,
        },
    )


def _viewers(signals: tuple[Signal, ...]) -> int:
    """People in the room, from the newest statistics that tell; sources name the count differently."""
    for signal in reversed(signals):
        for name in ("viewers", "online", "user_count", "watching"):
            if name in signal.counts:
                return max(0, signal.counts[name])
    return 0
