"""Former and lowest prices against what earlier broadcasts of the room showed."""

from datetime import timedelta

import pytest

from cast_of_rooms import EVENING, RoomScript
from gongzhi.broadcasts import Listing
from gongzhi.law import load_book
from gongzhi.screening import Certainty, Finding, load_checks
from gongzhi.screening.whole import Outline, PastPrices, PriceSeen, Watcher, watch_signals
from gongzhi.values import decode_record, encode_record

CHECKS, BOOK = load_checks(), load_book()


def seen(days_ago: float, fen: int, *, product: str = "p1", title: str = "脐橙") -> PriceSeen:
    return PriceSeen(product=product, title=title, at=EVENING - timedelta(days=days_ago), fen=fen)


def watched(script: RoomScript, *past: PriceSeen) -> list[Finding]:
    watcher = Watcher(script.broadcast, CHECKS, BOOK, past=PastPrices(past))
    found = watch_signals(watcher, [(signal, script.promises.get(signal.id, ())) for signal in script.signals])
    return [one for one in [*found, *watcher.finish()] if one.rule.startswith("prices.")]


def oranges(text: str, **card: object) -> RoomScript:
    script = RoomScript().card(0, title="脐橙", price_fen=9900, position=1, **card)
    return script.explain(1).say(10, text).chatter(20, 200)


def test_a_former_price_that_the_week_before_never_saw_is_likely_no_former_price() -> None:
    (hit,) = watched(oranges("原价一百九十八"), seen(2, 9900), seen(5, 8900), seen(20, 7900))
    assert hit.rule == "prices.former_unseen" and hit.certainty is Certainty.LIKELY
    assert "最低 89.00 元（3 月 9 日）" in hit.why and "三十日内最低为 2 月 22 日 的 79.00 元" in hit.why


def test_without_earlier_broadcasts_the_same_words_stay_doubtful() -> None:
    (hit,) = watched(oranges("原价一百九十八"))
    assert hit.certainty is Certainty.DOUBTFUL
    (old,) = watched(oranges("原价一百九十八"), seen(8, 9900))
    assert old.certainty is Certainty.DOUBTFUL


def test_a_former_price_above_the_lowest_of_the_week_is_doubtful_and_the_lowest_itself_is_fine() -> None:
    (hit,) = watched(oranges("原价一百九十八"), seen(2, 19800), seen(3, 8900))
    assert hit.certainty is Certainty.DOUBTFUL and "198.00" in hit.why
    assert watched(oranges("原价一百九十八"), seen(2, 19800), seen(3, 19800)) == []


def test_goods_are_the_same_by_number_or_by_title() -> None:
    other = (seen(2, 9900, product="old-7"),)
    assert watched(oranges("原价一百九十八"), *other)[0].certainty is Certainty.LIKELY
    strange = (seen(2, 9900, product="old-7", title="苹果"),)
    assert watched(oranges("原价一百九十八"), *strange)[0].certainty is Certainty.DOUBTFUL


def test_a_reference_price_on_the_card_is_held_against_the_week_before() -> None:
    card = {"reference_price_fen": 19800, "reference_price_label": "日常价"}
    (hit,) = watched(oranges("大家好", **card), seen(2, 9900))
    assert hit.rule == "prices.former_on_card" and "标“日常价” 198.00 元" in hit.why
    assert watched(oranges("大家好", **card), seen(2, 19800)) == []
    assert watched(oranges("大家好", **card)) == []
    assert watched(oranges("大家好", **{**card, "reference_price_label": "门店价"}), seen(2, 9900)) == []


def test_lower_than_ever_is_belied_by_a_lower_price_of_the_month_before() -> None:
    (hit,) = watched(oranges("今天是历史最低价"), seen(20, 7900))
    assert hit.rule == "prices.not_the_lowest" and "2 月 22 日" in hit.why and "79.00 元" in hit.why
    assert watched(oranges("今天是历史最低价"), seen(20, 9900)) == []
    assert watched(oranges("今天是历史最低价"), seen(40, 7900)) == []


@pytest.mark.parametrize("days", [7.01, 30.5])
def test_what_lies_outside_the_time_asked_for_is_left_out(days: float) -> None:
    past = PastPrices([seen(days, 100), seen(-1, 100)])
    assert past.of(Listing(product="p1"), before=EVENING, within=timedelta(days=7)) == []


def test_an_outline_holds_prices_and_a_sketch_and_reads_back() -> None:
    script = oranges("大家好").card(60, price_fen=8900)
    watcher = Watcher(script.broadcast, CHECKS, BOOK)
    assert watcher.outline() is None
    watch_signals(watcher, [(signal, ()) for signal in script.signals])
    outline = watcher.outline()
    assert outline is not None and [one.fen for one in outline.prices] == [9900, 8900]
    assert decode_record(Outline, encode_record(outline)) == outline
