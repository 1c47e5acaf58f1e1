"""What admission asks for: kinds of papers, what each sort of goods needs, and which provisions set the days."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files

from gongzhi.flow.case_deadlines import HOUSE_RULE
from gongzhi.law import Book, CalendarUnknown, NoDeadline, Uncitable, count_deadline, deadlines_of
from gongzhi.parties import LegalRole
from gongzhi.screening.strict_yaml import Entry, NotReadable, load_yaml, take, texts
from gongzhi.values import BEIJING

_FILE = "admission.yaml"
RISKY = "高风险农产品"


class BadPaper(ValueError):
    """A paper whose kind, number or days cannot be right."""


class TermUnknown(ValueError):
    """A last day that cannot be worked out; a person has to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperKind:
    """A sort of licence or certificate. ``pattern`` is the form of its number where there is a public rule for it."""

    name: str
    public: bool
    pattern: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One of these kinds must be there, says ``basis``: a provision, or 平台规则约定."""

    kinds: tuple[str, ...]
    basis: str
    since: date
    roles: tuple[LegalRole, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """A sort of goods: what its seller needs, and what each product needs."""

    name: str
    seller: tuple[Need, ...] = ()
    product: tuple[Need, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Something that falls due: ``row`` names the rule of the provision that has the days."""

    name: str
    says: str
    provision: str
    row: str
    since: date
    also: tuple[str, ...] = ()

    @property
    def cited(self) -> tuple[str, ...]:
        """Every provision that asks for it."""
        return (self.provision, *self.also)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """A ground on which a seller needs no registration."""

    name: str
    basis: str
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """The file as read."""

    papers: tuple[PaperKind, ...]
    needs: tuple[Need, ...]
    goods: tuple[Goods, ...]
    risky: tuple[str, ...]
    exemptions: tuple[Exemption, ...]
    duties: tuple[Duty, ...]
    soon_days: int

    def paper(self, name: str) -> PaperKind:
        """The kind of this name; raises BadPaper."""
        for one in self.papers:
            if one.name == name:
                return one
        raise BadPaper(f"没有“{name}”这种证照：请从列表中选择，不在列表里的选“其他”")

    def sort(self, name: str) -> Goods:
        """The sort of goods of this name; raises BadPaper."""
        for one in self.goods:
            if one.name == name:
                return one
        raise BadPaper(f"没有“{name}”这个商品类别：可选{'、'.join(one.name for one in self.goods)}")

    def duty(self, name: str) -> Duty:
        """The duty of this name."""
        return next(one for one in self.duties if one.name == name)

    def cited(self) -> Iterator[tuple[str, str, date]]:
        """(where, provision, day) of everything that the file rests on; house rules are left out."""
        needs = [("主体", one) for one in self.needs]
        needs += [(sort.name, one) for sort in self.goods for one in (*sort.seller, *sort.product)]
        yield from ((where, one.basis, one.since) for where, one in needs if one.basis != HOUSE_RULE)
        yield from ((one.name, one.basis, one.since) for one in self.exemptions)
        yield from ((one.name, provision, one.since) for one in self.duties for provision in one.cited)


def check_number(kind: PaperKind, number: str) -> str:
    """The number without spaces, upper case; raises BadPaper when the kind has a form and this is not it."""
    written = "".join(number.split()).upper()
    if not written:
        raise BadPaper(f"{kind.name}没有编号：请照原件填写")
    if kind.pattern and re.fullmatch(kind.pattern, written) is None:
        raise BadPaper(f"“{number}”不像{kind.name}的编号：写法如 {kind.example}，请照原件逐位核对")
    return written


def last_day(book: Book, duty: Duty, since: datetime) -> date:
    """The last day that the duty's row gives, counted from an instant; raises TermUnknown."""
    on = since.astimezone(BEIJING).date()
    cited = book.cite(duty.provision, max(on, duty.since))
    try:
        for norm, counted in deadlines_of(cited, since):
            if norm.code == duty.row:
                return counted.last_day
    except (NoDeadline, CalendarUnknown) as error:
        raise TermUnknown(str(error)) from error
    raise TermUnknown(f"{cited} 的 {duty.row} 没有可以计算的期限：请由人确定")


@cache
def load_admission() -> Admission:
    """The shipped file."""
    return read_admission(files("gongzhi.flow").joinpath(_FILE).read_text("utf-8"), _FILE)


def read_admission(text: str, name: str) -> Admission:
    """The file in ``text``; raises NotReadable."""
    document = load_yaml(text, name)
    take(
        document,
        required=(
            "证照种类",
            "主体",
            "商品类别",
            RISKY,
            "免登记",
            "到期事项",
            "证照提前提醒天数",
        ),
    )
    return Admission(
        papers=tuple(_kind(entry) for entry in document["证照种类"]),
        needs=tuple(_need(entry) for entry in document["主体"]),
        goods=tuple(_goods(entry) for entry in document["商品类别"]),
        risky=tuple(texts(document, RISKY)),
        exemptions=tuple(_exemption(entry) for entry in document["免登记"]),
        duties=tuple(_duty(entry) for entry in document["到期事项"]),
        soon_days=document["证照提前提醒天数"],
    )


def lint_admission(known: Admission, book: Book) -> list[str]:
    """What the file lacks: citations in force and read, kinds that exist, examples of their own form, rows with days."""
    wrong = []
    for where, provision, on in known.cited():
        try:
            if not book.cite(provision, on).norms:
                wrong.append(f"{where}：{provision} 没有已核实的要旨，请改引已核实的条款")
        except Uncitable as error:
            wrong.append(f"{where}：{error}")
    names = {one.name for one in known.papers}
    needs = [*known.needs, *(one for sort in known.goods for one in (*sort.seller, *sort.product))]
    wrong += [f"没有“{kind}”这种证照，请先写进证照种类" for one in needs for kind in one.kinds if kind not in names]
    for kind in known.papers:
        if kind.pattern and re.fullmatch(kind.pattern, kind.example) is None:
            wrong.append(f"{kind.name}：例子 {kind.example} 不合自己的写法，请改正")
    for duty in known.duties:
        norms = [norm for norm in book.cite(duty.provision, duty.since).norms if norm.code == duty.row]
        if not any(_counts(figure) for norm in norms for figure in norm.numbers):
            wrong.append(f"{duty.name}：{duty.provision} 的 {duty.row} 没有天数，请改引写明天数的一行")
    return wrong


def _counts(figure: object) -> bool:
    try:
        count_deadline(figure, datetime(2026, 3, 2, tzinfo=BEIJING))  # type: ignore[arg-type]  # as Norm.numbers has it
    except NoDeadline:
        return False
    return True


def _kind(entry: Entry) -> PaperKind:
    take(entry, required=("名", "公示"), optional=("式", "例"))
    pattern = entry.get("式", "")
    try:
        re.compile(pattern)
    except re.error as error:
        raise NotReadable(f"{entry.place}的 式 不是正则：{error}，请改正") from error
    return PaperKind(name=entry["名"], public=_yes(entry, "公示"), pattern=pattern, example=str(entry.get("例", "")))


def _need(entry: Entry) -> Need:
    take(entry, required=("之一", "依据", "自"), optional=("身份",))
    roles = tuple(LegalRole(one) for one in texts(entry, "身份"))
    return Need(kinds=tuple(texts(entry, "之一")), basis=entry["依据"], since=entry["自"], roles=roles)


def _goods(entry: Entry) -> Goods:
    take(entry, required=("名",), optional=("主体", "商品", "说"))
    return Goods(
        name=entry["名"],
        seller=tuple(_need(one) for one in entry.get("主体", [])),
        product=tuple(_need(one) for one in entry.get("商品", [])),
    )


def _exemption(entry: Entry) -> Exemption:
    take(entry, required=("名", "依据", "自"))
    return Exemption(name=entry["名"], basis=entry["依据"], since=entry["自"])


def _duty(entry: Entry) -> Duty:
    take(entry, required=("名", "说", "条", "行", "自"), optional=("另据",))
    return Duty(
        name=entry["名"],
        says=entry["说"],
        provision=entry["条"],
        row=entry["行"],
        since=entry["自"],
        also=tuple(texts(entry, "另据")),
    )


def _yes(entry: Entry, key: str) -> bool:
    if entry[key] not in ("是", "否"):
        raise NotReadable(f"{entry.place}的 {key} 应写 是 或 否，请改正")
    return bool(entry[key] == "是")
