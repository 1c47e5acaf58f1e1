"""What each kind of paper says and on what it may rest, as data; and a paper as a document to be filled into its .docx."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from gongzhi.cases import PaperKind
from gongzhi.decisions import Document, Section
from gongzhi.law import Book, Uncitable
from gongzhi.screening.strict_yaml import Entry, NotReadable, load_yaml, take, texts

_FILE = "guiding_papers.yaml"
_NATURES = ("指导", "命令", "请求", "记录", "决定")
NO_PUNISHMENT = "不是行政处罚"
ASSISTS = "本文书由系统依登记内容填写，仅供辅助；是否发出、怎样写由承办人决定。"
GIST = "以上为条文要旨，以官方文本为准。"


class NoBasis(ValueError):
    """A provision that is not in force, not known or not verified here; or a paper that needs one and has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of paper. ``mark`` goes into its number; ``days`` until somebody looks again, 0 never."""

    kind: PaperKind
    mark: str
    nature: str
    headings: tuple[str, ...]
    basis: tuple[str, ...]
    since: date
    must_cite: bool
    days: int
    says: tuple[str, ...]
    signatures: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Worded:
    """What a person wrote for a paper; ``rows`` is a list that goes with it (pairs of name and text)."""

    addressee: str
    facts: str
    title: str = ""
    asks: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    follow_up: date | None = None
    rows: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form(Document):
    """A document with a list: every row has as many cells as the template has columns."""

    rows: tuple[tuple[str, ...], ...] = ()


def document_of(kind: Kind, worded: Worded, book: Book, *, number: str, issuer: str, on: date) -> Form:
    """The paper as it will be printed. Raises NoBasis."""
    lines = (
        tuple(_lines(worded.facts)),
        tuple(f"{n}．{ask}" for n, ask in enumerate(worded.asks, 1)) or ("无。",),
        basis_lines(kind, worded.basis, book, on),
        (*_follow(worded.follow_up), *kind.says, ASSISTS),
    )
    return Form(
        template=kind.kind.value,
        title=worded.title.strip() or kind.kind.chinese,
        number=number,
        addressee=worded.addressee.strip(),
        sections=tuple(Section(heading=head, lines=said) for head, said in zip(kind.headings, lines, strict=True)),
        signatures=kind.signatures,
        issuer=issuer,
        dated=f"{on.year}年{on.month}月{on.day}日",
        rows=worded.rows,
    )


def basis_lines(kind: Kind, basis: tuple[str, ...], book: Book, on: date) -> tuple[str, ...]:
    """Every provision with our own wording of it; raises NoBasis for what is not verified, and where one is missing."""
    if not basis:
        if kind.must_cite:
            raise NoBasis(f"{kind.kind.chinese}必须写明依据：请至少选一条")
        return ("本文书不以具体条款为依据。",)
    said = []
    for provision in basis:
        try:
            cited = book.cite(provision, on)
        except Uncitable as error:
            raise NoBasis(str(error)) from error
        if not cited.norms:
            raise NoBasis(f"{provision} 没有已核实的要旨：请改引已核实的条款，或不引")
        said.append(f"{cited}：{cited.wording}")
    return (*said, GIST)


def _follow(day: date | None) -> Iterator[str]:
    if day is not None:
        yield f"回看日：{day.year}年{day.month}月{day.day}日（由承办人确定）。"


def _lines(text: str) -> Iterator[str]:
    return (line.strip() for line in text.splitlines() if line.strip())


@cache
def load_kinds() -> dict[PaperKind, Kind]:
    """The shipped kinds."""
    return read_kinds(files("gongzhi.flow").joinpath(_FILE).read_text("utf-8"), _FILE)


def read_kinds(text: str, name: str) -> dict[PaperKind, Kind]:
    """The kinds in ``text``; raises NotReadable, also for a kind that is missing or stands twice."""
    document = load_yaml(text, name)
    take(document, required=("文书",))
    found = [_kind(entry) for entry in document["文书"]]
    known = {one.kind: one for one in found}
    if len(known) != len(found) or len(known) != len(PaperKind):
        missing = "、".join(kind.value for kind in PaperKind if kind not in known)
        raise NotReadable(f"{name}：每种文书写一次，不能重复也不能少{f'，缺 {missing}' if missing else ''}")
    return known


def lint_kinds(kinds: dict[PaperKind, Kind], book: Book) -> list[str]:
    """What the file lacks: citations in force and verified; guidance that says that it is no punishment."""
    wrong = []
    for kind in kinds.values():
        for provision in kind.basis:
            try:
                basis_lines(kind, (provision,), book, kind.since)
            except NoBasis as error:
                wrong.append(f"{_FILE} {kind.kind.value}：{error}")
        says = "".join(kind.says)
        if (kind.nature == "指导") is not kind.kind.advises:
            wrong.append(f"{_FILE} {kind.kind.value}：性质与种类不符")
        if kind.kind.advises and NO_PUNISHMENT not in says:
            wrong.append(f"{_FILE} {kind.kind.value}：指导类文书的说明里必须写明“{NO_PUNISHMENT}”")
    return wrong


def _kind(entry: Entry) -> Kind:
    take(entry, required=("种类", "字", "性质", "标题", "依据", "自", "必引", "回看", "说明", "签名"))
    if entry["性质"] not in _NATURES or entry["种类"] not in set(PaperKind):
        raise NotReadable(f"{entry.place}的种类或性质不认识：性质可用{'、'.join(_NATURES)}，请改正")
    if entry["必引"] not in ("是", "否") or len(texts(entry, "标题")) != 4:
        raise NotReadable(f"{entry.place}的 必引 应写 是 或 否，标题 应有四个，请改正")
    return Kind(
        kind=PaperKind(entry["种类"]),
        mark=entry["字"],
        nature=entry["性质"],
        headings=tuple(texts(entry, "标题")),
        basis=tuple(texts(entry, "依据")),
        since=entry["自"],
        must_cite=entry["必引"] == "是",
        days=entry["回看"],
        says=tuple(texts(entry, "说明")),
        signatures=tuple(texts(entry, "签名")),
    )
