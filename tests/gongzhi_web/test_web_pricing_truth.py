"""Prices shown against the sealed record, on screen: lowest prices, doubts with their provision, findings, within reach only."""

from datetime import timedelta

import pytest
from django.urls import reverse
from web_cast import NOW, client_of, make_finding

from gongzhi.broadcasts import Broadcast, Listing, Signal, SignalBatch, SignalKind, TimeSource
from gongzhi.flow.matters import item_of
from gongzhi.screening import FindingType
from gongzhi_web.archive.following import catch_up


@pytest.fixture
def dear(archive, market) -> str:
    """A later broadcast of Lin's room names a former price that nobody ever saw, and a finding says so."""
    start = NOW + timedelta(days=2)
    about = Broadcast(
        id="b-dear", platform="P", room="lin", title="晚场", merchant="林家果园", operator="林家果园", started_at=start
    )
    card = Listing(product="p1", title="脐橙5斤装", price_fen=2590, reference_price_fen=9900, explaining=True)
    signal = Signal(
        broadcast="b-dear", sequence=0, kind=SignalKind.LISTING, at=start, at_source=TimeSource.MESSAGE, listing=card
    )
    batch = SignalBatch(broadcast="b-dear", number=0, first=0, opened_at=start, signals=(signal,))
    finding = make_finding(
        "b-dear", type=FindingType.PRICE_DECEPTION, quote="原价九十九", said_at=start + timedelta(seconds=5)
    )
    archive.append([item_of(one, "b-dear", start) for one in (about, batch, finding)])
    catch_up(archive)
    return "b-dear"


def test_the_page_shows_the_record_the_doubt_its_provision_and_the_finding(cast, dear) -> None:
    body = client_of(cast["lead"]).get(reverse("price_truth", args=[dear])).content.decode()
    for text in (
        "1 处与记录有出入", "此前七日最低 ¥29.90", "99.00", "请说明", "明码标价和禁止价格欺诈规定/16", "原价九十九",
        "当时讲解 脐橙5斤装", "由人核查",
    ):  # fmt: skip
        assert text in body, text
    assert "晚场" in client_of(cast["lead"]).get(reverse("price_truths")).content.decode()


@pytest.mark.parametrize(
    ("name", "status"), [("gao", 200), ("east", 200), ("lin", 200), ("west", 404), ("tea", 404), ("elsewhere", 404), ("zhou", 404)]
)  # fmt: skip
def test_only_those_within_reach_see_it(name: str, status: int, cast, dear) -> None:
    assert client_of(cast[name]).get(reverse("price_truth", args=[dear])).status_code == status


def test_a_room_without_prices_and_a_stranger_without_rooms_are_told_so(cast, archive, market) -> None:
    assert "还没有直播" in client_of(cast["zhou"]).get(reverse("price_truths")).content.decode()
    body = client_of(cast["lead"]).get(reverse("price_truth", args=[market["tea"]])).content.decode()
    assert "0 处与记录有出入" in body and "与记录没有出入" in body
