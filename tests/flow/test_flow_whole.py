"""What the whole broadcast shows goes in with the batch that reveals it, survives a crash, and is never doubled."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest

from cast_of_rooms import EVENING, RoomScript
from flow.test_flow_ingest import KEY
from flow.test_flow_watch import NOW, DiskFull, FailingArchive, contents
from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.broadcasts import Broadcast, Draft, Promise, PromiseKind, Reading, Signal, SignalBatch
from gongzhi.flow.ingest import Source
from gongzhi.flow.screen import Found
from gongzhi.flow.watch import Limits, Ports, Sealed, watch
from gongzhi.flow.whole import follow_with, rebuild
from gongzhi.law import load_book
from gongzhi.screening import PromiseState, load_checks
from gongzhi.values import decode_record

CHECKS = load_checks()
BOOK = load_book()
FOLLOW = follow_with(CHECKS, BOOK)
CARD = {"title": "冷冻黑虎虾", "specification": "净含量1400g", "price_fen": 8800, "position": 1, "category": "水产品"}


def evening() -> RoomScript:
    """Four pounds that weigh less, a last one that is restocked, a refund taken back, a long quiet end."""
    script = RoomScript("水产品").card(0, **CARD, stock=50).explain(2).say(10, "一盒四斤整整四斤")
    script.say(30, "只放五十单放完就没有").promise(50, "无效全额退款", PromiseKind.EFFICACY_PROMISE)
    script.say(80, "拆封后不退").card(90, stock=0, in_stock=False).card(95, stock=200, in_stock=True)
    return script.chatter(100, 240)


def promises_of(script: RoomScript) -> dict[str, Promise]:
    return {promise.quote: promise for promises in script.promises.values() for promise in promises}


def readings(script: RoomScript) -> Iterator[Reading]:
    """The script as a source: one line a signal."""
    end = 0
    for signal in script.signals:
        raw = f"{signal.id}\n".encode()
        end += len(raw)
        draft = Draft(
            kind=signal.kind, at=signal.at, role=signal.actor.role if signal.actor else None, text=signal.text,
            listing=signal.listing, counts=signal.counts, message_id=signal.id,
        )  # fmt: skip
        yield Reading(raw=raw, end=end, drafts=(draft,))


def run(
    script: RoomScript,
    archive: MemoryArchive,
    *,
    readings_a_batch: int = 4,
    room: Broadcast | None = None,
    **changed: Any,
) -> list[Sealed]:
    promised = promises_of(script)

    def screen(signals: Sequence[Signal]) -> list[Found]:
        return [Found((), _renamed(promised.get(signal.text or ""), signal)) for signal in signals]

    ports = Ports(archive=archive, screen=screen, clock=lambda: NOW, key=KEY, follow=FOLLOW)
    source = Source(name="one", readings=readings(script))
    limits = Limits(readings=readings_a_batch)
    return list(watch(room or script.broadcast, [source], ports=ports, limits=limits, **changed))


def _renamed(promise: Promise | None, signal: Signal) -> tuple[Promise, ...]:
    if promise is None:
        return ()
    fields = {name: getattr(promise, name) for name in Promise.__dataclass_fields__}
    return (Promise(**{**fields, "signal": signal.id}),)


def sealed_findings(archive: MemoryArchive) -> Counter[bytes]:
    return Counter(archive.read(placed) for placed in archive.placed(kind="Finding"))


def rules(sealed: Sequence[Sealed]) -> list[str]:
    return [finding.rule for one in sealed for finding in one.findings]


EXPECTED = ["promise.no_effect_refund_denied", "scarcity.restocked", "contradicts.weight"]


def test_findings_go_in_with_the_batch_that_reveals_them() -> None:
    archive = MemoryArchive()
    sealed = run(evening(), archive)
    assert rules(sealed) == EXPECTED
    revealing = next(one for one in sealed if "scarcity.restocked" in [finding.rule for finding in one.findings])
    assert any(signal.listing and signal.listing.stock == 200 for signal in revealing.batch.signals)
    kinds = [placed.kind for placed in revealing.placed]
    assert kinds.index("SignalBatch") < kinds.index("Finding")


@pytest.mark.parametrize("readings_a_batch", [1, 3, 1024])
def test_how_batches_are_cut_changes_nothing(readings_a_batch: int) -> None:
    archive, once = MemoryArchive(), MemoryArchive()
    run(evening(), archive, readings_a_batch=readings_a_batch)
    run(evening(), once)
    # The lead counts the findings of the batch that opened it; everything else is the same bytes.
    assert sealed_findings(archive) == sealed_findings(once)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("fail_at", range(4))
def test_a_crash_at_any_append_neither_loses_nor_doubles(fail_at: int, after: bool) -> None:
    archive, once = FailingArchive(), MemoryArchive()
    archive.fail_at, archive.after = fail_at, after
    with pytest.raises(DiskFull):
        run(evening(), archive)
    archive.fail_at = None
    run(evening(), archive)
    run(evening(), once)
    assert contents(archive) == contents(once)


def test_run_again_finds_nothing_new() -> None:
    archive = MemoryArchive()
    run(evening(), archive)
    size = archive.size()
    assert run(evening(), archive) == [] and archive.size() == size


def quiet_capsules() -> RoomScript:
    script = (
        RoomScript("保健食品").card(0, title="叶黄素", category="保健食品", specification="不适宜：孕妇").explain(5)
    )
    return script.show(6, "康源").chatter(10, 1300)


def test_what_never_came_is_sealed_at_the_end_in_a_batch_of_its_own() -> None:
    archive = MemoryArchive()
    sealed = run(quiet_capsules(), archive)
    assert [finding.rule for finding in sealed[-1].findings] == ["missing.health_not_medicine"]
    assert sealed[-1].batch.signals == () and sealed[-1].lead is not None
    assert "声明保健食品不是药物" in sealed[-1].lead.summary
    assert run(quiet_capsules(), archive) == []


def test_a_source_that_grew_after_its_end_is_not_missing_it_twice() -> None:
    archive = MemoryArchive()
    run(quiet_capsules(), archive)
    grown = quiet_capsules().chatter(1320, 2000)
    assert rules(run(grown, archive)) == []
    numbers = [
        (batch.number, batch.first)
        for placed in archive.placed(kind="SignalBatch")
        for batch in [decode_record(SignalBatch, archive.read(placed))]
    ]
    assert [number for number, _ in numbers] == list(range(len(numbers)))


def test_a_run_that_was_stopped_misses_nothing_yet() -> None:
    archive = MemoryArchive()
    assert rules(run(quiet_capsules(), archive, readings_a_batch=1024, should_stop=lambda: True)) == []


def test_the_state_is_rebuilt_from_what_was_sealed() -> None:
    archive, script = MemoryArchive(), evening()
    run(script, archive)
    watcher = rebuild(archive, script.broadcast, checks=CHECKS, book=BOOK)
    assert [entry.state for entry in watcher.ledger()] == [PromiseState.CONTRADICTED]
    assert watcher.room.started == EVENING and watcher.room.clock >= EVENING + timedelta(seconds=220)
    assert Counter(line.state for line in watcher.checklist()).total() >= 8
