"""Official full text as published: split into articles, paragraphs and items, and laid beside our rows."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from xml.etree import ElementTree

from gongzhi.law.book import Book
from gongzhi.law.figures import Figure, Measure
from gongzhi.law.instruments import Edition, Instrument, Norm
from gongzhi.law.places import Place, print_numeral, print_place, read_numeral
from gongzhi.values import NotThisRecord, decode_record

_ARTICLE = re.compile(r"[*\s　]*第([零〇一二三四五六七八九十百千]+|\d+)条[*]*(?:[\s　]+(.*))?")
_ITEM = re.compile(r"[（(]([一二三四五六七八九十百]+)[）)]\s*(.*)")
_SEGMENT = re.compile(r"([一二三四五六七八九十]+)、(.*)")
_TITLE = re.compile(r"[^。：]{2,60}(法|条例|办法|规定|规则|解释|指南|民法典)(（[一二三四五六]）|（试行）)?")
_BESIDE = re.compile(r"^[\s　]+|[\s　\\]+$")
_HEADING = re.compile(r"(#|>|<!--|第[一二三四五六七八九十]+[编章节](\s|　|$))")
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Counts are ours (how many cases a list has), and a cycle may stand as words (每年, 每季度).
_UNCHECKED = {Measure.COUNT, Measure.CYCLE}
_LARGEST = 32 * 1024 * 1024


class NotALawText(ValueError):
    """A file that cannot be split into articles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One 款 with its items."""

    text: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One 条."""

    number: int
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialText:
    """A full text as imported by the operator; nothing in it ships with the program."""

    title: str
    articles: tuple[Article, ...]

    def text_at(self, place: Place) -> str:
        """The words at a place, empty when there is no such place."""
        article = next((one for one in self.articles if str(one.number) == place.article), None)
        if article is None or place.paragraph > len(article.paragraphs):
            return ""
        chosen = article.paragraphs[place.paragraph - 1 : place.paragraph] if place.paragraph else article.paragraphs
        if place.item:
            return "\n".join(one.items[place.item - 1] for one in chosen if len(one.items) >= place.item)
        return "\n".join("\n".join((one.text, *one.items)) for one in chosen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Where the official text and our table do not agree; ``code`` is empty for the instrument as a whole."""

    code: str
    message: str


def read_official(data: bytes, name: str) -> OfficialText:
    """Split a ``.docx``, ``.html``, ``.md`` or ``.txt`` file; raises NotALawText."""
    lines = [_BESIDE.sub("", line) for line in _lines(data, name)]
    kept = [line for line in lines if line]
    articles = _split(kept, _ARTICLE) or _split(kept, _SEGMENT)
    if not articles:
        raise NotALawText(f"{name} 里没有“第一条”这样开头的段落：请用公布的全文（docx、html、md、txt）")
    return OfficialText(title=_title(lines, name), articles=tuple(articles))


def decode_official(data: bytes) -> OfficialText:
    """An imported text as it was stored (canonical record bytes); raises NotALawText."""
    try:
        return decode_record(OfficialText, data)
    except NotThisRecord as error:
        raise NotALawText(f"存下的全文读不出来：{error}。请重新导入") from error


def compare_official(book: Book, official: OfficialText) -> tuple[Instrument, tuple[Difference, ...]]:
    """Pair the text with the edition it fits (else the newest) of the instrument it names; raises UnknownProvision."""
    instrument = book.instrument(official.title)
    fitting = [one for one in instrument.editions if one.articles == len(official.articles)]
    edition = fitting[-1] if fitting else instrument.editions[-1]
    found = [*_compare_shape(edition, official)]
    present = {str(article.number) for article in official.articles}
    partial = official.articles[0].number > 1 or len(official.articles) < edition.articles // 2
    for norm in instrument.norms:
        if norm.edition == edition.name and norm.active and (norm.period is None or norm.period.end is None):
            places = norm.places if edition.skeleton is not None else tuple(place.whole for place in norm.places)
            if not partial or norm.places[0].article in present:
                found.extend(_compare_norm(instrument, norm, places, official))
    return instrument, tuple(found)


def missing_numbers(norm: Norm, text: str) -> tuple[Figure, ...]:
    """The figures of a row whose numbers do not stand in the text, in Chinese or Arabic numerals."""
    flat = re.sub(r"[\s　]", "", text)
    return tuple(one for one in norm.numbers if one.measure not in _UNCHECKED and not _stands(one, flat))


def _lines(data: bytes, name: str) -> list[str]:
    if len(data) > _LARGEST:
        raise NotALawText(f"{name} 超过 32 MB：请只导入一部法律文件的全文")
    suffix = name.rpartition(".")[2].lower()
    if suffix == "docx":
        return _docx_lines(data, name)
    if suffix not in ("html", "htm", "md", "txt"):
        raise NotALawText(f"{name} 的格式不认识：请用 docx、html、md 或 txt")
    text = _decode(data, name)
    if suffix in ("html", "htm"):
        page = _Page()
        page.feed(text)
        return "".join(page.parts).split("\n")
    return text.split("\n")


def _decode(data: bytes, name: str) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotALawText(f"{name} 的文字编码读不出来：请另存为 UTF-8")


def _docx_lines(data: bytes, name: str) -> list[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entry = archive.getinfo("word/document.xml")
            if entry.file_size > _LARGEST:
                raise NotALawText(f"{name} 展开后超过 32 MB：请只导入一部法律文件的全文")
            body = archive.read(entry)
        # Office never writes a document type; refusing it shuts out entity tricks.
        if b"<!DOCTYPE" in body:
            raise NotALawText(f"{name} 含有文档类型声明，拒收：请用公布的原件")
        root = ElementTree.fromstring(body)  # noqa: S314
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError) as error:
        raise NotALawText(f"{name} 不是完好的 docx：请重新下载或另存") from error
    lines = []
    for paragraph in root.iter(f"{_WORD}p"):
        pieces = (
            "\n" if node.tag == f"{_WORD}br" else node.text or "" for node in paragraph.iter() if node.tag in _KEPT
        )
        lines.extend("".join(pieces).split("\n"))
    return lines


_KEPT = {f"{_WORD}t", f"{_WORD}br"}


class _Page(HTMLParser):
    """Text of a page; block elements end lines, scripts and styles are left out."""

    _BLOCKS = frozenset(
        ["p", "div", "br", "li", "tr", "td", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "title"]
    )
    _SILENT = frozenset(("script", "style"))

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._silent += tag in self._SILENT
        if tag in self._BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in self._SILENT
        if tag in self._BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)


def _split(lines: list[str], opening: re.Pattern[str]) -> list[Article]:
    found: list[tuple[int, list[tuple[str, list[str]]]]] = []
    for line in lines:
        match = opening.fullmatch(line)
        number = read_numeral(match[1]) if match else 0
        if match and (number == found[-1][0] + 1 if found else number == 1 or (number > 1 and match[2])):
            found.append((number, [(match[2], [])] if match[2] else []))
            continue
        if not found or _HEADING.match(line):
            continue
        item = _ITEM.fullmatch(line)
        paragraphs = found[-1][1]
        if item and paragraphs:
            paragraphs[-1][1].append(item[2])
        else:
            paragraphs.append((line, []))
    return [
        Article(
            number=number,
            paragraphs=tuple(Paragraph(text=text, items=tuple(items)) for text, items in paragraphs),
        )
        for number, paragraphs in found
    ]


def _title(lines: list[str], name: str) -> str:
    for line in lines:
        text = re.sub(r"^[#*\s　]+|[*\s　]+$", "", line)
        if _TITLE.fullmatch(text) and not _HEADING.match(text) and not text.startswith(("第", "（", "《")):
            return text.replace(" ", "")
    return name.rpartition("/")[2].rpartition(".")[0].partition("_")[0]


def _compare_shape(edition: Edition, official: OfficialText) -> Iterator[Difference]:
    if edition.articles != len(official.articles) and official.articles[0].number == 1:
        yield Difference(code="", message=f"官方文本 {len(official.articles)} 条，本库记 {edition.articles} 条")
    if edition.skeleton is None:
        return
    for article in official.articles:
        counts = tuple(len(one.items) for one in article.paragraphs) or (0,)
        ours = edition.skeleton.get(str(article.number), (0,))
        if counts != ours:
            where = f"第{print_numeral(article.number)}条"
            yield Difference(code="", message=f"{where}：官方文本各款项数 {_show(counts)}，本库记 {_show(ours)}")


def _compare_norm(
    instrument: Instrument, norm: Norm, places: tuple[Place, ...], official: OfficialText
) -> Iterator[Difference]:
    text = "\n".join(official.text_at(place) for place in places)
    where = print_place(norm.places[0], instrument.style)
    if not text.strip():
        yield Difference(code=norm.code, message=f"官方文本没有{where}：请核对编号")
        return
    quoted = norm.see or "→" in norm.wording
    for figure in () if quoted else missing_numbers(norm, text):
        numbers = "、".join(str(end) for end in dict.fromkeys((figure.low, figure.high)) if end is not None)
        yield Difference(
            code=norm.code, message=f"{where}里没有找到“{figure.measure} {numbers}{figure.unit}”：请核对数字"
        )


def _show(counts: tuple[int, ...]) -> str:
    return "+".join(map(str, counts))


def _stands(figure: Figure, flat: str) -> bool:
    return all(
        any(form in flat for form in _forms(end, figure)) for end in (figure.low, figure.high) if end is not None
    )


def _forms(end: int, figure: Figure) -> Iterator[str]:
    scale = 100 if figure.unit in ("元", "%") else 10 if figure.unit == "‰" else 1
    number, rest = divmod(end, scale)
    chinese = large_numeral(number)
    if figure.unit in "%‰":
        yield ("百分之" if figure.unit == "%" else "千分之") + chinese
        yield f"{number}{figure.unit}"
        yield from (f"{large_numeral(number // 100)}倍", f"{number // 100}倍") if number % 100 == 0 else ()
        return
    unit = {"工作日": "个工作日", "元": "", "周岁": "", "人": "", "名": ""}.get(figure.unit, figure.unit)
    tail = "." + str(rest) if rest else ""
    for digits in (chinese, f"{number}{tail}", f"{number // 10_000}万" if number % 10_000 == 0 else f"{number}"):
        yield digits + unit
    if chinese[0] == "二" and chinese[1:2] != "十":
        yield f"两{chinese[1:]}{unit}"
    if number == 1 and figure.unit == "倍":
        yield "等值"
    if figure.unit in ("工作日", "小时"):
        yield from (f"{chinese}日", f"{chinese}小时", f"{chinese}个小时", f"{number}小时")


def large_numeral(number: int) -> str:
    """A number as Chinese law writes it, up to the hundred millions."""
    if number < 10_000:
        return print_numeral(number)
    high, low = divmod(number, 10_000)
    return f"{large_numeral(high)}万" + (("零" if low < 1000 else "") + print_numeral(low) if low else "")
