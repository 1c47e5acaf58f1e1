"""Rows follow the sealed log: each item once, across crashes and second followers."""

import contextlib

from web_cast import LINE, seal_room

from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.cases import ReviewOutcome
from gongzhi.flow.review import review_finding
from gongzhi.screening import Finding
from gongzhi.values import decode_record
from gongzhi_web.accounts.models import User
from gongzhi_web.archive import following
from gongzhi_web.archive.following import catch_up, follow
from gongzhi_web.archive.models import Cursor
from gongzhi_web.broadcasts.models import BatchRow, BroadcastRow, PromiseRow
from gongzhi_web.broadcasts.signals import latest_signals, signal_of
from gongzhi_web.screening.models import FindingRow, State


def _state() -> list[object]:
    return [list(model.objects.order_by("pk").values()) for model in (BroadcastRow, BatchRow, PromiseRow, FindingRow)]


def test_the_rows_hold_what_was_sealed(archive: MemoryArchive, market) -> None:
    room = BroadcastRow.objects.get(id=market["tea"])
    assert (room.findings, room.pending, room.risk, room.viewers, room.signals) == (2, 2, 32, 321, 5)
    finding = FindingRow.objects.filter(broadcast=market["tea"]).first()
    assert finding.line == LINE
    assert decode_record(Finding, bytes(finding.record)).quote == "最好"


def test_projecting_again_from_the_start_changes_nothing(archive: MemoryArchive, market) -> None:
    before = _state()
    Cursor.objects.all().delete()
    catch_up(archive)
    assert _state() == before


def test_a_crash_between_two_items_leaves_rows_and_cursor_together(archive, cast, monkeypatch) -> None:
    seal_room(archive, "lin", merchant="林家果园", findings=3)
    real = dict(following.projections())
    calls = {"left": 2}

    def fails_at_the_third(placed, data) -> None:
        if not calls["left"]:
            raise RuntimeError("killed")
        calls["left"] -= 1
        real["Finding"](placed, data)

    monkeypatch.setattr(following, "projections", lambda: {**real, "Finding": fails_at_the_third})
    with contextlib.suppress(RuntimeError):
        catch_up(archive)
    assert FindingRow.objects.count() == 0 and not BroadcastRow.objects.exists()
    monkeypatch.setattr(following, "projections", lambda: real)
    catch_up(archive)
    assert FindingRow.objects.count() == 3
    assert BroadcastRow.objects.get().findings == 3


def test_two_followers_in_turn_take_each_item_once(archive, cast) -> None:
    seal_room(archive, "lin", merchant="林家果园", findings=5)
    taken = [follow(archive, limit=2) for _ in range(8)]
    assert sum(taken) == archive.size()
    assert FindingRow.objects.count() == 5


def test_a_review_settles_the_finding_and_lowers_the_risk_when_dismissed(
    archive, cast: dict[str, User], market
) -> None:
    finding = FindingRow.objects.filter(broadcast=market["lin"]).get()
    by = cast["reviewer"].acting(["P"])
    review_finding(
        archive, finding=finding.exhibit, outcome=ReviewOutcome.DISMISSED, reason="引用", by=by, at=finding.said_at
    )
    catch_up(archive)
    finding.refresh_from_db()
    room = BroadcastRow.objects.get(id=market["lin"])
    assert (finding.state, room.pending, room.risk) == (State.DISMISSED, 0, 0)


def test_signals_are_found_by_name_and_in_order(archive, market) -> None:
    assert signal_of(market["tea"], f"{market['tea']}-1").text == LINE
    assert signal_of(market["tea"], f"{market['tea']}-99") is None
    assert signal_of(market["tea"], market["tea"]) is None
    assert [one.sequence for one in latest_signals(market["tea"], wanted=10)] == [0, 1, 2, 3, 4]
    assert [one.sequence for one in latest_signals(market["tea"], wanted=10, before=2)] == [0, 1]
