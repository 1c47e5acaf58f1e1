"""Where in an instrument: article, paragraph (款) and item (项), as ids and as officials write them."""

import re
from typing import NamedTuple

_ID = re.compile(r"(\d{1,4})(?:\.(\d{1,2}))?(?:\((\d{1,3})\))?")
_WORDS = re.compile(
    r"第([零〇一二三四五六七八九十百千\d]+)条(?:第([一二三四五六七八九十\d]+)款)?(?:第([一二三四五六七八九十百\d]+)项)?"
)
_DIGITS = "零一二三四五六七八九"
WHOLE = "全文"


class Place(NamedTuple):
    """``paragraph`` and ``item`` are 0 when the place is the whole article or the whole paragraph."""

    article: str
    paragraph: int = 0
    item: int = 0

    def __str__(self) -> str:
        paragraph = f".{self.paragraph}" if self.paragraph else ""
        item = f"({self.item})" if self.item else ""
        return f"{self.article}{paragraph}{item}"

    @property
    def whole(self) -> "Place":
        """The article that this place lies in."""
        return Place(self.article)

    def holds(self, other: "Place") -> bool:
        """Whether ``other`` is this place or lies inside it."""
        return (
            self.article == other.article
            and self.paragraph in (0, other.paragraph)
            and self.item in (0, other.item)
            and not (self.item and not self.paragraph and other.paragraph)
        )


def parse_place(text: str) -> Place | None:
    """Read ``9(3)``, ``12.1``, ``27.1(4)``, ``第九条第三项`` or ``全文``; None when it is none of these."""
    if text == WHOLE:
        return Place(WHOLE)
    match = _ID.fullmatch(text)
    if match is not None:
        return Place(str(int(match[1])), int(match[2] or 0), int(match[3] or 0))
    match = _WORDS.fullmatch(text)
    if match is None:
        return None
    article, paragraph, item = (read_numeral(part) if part else 0 for part in match.groups())
    return Place(str(article), paragraph, item)


def print_place(place: Place, style: str) -> str:
    """As officials write it: 第九条第三项; ``style`` is the instrument's 编排 (条, 段, 案例 or 节)."""
    if place.article == WHOLE:
        return WHOLE
    if style == "节":
        return f"第{place.article}节"
    if style == "案例":
        return f"案例{print_numeral(int(place.article))}"
    text = f"第{print_numeral(int(place.article))}条"
    if place.paragraph:
        text += f"第{print_numeral(place.paragraph)}款"
    if place.item:
        text += f"第{print_numeral(place.item)}项"
    return text


def read_numeral(text: str) -> int:
    """``一百四十八`` or ``148`` as a number below ten thousand."""
    if text.isdecimal():
        return int(text)
    total = unit = 0
    for character in text.replace("〇", "零"):
        if character in _DIGITS:
            unit = _DIGITS.index(character)
        else:
            total += (unit or 1) * {"十": 10, "百": 100, "千": 1000}[character]
            unit = 0
    return total + unit


def print_numeral(number: int) -> str:
    """148 as 一百四十八; numbers from 0 to 9999."""
    if number == 0:
        return "零"
    text, gap = "", False
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // size % 10
        if digit == 0:
            gap = gap or bool(text)
            continue
        text += ("零" if gap else "") + _DIGITS[digit] + name
        gap = False
    return text.removeprefix("一") if 10 <= number < 20 else text
