"""The room page's checklist is the one of the broadcast's own watcher, kept up as batches are sealed."""

from datetime import UTC, datetime, timedelta

from django.urls import reverse
from web_cast import client_of

from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.broadcasts import Actor, ActorRole, Broadcast, Listing, Signal, SignalBatch, SignalKind, TimeSource
from gongzhi.flow.ports import Item
from gongzhi.values import encode_record
from gongzhi_web.accounts.models import User
from gongzhi_web.archive.following import catch_up
from gongzhi_web.broadcasts.models import BroadcastRow
from gongzhi_web.monitor.disclosures import disclosures

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
ROOM = Broadcast(
    id="b-health", platform="P", room="健康屋", title="健康屋", category="保健食品", merchant="康源", started_at=START
)
CARD = Listing(product="1", title="叶黄素酯软胶囊", category="保健食品", explaining=True)


def _seal(archive: MemoryArchive, first: int, *said: str | Listing) -> None:
    signals = tuple(
        Signal(
            broadcast=ROOM.id,
            sequence=first + n,
            kind=SignalKind.SPEECH if isinstance(one, str) else SignalKind.LISTING,
            at=START + timedelta(seconds=30 * (first + n)),
            at_source=TimeSource.MESSAGE,
            actor=Actor(role=ActorRole.PRESENTER),
            text=one if isinstance(one, str) else None,
            listing=None if isinstance(one, str) else one,
        )
        for n, one in enumerate(said)
    )
    batch = SignalBatch(broadcast=ROOM.id, number=first, first=first, opened_at=START, signals=signals)
    items = [Item(kind="SignalBatch", subject=ROOM.id, data=encode_record(batch), at=START)]
    if first == 0:
        items.insert(0, Item(kind="Broadcast", subject=ROOM.id, data=encode_record(ROOM), at=START))
    archive.append(items)
    catch_up(archive)


def _told(archive: MemoryArchive) -> set[str]:
    lines = disclosures(archive, BroadcastRow.objects.get(id=ROOM.id))
    assert lines
    return {line.check for line in lines if line.state == "done"}


def test_what_is_said_later_is_told_from_then_on(archive: MemoryArchive, cast: dict[str, User]) -> None:
    _seal(archive, 0, CARD, "欢迎来到健康屋今天看叶黄素")
    before = _told(archive)
    _seal(archive, 2, "提醒一下本品不能代替药物")
    assert _told(archive) > before


def test_the_page_shows_when_it_was_said(archive: MemoryArchive, cast: dict[str, User]) -> None:
    _seal(archive, 0, CARD, "提醒一下本品不能代替药物")
    page = client_of(cast["reviewer"]).get(reverse("room", args=[ROOM.id])).content.decode()
    assert "已说" in page and "还应说明的事项" in page
