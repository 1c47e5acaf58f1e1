"""From YAML tables to instruments, strictly: every refusal names file, line and remedy."""

from datetime import date
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeVar

from gongzhi.law.figures import Figure, NotAFigure, read_figure
from gongzhi.law.instruments import KIND_NAMES, Confidence, Edition, Instrument, Norm
from gongzhi.law.places import WHOLE, Place, parse_place
from gongzhi.law.reading import Row, read_table
from gongzhi.values import ImpossiblePeriod, Period

T = TypeVar("T")
_TOP = {"名称", "全称", "简称", "位阶", "发布", "文号", "公布", "编排", "备注"}
_EDITION = {"名", "自", "止", "修正", "存本自", "首版", "条数", "骨架", "备注"}
_NORM = {
    "条",
    "码",
    "版",
    "主体",
    "性质",
    "要旨",
    "条件",
    "数字",
    "数",
    "置信",
    "自",
    "止",
    "接替",
    "曾为",
    "针对",
    "参见",
    "备注",
}
_KINDS = {name: kind for kind, name in KIND_NAMES.items()}
_CONFIDENCES = {str(one): one for one in Confidence}
_STYLES = {"条", "段", "节", "案例"}
_SPAN = 400


def shipped_tables() -> Traversable:
    """The folder of tables inside the package."""
    return resources.files("gongzhi.law") / "instruments"


def read_tables(folder: Traversable | Path) -> dict[str, str]:
    """The text of every ``.yaml`` file in ``folder``, by file name, in the order of names."""
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    return {name: (folder / name).read_text(encoding="utf-8") for name in names}


def load_instrument(text: str, place: str) -> Instrument:
    """One table; raises BadTable."""
    table = read_table(text, place)
    top = table.top
    _refuse_unknown(top, _TOP)
    for name in table.lists:
        if name not in ("版次", "条文"):
            raise top.wrong(name, f"没有“{name}”这个列表：可用“版次”“条文”")
    title = _word(top, "名称")
    style = _word(top, "编排", "条")
    if style not in _STYLES:
        raise top.wrong("编排", f"编排“{style}”不认识：可用{'、'.join(sorted(_STYLES))}")
    editions = tuple(_load_edition(row) for row in table.lists.get("版次", []))
    if not editions:
        raise top.wrong("名称", "缺“版次”：至少写一个版次，载明自何日起施行")
    _refuse_bad_order(editions, table.lists["版次"])
    names = {edition.name: edition for edition in editions}
    rows = table.lists.get("条文", [])
    _refuse_twice(rows)
    norms = tuple(_load_norm(row, style, editions[-1].name, names) for row in rows)
    return Instrument(
        title=title,
        full_title=_word(top, "全称", title),
        short_names=_words(top, "简称"),
        rank=_word(top, "位阶"),
        issuer=_word(top, "发布", ""),
        number=_word(top, "文号", ""),
        promulgated=_word(top, "公布", ""),
        style=style,
        editions=editions,
        norms=norms,
        note=_word(top, "备注", ""),
    )


def _load_edition(row: Row) -> Edition:
    _refuse_unknown(row, _EDITION)
    start, end = _day(row, "自"), _day(row, "止")
    amended = tuple(_as_day(row, "修正", text) for text in _words(row, "修正"))
    if list(amended) != sorted(set(amended)):
        raise row.wrong("修正", "修正日须由早到晚且不重复")
    held = _day(row, "存本自")
    period = _period(row, start, end)
    if held is not None and (period is None or held not in period):
        raise row.wrong("存本自", f"存本自 {held} 不在本版期间内：改正日期")
    articles = _word(row, "条数", "0")
    if not articles.isdecimal():
        raise row.wrong("条数", f"条数“{articles}”不是数：写阿拉伯数字")
    return Edition(
        name=_word(row, "名"),
        period=period,
        amended=amended,
        held_from=held,
        first=_word(row, "首版", "否") == "是",
        articles=int(articles),
        skeleton=_load_skeleton(row, int(articles)),
        note=_word(row, "备注", ""),
    )


def _load_skeleton(row: Row, articles: int) -> dict[str, tuple[int, ...]] | None:
    text = _word(row, "骨架", "")
    if text == "款未分" or not articles:
        return None
    skeleton = {}
    for part in text.split():
        article, _, counts = part.partition("=")
        paragraphs = counts.split("+")
        if not article.isdecimal() or int(article) > articles or not all(count.isdecimal() for count in paragraphs):
            raise row.wrong("骨架", f"骨架“{part}”不成立：写成“条号=各款项数”，例如 9=11 或 38=0+0")
        skeleton[article] = tuple(int(count) for count in paragraphs)
    return skeleton


def _load_norm(row: Row, style: str, newest: str, editions: dict[str, Edition]) -> Norm:
    _refuse_unknown(row, _NORM)
    edition = _word(row, "版", newest)
    if edition not in editions:
        raise row.wrong("版", f"没有“{edition}”这个版次：可用{'、'.join(editions)}")
    former = _word(row, "曾为", "")
    return Norm(
        code=_word(row, "码"),
        places=_load_places(row, style),
        edition=edition,
        addressees=_words(row, "主体"),
        kind=_one_of(row, "性质", _KINDS),
        wording=_word(row, "要旨"),
        condition=_word(row, "条件", ""),
        figures=_word(row, "数字", ""),
        numbers=tuple(_load_figure(row, text) for text in _words(row, "数")),
        confidence=_one_of(row, "置信", _CONFIDENCES, str(Confidence.VERIFIED)),
        period=_load_norm_period(row, editions[edition]),
        formerly=_read_places(row, "曾为", former)[0] if former else None,
        replaces=_word(row, "接替", ""),
        punishes=tuple(place for text in _words(row, "针对") for place in _read_places(row, "针对", text)),
        see=_words(row, "参见"),
        note=_word(row, "备注", ""),
    )


def _load_norm_period(row: Row, edition: Edition) -> Period | None:
    start, end = _day(row, "自"), _day(row, "止")
    if start is None and end is None:
        return None
    whole = edition.period
    if whole is None or start is None:
        raise row.wrong("自", "写了期间的行须写“自”，且所属版次的施行日须已知")
    period = _period(row, start, end)
    if period is None or start not in whole or (whole.end is not None and (end is None or end > whole.end)):
        raise row.wrong("自", f"期间超出所属版次“{edition.name}”（{whole}）：改正日期")
    return period


def _load_places(row: Row, style: str) -> tuple[Place, ...]:
    text = _word(row, "条")
    if style == "节":
        return (Place(text),)
    return tuple(place for part in text.split("、") for place in _read_places(row, "条", part))


def _read_places(row: Row, key: str, part: str) -> list[Place]:
    first, dots, last = part.partition("..")
    place = parse_place(first)
    if place is None or (dots and not last.isdecimal()):
        raise row.wrong(key, f"条号“{part}”读不懂：写成 9、12.1、9(3)、27.1(4)、20..22 或{WHOLE}")
    if not dots:
        return [place]
    if not int(place.article) < int(last) < int(place.article) + _SPAN:
        raise row.wrong(key, f"条号范围“{part}”不成立：后一个须大于前一个")
    return [Place(str(number)) for number in range(int(place.article), int(last) + 1)]


# Many rows share a number, such as 期限 7工作日, and a figure never changes.
_read_once = cache(read_figure)


def _load_figure(row: Row, text: str) -> Figure:
    try:
        return _read_once(text)
    except NotAFigure as error:
        raise row.wrong("数", str(error)) from error


def _refuse_unknown(row: Row, known: set[str]) -> None:
    if not row.values.keys() <= known:
        for key in sorted(row.values.keys() - known):
            raise row.wrong(key, f"没有“{key}”这一项：可用{'、'.join(sorted(known))}")


def _refuse_bad_order(editions: tuple[Edition, ...], rows: list[Row]) -> None:
    for earlier, later, row in zip(editions, editions[1:], rows[1:], strict=False):
        if earlier.period is None or later.period is None or earlier.period.end is None:
            raise row.wrong("自", f"前一版次“{earlier.name}”须写明“止”，才能接后一版次")
        if earlier.period.overlaps(later.period):
            raise row.wrong("自", f"版次“{later.name}”与“{earlier.name}”期间重叠：前一版的“止”应等于后一版的“自”")
        if earlier.period.end != later.period.start:
            raise row.wrong("自", f"版次“{earlier.name}”与“{later.name}”之间有空档：前一版的“止”应等于后一版的“自”")
    names = [edition.name for edition in editions]
    for name, row in zip(names, rows, strict=True):
        if names.count(name) > 1:
            raise row.wrong("名", f"版次名“{name}”重复：各版次名须不同")


def _refuse_twice(rows: list[Row]) -> None:
    seen: dict[str, Row] = {}
    for row in rows:
        code = _word(row, "码")
        if code in seen:
            raise row.wrong("码", f"码“{code}”已用于第{seen[code].line_of('码')}行：换一个不重复的码")
        seen[code] = row


def _word(row: Row, key: str, default: str | None = None) -> str:
    value = row.values.get(key)
    if value is None:
        if default is None:
            raise row.wrong(key, f"缺“{key}”：补上这一项")
        return default
    if isinstance(value, list):
        raise row.wrong(key, f"“{key}”应是一个值：去掉方括号")
    return value


def _words(row: Row, key: str) -> tuple[str, ...]:
    value = row.values.get(key)
    if value is None:
        return ()
    if isinstance(value, str):
        raise row.wrong(key, f"“{key}”应是列表：写成 [甲, 乙]")
    return tuple(value)


def _one_of(row: Row, key: str, known: dict[str, T], default: str | None = None) -> T:
    word = _word(row, key, default)
    if word not in known:
        raise row.wrong(key, f"{key}“{word}”不认识：可用{'、'.join(known)}")
    return known[word]


def _day(row: Row, key: str) -> date | None:
    value = _word(row, key, "")
    return _as_day(row, key, value) if value else None


def _as_day(row: Row, key: str, text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise row.wrong(key, f"“{text}”不是存在的日子：写成 2026-02-01") from error
    if day.isoformat() != text:
        raise row.wrong(key, f"“{text}”不是日子的写法：写成 {day.isoformat()}")
    return day


def _period(row: Row, start: date | None, end: date | None) -> Period | None:
    if start is None:
        return None
    try:
        return Period(start, end)
    except ImpossiblePeriod as error:
        raise row.wrong("止", f"{error}：改正“自”或“止”") from error
