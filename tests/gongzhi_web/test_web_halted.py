"""A broadcast whose screening broke off says so, and is not shown as if nothing had been found."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from web_cast import client_of, seal_room

from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.broadcasts import Broadcast, SignalBatch
from gongzhi.flow.custody import CaptureEnded, Ending
from gongzhi.flow.matters import item_of
from gongzhi_web.accounts.models import User
from gongzhi_web.archive.following import catch_up
from gongzhi_web.broadcasts.models import BroadcastRow
from gongzhi_web.monitor.views import LATELY

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
WARNING = "筛查在此中断"


def ended(ending: Ending, why: str | None = None) -> CaptureEnded:
    return CaptureEnded(
        broadcast="b-lin",
        started="0" * 26,
        ending=ending,
        batches=1,
        signals=0,
        digest="0" * 64,
        by="t",
        at=START,
        why=why,
    )


def seal(archive: MemoryArchive, *records: object) -> None:
    archive.append([item_of(record, subject="b-lin", at=START) for record in records])
    catch_up(archive)


@pytest.fixture
def room(archive: MemoryArchive, cast: dict[str, User]) -> MemoryArchive:
    about = Broadcast(id="b-lin", platform="平台P", room="b-lin", merchant="林家果园", started_at=START)
    seal(archive, about, SignalBatch(broadcast="b-lin", number=0, first=0, opened_at=START, signals=()))
    return archive


def page(user: User) -> str:
    return client_of(user).get(reverse("room", args=["b-lin"])).content.decode()


def test_a_failed_capture_is_told_with_its_reason(room: MemoryArchive, cast: dict[str, User]) -> None:
    assert WARNING not in page(cast["reviewer"])
    seal(room, ended(Ending.FAILED, "规则 x 出错"))
    shown = page(cast["reviewer"])
    assert WARNING in shown and "规则 x 出错" in shown and "不能当作没有问题" in shown


def test_once_screening_goes_on_the_warning_is_gone(room: MemoryArchive, cast: dict[str, User]) -> None:
    seal(room, ended(Ending.FAILED))
    assert "原因未记录" in page(cast["reviewer"])
    seal(room, SignalBatch(broadcast="b-lin", number=1, first=0, opened_at=START, signals=()))
    assert WARNING not in page(cast["reviewer"])


def test_a_capture_that_ended_as_it_should_warns_of_nothing(room: MemoryArchive, cast: dict[str, User]) -> None:
    for ending in (Ending.SOURCE_ENDED, Ending.STOPPED):
        seal(room, ended(ending))
        assert WARNING not in page(cast["reviewer"])


def test_who_sells_is_warned_and_not_told_what_a_rule_looks_for(room: MemoryArchive, cast: dict[str, User]) -> None:
    seal(room, ended(Ending.FAILED, "规则 x 出错"))
    shown = page(cast["lin"])
    assert WARNING in shown and "规则 x 出错" not in shown
    assert all("规则 x 出错" in page(cast[name]) for name in ("reviewer", "lead", "auditor", "gao"))


def test_a_room_whose_screening_broke_off_lately_stands_first_in_the_monitor(archive, cast: dict[str, User]) -> None:
    for name in ("lin", "tea"):
        seal_room(archive, name, merchant="林家果园", findings=2 if name == "tea" else 0)
    catch_up(archive)

    def listed() -> list[str]:
        rows = client_of(cast["reviewer"]).get(reverse("rooms")).context["rooms"]
        return [one["row"].id for one in rows]

    assert listed() == ["b-tea", "b-lin"]
    BroadcastRow.objects.filter(id="b-lin").update(halted="出错", heard_at=timezone.now())
    assert listed() == ["b-lin", "b-tea"]
    BroadcastRow.objects.filter(id="b-lin").update(heard_at=timezone.now() - LATELY)
    assert listed() == ["b-tea", "b-lin"]
