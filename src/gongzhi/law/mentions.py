"""Finds the provisions that a text mentions, with the line of each and the day on which it has to hold."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from gongzhi.law.book import Book
from gongzhi.law.checking import BrokenCitation
from gongzhi.law.citing import Uncitable

_NAME = r"(?:[一-鿿（）、]|〔\d{4}〕\d+){2,60}"
_ID = re.compile(rf"(?P<name>{_NAME})/(?P<place>\d{{1,4}}(?:\.\d{{1,2}})*(?:\(\d{{1,3}}\))?)(?![\d/])")
_NUMERAL = "[零〇一二三四五六七八九十百千]+"
_WRITTEN = re.compile(
    rf"(?P<name>《[^《》\n]{{2,60}}》|{_NAME})(?P<place>第{_NUMERAL}条(?:第{_NUMERAL}款)?(?:第{_NUMERAL}项)?)"
)
# A day that the text gives for what stands below it (version, since) or beside it (on, --on).
_SINCE = re.compile(r"(?:\bsince|\bversion|^on)\"?: *\"?(\d{4}-\d\d-\d\d)")
_BESIDE = re.compile(r"(?:--on |\bon\"?: *\"?)(\d{4}-\d\d-\d\d)")
_COMMAND = re.compile(r"\s*\$ gongzhi law cite ")
# Marks of a vector or an example whose very point is that the first provision in it cannot be cited on that day.
_REFUSED = re.compile(r"\"answer\": \"(?!held|not_held)|不能断定")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A provision named in a text. ``refused``: the text itself says that it cannot be cited on that day."""

    place: str
    id: str
    on: date
    refused: bool = False


def find_mentions(book: Book, text: str, place: str, on: date) -> Iterator[Mention]:
    """Every id and every 《…》第…条 in the text; ``place`` names the file, ``on`` is the day where the text gives none.

    A name in running words is the longest ending that the book knows. What looks like an id but names no instrument
    is a mention too, so that a slip of the pen is found; 本法第…条 and its like are not.
    """
    lines, since = text.split("\n"), on
    for number, line in enumerate(lines, 1):
        given = _SINCE.search(line)
        since = _day(given[1], since) if given else since
        if "/" not in line and "条" not in line:
            continue
        beside = _BESIDE.search(line)
        day = _day(beside[1], since) if beside else since
        below = lines[number].strip() if number < len(lines) else ""
        refused = bool(_REFUSED.search(line)) or bool(_COMMAND.match(line) and not below.startswith("《"))
        for at, provision in enumerate(_named(book, line)):
            yield Mention(place=f"{place} 第{number}行", id=provision, on=day, refused=refused and at == 0)


def check_mentions(book: Book, mentions: Iterable[Mention]) -> tuple[BrokenCitation, ...]:
    """Which mentions do not hold on their day, and which are said to be refused and are not."""
    broken = []
    for one in mentions:
        try:
            book.cite(one.id, one.on)
            why = "此处写明当日引不到，其实引得到：改正编号、日期或所写的答复" if one.refused else ""
        except Uncitable as error:
            why = "" if one.refused else str(error)
        if why:
            broken.append(BrokenCitation(place=one.place, id=one.id, on=one.on, why=why))
    return tuple(broken)


def _named(book: Book, line: str) -> Iterator[str]:
    for match in _ID.finditer(line):
        yield f"{_known_ending(book, match['name']) or match['name'].rpartition('、')[2]}/{match['place']}"
    for match in _WRITTEN.finditer(line):
        quoted = match["name"].startswith("《")
        name = match["name"] if quoted else _known_ending(book, match["name"])
        if name:
            yield f"{name.strip('《》')}{match['place']}"


def _known_ending(book: Book, name: str) -> str:
    return next((name[at:] for at in range(len(name) - 1) if book.knows(name[at:])), "")


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise
