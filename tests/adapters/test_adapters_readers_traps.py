"""The fifteen traps that real collectors set, each by its number in the format notes, through reader and intake."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from gongzhi.adapters.readers import read_source
from gongzhi.broadcasts import ActorRole, Broadcast, ProblemKind, Signal, SignalBatch, SignalKind, TimeSource
from gongzhi.flow.ingest import Intake, Source

OPENED = datetime(2026, 3, 2, tzinfo=UTC)
MS = 1772366401500
AT = datetime(2026, 3, 1, 12, 0, 1, 500000, tzinfo=UTC)
ROOM = Broadcast(id="b", platform="抖音", room="lin", merchant="林家果园", presenters=("乔安",))


def _take(*sources: bytes, broadcast: Broadcast = ROOM) -> SignalBatch:
    intake = Intake(broadcast, key=b"k" * 32, opened_at=OPENED)
    named = [Source(name=f"s{place}", readings=read_source([source])) for place, source in enumerate(sources)]
    for arrival in intake.arrivals(named):
        intake.add(arrival.source, arrival.reading)
    drawn = intake.draw()
    assert drawn is not None
    return drawn.batch


def _signals(*messages: Any) -> tuple[Signal, ...]:
    return _take(_lines(*messages)).signals


def _lines(*messages: Any) -> bytes:
    return b"".join(json.dumps(message, ensure_ascii=False).encode() + b"\n" for message in messages)


def _douyin(method: str, *, at: bool = True, message_id: str = "9", **fields: Any) -> dict[str, Any]:
    common = {"method": method, "msgId": message_id} | ({"createTime": str(MS)} if at else {})
    return {"common": common, **fields}


def test_trap_01_64_bit_identifiers_stay_exact_as_string_or_as_number() -> None:
    as_text, as_number = _signals(
        _douyin("WebcastChatMessage", message_id="7388567253396146955", content="甲"),
        {"common": {"method": "WebcastChatMessage", "msgId": 7388567253396146957}, "content": "乙"},
    )
    assert (as_text.message_id, as_number.message_id) == ("7388567253396146955", "7388567253396146957")


def test_trap_02_snake_case_and_camel_case_are_read_in_the_same_message() -> None:
    snake, camel = _signals(
        {"common": {"method": "WebcastRoomUserSeqMessage", "msg_id": "1", "create_time": MS}, "total_user": "6597"},
        {"common": {"method": "WebcastRoomUserSeqMessage", "msgId": "2", "createTime": str(MS)}, "totalUser": "6597"},
    )
    assert snake.counts == camel.counts == {"viewers_total": 6597}
    assert snake.at == camel.at == AT


def test_trap_03_a_message_without_create_time_takes_the_time_of_receipt_and_says_so() -> None:
    (signal,) = _signals(_douyin("WebcastSocialMessage", at=False, action="1"))
    assert (signal.at, signal.at_source) == (OPENED, TimeSource.RECEIVED)
    assert signal.notes == ("消息没有时间，以接收时间代替",)


def test_trap_03_after_a_timed_message_the_time_is_derived_from_it_and_says_so() -> None:
    _, signal = _signals(
        _douyin("WebcastChatMessage", content="甲"),
        _douyin("WebcastUpdateFanTicketMessage", at=False, message_id="8", roomFanTicketCount="533"),
    )
    assert (signal.at, signal.at_source) == (AT, TimeSource.DERIVED)
    assert signal.notes == ("消息没有时间，沿用上一条消息的时间",)


def test_trap_04_seconds_and_milliseconds_are_told_apart() -> None:
    message = _douyin(
        "WebcastLiveShoppingMessage",
        logical_clock=str(MS - 1),
        update_timestamp=str(MS // 1000),
        sold_out=True,
        updated_product_ids=["1"],
    )
    xml = b'<i><d p="1.0,1,25,1,%d,0,a,51870527213010951,10">a</d><d p="1.0,1,25,1,%d,0,u,u,0" uid="u">b</d></i>'
    signals = (*_signals(message), *_take(xml % (MS // 1000, MS)).signals)
    assert [signal.at for signal in signals] == [AT, AT.replace(microsecond=0), AT]


def test_trap_05_an_object_and_an_array_of_one_read_the_same() -> None:
    message = _douyin("WebcastChatMessage", content="甲")
    for layout in (json.dumps(message, indent=1), json.dumps([message], indent=1), json.dumps([message])):
        (signal,) = _take(layout.encode()).signals
        assert (signal.text, signal.message_id, signal.at) == ("甲", "9", AT)


def test_trap_06_barrage_grab_has_json_in_json_no_time_and_a_misspelt_anchor() -> None:
    inner = {"MsgId": 5, "User": {"Id": 7, "Nickname": "x"}, "Onwer": {"UserId": "7"}, "Content": "好"}
    (signal,) = _signals({"Type": 1, "ProcessName": "chrome", "Data": json.dumps(inner)})
    assert (signal.text, signal.at_source) == ("好", TimeSource.RECEIVED)
    assert signal.actor is not None and signal.actor.role is ActorRole.PRESENTER


def test_trap_07_the_message_s_room_id_is_of_the_broadcast_and_never_names_the_room(tmp_path: Any) -> None:
    from gongzhi.adapters.recordings import Wanted, open_recording

    path = tmp_path / "林家果园.json"
    path.write_bytes(_lines({"common": {"method": "WebcastChatMessage", "roomId": "73885"}, "content": "甲"}))
    assert open_recording(path).broadcast.room == "林家果园"
    assert open_recording(path, Wanted(room="果园")).broadcast.room == "果园"


def test_trap_08_two_collectors_of_one_room_are_merged_by_message_id_never_by_user_id() -> None:
    one = _douyin("WebcastChatMessage", content="甲", user={"id": "1", "nickname": "X***"})
    other = _douyin("WebcastChatMessage", content="甲", user={"id": "2", "nickname": "X***"})
    batch = _take(_lines(one), _lines(other))
    assert [signal.text for signal in batch.signals] == ["甲"]
    assert [problem.kind for problem in batch.problems] == [ProblemKind.DUPLICATE]


def test_trap_08_without_an_id_time_and_text_decide_and_other_text_of_the_same_user_stays() -> None:
    lines = [
        {"kind": "danmu", "at": "2026-03-01T20:00:00+08:00", "text": text, "user_id": user}
        for text, user in (("甲", "1"), ("甲", "2"), ("乙", "1"))
    ]
    assert [signal.text for signal in _signals(*lines)] == ["甲", "乙"]


def test_trap_08_a_masked_nickname_identifies_nobody() -> None:
    (signal,) = _take("【聊天msg】[0]X***: 好\n".encode()).signals
    assert signal.actor is not None
    assert (signal.actor.ref, signal.actor.name_masked) == (None, "X***")


def test_trap_09_danmu_of_the_shop_side_is_told_from_that_of_viewers() -> None:
    shop, named, viewer = _signals(
        {"kind": "danmu", "text": "拍下立减", "user": "林家果园", "user_id": "1", "actor": "viewer"},
        {"kind": "danmu", "text": "有优惠", "user": "某某旗舰店"},
        {"kind": "danmu", "text": "好吃吗", "user": "阿文", "user_id": "3"},
    )
    assert [signal.actor and signal.actor.role for signal in (shop, named, viewer)] == [
        ActorRole.MERCHANT,
        ActorRole.MERCHANT,
        ActorRole.VIEWER,
    ]
    assert "按昵称判断为商家一方" not in shop.notes
    assert named.notes[-1] == "按昵称判断为商家一方"


def test_trap_10_the_product_being_explained_is_listed_once_though_the_message_lists_it_twice() -> None:
    rows = [
        {"explain_type": "2", "index": 3, "promotion_id": "103"},
        {"explain_type": "1", "index": 1, "promotion_id": "101"},
        {"index": 2, "promotion_id": "102"},
        {"explain_type": "1", "index": 3, "promotion_id": "103"},
    ]
    signals = _signals(_douyin("WebcastProductChangeMessage", total="3", update_product_info=rows))
    listings = [signal.listing for signal in signals if signal.listing]
    assert sorted(listing.product for listing in listings) == ["101", "102", "103"]
    assert [listing.product for listing in listings if listing.explaining] == ["103"]
    assert [listing.position for listing in listings if listing.product == "103"] == [3]


def test_trap_11_every_price_becomes_fen_whatever_the_unit_of_the_source() -> None:
    card = {"updated_product_info": {"price": "2990"}, "updated_product_ids": ["1"]}
    (fen,) = _signals(_douyin("WebcastLiveShoppingMessage", **card))
    campaign = {"updated_campaign_info": {"price": "1990", "start_time": "1"}, "updated_product_ids": ["1"]}
    (text,) = _signals(_douyin("WebcastLiveShoppingMessage", **campaign))
    seeds = {"coin_type": "gold", "total_coin": 1000, "num": 1, "giftName": "花", "timestamp": MS // 1000}
    (gift,) = _signals({"cmd": "SEND_GIFT", "data": seeds})
    (times_1000,) = _take(b'<i><sc ts="1" price="30000" user="u" uid="1" timestamp="1772366401500">q</sc></i>').signals
    assert fen.listing and text.listing
    assert (fen.listing.price_fen, text.listing.price_fen) == (2990, 1990)
    assert (gift.counts["paid_fen"], times_1000.counts["paid_fen"]) == (100, 3000)


def test_trap_12_a_promise_in_danmu_by_the_shop_s_own_account_is_the_merchant_s_word() -> None:
    (signal,) = _take("【聊天msg】[0]林家果园客服: 直播间下单都送一把果刀\n".encode()).signals
    assert (signal.kind, signal.text) == (SignalKind.DANMU, "直播间下单都送一把果刀")
    assert signal.actor is not None and signal.actor.role is ActorRole.MERCHANT


def test_trap_13_a_hidden_comment_is_not_counted_as_shown() -> None:
    feed = {
        "commentFeeds": [
            {"id": "1", "content": "甲", "showType": "WEB_COMMENT_SHOW_NORMAL", "time": MS},
            {"id": "2", "content": "乙", "showType": "WEB_COMMENT_SHOW_HIDDEN", "time": MS},
            {"id": "3", "content": "丙", "showType": 0, "time": MS},
        ]
    }
    assert [signal.shown for signal in _signals(feed)] == [True, False, None]


def test_trap_14_a_repeated_sequence_number_is_no_duplicate_and_a_combo_total_is_no_increment() -> None:
    events = [
        {"decoded_type": "comment", "content": "好", "msg_id": name, "seq": 3, "msg_time": MS} for name in ("m1", "m2")
    ]
    gifts = [
        _douyin("WebcastGiftMessage", message_id=str(10 + total), repeatCount=str(total), gift={"name": "花"})
        for total in (1, 2)
    ]
    assert len(_signals({"decoded_data": {"events": events}})) == 2
    first, second = _signals(*gifts)
    assert (first.counts["combo_total"], second.counts["combo_total"]) == (1, 2)
    assert "gifts" not in second.counts and "不可相加" in second.notes[0]


def test_trap_14_a_gift_increment_and_its_cumulative_total_are_kept_apart() -> None:
    inner = {"MsgId": 5, "GiftName": "花", "GiftCount": 1, "RepeatCount": 8}
    (signal,) = _signals({"Type": 5, "ProcessName": "x", "Data": json.dumps(inner)})
    assert signal.counts == {"gifts": 1, "combo_total": 8}


def test_trap_15_danmu_mirrored_from_another_room_is_marked() -> None:
    info = [[0, 1, 25, 1, MS, 0, 0, "", 0, 0, 0, "", 0, "", "", {"extra": '{"is_mirror": true}'}], "好", [1, "a", 0]]
    (inside,) = _signals({"cmd": "DANMU_MSG", "info": info})
    (outside,) = _signals({"cmd": "DANMU_MSG_MIRROR", "info": [info[0][:10], "好", [1, "a", 0]]})
    for signal in (inside, outside):
        assert signal.counts == {"mirrored": 1}
        assert signal.notes == ("弹幕自其他直播间转入，不是本房间观众所发",)


def test_a_clock_of_another_century_is_replaced_and_reported() -> None:
    far = {"common": {"method": "WebcastChatMessage", "msgId": "1", "createTime": "4000000000000"}, "content": "甲"}
    batch = _take(_lines(_douyin("WebcastChatMessage", message_id="0", content="前"), far))
    wrong = batch.signals[1]
    assert (wrong.at, wrong.at_source) == (AT, TimeSource.DERIVED)
    assert "2096-10-02" in wrong.notes[0]
    assert [problem.kind for problem in batch.problems] == [ProblemKind.WRONG_CLOCK]


def test_a_clock_that_disagrees_with_the_collector_s_own_gives_way_to_it() -> None:
    received = "2026-03-01T20:00:00+08:00"
    late = {"kind": "danmu", "text": "甲", "at": "2026-02-01T20:00:00+08:00", "received_at": received}
    (signal,) = _signals(late)
    assert (signal.at, signal.at_source) == (datetime(2026, 3, 1, 12, tzinfo=UTC), TimeSource.RECEIVED)


def test_a_message_out_of_order_keeps_its_time_and_its_place_and_is_reported() -> None:
    lines = [
        {"id": str(place), "kind": "danmu", "text": str(place), "at": (AT + timedelta(seconds=second)).isoformat()}
        for place, second in enumerate((0, 60, 10, 61))
    ]
    batch = _take(_lines(*lines))
    assert [signal.text for signal in batch.signals] == ["0", "1", "2", "3"]
    assert batch.signals[2].at == AT + timedelta(seconds=10)
    assert [(problem.kind, problem.count) for problem in batch.problems] == [(ProblemKind.OUT_OF_ORDER, 1)]
