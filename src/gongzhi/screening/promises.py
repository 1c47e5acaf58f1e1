"""What counts as a promise to buyers, as data: kind, patterns, and the terms that can be read from the words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable

from gongzhi.broadcasts import PromiseKind
from gongzhi.screening.notation import NotAPattern, Search, Shape, compile_context, compile_pattern
from gongzhi.screening.numerals import read_number
from gongzhi.screening.rules import Example, Guard, Near, read_examples, read_files, shipped
from gongzhi.screening.strict_yaml import Entry, NotReadable, take, texts

_NUMBER = re.compile(r"[0-9十百千万亿两]+")


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a promise: the number in ``pattern``, or the fixed ``value`` when the pattern is there at all."""

    name: str
    pattern: Search
    value: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseRule:
    """How one promise is worded. Guards excuse it (不包赔 promises nothing)."""

    id: str
    kind: PromiseKind
    shapes: tuple[Shape, ...]
    terms: tuple[Term, ...]
    excused: tuple[Search, ...]
    guards: tuple[Guard, ...]
    accepted: tuple[Example, ...]
    refused: tuple[Example, ...]
    place: str
    covers: int = 0
    near: tuple[Near, ...] = ()
    near_not: tuple[Near, ...] = ()

    def applies_to(self, _categories: frozenset[str], speaker: str) -> bool:
        """Whoever sells can promise, whatever the goods; a viewer cannot."""
        return speaker != "viewer"

    def read_terms(self, plain: str) -> dict[str, str]:
        """The terms in the plain words of a match: ``{"倍数": "10"}``."""
        found = {}
        for term in self.terms:
            match = term.pattern.compiled.search(plain)
            if match is None:
                continue
            number = _NUMBER.search(match.group())
            value = term.value or (str(read_number(number.group())) if number else None)
            if value is not None:
                found[term.name] = value
        return found


def load_promises(
    lists: Mapping[str, Sequence[str]], guards: Mapping[str, Guard], directory: Traversable | None = None
) -> tuple[PromiseRule, ...]:
    """All promises of a folder; raises NotReadable naming file, line and remedy."""
    found: list[PromiseRule] = []
    for name, document in read_files(directory or shipped("promises")):
        take(document, required=("subject", "promises"))
        found.extend(_promise(entry, lists, guards, name) for entry in document["promises"])
    return tuple(found)


def _promise(entry: Entry, lists: Mapping[str, Sequence[str]], guards: Mapping[str, Guard], name: str) -> PromiseRule:
    take(entry, required=("id", "kind", "patterns", "accepted", "refused"), optional=("terms", "not", "ignore"))
    ignored = texts(entry, "ignore")
    try:
        return PromiseRule(
            id=entry["id"],
            kind=PromiseKind(entry["kind"]),
            shapes=tuple(compile_pattern(text, lists) for text in texts(entry, "patterns")),
            terms=tuple(_term(term, lists) for term in entry.get("terms", [])),
            excused=tuple(compile_context(text, lists) for text in texts(entry, "not")),
            guards=tuple(guard for key, guard in guards.items() if key not in ignored),
            accepted=read_examples(entry, "accepted", name),
            refused=read_examples(entry, "refused", name),
            place=entry.place,
        )
    except (NotAPattern, ValueError) as error:
        if isinstance(error, NotReadable):
            raise
        raise NotReadable(f"{entry.place}（{entry['id']}）：{error}") from error


def _term(entry: Entry, lists: Mapping[str, Sequence[str]]) -> Term:
    take(entry, required=("name", "pattern"), optional=("value",))
    return Term(entry["name"], compile_context(entry["pattern"], lists), entry.get("value"))
