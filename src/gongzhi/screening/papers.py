"""What the documents on file say to a claim: they make it lawful, give it the lie, or are not there to settle it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple

from gongzhi.broadcasts import Document, DocumentKind, Listing
from gongzhi.screening.findings import Certainty
from gongzhi.screening.fold import fold_line
from gongzhi.screening.lines import Hit, Line
from gongzhi.screening.strict_yaml import Entry, NotReadable, load_yaml, take, texts

SILENT = "silent"
_CERTIFICATES = "certificates.yaml"
# 国械注准20203140123: after the year stands the class of the device.
_DEVICE_CLASS = re.compile(r"械注[准进许][0-9]{4}([123])")


@dataclass(frozen=True, slots=True)
class Named:
    """A function, efficacy or item under its official name, with the folded words by which people claim it."""

    name: str
    group: str
    words: tuple[str, ...]


class Catalogue:
    """Names of one sort (保健功能). ``source`` says where the list of names was taken from."""

    def __init__(self, name: str, source: str, entries: Sequence[Named]) -> None:
        self.name, self.source, self.entries = name, source, tuple(entries)
        self._words = sorted(
            ((word, one.name) for one in entries for word in one.words), key=lambda pair: -len(pair[0])
        )

    def named_in(self, folded: str) -> tuple[str, ...]:
        """The official names whose words stand in a folded text; the longest words are read first."""
        found: dict[str, None] = {}
        for word, name in self._words:
            if word in folded:
                found[name] = None
                folded = folded.replace(word, "。")
        return tuple(found)

    def lists(self) -> dict[str, list[str]]:
        """Word lists for patterns: all words under the catalogue's name, and those of each group under the group's."""
        lists: dict[str, list[str]] = {self.name: []}
        for one in self.entries:
            for key in (self.name, one.group):
                if key:
                    lists.setdefault(key, []).extend(one.words)
        return {key: list(dict.fromkeys(words)) for key, words in lists.items()}


@dataclass(frozen=True, slots=True)
class Certificate:
    """A sort of registration or filing, told by the marks in its number, and the category of goods that it is for."""

    name: str
    category: str
    marks: tuple[str, ...]


class Ruling(NamedTuple):
    """How sure a finding is once the documents were asked, and what to add to its reason."""

    certainty: Certainty
    more: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which documents settle a rule's match.

    With ``certificates`` only registrations of these sorts do; those of ``barred`` rule the claim out. ``lacking`` names
    the document that would settle it, ``alone`` is how sure the rule is without one, None when it is then silent.
    """

    kinds: frozenset[DocumentKind]
    certificates: frozenset[str]
    barred: frozenset[str]
    catalogue: Catalogue | None
    lacking: str
    alone: Certainty | None

    def settle(self, documents: Sequence[Document], said: str, on: date, certainty: Certainty) -> Ruling | None:
        """The ruling on folded words; None when a document in date covers them, or when nothing is on file to rule on.

        ``certainty`` is that of the rule. Steps: (1) no document of the kind; (2) none in date; (3) it lists nothing;
        (4) it covers what was said; (5) it names something else.
        """
        on_file = [one for one in documents if one.kind in self.kinds and self._is_wanted(one)]
        if not on_file:  # (1)
            return self._without(documents, certainty)
        holding = [one for one in on_file if one.holds_on(on)]
        if not holding:  # (2)
            return Ruling(certainty, f"在档的{_shown(on_file)}在当天不在有效期内。")
        if self.catalogue is None:
            return None
        granted = [name for one in holding for name in granted_by(one)]
        if not granted:  # (3)
            unread = f"在档的{_shown(holding)}没有写明{self.catalogue.name}，补上{self.lacking}即可判明。"
            return Ruling(self.alone, unread) if self.alone is not None else None
        missing = self._missing(granted, said)
        if not missing:  # (4)
            return None
        listed = "、".join(dict.fromkeys(granted))
        return Ruling(certainty, f"在档的{_shown(holding)}写明的是“{listed}”，不包括“{'、'.join(missing)}”。")  # (5)

    def _is_wanted(self, document: Document) -> bool:
        return not self.certificates or certificate_of(document.number) in self.certificates

    def _without(self, documents: Sequence[Document], certainty: Certainty) -> Ruling | None:
        against = [one for one in documents if certificate_of(one.number) in self.barred]
        if against:
            sort = certificate_of(against[0].number)
            return Ruling(certainty, f"在档的{_shown(against)}属于{sort}，不能作这样的宣传。")
        if self.alone is None:
            return None
        return Ruling(self.alone, f"这件商品没有在档的{self.lacking}，提供后即可判明。")

    def _missing(self, granted: Sequence[str], said: str) -> list[str]:
        assert self.catalogue is not None, "only asked with a catalogue"
        covered = set(self.catalogue.named_in("。".join(map(fold_line, granted))))
        own = [fold_line(name) for name in granted]
        claimed = self.catalogue.named_in(said)
        return [name for name in claimed if name not in covered and not any(one and one in said for one in own)]


def settle_hit(asked: Asked | None, hit: Hit, line: Line, said: str) -> list[Hit]:
    """The hit as the documents on file leave it: gone when they cover the folded words ``said``, else with what they say."""
    if asked is None:
        return [hit]
    ruling = asked.settle(line.documents or (), said, line.on, hit.certainty)
    return [] if ruling is None else [hit._replace(certainty=ruling.certainty, why=hit.why + ruling.more)]


def granted_by(document: Document) -> tuple[str, ...]:
    """What a document approves or reports on; the class of a device stands in its number."""
    found = _DEVICE_CLASS.search(document.number or "")
    classes = (f"第{'一二三'[int(found[1]) - 1]}类医疗器械",) if found else ()
    first = ("第一类医疗器械",) if certificate_of(document.number) == "第一类医疗器械备案" else ()
    return (*document.functions, *document.items, *classes, *first)


def documents_of(listing: Listing) -> tuple[Document, ...]:
    """The documents on file for a card, with the registrations whose numbers stand among its licences."""
    held = listing.documents or ()
    numbers = {one.number for one in held}
    read = (
        Document(kind=DocumentKind.REGISTRATION, number=words)
        for words in listing.licences
        if certificate_of(words) and not any(number and number in words for number in numbers)
    )
    return (*held, *read)


def certificate_of(number: str | None) -> str:
    """The sort of registration or filing that a number is of, '' when it is none that is known."""
    found = _certificate(number or "")
    return found.name if found else ""


def category_of(documents: Iterable[Document]) -> str | None:
    """The category of goods that the numbers on file tell, None when they tell none or several."""
    told = {found.category for one in documents if (found := _certificate(one.number or "")) is not None}
    return told.pop() if len(told) == 1 else None


def with_category(line: Line) -> Line:
    """The line itself, or with the category that its documents tell when it names none."""
    told = category_of(line.documents) if line.documents and not line.category else None
    return replace(line, category=told) if told else line


@lru_cache(maxsize=10_000)
def _certificate(number: str) -> Certificate | None:
    return next((one for one in _shipped_certificates() if any(mark in number for mark in one.marks)), None)


@lru_cache(maxsize=1)
def _shipped_certificates() -> tuple[Certificate, ...]:
    document = load_yaml(_words().joinpath(_CERTIFICATES).read_text("utf-8"), _CERTIFICATES)
    take(document, required=("certificates",))
    found = []
    for entry in document["certificates"]:
        take(entry, required=("name", "category", "marks"))
        found.append(Certificate(entry["name"], entry["category"], tuple(texts(entry, "marks"))))
    return tuple(found)


def load_catalogues(directory: Traversable | None = None) -> dict[str, Catalogue]:
    """The catalogues of a folder of words by name; raises NotReadable naming file, line and remedy."""
    if directory is None:
        return dict(_shipped_catalogues())
    return {one.name: one for one in _read_catalogues(directory)}


@lru_cache(maxsize=1)
def _shipped_catalogues() -> Mapping[str, Catalogue]:
    return {one.name: one for one in _read_catalogues(_words())}


def _read_catalogues(directory: Traversable) -> Iterator[Catalogue]:
    for path in sorted(directory.iterdir(), key=lambda path: path.name):
        text = path.read_text("utf-8") if path.name.endswith(".yaml") else ""
        # Most word files are none, and reading them whole takes time.
        if not re.search(r"^catalogue:", text, re.MULTILINE):
            continue
        document = load_yaml(text, path.name)
        take(document, required=("catalogue", "source", "entries"))
        yield Catalogue(document["catalogue"], document["source"], [_named(entry) for entry in document["entries"]])


def _named(entry: Entry) -> Named:
    take(entry, required=("name", "said"), optional=("group", "formerly"))
    words = [entry["name"], *texts(entry, "formerly"), *texts(entry, "said")]
    return Named(entry["name"], entry.get("group", ""), tuple(dict.fromkeys(fold_line(word) for word in words)))


def read_asked(conditions: Entry) -> Asked | None:
    """The ``documents`` condition of a rule, None when it has none; raises NotReadable."""
    entry = conditions.get("documents")
    if entry is None:
        return None
    take(entry, required=("kinds", "lacking"), optional=("certificates", "barred", "names", "alone"))
    known = {one.name for one in _shipped_certificates()}
    if unknown := {*texts(entry, "certificates"), *texts(entry, "barred")} - known:
        raise NotReadable(f"{entry.place}的证件“{'、'.join(sorted(unknown))}”不认识，可用：{'、'.join(sorted(known))}")
    catalogues = load_catalogues()
    name = entry.get("names")
    if name is not None and name not in catalogues:
        raise NotReadable(f"{entry.place}的名录“{name}”不存在，可用：{'、'.join(catalogues)}")
    alone = entry.get("alone", str(Certainty.DOUBTFUL))
    return Asked(
        kinds=frozenset(map(DocumentKind, texts(entry, "kinds"))),
        certificates=frozenset(texts(entry, "certificates")),
        barred=frozenset(texts(entry, "barred")),
        catalogue=catalogues[name] if name is not None else None,
        lacking=entry["lacking"],
        alone=None if alone == SILENT else Certainty(alone),
    )


def _shown(documents: Sequence[Document]) -> str:
    return "、".join(one.number or _KIND_NAMES[one.kind] for one in documents)


def _words() -> Traversable:
    return files("gongzhi.screening").joinpath("words")


_KIND_NAMES = {
    DocumentKind.REGISTRATION: "注册证或备案凭证",
    DocumentKind.TEST_REPORT: "检测报告",
    DocumentKind.EFFICACY_REPORT: "功效评价报告",
    DocumentKind.LICENCE: "许可证",
    DocumentKind.ORIGIN_CERTIFICATE: "产地证明",
    DocumentKind.ORGANIC: "有机产品认证证书",
    DocumentKind.GI: "地理标志证明",
    DocumentKind.BRAND: "品牌授权",
    DocumentKind.OTHER: "其他证明",
}
