"""Amounts as people say and cards print them: money, weight, volume, months and counts, read from folded text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from gongzhi.screening.fold import Reading

# Spoken numbers run together once folded (5百9十8一套 becomes 5百9十81套), so a number is read by its structure:
# after 十 stands one digit at most. Plain digits stand alone, as cards print them.
_PLACES = r"(?:[1-9两]千0?)?(?:[1-9两]百0?)?(?:[1-9]?十)?[1-9]?(?<=[千百十1-9])"
_SPOKEN = re.compile(
    rf"(?P<wan>[1-9两]万0?)?(?=[1-9两十])(?:(?P<places>(?=[1-9两]?[千百十]){_PLACES})|(?P<plain>\d+(?:[.点]\d+)?|两(?:点\d+)?|十))"
)
_WAN_ONLY = re.compile(r"(?P<head>\d+|两|十[1-9]?)万(?![1-9两])")
NUMERALS = "0123456789两几十百千万"
_UNITS = {"千": 1000, "百": 100, "十": 10}
_SHORT = re.compile(r"([百千])([1-9])$")

UNITS: dict[str, dict[str, Fraction]] = {
    "重量": {word: Fraction(grams) for word, grams in {"公斤": 1000, "千克": 1000, "kg": 1000, "斤": 500, "克": 1, "g": 1}.items()},
    "容量": {word: Fraction(millis) for word, millis in {"毫升": 1, "ml": 1, "升": 1000, "l": 1000}.items()},
    "期限": {"年": Fraction(12), "个月": Fraction(1), "月": Fraction(1), "天": Fraction(1, 30), "日": Fraction(1, 30)},
    "件数": {word: Fraction(1) for word in ("粒", "片", "枚", "只", "颗", "瓶", "盒", "袋", "包", "支", "抽", "条", "罐", "头", "块")},
}  # fmt: skip
_MONEY = re.compile(
    r"(?:块|元)(?P<rest>钱|[0-9](?=[0-9]号)|[0-9](?![0-9十百千点.])(?:[毛角][0-9]?)?|[0-9]{2}(?![0-9十百千点.号]))?"
)
_GUESSES = {one + two for one, two in pairwise("一二三四五六七八九")} | {"两三", "三五"}
_COUNTED = "套件单瓶盒箱袋罐支只条斤公克毫升年个月天号台人位份包桶粒片枚张次分小度米厘折倍级"


@dataclass(frozen=True, slots=True)
class Amount:
    """What characters [start, end) of a reading say. Speech is ambiguous (一百一坛): every value it can mean is in ``values``.

    Fen for money, grams, millilitres, months; ``unit`` is the word it was counted in.
    """

    values: tuple[Fraction, ...]
    start: int
    end: int
    unit: str = ""


def numbers_in(text: str, start: int = 0, end: int | None = None, *, at_least: bool = False) -> Iterator[Amount]:
    """Every whole or decimal number of a folded text, in order. Vague ones (几十, 七八十) are left out.

    一万多 is left out too, unless ``at_least`` takes it for what it is at the least.
    """
    at, stop = start, len(text) if end is None else end
    while at < stop:
        found = _SPOKEN.search(text, at, stop)
        if found is None:
            return
        wide = _WAN_ONLY.search(text, at, stop)
        if wide is not None and wide.start() <= found.start():
            found = wide
        vague = _is_vague(text, found.start(), found.end(), at_least)
        at = found.end()
        if not vague:
            yield Amount(_values(found), found.start(), at)
        while vague and at < stop and text[at] in NUMERALS:
            at += 1


def _is_vague(text: str, start: int, end: int, at_least: bool) -> bool:
    after = text[end : end + 1]
    if text[start - 1 : start] in ("几", "多") or after == "几" or (after == "多" and not at_least):
        return True
    # 七八十 folds to 78十: digits that run straight into a unit are two guesses, not one number.
    return text[start:end].isdigit() and after in ("十", "百", "千")


def _values(found: "re.Match[str]") -> tuple[Fraction, ...]:
    parts = found.groupdict()
    if "head" in parts:
        return (_plain(parts["head"]) * 10_000,)
    base = _plain(parts["wan"][0]) * 10_000 if parts["wan"] else Fraction(0)
    if parts["plain"]:
        value = _plain(parts["plain"])
        # 一万二 is twelve thousand.
        return (base + value * 1000,) if base and value < 10 and "0" not in parts["wan"] else (base + value,)
    places = parts["places"]
    short = _SHORT.search(places)
    if short is None:
        return (base + _places(places),)
    whole = _places(places[: short.start(2)])
    # 一百二 is 120, but 一百一瓶 may be a hundred for one bottle.
    return (base + whole + int(short[2]) * _UNITS[short[1]] // 10, base + whole)


def _plain(text: str) -> Fraction:
    whole, _, decimals = text.replace("点", ".").partition(".")
    value = Fraction(_places(whole)) if not whole.isdigit() else Fraction(int(whole))
    return value + Fraction(int(decimals), 10 ** len(decimals)) if decimals else value


def _places(text: str) -> int:
    total = digit = 0
    for character in text:
        if character in _UNITS:
            total += (digit or 1) * _UNITS[character]
            digit = 0
        else:
            digit = 2 if character == "两" else int(character)
    return total + digit


def amounts_in(kind: str, reading: Reading, start: int = 0, end: int | None = None) -> list[Amount]:
    """Amounts of one kind (金额, 重量, 容量, 期限, 件数) between two places of a reading."""
    text, stop = reading.text, len(reading.text) if end is None else end
    if kind == "金额":
        return [money for number in numbers_in(text, start, stop) if (money := _money(text, number)) is not None]
    found = []
    for number in numbers_in(text, start, stop):
        # A unit is read past the end of the words that led to it: 四斤半.
        if (amount := _measured(UNITS[kind], text, number)) is not None:
            found.append(amount)
    return found


def _measured(units: dict[str, Fraction], text: str, number: Amount) -> Amount | None:
    for word in sorted(units, key=len, reverse=True):
        if text.startswith(word, number.end):
            end = number.end + len(word)
            half = Fraction(1, 2) if text.startswith("半", end) else Fraction(0)
            values = tuple((value + half) * units[word] for value in number.values)
            return Amount(values, number.start, end + bool(half), word)
    return None


def _money(text: str, number: Amount) -> Amount | None:
    """Fen. With 块 or 元 surely; a bare number only where a price is expected, so not before what is counted in it."""
    found = _MONEY.match(text, number.end)
    if found is None:
        value = min(number.values)
        counted = text[number.end : number.end + 1]
        if value < 5 or (counted and counted in _COUNTED):
            return None
        return Amount(tuple(value * 100 for value in number.values), number.start, number.end)
    rest = (found["rest"] or "").replace("钱", "").replace("毛", "").replace("角", "")
    values = [value * 100 for value in number.values]
    if not rest:
        return Amount(tuple(values), number.start, found.end(), "块")
    more = int(rest) * (10 if len(rest) == 1 else 1)
    # 八十八块四斤: the digit may belong to what follows.
    return Amount((*(value + more for value in values), *values), number.start, found.end(), "块")


def is_guess(amount: Amount, reading: Reading, text: str) -> bool:
    """七八斤 folds to 78斤: two neighbouring digits in characters are a guess, in figures they are a number."""
    said = text[slice(*reading.span(amount.start, min(amount.start + 2, amount.end)))]
    return said in _GUESSES


# 二零二五年六月十八号 is a day and 五号电池 a size: neither is a link.
_LINK = re.compile(
    r"(?<![月日0-9十])(?P<number>[1-9]?十[1-9]?|[0-9]{1,3}) ?号(?!码|色|楼|库|线|店|电池|卫|星期|到|开|之|前|后)"
)


def links_in(text: str) -> list[Amount]:
    """``N 号(链接)`` in a folded text, in order. 二十九块九二号 folds to 29块92号: the last digit is the link."""
    found = []
    for match in _LINK.finditer(text):
        number, start = match["number"], match.start()
        glued = start > 0 and text[start - 1] in "块元" and number.isdigit() and len(number) > 1
        found.append(
            Amount(
                (
                    Fraction(number[-1])
                    if glued
                    else Fraction(_places(number))
                    if not number.isdigit()
                    else Fraction(number),
                ),
                start,
                match.end(),
            )
        )
    return found
