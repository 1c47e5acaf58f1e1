"""The book of law: asked with an id and a day, it answers with a citation or says why not."""

import unicodedata
from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches
from importlib.resources.abc import Traversable
from pathlib import Path

from gongzhi.law.citing import Citation, NotInForce, Uncitable, UnknownProvision
from gongzhi.law.instruments import Instrument, Kind, Norm
from gongzhi.law.loading import load_instrument, read_tables, shipped_tables
from gongzhi.law.places import Place, parse_place
from gongzhi.law.reading import BadTable
from gongzhi.law.resolving import Answer, answers_of
from gongzhi.law.searching import Index


class Book:
    """All instruments, read once. Immutable in what it says; it remembers what it was asked."""

    def __init__(self, instruments: Iterable[Instrument], *, unverified: bool = False) -> None:
        self.instruments: dict[str, Instrument] = {one.title: one for one in instruments}
        self.unverified = unverified
        self._names: dict[str, Instrument] = {}
        # Titles last: a title always means its own instrument, whatever another calls itself for short.
        for one in self.instruments.values():
            for name in one.short_names:
                self._names.setdefault(fold_name(name), one)
        for one in self.instruments.values():
            self._names[fold_name(one.full_title)] = self._names[fold_name(one.title)] = one
        self._answers: dict[str, tuple[Answer, ...]] = {}
        self._index: Index | None = None
        self._own_ids: dict[str, str] = {}

    def cite(self, provision: str, on: date) -> Citation:
        """The provision as it was in force ``on`` that day.

        ``provision`` is ``<instrument>/<article>[.<paragraph>][(<item>)]``; short names are accepted, and
        ``广告法第九条第三项`` too. An article stands for all its paragraphs. Raises NotInForce or UnknownProvision.
        """
        answers = self._answers.get(provision)
        if answers is None:
            answers = self._answers[provision] = self._resolve(provision)
        for answer in answers:
            if answer.start <= on and (answer.end is None or on < answer.end):
                if answer.citation is None:
                    raise NotInForce(answer.refusal)
                return answer.citation
        raise NotInForce(f"{provision} 在 {on} 的效力不明：请核对官方文本")

    def instrument(self, name: str) -> Instrument:
        """The instrument of this title or short name; raises UnknownProvision naming the nearest."""
        found = self._names.get(fold_name(name))
        if found is None:
            near = get_close_matches(fold_name(name), self._names, n=1, cutoff=0.4)
            hint = f"，最接近的是“{self._names[near[0]].title}”" if near else ""
            raise UnknownProvision(f"没有名为“{name}”的法律文件{hint}：请用 law search 查找")
        return found

    def knows(self, name: str) -> bool:
        """Whether an instrument goes by exactly this title or short name."""
        return fold_name(name) in self._names

    def locate(self, provision: str) -> tuple[Instrument, Place]:
        """The instrument and place that an id names; raises UnknownProvision."""
        name, slash, rest = provision.strip().rpartition("/")
        if not slash:
            name, found, rest = provision.partition("第")
            rest = found + rest
        instrument = self.instrument(name)
        place = Place(rest) if instrument.style == "节" and rest else parse_place(unicodedata.normalize("NFKC", rest))
        if place is None:
            example = f"{instrument.title}/9(3)"
            raise UnknownProvision(f"“{provision}”的条号读不懂：写成 {example}、{instrument.title}/12.1 这样的形式")
        return instrument, place

    def norms(self) -> Iterable[tuple[Instrument, Norm]]:
        """Every row, inactive ones too."""
        for instrument in self.instruments.values():
            for norm in instrument.norms:
                yield instrument, norm

    def provisions(self, on: date) -> tuple[Citation, ...]:
        """One citation for every row that is active and in force on that day."""
        found = []
        for instrument, norm in self.norms():
            if norm.active or self.unverified:
                try:
                    found.append(self.cite_norm(instrument, norm, on))
                except Uncitable:
                    continue
        return tuple(found)

    def cite_norm(self, instrument: Instrument, norm: Norm, on: date) -> Citation:
        """The citation of one row's first place; raises NotInForce when the row does not apply on that day."""
        own = self._own_ids.get(norm.code)
        if own is None:
            own = self._own_ids[norm.code] = f"{instrument.title}/{norm.places[0]}"
        citation = self.cite(own, on)
        if not any(one is norm for one in citation.norms):
            raise NotInForce(f"{norm.code} 不适用于 {on}")
        return citation

    def search(
        self, words: str, on: date | None = None, *, addressee: str | None = None, kind: Kind | str | None = None
    ) -> tuple[Citation, ...]:
        """Provisions whose name, wording or numbers hold the words, best first.

        ``on`` None: each row on the first day that it is known to hold. Without words: everything that fits the rest.
        """
        if self._index is None:
            self._index = Index(self.norms(), unverified=self.unverified)
        found: dict[str, Citation] = {}
        for instrument, norm in self._index.search(words, addressee, kind):
            day = on or first_known_day(instrument, norm)
            if day is None:
                continue
            try:
                citation = self.cite_norm(instrument, norm, day)
            except Uncitable:
                continue
            found.setdefault(citation.id, citation)
        return tuple(found.values())

    def _resolve(self, provision: str) -> tuple[Answer, ...]:
        instrument, place = self.locate(provision)
        return answers_of(instrument, place, unverified=self.unverified)


def load_book(directory: Traversable | Path | None = None, *, unverified: bool = False) -> Book:
    """The shipped law, or the tables in ``directory``. ``unverified`` also activates rows that nobody read in a text.

    Raises BadTable naming file, line and remedy.
    """
    instruments: dict[str, Instrument] = {}
    codes: dict[str, str] = {}
    for name, text in read_tables(shipped_tables() if directory is None else directory).items():
        one = load_instrument(text, name)
        if one.title in instruments:
            raise BadTable(name, 1, f"“{one.title}”已在另一个文件里：一个文件只写一部法律文件，名称不得重复")
        instruments[one.title] = one
        for norm in one.norms:
            if norm.code in codes:
                line = text[: text.index(f"码: {norm.code}\n")].count("\n") + 1
                raise BadTable(name, line, f"码“{norm.code}”已用于 {codes[norm.code]}：换一个不重复的码")
            codes[norm.code] = name
    return Book(instruments.values(), unverified=unverified)


def first_known_day(instrument: Instrument, norm: Norm) -> date | None:
    """The first day on which this row is known to say what it says; None when no day is known."""
    edition = next(edition for edition in instrument.editions if edition.name == norm.edition)
    period = norm.period or edition.period
    if period is None:
        return None
    return max(period.start, edition.held_from) if edition.held_from and norm.period is None else period.start


def fold_name(name: str) -> str:
    """Names compare alike whatever the width of their brackets, with or without 《》 and the state's name."""
    folded = unicodedata.normalize("NFKC", name).translate(_LOOSE)
    return folded.removeprefix("中华人民共和国")


_LOOSE = str.maketrans({"〔": "[", "〕": "]", "《": None, "》": None, " ": None, "·": None, "【": "[", "】": "]"})
