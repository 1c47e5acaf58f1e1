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
from gongzhi.flow.screen import Found, screen_signals, screener_for
from gongzhi.law import load_book
from gongzhi.screening import Certainty, Evaded, Finding, FindingType, load_rules
from gongzhi.values import decode_record, encode_record
from shipped import shipped_screener

RULES, BOOK = load_rules(), load_book()
SCREENER = shipped_screener()
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
    (finding,), (promise,), _ = screener_for(RULES, BOOK)(SAID, None)
    assert (finding.broadcast, finding.signal, finding.said_at) == ("qiao-1", "qiao-1-7", SAID.at)
    assert finding.type is FindingType.ABSOLUTE_CLAIM
    assert decode_record(Finding, encode_record(finding)) == finding
    assert promise.kind is PromiseKind.COMPENSATION
    assert promise.terms == {"倍数": "10"}


def test_signals_that_carry_no_words_of_trade_give_nothing_and_order_is_kept() -> None:
    like = replace(SAID, kind=SignalKind.LIKE, sequence=8)
    silent = replace(SAID, text=None, sequence=9)
    found = screen_signals(SCREENER, [like, SAID, silent])
    assert [len(findings) for findings, _, _ in found] == [0, 1, 0]


def test_the_category_of_the_card_goes_before_that_of_the_room() -> None:
    text = "有助于增强免疫力"
    held = Document(kind=DocumentKind.REGISTRATION, number="国食健注G20260001", functions=(text,))
    card = Listing(product="p1", title=text, category="保健食品", documents=(held,))
    shown = replace(SAID, kind=SignalKind.LISTING, text=None, listing=card)
    assert screen_signals(SCREENER, [shown], "食品") == [Found()]
    assert screen_signals(SCREENER, [replace(SAID, text=text)], "食品")[0][0] != ()


def test_a_viewer_asking_gives_no_finding() -> None:
    asked = replace(SAID, kind=SignalKind.DANMU, actor=Actor(role=ActorRole.VIEWER), text="能治疗高血压吗")
    assert screen_signals(SCREENER, [asked], "食品") == [Found()]
    answered = replace(asked, actor=Actor(role=ActorRole.MERCHANT), text="能治疗高血压")
    assert screen_signals(SCREENER, [answered], "食品")[0][0] != ()


def test_a_finding_says_how_its_words_were_hidden_and_whose_doing_it_was() -> None:
    hidden = replace(SAID, kind=SignalKind.SCREEN, text="国·家·级品质")
    ((finding,), _, _) = screen_signals(SCREENER, [hidden])[0]
    assert [(one.quote, one.reading, one.how) for one in finding.evasions or ()] == [
        ("国·家·级品质", "国家级品质", "夹入符号")
    ]
    assert finding.is_disguised
    assert decode_record(Finding, encode_record(finding)) == finding
    ((misheard,), _, _) = screen_signals(SCREENER, [replace(SAID, text="国嘉级品质")])[0]
    assert [one.how for one in misheard.evasions or ()] == ["识别误差"]
    assert not misheard.is_disguised


def test_a_finding_of_plain_words_is_sealed_as_it_always_was() -> None:
    (finding, *_), _, _ = screen_signals(SCREENER, [SAID])[0]
    assert finding.evasions is None
    assert b"evasions" not in encode_record(finding)


def test_words_that_the_seller_hid_are_a_doubtful_sign_where_no_rule_speaks() -> None:
    hidden = replace(SAID, text="这个叶黄素吃了消某化也好")
    ((), (), (evaded,)) = screen_signals(SCREENER, [hidden], "普通食品")[0]
    assert [(one.quote, one.reading, one.how) for one in evaded.evasions] == [("消某化", "消化", "词中插字")]
    assert (evaded.broadcast, evaded.signal, evaded.said_at) == ("qiao-1", "qiao-1-7", SAID.at)
    assert evaded.certainty is Certainty.DOUBTFUL
    assert decode_record(Evaded, encode_record(evaded)) == evaded


def test_hidden_words_inside_a_finding_are_told_with_it_and_not_again() -> None:
    found = screen_signals(SCREENER, [replace(SAID, kind=SignalKind.SCREEN, text="国·家·级品质")])[0]
    assert found.findings and found.evaded == ()


def test_what_a_viewer_hid_or_a_recogniser_misheard_is_no_sign_of_the_seller() -> None:
    asked = replace(SAID, kind=SignalKind.DANMU, actor=Actor(role=ActorRole.VIEWER), text="吃了消某化好吗")
    unknown = replace(asked, actor=None)
    shop = replace(asked, actor=Actor(role=ActorRole.MERCHANT))
    assert [len(found.evaded) for found in screen_signals(SCREENER, [asked, unknown, shop])] == [0, 0, 1]
    assert screen_signals(SCREENER, [replace(SAID, text="国嘉级品质")])[0].evaded == ()


def test_a_decimal_point_hides_nothing() -> None:
    told = replace(SAID, kind=SignalKind.SCREEN, text="九·九·元 品牌补贴 9.9元一瓶 3.5 6-8 免免细胞")
    quotes = [one.quote for found in screen_signals(SCREENER, [told]) for one in found.evaded[0].evasions]
    assert "免免细胞" in quotes and not {"9.9", "3.5", "6-8"} & set(quotes)
