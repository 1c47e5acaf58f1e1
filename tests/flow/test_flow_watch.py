"""Watching: what goes into one append, what survives a failure, and what is found."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from flow.test_flow_ingest import KEY, ONE, ROOM, START, TWO, lines, source_of
from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.broadcasts import Promise, PromiseKind, Signal, SignalBatch, SignalKind, TimeSource
from gongzhi.cases import Lead, LeadLevel
from gongzhi.flow.ports import Item, Placed
from gongzhi.flow.screen import Found
from gongzhi.flow.watch import Limits, Ports, Sealed, TakenElsewhere, last_batch, screen_with, watch
from gongzhi.screening import Certainty, Evaded, Evasion, Finding, FindingType, Line, Screened
from gongzhi.values import decode_record, record_name

NOW = datetime(2026, 3, 2, tzinfo=UTC)
SMALL = Limits(readings=2)


class DiskFull(Exception):
    pass


class FailingArchive(MemoryArchive):
    """Fails at the given append, before or after it took hold, as a crash does."""

    def __init__(self) -> None:
        super().__init__()
        self.fail_at: int | None = None
        self.after = False
        self.appends = 0

    def append(self, items: Sequence[Item]) -> list[Placed]:
        failing = self.appends == self.fail_at
        self.appends += 1
        if failing and not self.after:
            raise DiskFull
        placed = super().append(items)
        if failing:
            raise DiskFull
        return placed


def screen(signals: Sequence[Signal]) -> list[Found]:
    """A trivial screen: 丑 is a finding, 甲 a doubtful one, 子 a promise."""
    return [Found(_findings(signal), _promises(signal)) for signal in signals]


def _findings(signal: Signal) -> tuple[Finding, ...]:
    sure = {"丑": Certainty.LIKELY, "甲": Certainty.DOUBTFUL}.get(signal.text or "")
    if sure is None:
        return ()
    return (
        Finding(
            broadcast=signal.broadcast, signal=signal.id, said_at=signal.at, type=FindingType.ABSOLUTE_CLAIM, rule="r",
            rule_version="1", start=0, end=1, quote=signal.text or "", reading=signal.text or "", certainty=sure, severity=3,
            provisions=(), why="示例", instead="示例",
        ),
    )  # fmt: skip


def _promises(signal: Signal) -> tuple[Promise, ...]:
    if signal.text != "子":
        return ()
    return (
        Promise(
            broadcast=signal.broadcast, signal=signal.id, kind=PromiseKind.GIFT, start=0, end=1, quote="子", said_at=signal.at
        ),
    )  # fmt: skip


def ports_of(archive: MemoryArchive, **changed: Any) -> Ports:
    return Ports(
        **{
            "archive": archive,
            "screen": screen,
            "clock": lambda: NOW,
            "key": KEY,
            **changed,
        }
    )


def run(archive: MemoryArchive, limits: Limits = SMALL, **changed: Any) -> list[Sealed]:
    sources = [source_of("one", ONE), source_of("two", TWO)]
    return list(watch(ROOM, sources, ports=ports_of(archive, **changed), limits=limits))


def sealed_texts(archive: MemoryArchive) -> list[str | None]:
    return [
        signal.text
        for placed in archive.placed(kind="SignalBatch", subject=ROOM.id)
        for signal in decode_record(SignalBatch, archive.read(placed)).signals
    ]


def contents(archive: MemoryArchive) -> Counter[bytes]:
    """Everything sealed but raw chunks and batches, whose cuts depend on where a run was interrupted."""
    return Counter(archive.read(placed) for placed in archive.placed() if placed.kind not in ("raw", "SignalBatch"))


def test_a_batch_is_sealed_in_one_append_in_the_order_of_its_making() -> None:
    archive = MemoryArchive()
    run(archive, Limits())
    kinds = [placed.kind for placed in archive.placed()]
    assert kinds == ["Broadcast", "raw", "raw", "SignalBatch", "Finding", "Finding", "Promise", "Lead"]
    for placed in archive.placed():
        assert placed.subject == ROOM.id
        if placed.kind != "raw":
            assert record_name(archive.read(placed)) == placed.kind


def test_the_broadcast_and_its_lead_are_sealed_once() -> None:
    archive = MemoryArchive()
    run(archive)
    run(archive)
    counted = Counter(placed.kind for placed in archive.placed())
    assert (counted["Broadcast"], counted["Lead"], counted["SignalBatch"]) == (1, 1, 3)


def test_later_findings_open_no_second_lead_in_this_run_or_the_next() -> None:
    archive = MemoryArchive()
    often = lines(*((place, f"m{place}", "丑") for place in range(7)))
    watching = watch(ROOM, [source_of("one", often)], ports=ports_of(archive), limits=SMALL)
    leads = [next(watching).lead, next(watching).lead]
    rest = watch(ROOM, [source_of("one", often)], ports=ports_of(archive), limits=SMALL)
    leads += [sealed.lead for sealed in rest]
    assert [lead is not None for lead in leads] == [True, False, False, False]
    assert len(list(archive.placed(kind="Finding"))) == 7


def test_the_lead_says_where_and_what_and_how_grave() -> None:
    archive = MemoryArchive()
    run(archive)
    (placed,) = archive.placed(kind="Lead")
    lead = decode_record(Lead, archive.read(placed))
    assert (lead.broadcast, lead.level, lead.opened_at, lead.by) == (ROOM.id, LeadLevel.ORDINARY, NOW, None)
    assert lead.summary == "平台P lin：监测发现“丑”等 1 处"


class NotingScreener:
    """Notes the category under which each text was screened."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str | None]] = []

    def screen_many(self, screened: Sequence[Line]) -> list[Screened]:
        self.asked += [(line.text, line.category) for line in screened]
        return [Screened(id=line.id) for line in screened]


def test_a_signal_is_screened_as_of_its_own_category_before_that_of_the_broadcast() -> None:
    screener = NotingScreener()
    signals = [
        Signal(
            broadcast="b", sequence=place, kind=SignalKind.SPEECH, at=START, at_source=TimeSource.MESSAGE, text=str(place), category=own
        )
        for place, own in enumerate((None, "保健食品", "保健食品", None))
    ]  # fmt: skip
    assert len(screen_with(screener, "食品")(signals)) == 4  # type: ignore[arg-type]
    assert screener.asked == [("0", "食品"), ("1", "保健食品"), ("2", "保健食品"), ("3", "食品")]


def test_a_doubtful_finding_alone_opens_no_lead() -> None:
    archive = MemoryArchive()
    sealed = next(watch(ROOM, [source_of("one", ONE)], ports=ports_of(archive), limits=SMALL))
    assert [finding.certainty for finding in sealed.findings] == [Certainty.DOUBTFUL]
    assert sealed.lead is None and not list(archive.placed(kind="Lead"))


def test_a_second_run_of_a_finished_source_seals_nothing() -> None:
    archive = MemoryArchive()
    run(archive)
    size = archive.size()
    assert run(archive) == []
    assert archive.size() == size


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("fail_at", range(3))
def test_a_crash_before_or_after_any_append_loses_and_doubles_nothing(fail_at: int, after: bool) -> None:
    whole, archive = MemoryArchive(), FailingArchive()
    run(whole)
    archive.fail_at, archive.after = fail_at, after
    with pytest.raises(DiskFull):
        run(archive)
    run(archive)
    assert sealed_texts(archive) == sealed_texts(whole) == ["甲", "子", "乙", "丑", "丙", "寅"]
    assert contents(archive) == contents(whole)


def test_what_a_seller_hid_is_sealed_with_its_batch_and_opens_no_lead() -> None:
    archive = MemoryArchive()
    evasion = Evasion(start=0, end=1, quote="甲", reading="佳", how="词中插字")

    def hiding(signals: Sequence[Signal]) -> list[Found]:
        return [
            Found(evaded=(Evaded(broadcast=one.broadcast, signal=one.id, said_at=one.at, evasions=(evasion,)),))
            if one.text == "甲"
            else Found()
            for one in signals
        ]

    told = run(archive, screen=hiding)
    assert [one.evasions for sealed in told for one in sealed.evaded] == [(evasion,)]
    (placed,) = archive.placed(kind="Evaded", subject=ROOM.id)
    assert decode_record(Evaded, archive.read(placed)).evasions == (evasion,)
    assert not list(archive.placed(kind="Lead"))


def test_a_rule_that_raises_leaves_its_batch_unsealed() -> None:
    archive = MemoryArchive()

    def broken(signals: Sequence[Signal]) -> Any:
        if any(signal.text == "丑" for signal in signals):
            raise DiskFull
        return screen(signals)

    with pytest.raises(DiskFull):
        run(archive, screen=broken)
    assert sealed_texts(archive) == ["甲", "子"]
    run(archive)
    assert sealed_texts(archive) == ["甲", "子", "乙", "丑", "丙", "寅"]


def test_a_stop_is_heard_after_the_current_batch_and_the_next_run_goes_on() -> None:
    archive = MemoryArchive()
    sources = [source_of("one", ONE), source_of("two", TWO)]
    sealed = list(watch(ROOM, sources, ports=ports_of(archive), limits=SMALL, should_stop=lambda: True))
    assert len(sealed) == 1
    run(archive)
    assert sealed_texts(archive) == ["甲", "子", "乙", "丑", "丙", "寅"]


def test_silence_seals_what_has_arrived() -> None:
    def with_pauses(arrivals: Any) -> Any:
        for arrival in arrivals:
            yield arrival
            yield arrival._replace(reading=type(arrival.reading)(raw=b"", end=arrival.reading.end))

    archive = MemoryArchive()
    assert len(run(archive, Limits(), pace=with_pauses)) == 6
    assert sealed_texts(archive) == ["甲", "子", "乙", "丑", "丙", "寅"]


def test_two_watchers_of_one_broadcast_do_not_both_seal_it() -> None:
    archive = MemoryArchive()
    first = watch(ROOM, [source_of("one", ONE)], ports=ports_of(archive), limits=SMALL)
    next(first)
    list(watch(ROOM, [source_of("one", ONE)], ports=ports_of(archive), limits=SMALL))
    with pytest.raises(TakenElsewhere, match="只保留一个"):
        list(first)
    assert sealed_texts(archive) == ["甲", "乙", "丙"]


def test_the_last_batch_of_another_broadcast_is_not_ours() -> None:
    archive = MemoryArchive()
    run(archive)
    assert last_batch(archive, "other") == (None, -1)
    batch, index = last_batch(archive, ROOM.id)
    assert batch is not None and batch.number == 2
    assert [placed.index for placed in archive.placed(kind="SignalBatch")][-1] == index


def test_findings_carry_the_time_at_which_it_was_said() -> None:
    sealed = [finding for one in run(MemoryArchive()) for finding in one.findings]
    assert [(finding.quote, (finding.said_at - START).total_seconds()) for finding in sealed] == [("甲", 0), ("丑", 6)]


def test_a_long_source_is_cut_into_batches_by_size() -> None:
    content = lines(*((place, f"m{place}", "好" * 50) for place in range(50)))
    archive = MemoryArchive()
    sealed = list(watch(ROOM, [source_of("one", content)], ports=ports_of(archive), limits=Limits(size=2000)))
    assert len(sealed) > 3
    assert b"".join(archive.read(placed) for placed in archive.placed(kind="raw")) == content
