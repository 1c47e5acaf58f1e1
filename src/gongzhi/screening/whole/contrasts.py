"""Words against the record: is what was said of the goods what their card, page and counters show?"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

from gongzhi.screening.categories import Categories
from gongzhi.screening.findings import Certainty, Finding
from gongzhi.screening.fold import read
from gongzhi.screening.whole.checks import Checks
from gongzhi.screening.whole.claims import Claim, Contrast, Heard, Reporter, yuan
from gongzhi.screening.whole.former import FormerPrices
from gongzhi.screening.whole.room import Card, Room, known_prices
from gongzhi.screening.whole.spoken import NUMERALS, Amount, amounts_in, is_guess, numbers_in

# Words spoken just before the next card comes up may already be about that one.
_EARLY = timedelta(seconds=8)
# A price of less than this share of the card's is another unit (一只五块多), not another price.
_SAME_UNIT = Fraction(3, 10)
_TIMES = re.compile(r"[×xX*✕]\s*\d|\d\s*[×✕*]")
_GROSS = re.compile(r"毛重[^。，]{0,12}")
_DIGITS = re.compile(r"\d{8,}")
_USUAL = ("title", "category", "origin", "producer", "specification", "licences")
_HOWS = ("数量不符", "说法不符", "证号不符", "人数不符", "现价不符", "原价无据", "史低不符", "券后不符")
Judge = Callable[[Room, Claim, Card], Contrast | None]


class Contrasts:
    """Claims that wait for the record: settled when their time is over, or when the broadcast ends."""

    def __init__(self, checks: Checks, room: Room, reporter: Reporter, former: FormerPrices) -> None:
        self._checks = checks.of(*_HOWS)
        self._former = former
        self._judges = {**_JUDGES, "史低不符": lambda _room, claim, card: former.contrast_lowest(claim, card)}
        self._categories: Categories = checks.categories
        self._corrections = checks.corrections
        self._room, self._reporter = room, reporter
        self._waiting: list[Claim] = []

    def hear(self, line: Heard) -> None:
        """Take in what a seller says; a correction marks what still waits."""
        if self._waiting and self._corrections.compiled.search(line.reading.text):
            for claim in self._waiting:
                claim.corrected_at = claim.corrected_at or line.at
        for check in self._reporter.speaking(self._checks):
            for place in self._reporter.places(check, line):
                measured = self._measured(self._reporter.claim(check, line, place), place)
                if measured is not None:
                    self._waiting.append(measured)

    def settle(self, *, all_of_them: bool = False) -> list[Finding]:
        """Findings of the claims whose time is over."""
        if not self._waiting:
            return []
        due = [claim for claim in self._waiting if all_of_them or claim.due <= self._room.clock]
        if not due:
            return []
        self._waiting = [claim for claim in self._waiting if not (all_of_them or claim.due <= self._room.clock)]
        return [finding for claim in due for finding in self._judge(claim)]

    def _measured(self, claim: Claim, place: tuple[int, int]) -> Claim | None:
        """The claim with the amount that it says; None when it says none that can be read."""
        how, text = claim.check.how, claim.line.reading.text
        if how in ("说法不符", "史低不符"):
            return claim
        if how == "证号不符":
            digits = _DIGITS.search(text, place[0], place[1] + 24)
            return replace(claim, digits=digits[0]) if digits else None
        if how == "人数不符":
            found = list(numbers_in(text, place[0], place[1] + 1, at_least=True))
        else:
            kind = claim.check.measure if how == "数量不符" else "金额"
            # The words end at the number at the latest; its unit and a trailing 半 stand behind them.
            found = [one for one in amounts_in(kind, claim.line.reading, place[0]) if one.start < place[1]]
        if not found:
            return None
        last = found[-1]
        if is_guess(last, claim.line.reading, claim.line.text):
            return None
        start, end = claim.line.reading.span(*_trim(text, place, last))
        return replace(claim, values=last.values, unit=last.unit, start=start, end=end)

    def _judge(self, claim: Claim) -> list[Finding]:
        if claim.check.how == "人数不符":
            contrast = _count_viewers(self._room, claim)
            return self._reporter.finding(claim, contrast) if contrast else []
        products, sure = self._meant(claim)
        judge = self._judges[claim.check.how]
        if claim.values and not claim.meant.named and self._fits_another(claim, products):
            return []
        held = [(product, found) for product in products if (found := self._held(judge, claim, product)) is not None]
        # Whichever card was meant must bear the finding out; what is said of the whole house needs one card only.
        if not held or (len(held) < len(products) and not claim.check.house):
            return []
        product, contrast = held[0] if claim.check.house else held[-1]
        if not sure:
            contrast = replace(
                contrast, certainty=Certainty.DOUBTFUL, more=f"{contrast.more}；说的是哪件商品须人工确认"
            )
        key = (
            product,
            claim.digits or str(max(claim.values, default="")),
            str(sure),
            str(claim.corrected_at is not None),
        )
        return self._reporter.finding(claim, contrast, key=key)

    def _fits_another(self, claim: Claim, products: tuple[str, ...]) -> bool:
        """Whether the amount is that of another card: then the seller may well have spoken of that one."""
        others = [card for product, card in self._room.cards.items() if product not in products]
        low, high = 100 - claim.check.tolerance_percent, 100 + claim.check.tolerance_percent
        if claim.check.how != "数量不符":
            return any(fen in claim.values for card in others for fen in known_prices(card))
        shown = [amount for card in others for amount in _shown_amounts(claim, card)]
        return any(low * amount <= said * 100 <= high * amount for amount in shown for said in claim.values)

    def _meant(self, claim: Claim) -> tuple[tuple[str, ...], bool]:
        if claim.check.house:
            return tuple(self._room.cards), True
        room, products = self._room, claim.meant.products
        switched = room.switched_at is not None and claim.line.at < room.switched_at <= claim.line.at + _EARLY
        if switched and room.current and len(products) == 1 and room.current not in products:
            products = (*products, room.current)
        return products, claim.meant.sure

    def _held(self, judge: Judge, claim: Claim, product: str) -> Contrast | None:
        card = self._room.cards[product]
        category = card.listing.category or self._room.broadcast.category
        if not claim.check.concerns(self._categories.read(category)):
            return None
        known = claim.check.how == "原价无据" and self._former.knows(card)
        contrast = self._former.contrast_former(claim, card) if known else judge(self._room, claim, card)
        return replace(contrast, goods=card.name()) if contrast else None


def _trim(text: str, place: tuple[int, int], last: Amount) -> tuple[int, int]:
    """The words without the digits of the next number: 原价五百九十八一套 folds to 原价5百9十81套."""
    start, end = place
    if all(character in NUMERALS for character in text[start : last.start]):
        start = last.start
    if last.end < end and all(character in NUMERALS for character in text[last.end : end]):
        end = last.end
    return start, max(end, last.end)


def _shown_amounts(claim: Claim, card: Card) -> list[Fraction]:
    """What another card shows of the kind that was said, in the check's fields."""
    return [
        max(amount.values)
        for name in claim.check.fields
        for amount in amounts_in(claim.check.measure, read(str(getattr(card.listing, name) or "")))
        if claim.check.measure != "件数" or amount.unit == claim.unit
    ]


def _weigh(_room: Room, claim: Claim, card: Card) -> Contrast | None:
    """More was said than any figure of the card, gross weight aside. A card that multiplies (60粒×3瓶) is not read."""
    shown: list[Fraction] = []
    words = []
    for name in claim.check.fields:
        value = getattr(card.listing, name) or ""
        if _TIMES.search(str(value)):
            return None
        plain = read(str(value))
        gross = [found.span() for found in _GROSS.finditer(plain.text)]
        amounts = amounts_in(claim.check.measure, plain)
        if claim.check.measure == "件数":
            amounts = [one for one in amounts if one.unit == claim.unit]
        kept = [one for one in amounts if not any(start <= one.start < end for start, end in gross)]
        shown += [max(one.values) for one in kept]
        words += [str(value)] if kept else []
    return Contrast(card="；".join(words)) if _exceeds(claim, shown) else None


def _exceeds(claim: Claim, shown: list[Fraction]) -> bool:
    return bool(shown) and min(claim.values) > max(shown) * (100 + claim.check.tolerance_percent) / 100


def _oppose(_room: Room, claim: Claim, card: Card) -> Contrast | None:
    """The card says the opposite: one of its fields holds the words, and none holds those that would bear the claim out."""
    names = claim.check.fields or _USUAL
    if claim.check.card_not is not None and claim.check.card_not.compiled.search(card.text(names)):
        return None
    for name in names:
        value = getattr(card.listing, name)
        for words in value if isinstance(value, tuple) else (value,):
            if words and claim.check.card and claim.check.card.compiled.search(read(str(words)).text):
                return Contrast(card=str(words))
    return None


def _compare_numbers(_room: Room, claim: Claim, card: Card) -> Contrast | None:
    shown = [number for words in card.listing.licences for number in _DIGITS.findall(read(words).text)]
    if not shown or any(claim.digits in number or number in claim.digits for number in shown):
        return None
    return Contrast(card="、".join(card.listing.licences))


def _count_viewers(room: Room, claim: Claim) -> Contrast | None:
    counts = [count for _, count in room.viewers]
    if not _exceeds(claim, [Fraction(count) for count in counts]):
        return None
    return Contrast(card=f"平台计数最近为 {counts[-1]} 人，最多 {max(counts)} 人")


def _compare_price(room: Room, claim: Claim, card: Card) -> Contrast | None:
    """Less was said than the card ever showed, coupons taken off: what lures is a price that nobody can get."""
    prices = list(known_prices(card))
    if not prices:
        return None
    least = min(prices) - max((coupon.off_fen for coupon in room.coupons), default=0)
    said = max(claim.values)
    if said * 100 >= least * (100 - claim.check.tolerance_percent) or said < min(prices) * _SAME_UNIT:
        return None
    return Contrast(card=_seen_prices(room, card))


def _compare_before(room: Room, claim: Claim, card: Card) -> Contrast | None:
    """A former price that this record never saw. The record is short, so it can raise a doubt and no more."""
    seen = [Fraction(fen) for fen in known_prices(card)]
    if not _exceeds(claim, seen):
        return None
    label = card.listing.reference_price_label or "划线价"
    crossed = card.listing.reference_price_fen
    more = f"；商品卡标“{label}” {yuan(crossed)}" if crossed else ""
    return Contrast(card=_seen_prices(room, card), more=more, certainty=claim.check.certainty_alone)


def _take_off(room: Room, claim: Claim, card: Card) -> Contrast | None:
    """The price after a coupon, worked out again from the card and the coupons of the room."""
    if not card.prices or not room.coupons:
        return None
    now = card.prices[-1].fen
    fitting = [coupon.off_fen for coupon in room.coupons if coupon.threshold_fen <= now]
    least = now - max(fitting, default=0)
    said = max(claim.values)
    if said * 100 >= least * (100 - claim.check.tolerance_percent) or said < now * _SAME_UNIT:
        return None
    return Contrast(card=f"现价 {yuan(now)}，用券后最低 {yuan(least)}")


def _seen_prices(room: Room, card: Card) -> str:
    shown = "、".join(yuan(fen) for fen in known_prices(card))
    return f"本场自 {room.minute(card.prices[0].at)} 起所见价格为 {shown}"


_JUDGES: dict[str, Judge] = {
    "数量不符": _weigh,
    "说法不符": _oppose,
    "证号不符": _compare_numbers,
    "现价不符": _compare_price,
    "原价无据": _compare_before,
    "券后不符": _take_off,
}
