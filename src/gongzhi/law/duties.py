"""Which duties a role has on a day, as a checklist a person can work through."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import resources

from gongzhi.law.book import Book
from gongzhi.law.citing import Citation, Uncitable
from gongzhi.law.figures import Measure, show_figure
from gongzhi.law.instruments import KIND_NAMES, Instrument, Kind, Norm
from gongzhi.law.places import Place
from gongzhi.law.reading import Row, read_table

DUTY_KINDS = (
    Kind.DUTY,
    Kind.PROHIBITION,
    Kind.DEADLINE,
    Kind.DISCLOSURE,
    Kind.RETENTION,
    Kind.PROCEDURE,
)
_TIMED = {Measure.TERM, Measure.NOTICE, Measure.CYCLE}


class NoSuchRole(ValueError):
    """A role without a register of duties."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One thing a role owes: when, what, by when, how it is shown, how long it is kept, and what follows a breach.

    ``condition`` is empty when the duty always binds the role. ``consequences`` are penalties of the same instrument;
    without any, ``consequence`` says in words what is known.
    """

    code: str
    citation: Citation
    kind: Kind
    condition: str
    trigger: str
    action: str
    deadline: str
    evidence: tuple[str, ...]
    retention: str
    consequences: tuple[Citation, ...]
    consequence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role and the words by which the tables address it; ``conditional`` maps a word to when it binds."""

    name: str
    english: str
    words: tuple[str, ...]
    conditional: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """How a duty is worked through; what is empty here is taken from the row, then from the row's kind."""

    trigger: str = ""
    evidence: tuple[str, ...] = ()
    action: str = ""
    deadline: str = ""
    retention: str = ""
    consequence: str = ""


@dataclass(frozen=True, slots=True)
class DutyTables:
    """Roles, and how each duty is triggered and shown: by kind, and by row code where said."""

    roles: tuple[Role, ...]
    by_kind: Mapping[str, Showing]
    by_code: Mapping[str, Showing]

    def role(self, name: str) -> Role:
        """The role of this Chinese or English name; raises NoSuchRole."""
        for role in self.roles:
            if name in (role.name, role.english):
                return role
        known = "、".join(f"{role.name}（{role.english}）" for role in self.roles)
        raise NoSuchRole(f"没有“{name}”这一角色：可用{known}")


def load_duty_tables(text: str | None = None, place: str = "duties.yaml") -> DutyTables:
    """The shipped table, or this text; raises BadTable."""
    if text is None:
        text = (resources.files("gongzhi.law") / "duties.yaml").read_text(encoding="utf-8")
    table = read_table(text, place)
    return DutyTables(
        tuple(_load_role(row) for row in table.lists.get("角色", [])),
        dict(_load_showing(row, "性质") for row in table.lists.get("默认", [])),
        dict(_load_showing(row, "码") for row in table.lists.get("补充", [])),
    )


def duties_of(book: Book, role: str, on: date, tables: DutyTables | None = None) -> tuple[Duty, ...]:
    """What the role must do, must not do, must show and keep on that day, in the order of the tables.

    Encouragement (鼓励, 可以) is no duty and is left out. Raises NoSuchRole.
    """
    known = tables or load_duty_tables()
    who = known.role(role)
    found = []
    for instrument in book.instruments.values():
        if instrument.edition_on(on) is None:
            continue
        penalties = [norm for norm in instrument.norms if norm.punishes and norm.active]
        for norm, condition in _bound(instrument, who):
            try:
                citation = book.cite_norm(instrument, norm, on)
            except Uncitable:
                continue
            punished = tuple(_punished(book, instrument, norm, penalties, on))
            found.append(_duty(norm, citation, condition, known, punished))
    return tuple(found)


def _bound(instrument: Instrument, who: Role) -> Iterator[tuple[Norm, str]]:
    for norm in instrument.norms:
        if norm.kind not in DUTY_KINDS or not norm.active:
            continue
        for word in norm.addressees:
            base, _, detail = word.removesuffix(")").partition("(")
            if base in who.words:
                yield norm, detail
                break
        else:
            condition = next((who.conditional[word] for word in norm.addressees if word in who.conditional), None)
            if condition is not None:
                yield norm, condition


def _duty(norm: Norm, citation: Citation, condition: str, tables: DutyTables, punished: tuple[Citation, ...]) -> Duty:
    usual = tables.by_kind.get(KIND_NAMES[norm.kind], Showing())
    said = tables.by_code.get(norm.code, Showing())
    timed = [show_figure(one) for one in norm.numbers if one.measure in _TIMED]
    kept = [show_figure(one) for one in norm.numbers if one.measure is Measure.KEEP]
    words = norm.figures if norm.figures and not norm.numbers else ""
    return Duty(
        code=norm.code,
        citation=citation,
        kind=norm.kind,
        condition="；".join(part for part in (condition, norm.condition) if part),
        trigger=said.trigger or usual.trigger,
        action=said.action or _action(norm),
        # A number of the law always stands: what people wrote may explain it and never replaces it.
        deadline="；".join(part for part in (*timed, said.deadline) if part) or words or usual.deadline,
        evidence=said.evidence or usual.evidence,
        retention="；".join(part for part in (*kept, said.retention) if part) or usual.retention,
        consequences=punished,
        consequence="" if punished else said.consequence or usual.consequence,
    )


def _action(norm: Norm) -> str:
    says_so = norm.kind is not Kind.PROHIBITION or any(word in norm.wording for word in ("不得", "禁"))
    return norm.wording if says_so else f"不得：{norm.wording}"


def _punished(
    book: Book, instrument: Instrument, norm: Norm, penalties: Iterable[Norm], on: date
) -> Iterator[Citation]:
    for penalty in penalties:
        if any(_touch(ours, theirs) for ours in norm.places for theirs in penalty.punishes):
            try:
                yield book.cite_norm(instrument, penalty, on)
            except Uncitable:
                continue


def _touch(ours: Place, theirs: Place) -> bool:
    return ours.holds(theirs) or theirs.holds(ours)


def _load_role(row: Row) -> Role:
    pairs = [str(part).partition("=") for part in _list(row, "有条件")]
    return Role(
        name=_text(row, "名"),
        english=_text(row, "英文"),
        words=tuple(_list(row, "主体")),
        conditional={word: condition for word, _, condition in pairs},
    )


def _load_showing(row: Row, key: str) -> tuple[str, Showing]:
    for name in row.values.keys() - {key, "触发", "证据", "要求", "期限", "留存", "后果"}:
        raise row.wrong(name, f"没有“{name}”这一项：可用{key}、触发、证据、要求、期限、留存、后果")
    return _text(row, key), Showing(
        trigger=_text(row, "触发"),
        evidence=tuple(_list(row, "证据")),
        action=_text(row, "要求", ""),
        deadline=_text(row, "期限", ""),
        retention=_text(row, "留存", ""),
        consequence=_text(row, "后果", ""),
    )


def _text(row: Row, key: str, default: str | None = None) -> str:
    value = row.values.get(key, default)
    if not isinstance(value, str):
        raise row.wrong(key, f"缺“{key}”，或它不是一个值：补上")
    return value


def _list(row: Row, key: str) -> list[str]:
    value = row.values.get(key) or []
    if isinstance(value, str):
        raise row.wrong(key, f"“{key}”应是列表：写成 [甲, 乙]")
    return value
