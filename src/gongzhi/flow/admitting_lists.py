"""Check a list of parties, one paper a line: identifiers, permit numbers, days, and what each sort of goods needs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from gongzhi.flow.admitting_needs import checked_paper, lacks_among
from gongzhi.flow.admitting_sources import Registry
from gongzhi.flow.admitting_terms import Admission, BadPaper, Need, load_admission
from gongzhi.parties import BadIdentifier, LegalRole, Paper, checked_id_number, checked_uscc


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A line of the list that somebody should look at."""

    line: int
    party: str
    what: str


def check_list(
    rows: Iterable[tuple[int, Mapping[str, str]]], day: date, registry: Registry | None = None
) -> Iterator[Doubt]:
    """The doubts in the order of the lines; lines of one party stand together and share its code and goods."""
    known = load_admission()
    for party, lines in groupby(rows, key=lambda one: one[1].get("名称", "") or "（没有名称）"):
        yield from _party(party, list(lines), known, day, registry)


def _party(
    party: str,
    lines: list[tuple[int, Mapping[str, str]]],
    known: Admission,
    day: date,
    registry: Registry | None,
) -> Iterator[Doubt]:
    first = lines[0][0]
    papers: list[Paper] = []
    uscc = next((row["统一社会信用代码"] for _, row in lines if row.get("统一社会信用代码")), None)
    for line, row in lines:
        for what in _identifiers(row):
            yield Doubt(line=line, party=party, what=what)
        try:
            if row.get("证照种类"):
                papers.append(_paper(row, known, uscc))
        except (BadPaper, ValueError) as error:
            yield Doubt(line=line, party=party, what=str(error))
    goods = dict.fromkeys(sort for _, row in lines for sort in row.get("商品类别", "").split("、") if sort)
    try:
        needs = _needs(known, tuple(goods), registered=bool(uscc))
    except BadPaper as error:
        yield Doubt(line=first, party=party, what=str(error))
        return
    for lack in lacks_among(papers, needs, day):
        yield Doubt(line=first, party=party, what=lack.chinese)
    if uscc and registry is not None:
        yield from _compared(first, party, uscc.strip().upper(), registry)


def _identifiers(row: Mapping[str, str]) -> Iterator[str]:
    for column, check in (("统一社会信用代码", checked_uscc), ("身份证件号码", checked_id_number)):
        if row.get(column):
            try:
                check(row[column])
            except BadIdentifier as error:
                yield str(error)


def _paper(row: Mapping[str, str], known: Admission, uscc: str | None) -> Paper:
    until = row.get("有效期至", "").strip()
    try:
        day = None if until in ("", "长期") else date.fromisoformat(until.replace("/", "-"))
    except ValueError as error:
        raise BadPaper(f"有效期至“{until}”不是日期：请写成 2028-09-30，没有期限的写 长期") from error
    written = Paper(kind=row["证照种类"], number=row.get("证照编号", ""), valid_until=day)
    return checked_paper(known, written, uscc)


def _needs(known: Admission, goods: tuple[str, ...], *, registered: bool) -> tuple[Need, ...]:
    own = [one for one in known.needs if registered and LegalRole.MERCHANT in one.roles]
    return tuple(dict.fromkeys([*own, *(one for sort in goods for one in known.sort(sort).seller)]))


def _compared(line: int, party: str, uscc: str, registry: Registry) -> Iterator[Doubt]:
    found = registry.look_up(uscc)
    if not found.name:
        yield Doubt(line=line, party=party, what=f"{found.source} 里没有这个统一社会信用代码")
    elif found.name != party:
        yield Doubt(line=line, party=party, what=f"{found.source} 里的名称是“{found.name}”")
