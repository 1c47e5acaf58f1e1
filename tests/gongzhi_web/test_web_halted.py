"""A broadcast whose screening broke off says so, and is not shown as if nothing had been found."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from web_cast import client_of

from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.broadcasts import Broadcast, SignalBatch
from gongzhi.flow.custody import CaptureEnded, Ending
from gongzhi.flow.matters import item_of
from gongzhi_web.accounts.models import User
from gongzhi_web.archive.following import catch_up

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
