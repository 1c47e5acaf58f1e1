"""Sealed price signals against the sealed record: former prices, raised bases, sums, coupons, bait, and spoken lowest prices."""

from datetime import UTC, datetime, timedelta

import pytest

from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.broadcasts import Broadcast, Listing, Signal, SignalBatch, SignalKind, TimeSource
from gongzhi.flow.matters import UnknownBroadcast, item_of
from gongzhi.flow.prices_of_rooms import prices_of_room
from gongzhi.screening import Certainty, Cited, Finding, FindingType

NOW = datetime(2026, 3, 14, 6, 0, tzinfo=UTC)


def signal(
    room: str,
    step: int,
    at: datetime,
    kind: SignalKind = SignalKind.LISTING,
    counts: dict[str, int] | None = None,
    **card: object,
) -> Signal:
    listing = Listing(product="p1", title=str(card.pop("title", "脐橙5斤装")), **card)  # type: ignore[arg-type]
    return Signal(
        broadcast=room, sequence=step, kind=kind, at=at, at_source=TimeSource.MESSAGE, listing=listing, counts=counts or {}
    )  # fmt: skip


def seal(archive: MemoryArchive, room: str, start: datetime, *cards: dict[str, object]) -> None:
    about = Broadcast(id=room, platform="P", room="果园", operator="lin", started_at=start)
    signals = tuple(
        signal(room, step, start + timedelta(seconds=int(card.pop("after", step))), **card)
        for step, card in enumerate(map(dict, cards))
    )
    batch = SignalBatch(broadcast=room, number=0, first=0, opened_at=start, signals=signals)
    archive.append([item_of(about, room, start), item_of(batch, room, start)])


def kinds(archive: MemoryArchive, room: str = "now") -> list[str]:
    return [one.doubt.kind for goods in prices_of_room(archive, room).goods for one in goods.doubts]


def test_the_lowest_of_seven_and_thirty_days_come_from_earlier_broadcasts_of_the_room() -> None:
    archive = MemoryArchive()
    seal(archive, "old", NOW - timedelta(days=20), {"price_fen": 1990})
    seal(archive, "last", NOW - timedelta(days=3), {"price_fen": 2990})
    seal(archive, "now", NOW, {"price_fen": 2590})
    (goods,) = prices_of_room(archive, "now").goods
    assert (goods.week.fen, goods.month.fen, [one.fen for one in goods.points]) == (2990, 1990, [2590])
    assert goods.doubts == ()


def test_a_former_price_that_the_week_never_saw_is_doubted_and_a_true_one_is_not() -> None:
    archive = MemoryArchive()
    seal(archive, "last", NOW - timedelta(days=3), {"price_fen": 2990})
    seal(archive, "now", NOW, {"price_fen": 2590, "reference_price_fen": 5990, "reference_price_label": "原价"})
    seal(archive, "true", NOW + timedelta(hours=1), {"price_fen": 2590, "reference_price_fen": 2990})
    (goods,) = prices_of_room(archive, "now").goods
    (doubt,) = goods.doubts
    assert doubt.doubt.kind == "reference" and doubt.signal == "now-0" and "29.90" in doubt.doubt.says
    assert kinds(archive, "true") == []


def test_without_a_record_nothing_is_doubted() -> None:
    archive = MemoryArchive()
    seal(archive, "now", NOW, {"price_fen": 2590, "reference_price_fen": 5990})
    assert kinds(archive) == [] and prices_of_room(archive, "now").goods[0].week is None


def test_a_price_raised_before_the_discount_is_doubted() -> None:
    archive = MemoryArchive()
    cards = [{"price_fen": 2990}, {"price_fen": 4990}, {"price_fen": 2890, "reference_price_fen": 4990}]
    seal(archive, "now", NOW, *cards)
    assert "raised" in kinds(archive)


def test_the_sum_of_a_discount_is_checked_against_what_the_card_says() -> None:
    archive = MemoryArchive()
    off = {"price_fen": 9500, "reference_price_fen": 10000}
    seal(archive, "now", NOW, {**off, "promises": ("限时8折",)})
    seal(archive, "true", NOW, {**off, "price_fen": 8000, "promises": ("限时8折",)})
    seal(archive, "saved", NOW, {**off, "promises": ("立减20元",)})
    assert (kinds(archive, "now"), kinds(archive, "true"), kinds(archive, "saved")) == (["discount"], [], ["discount"])


def test_a_coupon_that_does_not_come_off_in_full_is_doubted() -> None:
    archive = MemoryArchive()
    coupon = {"kind": SignalKind.COUPON, "counts": {"threshold_fen": 5000, "off_fen": 1000}}
    seal(archive, "now", NOW, {"price_fen": 6000}, {**coupon, "price_fen": 5500})
    seal(archive, "true", NOW, {"price_fen": 6000}, {**coupon, "price_fen": 5000})
    assert (kinds(archive, "now"), kinds(archive, "true")) == (["coupon"], [])


def test_a_few_units_gone_at_once_at_a_low_price_are_bait_and_many_are_not() -> None:
    archive = MemoryArchive()

    def shelf(stock: int) -> list[dict[str, object]]:
        return [
            {"price_fen": 9900}, {"price_fen": 990, "stock": stock, "after": 10},
            {"kind": SignalKind.STOCK, "stock": 0, "after": 12},
        ]  # fmt: skip

    seal(archive, "now", NOW, *shelf(3))
    seal(archive, "true", NOW, *shelf(300))
    assert (kinds(archive, "now"), kinds(archive, "true")) == (["bait"], [])


def test_a_finding_on_prices_stands_beside_the_goods_explained_then_and_its_words_are_weighed() -> None:
    archive = MemoryArchive()
    seal(archive, "old", NOW - timedelta(days=20), {"price_fen": 1990})
    seal(archive, "now", NOW, {"price_fen": 2590, "explaining": True})
    finding = Finding(
        broadcast="now", signal="now-9", said_at=NOW + timedelta(seconds=30), type=FindingType.PRICE_DECEPTION,
        rule="prices.not_the_lowest", rule_version="1", start=0, end=4, quote="历史最低", reading="历史最低",
        certainty=Certainty.LIKELY, severity=3,
        provisions=(Cited(id="明码标价和禁止价格欺诈规定/19", title="明码标价和禁止价格欺诈规定", article="第十九条"),),
        why="与记录不符", instead="说明依据",
    )  # fmt: skip
    archive.append([item_of(finding, "now", NOW)])
    found = prices_of_room(archive, "now")
    assert [(one.finding.quote, one.product) for one in found.findings] == [("历史最低", "p1")]
    assert [one.doubt.kind for one in found.goods[0].doubts] == ["lowest"] and found.doubted == 1


def test_an_unknown_broadcast_is_refused() -> None:
    with pytest.raises(UnknownBroadcast):
        prices_of_room(MemoryArchive(), "nothing")
