"""The terms of a bureau for an entry of the register: which provision sets the days, what stops the clock, how it is counted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files

from gongzhi.cases import Deadline, Docket, Pause
from gongzhi.flow.case_deadlines import DeadlineUnknown
from gongzhi.law import Book, CalendarUnknown, Figure, Measure, Uncitable, official_calendar
from gongzhi.screening.strict_yaml import Entry, NotReadable, load_yaml, take, texts
from gongzhi.values import BEIJING

_FILE = "docket_terms.yaml"
VERIFYING, HANDLING = "核查", "办案"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A stage's term: what is due, and the provision that sets the days. ``matters`` empty: any matter."""

    stage: str
    says: str
    provision: str
    since: date
    matters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Why the clock stops in some stages (``stages``), or why an entry goes to another body (``again``: a second time too)."""

    name: str
    provisions: tuple[str, ...]
    since: date
    stages: tuple[str, ...] = ()
    again: bool = True


class NoSuchGround(LookupError):
    """A ground that the law does not give here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The whole file."""

    terms: tuple[Term, ...]
    pauses: tuple[Ground, ...]
    transfers: tuple[Ground, ...]
    window_days: int

    def term(self, stage: str, matter: str, on: date) -> Term | None:
        """The term of a stage on this day; None when the law sets none."""
        for one in self.terms:
            if one.stage == stage and on >= one.since and (not one.matters or matter in one.matters):
                return one
        return None

    def pause(self, name: str, stage: str) -> Ground:
        """The ground on which the clock stops in this stage; raises NoSuchGround."""
        return _named(name, [one for one in self.pauses if stage in one.stages], "中止事由")

    def transfer(self, name: str) -> Ground:
        """The ground of a transfer; raises NoSuchGround."""
        return _named(name, self.transfers, "移送事由")

    def cited(self) -> Iterator[tuple[str, str, date]]:
        """Every place that cites a provision, the provision, and the day it is relied upon from."""
        for term in self.terms:
            yield f"{_FILE} {term.says}", term.provision, term.since
        for ground in (*self.pauses, *self.transfers):
            for provision in ground.provisions:
                yield f"{_FILE} {ground.name}", provision, ground.since


def stage_of(docket: Docket) -> str:
    """The stage whose clock runs: before a case is opened, or after."""
    return HANDLING if docket.filed else VERIFYING


def first_deadline(terms: Terms, book: Book, stage: str, matter: str, since: datetime) -> Deadline | None:
    """The last day of a stage that begins now; None when the law sets none. Raises DeadlineUnknown."""
    term = terms.term(stage, matter, since.astimezone(BEIJING).date())
    return None if term is None else _deadline(term, book, since, ())


def counted_again(
    docket: Docket, terms: Terms, book: Book, *, pauses: tuple[Pause, ...], extended: bool
) -> Deadline | None:
    """The last day with these pauses and this extension, counted anew from the start of the stage. Raises DeadlineUnknown."""
    term = terms.term(stage_of(docket), docket.entered.matter.chinese, docket.clock.astimezone(BEIJING).date())
    return None if term is None else _deadline(term, book, docket.clock, pauses, extended=extended)


def _deadline(
    term: Term, book: Book, since: datetime, pauses: tuple[Pause, ...], *, extended: bool = False
) -> Deadline:
    start = since.astimezone(BEIJING).date()
    cited = book.cite(term.provision, start)
    figures = [figure for figure in cited.numbers if figure.measure is Measure.TERM and figure.low]
    longer = next((figure for figure in figures if figure.note == "可延长"), None)
    if not figures or (extended and longer is None):
        raise DeadlineUnknown(f"{cited} 没有写明{'可以延长的' if figures else ''}天数：请由人确定期限")
    number = _days(figures[0]) + (_days(longer) if extended and longer else 0)
    try:
        due = _count(start, number, figures[0].unit, pauses)
    except CalendarUnknown as error:
        raise DeadlineUnknown(str(error)) from error
    return Deadline(what=term.says + ("（已延长）" if extended else ""), due=due, basis=cited.id)


def _count(start: date, number: int, unit: str, pauses: tuple[Pause, ...]) -> date:
    """The day on which so many days are full, the first not counted, nor those on which the clock stood still."""
    known, day, left = official_calendar(), start, number
    while left:
        day += timedelta(days=1)
        if any(_still(day, pause) for pause in pauses):
            continue
        left -= known.is_working(day) if unit == "工作日" else 1
    return day if unit == "工作日" else known.at_or_after(day)


def _still(day: date, pause: Pause) -> bool:
    # From the day it stopped up to, not including, the day it ran again: the day of resuming counts.
    ended = pause.until
    return pause.since.astimezone(BEIJING).date() <= day and (ended is None or day < ended.astimezone(BEIJING).date())


def _days(figure: Figure) -> int:
    return figure.high or figure.low or 0


@cache
def load_terms() -> Terms:
    """The shipped terms."""
    return read_terms(files("gongzhi.flow").joinpath(_FILE).read_text("utf-8"), _FILE)


def read_terms(text: str, name: str) -> Terms:
    """The terms in ``text``; raises NotReadable."""
    document = load_yaml(text, name)
    take(document, required=("期限", "中止", "移送", "查重天数"))
    return Terms(
        terms=tuple(_term(entry) for entry in document["期限"]),
        pauses=tuple(_pause(entry) for entry in document["中止"]),
        transfers=tuple(_transfer(entry) for entry in document["移送"]),
        window_days=document["查重天数"],
    )


def lint_terms(terms: Terms, book: Book) -> list[str]:
    """What the file lacks: every citation in force on its first day and read in a text we hold, every term with its days."""
    wrong = []
    for place, provision, on in terms.cited():
        try:
            if not book.cite(provision, on).norms:
                wrong.append(f"{place}：{provision} 没有已核实的要旨，请改引已核实的条款")
        except Uncitable as error:
            wrong.append(f"{place}：{error}")
    for term in terms.terms:
        if not any(figure.measure is Measure.TERM for figure in book.cite(term.provision, term.since).numbers):
            wrong.append(f"{term.says}：{term.provision} 没有天数，请改引写明天数的条款")
    return wrong


def _term(entry: Entry) -> Term:
    take(entry, required=("阶段", "说", "依据", "自"), optional=("事项",))
    return Term(
        stage=_stage(entry["阶段"], entry),
        says=entry["说"],
        provision=entry["依据"],
        since=entry["自"],
        matters=tuple(texts(entry, "事项")),
    )


def _pause(entry: Entry) -> Ground:
    take(entry, required=("名", "阶段", "依据", "自"))
    stages = tuple(_stage(stage, entry) for stage in texts(entry, "阶段"))
    return Ground(name=entry["名"], provisions=(entry["依据"],), since=entry["自"], stages=stages)


def _transfer(entry: Entry) -> Ground:
    take(entry, required=("名", "依据", "自", "再移送"))
    if entry["再移送"] not in ("是", "否"):
        raise NotReadable(f"{entry.place}的 再移送 应写 是 或 否，请改正")
    again = entry["再移送"] == "是"
    return Ground(name=entry["名"], provisions=tuple(texts(entry, "依据")), since=entry["自"], again=again)


def _stage(stage: str, entry: Entry) -> str:
    if stage not in (VERIFYING, HANDLING):
        raise NotReadable(f"{entry.place}的阶段应是 {VERIFYING} 或 {HANDLING}，请改正")
    return stage


def _named(name: str, grounds: "list[Ground] | tuple[Ground, ...]", what: str) -> Ground:
    for ground in grounds:
        if ground.name == name:
            return ground
    raise NoSuchGround(f"没有“{name}”这项{what}：可用{'、'.join(ground.name for ground in grounds) or '无'}")
