"""Looks of programs: what a person reads over the API stands in the chain of custody as what they read on a page does."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from api_cast import fresh_rate, program_of, refusal
from django.urls import reverse
from django.utils import timezone
from web_cast import client_of, seal_room

from gongzhi.adapters.archive import DirectoryArchive, open_archive
from gongzhi.cases import ReviewOutcome
from gongzhi.evidence import LogDamaged, StoreUnwritable
from gongzhi.flow.custody import Exported, Viewed
from gongzhi.flow.matters import sealed_records
from gongzhi.flow.review import review_finding
from gongzhi_web.accounts.models import User
from gongzhi_web.archive.following import catch_up
from gongzhi_web.archive.opening import replace_archive
from gongzhi_web.evidence import custody
from gongzhi_web.screening.models import FindingRow

__all__ = ["fresh_rate"]


@pytest.fixture
def store(tmp_path: Path, cast: dict[str, User]) -> Iterator[DirectoryArchive]:
    archive = open_archive(tmp_path / "store")
    replace_archive(archive)
    seal_room(archive, "lin", merchant="林家果园")  # type: ignore[arg-type]
    catch_up(archive)
    yield archive
    replace_archive(None)
    archive.close()


@pytest.fixture
def case(store: DirectoryArchive, cast: dict[str, User]) -> str:
    """Lin's case, opened by the reviewer over the API."""
    finding = FindingRow.objects.get(broadcast="b-lin").exhibit
    by, now = cast["second"].acting(["P"]), timezone.now()
    review_finding(store, finding=finding, outcome=ReviewOutcome.CONFIRMED, reason=None, by=by, at=now)
    catch_up(store)
    parties = [{"name": "林家果园", "role": "operator"}]
    body = {"broadcast": "b-lin", "findings": [finding], "parties": parties}
    answer = program_of(cast["reviewer"]).post("/cases", body)
    assert answer.status_code == 201, answer.content.decode()
    return str(answer.json()["id"])


def views_of(store: DirectoryArchive, exhibit: str) -> list[Viewed]:
    return [one.record for one in sealed_records(store, Viewed, exhibit)]


def test_a_case_read_over_the_api_is_on_record_once_a_day_and_person(store, case: str, cast) -> None:
    for name in ("lead", "lead", "gao", "lin"):
        assert program_of(cast[name]).get(f"/cases/{case}").status_code == 200
    views = views_of(store, case)
    assert [view.by[0] for view in views] == ["r", "l", "g", "l"]
    assert {view.purpose for view in views} == {"查看案件（接口）"}
    assert len({view.by for view in views}) == 4
    assert not {"reviewer", "lead", "gao", "lin"} & {view.by for view in views}


def test_a_page_and_a_program_of_one_person_are_one_look(store, case: str, cast) -> None:
    assert client_of(cast["gao"]).get(reverse("case", args=[case])).status_code == 200
    assert program_of(cast["gao"]).get(f"/cases/{case}").status_code == 200
    assert [view.purpose for view in views_of(store, case) if view.by.startswith("g")] == ["查看案件"]


def test_a_room_read_over_the_api_is_on_record(store, cast) -> None:
    assert program_of(cast["gao"]).get("/broadcasts/b-lin").status_code == 200
    [view] = views_of(store, "b-lin")
    assert view.purpose == "查看直播间（接口）" and view.by.startswith("g**")


def test_a_bundle_taken_over_the_api_is_on_record_with_its_digest_and_for_whom(store, cast) -> None:
    exhibit = next(store.placed(kind="Finding")).exhibit
    data = program_of(cast["gao"]).get(f"/evidence/{exhibit}/bundle").content
    [exported] = [one.record for one in sealed_records(store, Exported)]
    assert exported.sha256 == hashlib.sha256(data).hexdigest() and exported.exhibits == (exhibit,)
    assert exported.recipient == "市局" and exported.by.startswith("g**")


def test_lists_and_what_is_out_of_reach_leave_no_look(store, case: str, cast) -> None:
    before = len(list(sealed_records(store, Viewed)))
    for path in ("/cases", "/findings", "/broadcasts"):
        assert program_of(cast["gao"]).get(path).status_code == 200
    for path in (f"/cases/{case}", "/broadcasts/b-lin"):
        assert program_of(cast["zhou"]).get(path).status_code == 404
    assert len(list(sealed_records(store, Viewed))) == before


@pytest.mark.parametrize("trouble", [StoreUnwritable("磁盘已满：请清理后重试"), LogDamaged("缺少 tile/0/000")])
def test_content_that_cannot_be_read_on_the_record_is_not_given(
    store, case: str, cast, monkeypatch, trouble: Exception
) -> None:
    def full(*_: object, **__: object) -> None:
        raise trouble

    monkeypatch.setattr(custody, "record_view", full)
    for path in (f"/cases/{case}", "/broadcasts/b-lin"):
        answer = program_of(cast["gao"]).get(path)
        assert refusal(answer) == (503, "store_unusable")
        assert "林家果园" not in answer.content.decode()
