"""Which goods a line is screened as of: the card that is being explained, or the one that it names."""

from datetime import UTC, datetime, timedelta

import pytest

from gongzhi.broadcasts import (
    Actor,
    ActorRole,
    Document,
    DocumentKind,
    Listing,
    Signal,
    SignalKind,
    TimeSource,
)
from gongzhi.flow.screen import screen_signals
from gongzhi.flow.shelf import Shelf, is_laid_out
from gongzhi.screening import Certainty
from shipped import shipped_screener

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
SCREENER = shipped_screener()
IMMUNITY = Document(kind=DocumentKind.REGISTRATION, number="国食健注G20260001", functions=("有助于增强免疫力",))
CAPSULES = Listing(product="p1", title="灵芝胶囊", category="保健食品", position=1, documents=(IMMUNITY,))
TEA = Listing(product="p2", title="绿茶", category="食品", position=2)


def of(sequence: int, kind: SignalKind = SignalKind.SPEECH, **fields: object) -> Signal:
    at = AT + timedelta(seconds=sequence)
    fields = {"at_source": TimeSource.MESSAGE, **fields}
    return Signal(broadcast="b", sequence=sequence, kind=kind, at=at, **fields)  # type: ignore[arg-type]


def explaining(sequence: int, product: str, *, now: bool = True) -> Signal:
    return of(sequence, SignalKind.LISTING, listing=Listing(product=product, explaining=now))


CARDS = [of(0, SignalKind.LISTING, listing=CAPSULES), of(1, SignalKind.LISTING, listing=TEA)]


def card_of(signals: list[Signal]) -> str | None:
    last = Shelf().lay_out(signals)[-1]
    return last.listing.title if last.listing else None


def test_a_line_is_read_as_of_the_card_being_explained_until_another_one_comes_up() -> None:
    assert card_of([*CARDS, of(2, text="大家好")]) is None
    assert card_of([*CARDS, explaining(2, "p1"), of(3, text="增强免疫力")]) == "灵芝胶囊"
    assert card_of([*CARDS, explaining(2, "p1"), explaining(3, "p2"), of(4, text="增强免疫力")]) == "绿茶"
    assert card_of([*CARDS, explaining(2, "p1"), explaining(3, "p1", now=False), of(4, text="增强免疫力")]) is None


def test_a_line_that_names_a_link_is_read_as_of_that_card() -> None:
    assert card_of([*CARDS, explaining(2, "p1"), of(3, text="二号链接提神醒脑")]) == "绿茶"
    assert card_of([*CARDS, explaining(2, "p1"), of(3, text="九号链接提神醒脑")]) is None


@pytest.mark.parametrize("kind", [SignalKind.LIKE, SignalKind.DANMU, SignalKind.SPEECH])
def test_what_a_viewer_types_and_what_has_no_words_carries_no_card(kind: SignalKind) -> None:
    viewer = of(3, kind, actor=Actor(role=ActorRole.VIEWER), text="增强免疫力吗")
    assert card_of([*CARDS, explaining(2, "p1"), viewer]) is None
    assert card_of([*CARDS, explaining(2, "p1"), of(3, kind)]) is None


def test_the_shop_answers_as_of_the_card_and_a_line_of_another_category_does_not() -> None:
    shop = of(3, SignalKind.DANMU, actor=Actor(role=ActorRole.MERCHANT), text="增强免疫力")
    assert card_of([*CARDS, explaining(2, "p1"), shop]) == "灵芝胶囊"
    assert card_of([*CARDS, explaining(2, "p1"), of(3, text="增强免疫力", category="食品")]) is None


def test_a_registered_function_is_lawful_of_the_capsules_and_not_of_the_tea() -> None:
    def rules(*more: Signal) -> list[tuple[str, Certainty]]:
        found = screen_signals(SCREENER, Shelf().lay_out([*CARDS, *more]), "保健食品")[-1][0]
        return [(finding.rule, finding.certainty) for finding in found]

    assert rules(explaining(2, "p1"), of(3, text="有助于增强免疫力")) == []
    assert rules(explaining(2, "p1"), of(3, text="有助于改善睡眠")) == [
        ("registered.health_function", Certainty.LIKELY)
    ]
    assert ("function.body_food", Certainty.LIKELY) in rules(explaining(2, "p2"), of(3, text="有助于改善睡眠"))
    assert rules(of(3, text="有助于改善睡眠")) == [("registered.health_function", Certainty.DOUBTFUL)]


def test_the_card_laid_beside_a_line_is_not_what_its_promise_is_sure_to_be_about() -> None:
    laid = Shelf().lay_out([*CARDS, explaining(2, "p1"), of(3, text="假一赔十")])
    assert is_laid_out(laid[-1]) and not is_laid_out(laid[0])
    (promise,) = screen_signals(SCREENER, laid)[-1][1]
    assert promise.product is None
