"""What a seller says in one line that a check listens to, and the finding that comes of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction

from gongzhi.broadcasts import Signal
from gongzhi.law import NotInForce
from gongzhi.screening.contexts import is_guarded
from gongzhi.screening.findings import Certainty, Cited, Finding
from gongzhi.screening.fold import Reading, read
from gongzhi.screening.rules import Guard
from gongzhi.screening.verdicts import CitesLaw
from gongzhi.screening.whole.checks import Check
from gongzhi.screening.whole.room import Meant, Room
from gongzhi.screening.whole.sieve import Sieve
from gongzhi.values import BEIJING, yuan_from_fen


@dataclass(frozen=True, slots=True)
class Heard:
    """A line of the seller: its signal, the room's clock at that moment, and its plain reading."""

    signal: str
    at: datetime
    said_at: datetime
    text: str
    reading: Reading

    @classmethod
    def of(cls, signal: Signal, at: datetime) -> "Heard":
        """The line of a signal that has text."""
        text = signal.text or ""
        return cls(signal.id, at, signal.at, text, read(text))


@dataclass(slots=True, kw_only=True)
class Claim:
    """Words at code points [start, end) of a line that wait to be held against the record until ``due``."""

    check: Check
    line: Heard
    start: int
    end: int
    meant: Meant
    due: datetime
    values: tuple[Fraction, ...] = ()
    unit: str = ""
    digits: str = ""
    corrected_at: datetime | None = None

    @property
    def quote(self) -> str:
        """The words themselves."""
        return self.line.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Contrast:
    """What stands against the words: what the card shows, more that was seen, and how sure that makes it."""

    card: str = ""
    goods: str = ""
    more: str = ""
    certainty: Certainty | None = None


@dataclass(slots=True)
class Reporter:
    """Makes findings: cites the law of the day, keeps quotes exact, says each thing once."""

    book: CitesLaw
    room: Room
    guards: tuple[Guard, ...]
    sieve: Sieve
    _speaking: set[str] = field(default_factory=set)
    _cited: dict[tuple[str, date], tuple[Cited, ...]] = field(default_factory=dict)
    _said: set[tuple[str, ...]] = field(default_factory=set)

    def listen(self, line: Heard) -> None:
        """Settle which checks the next questions about this line can concern."""
        self._speaking = self.sieve.ids(line.reading.text)

    def speaking(self, checks: Iterable[Check]) -> list[Check]:
        """Those of the checks that can have something to say about the line listened to."""
        return [check for check in checks if check.id in self._speaking] if self._speaking else []

    def places(self, check: Check, line: Heard, *, guarded: bool = True) -> Iterator[tuple[int, int]]:
        """Where the check's words stand in the reading, unless the context takes their sting."""
        text = line.reading.text
        if check.said is None:
            return
        for found in check.said.compiled.finditer(text):
            start, end = found.span()
            near = text[max(0, start - 14) : end + 14]
            if start == end or (check.unless is not None and check.unless.compiled.search(near)):
                continue
            if guarded and is_guarded(self.guards, text, start, end):
                continue
            yield start, end

    def claim(self, check: Check, line: Heard, place: tuple[int, int]) -> Claim:
        """The words at this place of the reading as a claim, to be settled once the check's wait is over."""
        start, end = line.reading.span(*place)
        due = line.at + timedelta(seconds=check.wait_seconds)
        return Claim(
            check=check, line=line, start=start, end=end, meant=self.room.meant_at(line.reading, place[1]), due=due
        )

    def finding(self, claim: Claim, contrast: Contrast, *, key: Iterable[str] = ()) -> list[Finding]:
        """The finding, or nothing when the same was reported before or no provision was in force."""
        said_before = (claim.check.id, *key)
        provisions = self._provisions(claim.check, claim.line.said_at.astimezone(BEIJING).date())
        if said_before in self._said or not provisions:
            return []
        self._said.add(said_before)
        certainty = contrast.certainty or claim.check.certainty
        more = contrast.more
        if claim.corrected_at is not None:
            certainty = Certainty.DOUBTFUL
            more += f"；{self.room.minute(claim.corrected_at)} 已当场更正"
        slots = {
            "said": claim.quote,
            "card": contrast.card,
            "goods": contrast.goods,
            "more": more,
            "at": self.room.minute(claim.line.at),
        }
        return [
            Finding(
                broadcast=self.room.broadcast.id,
                signal=claim.line.signal,
                said_at=claim.line.said_at,
                type=claim.check.type,
                rule=claim.check.id,
                rule_version=claim.check.version,
                start=claim.start,
                end=claim.end,
                quote=claim.quote,
                reading=claim.quote,
                certainty=certainty,
                severity=claim.check.severity,
                provisions=provisions,
                why=claim.check.why.format(**slots),
                instead=claim.check.instead,
            )
        ]

    def _provisions(self, check: Check, on: date) -> tuple[Cited, ...]:
        cited = self._cited.get((check.id, on))
        if cited is None:
            found = []
            for provision in check.provisions:
                try:
                    citation = self.book.cite(provision, on)
                except NotInForce:
                    continue
                found.append(Cited(id=provision, title=citation.title, article=citation.article))
            cited = self._cited[check.id, on] = tuple(found)
        return cited


def yuan(fen: Fraction | int) -> str:
    """Fen as a person reads it: ``198.00 元``."""
    return f"{yuan_from_fen(int(fen))} 元"
