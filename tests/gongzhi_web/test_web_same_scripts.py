"""The panel of the same script names the rooms that its reader may see, and only counts the others."""

from datetime import UTC, datetime

from django.urls import reverse
from web_cast import client_of

from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.broadcasts import Broadcast, Document, DocumentKind, Listing, Signal, SignalBatch, SignalKind, TimeSource
from gongzhi.flow.matters import item_of
from gongzhi.flow.past import SameScript
from gongzhi_web.accounts.models import User
from gongzhi_web.archive.following import catch_up

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
CARD = Listing(
    product="1",
    title="林家脐橙",
    explaining=True,
    documents=(Document(kind=DocumentKind.TEST_REPORT, number="检2026-001", items=("农药残留",)),),
)


def _room(archive: MemoryArchive, broadcast: str, merchant: str) -> None:
    about = Broadcast(
        id=broadcast, platform="平台P", room=broadcast, title=f"{merchant}专场", merchant=merchant, started_at=START
    )
    card = Signal(
        broadcast=broadcast, sequence=0, kind=SignalKind.LISTING, at=START, at_source=TimeSource.MESSAGE, listing=CARD
    )
    batch = SignalBatch(broadcast=broadcast, number=0, first=0, opened_at=START, signals=(card,))
    archive.append([item_of(record, subject=broadcast, at=START) for record in (about, batch)])


def _alike(archive: MemoryArchive) -> None:
    _room(archive, "b-lin", "林家果园")
    _room(archive, "b-tea", "西山茶业")
    alike = SameScript(broadcast="b-tea", room="b-tea", other="b-lin", other_room="b-lin", likeness=62)
    archive.append([item_of(alike, subject="b-tea", at=START)])
    catch_up(archive)


def _page(user: User, broadcast: str) -> str:
    return client_of(user).get(reverse("room", args=[broadcast])).content.decode()


def test_the_platform_sees_both_rooms_from_either_side(archive: MemoryArchive, cast: dict[str, User]) -> None:
    _alike(archive)
    for here, there in (("b-lin", "西山茶业专场"), ("b-tea", "林家果园专场")):
        page = _page(cast["reviewer"], here)
        assert "同一话术" in page and there in page and "62%" in page


def test_a_seller_learns_that_there_is_another_room_and_not_which(
    archive: MemoryArchive, cast: dict[str, User]
) -> None:
    _alike(archive)
    page = _page(cast["lin"], "b-lin")
    assert "另有 1 场不在您的查看范围内" in page and "西山茶业" not in page and "b-tea" not in page


def test_a_room_of_its_own_script_has_no_panel_and_the_card_shows_its_documents(
    archive: MemoryArchive, cast: dict[str, User]
) -> None:
    _room(archive, "b-lin", "林家果园")
    catch_up(archive)
    page = _page(cast["reviewer"], "b-lin")
    assert "same-scripts" not in page
    assert "在档证明" in page and "检2026-001" in page and "农药残留" in page
