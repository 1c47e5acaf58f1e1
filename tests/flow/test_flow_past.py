"""Earlier broadcasts of a store: their prices, and rooms that speak the same script."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from cast_of_rooms import EVENING, RoomScript
from flow.test_flow_ingest import KEY
from flow.test_flow_watch import NOW
from flow.test_flow_whole import readings
from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.broadcasts import Listing, Signal
from gongzhi.cases import Lead
from gongzhi.flow.ingest import Source
from gongzhi.flow.matters import sealed_records
from gongzhi.flow.past import SameScript, past_prices, scripts_like
from gongzhi.flow.screen import Found
from gongzhi.flow.watch import Ports, watch
from gongzhi.flow.whole import follow_with
from gongzhi.law import load_book
from gongzhi.screening import Finding, load_checks
from gongzhi.screening.whole import Outline
from gongzhi.values import decode_record

CHECKS, BOOK = load_checks(), load_book()
TALE = [
    "家里老人种了三十年果树今年雨水好", "每一棵树都是我跟着爷爷一棵一棵栽下去的", "早上五点钟上山摘果子露水还没有干",
    "运下山的路要走两个小时摩托车", "装箱的阿姨都是村里的留守妇女", "这一箱到你家门口我只挣三块钱",
]  # fmt: skip


def room(name: str, *, days: int = 0, tale: Sequence[str] = TALE, price_fen: int = 9900) -> RoomScript:
    script = RoomScript()
    script.broadcast = replace(
        script.broadcast, id=f"{name}-{days}", room=name, started_at=EVENING + timedelta(days=days)
    )
    script.card(0, title="脐橙", price_fen=price_fen, position=1).explain(1)
    for number, text in enumerate(tale):
        script.say(10 + number * 10, text)
    script.signals = [
        replace(signal, broadcast=script.broadcast.id, at=signal.at + timedelta(days=days)) for signal in script.signals
    ]
    return script


def silent(signals: Sequence[Signal]) -> list[Found]:
    return [Found() for _ in signals]


def run(archive: MemoryArchive, script: RoomScript, *, stopped: bool = False) -> list[Finding]:
    follow = follow_with(CHECKS, BOOK, partial(past_prices, archive))
    ports = Ports(archive=archive, screen=silent, clock=lambda: NOW, key=KEY, follow=follow)
    source = Source(name="one", readings=readings(script))
    sealed = watch(script.broadcast, [source], ports=ports, should_stop=lambda: stopped)
    return [finding for one in sealed for finding in one.findings]


def likenesses(archive: MemoryArchive) -> list[tuple[str, str]]:
    return [(one.record.room, one.record.other_room) for one in sealed_records(archive, SameScript)]


def test_the_same_tale_in_two_rooms_is_sealed_and_opens_a_lead() -> None:
    archive = MemoryArchive()
    run(archive, room("qiao"))
    assert likenesses(archive) == [] and list(archive.placed(kind="Lead")) == []
    run(archive, room("xinghuo"))
    assert likenesses(archive) == [("xinghuo", "qiao")]
    (lead,) = [decode_record(Lead, archive.read(placed)) for placed in archive.placed(kind="Lead")]
    assert (
        "同一话术" in lead.summary
        and "100%" in lead.summary
        and "qiao" not in lead.summary
        and lead.broadcast == "xinghuo-0"
    )
    (seen_from_the_first,) = scripts_like(archive, "qiao-0")
    assert (seen_from_the_first.other, seen_from_the_first.other_room) == ("xinghuo-0", "xinghuo")


def test_a_room_may_repeat_itself_and_others_may_say_something_else() -> None:
    archive = MemoryArchive()
    run(archive, room("qiao"))
    run(archive, room("qiao", days=1))
    run(archive, room("wen", tale=[f"第{number}件衣服是今年新到的款式颜色很正{number}" for number in range(20)]))
    assert likenesses(archive) == []


def test_watching_again_seals_nothing_twice() -> None:
    archive = MemoryArchive()
    for _ in range(2):
        run(archive, room("qiao"))
        run(archive, room("xinghuo"))
    assert len(likenesses(archive)) == 1
    assert sum(1 for _ in archive.placed(kind=Outline.__name__)) == 2


def test_nothing_personal_is_in_an_outline() -> None:
    archive = MemoryArchive()
    run(archive, room("qiao", tale=["我叫乔小米电话一三八零零零"] * 3))
    (placed,) = archive.placed(kind=Outline.__name__)
    assert "乔小米" not in archive.read(placed).decode()


@pytest.mark.parametrize("stopped", [False, True])
def test_prices_of_yesterday_are_known_today_even_of_a_broadcast_that_was_left(stopped: bool) -> None:
    archive = MemoryArchive()
    run(archive, room("lin", price_fen=9900), stopped=stopped)
    run(archive, room("wen", price_fen=100))
    today = room("lin", days=1).broadcast
    seen = past_prices(archive, today).of(
        Listing(product="p1"), before=EVENING + timedelta(days=1), within=timedelta(days=7)
    )
    assert [one.fen for one in seen] == [9900]
    found = run(archive, room("lin", days=1, tale=["原价一百九十八", *TALE, *TALE]))
    assert "prices.former_unseen" in [finding.rule for finding in found]


def test_a_month_later_the_past_is_past() -> None:
    archive = MemoryArchive()
    run(archive, room("lin"))
    later = room("lin", days=31).broadcast
    assert past_prices(archive, later).of(Listing(product="p1"), before=NOW, within=timedelta(days=400)) == []
