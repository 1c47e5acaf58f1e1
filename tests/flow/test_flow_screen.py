"""Signals of a broadcast become findings and promises that name the broadcast, the signal and the moment."""

from dataclasses import replace
from datetime import UTC, datetime

from gongzhi.broadcasts import (
    Actor,
    ActorRole,
    Document,
    DocumentKind,
    Listing,
    PromiseKind,
    Signal,
    SignalKind,
    TimeSource,
)
from gongzhi.flow.screen import screen_signals, screener_for
from gongzhi.law import load_book
from gongzhi.screening import Finding, FindingType, Screener, load_rules
from gongzhi.values import decode_record, encode_record

RULES, BOOK = load_rules(), load_book()
SCREENER = Screener(RULES, BOOK)
SAID = Signal(
    broadcast="qiao-1",
    sequence=7,
    kind=SignalKind.SPEECH,
    at=datetime(2026, 3, 1, 20, tzinfo=UTC),
    at_source=TimeSource.MESSAGE,
    actor=Actor(role=ActorRole.PRESENTER),
    text="国家级品质假一赔十",
)


def test_a_finding_names_broadcast_signal_and_moment_and_can_be_sealed() -> None:
    (finding,), (promise,) = screener_for(RULES, BOOK)(SAID, None)
    assert (finding.broadcast, finding.signal, finding.said_at) == ("qiao-1", "qiao-1-7", SAID.at)
    assert finding.type is FindingType.ABSOLUTE_CLAIM
    assert decode_record(Finding, encode_record(finding)) == finding
    assert promise.kind is PromiseKind.COMPENSATION
    assert promise.terms == {"倍数": "10"}


def test_signals_that_carry_no_words_of_trade_give_nothing_and_order_is_kept() -> None:
    like = replace(SAID, kind=SignalKind.LIKE, sequence=8)
    silent = replace(SAID, text=None, sequence=9)
    found = screen_signals(SCREENER, [like, SAID, silent])
    assert [len(findings) for findings, _ in found] == [0, 1, 0]


def test_the_category_of_the_card_goes_before_that_of_the_room() -> None:
    text = "有助于增强免疫力"
    held = Document(kind=DocumentKind.REGISTRATION, number="国食健注G20260001", functions=(text,))
    card = Listing(product="p1", title=text, category="保健食品", documents=(held,))
    shown = replace(SAID, kind=SignalKind.LISTING, text=None, listing=card)
    assert screen_signals(SCREENER, [shown], "食品") == [((), ())]
    assert screen_signals(SCREENER, [replace(SAID, text=text)], "食品")[0][0] != ()


def test_a_viewer_asking_gives_no_finding() -> None:
    asked = replace(SAID, kind=SignalKind.DANMU, actor=Actor(role=ActorRole.VIEWER), text="能治疗高血压吗")
    assert screen_signals(SCREENER, [asked], "食品") == [((), ())]
    answered = replace(asked, actor=Actor(role=ActorRole.MERCHANT), text="能治疗高血压")
    assert screen_signals(SCREENER, [answered], "食品")[0][0] != ()
