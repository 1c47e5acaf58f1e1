"""The texts of a plain .xlsx, quickly: what people fill in by hand is text, and needs no spreadsheet library to be read.

ECMA-376 part 1, 18.3.1 (sheet), 18.4 (shared strings). Anything that is more than text and plain numbers (dates, booleans,
errors, another dialect) is left to the library, so that every cell reads the same either way.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import IO, Protocol
from xml.parsers import expat

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main|"
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships|id"
_LINKING = "http://schemas.openxmlformats.org/package/2006/relationships|Relationship"
_SHEET_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
_ROW, _CELL, _VALUE, _TEXT, _SPOKEN = (f"{_MAIN}{name}" for name in ("row", "c", "v", "t", "rPh"))
_SHARED, _SHEET = f"{_MAIN}si", f"{_MAIN}sheet"
_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_NUMBER = re.compile(r"-?[0-9]{1,15}")
_CHUNK = 1 << 16


class NotPlain(ValueError):
    """A workbook, or a cell of it, that this does not read."""


def plain_rows(packed: zipfile.ZipFile, *, most: int) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet that hold anything, each with its number and its texts by column; at most so many.

    Raises NotPlain, for more rows too.
    """
    try:
        # Whole, before anything is given out: what turns out not to be plain further down has given nothing.
        sheet = _Sheet(_shared(packed), most)
        with packed.open(_first_sheet(packed)) as file:
            _parse(file, sheet)
    except (KeyError, IndexError, ValueError, expat.ExpatError) as error:
        raise NotPlain from error
    if not sheet.rows:
        raise NotPlain
    return iter(sheet.rows)


class _Strings:
    """The shared strings in their order, without what is said of how they are pronounced."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._said: list[str] = []
        self._in_text = self._spoken = False

    def start(self, name: str, _given: dict[str, str]) -> None:
        """An element begins."""
        if name == _TEXT:
            self._in_text = not self._spoken
        elif name == _SHARED:
            self._said = []
        elif name == _SPOKEN:
            self._spoken = True

    def end(self, name: str) -> None:
        """An element ends."""
        if name == _TEXT:
            self._in_text = False
        elif name == _SHARED:
            # As the library reads them: a mark of what was escaped is dropped.
            self.found.append("".join(self._said).replace("x005F_", ""))
        elif name == _SPOKEN:
            self._spoken = False

    def text(self, said: str) -> None:
        """Characters."""
        if self._in_text:
            self._said.append(said)


class _Sheet:
    """The rows of one sheet."""

    def __init__(self, shared: list[str], most: int) -> None:
        self.rows: list[tuple[int, list[str]]] = []
        self._most = most
        self._shared = shared
        self._texts: list[str] = []
        self._number = 0
        self._column = 0
        self._kind = ""
        self._said: list[str] = []
        self._in_text = self._spoken = False

    def start(self, name: str, given: dict[str, str]) -> None:
        """An element begins."""
        if name in (_VALUE, _TEXT):
            self._in_text = not self._spoken
        elif name == _CELL:
            self._begin(given)
        elif name == _ROW:
            self._next(int(given.get("r", self._number + 1)))
        elif name == _SPOKEN:
            self._spoken = True

    def end(self, name: str) -> None:
        """An element ends."""
        if name in (_VALUE, _TEXT):
            self._in_text = False
        elif name == _CELL:
            self._finish()
        elif name == _ROW:
            if any(self._texts):
                self.rows.append((self._number, self._texts))
        elif name == _SPOKEN:
            self._spoken = False

    def text(self, said: str) -> None:
        """Characters."""
        if self._in_text:
            self._said.append(said)

    def _next(self, number: int) -> None:
        if number <= self._number or len(self.rows) >= self._most:
            raise NotPlain
        self._number, self._texts, self._column = number, [], 0

    def _begin(self, given: dict[str, str]) -> None:
        self._said, self._kind = [], given.get("t", "n")
        if self._kind == "n" and given.get("s", "0") != "0":
            # Its style may make a day of it; empty ones that are only painted stay plain.
            self._kind = "styled"
        place = _PLACE.fullmatch(given["r"]) if "r" in given else None
        if place is not None:
            self._column = _column(place[1])
        else:
            self._column += 1

    def _finish(self) -> None:
        if not self._said:
            return
        said = "".join(self._said)
        if self._kind == "s":
            said = self._shared[int(said)]
        elif self._kind == "n":
            # Beyond whole numbers the library decides how they are written.
            if not _NUMBER.fullmatch(said):
                raise NotPlain
            said = str(int(said))
        elif self._kind not in ("inlineStr", "str"):
            raise NotPlain
        if self._column > 1000:
            raise NotPlain
        self._texts += [""] * (self._column - len(self._texts))
        self._texts[self._column - 1] = said


class _Elements:
    """What is said of each element of one name."""

    def __init__(self, name: str) -> None:
        self.found: list[dict[str, str]] = []
        self._name = name

    def start(self, name: str, given: dict[str, str]) -> None:
        """An element begins."""
        if name == self._name:
            self.found.append(given)

    def end(self, name: str) -> None:
        """Of no interest."""

    def text(self, said: str) -> None:
        """Of no interest."""


class _Reader(Protocol):
    """What the parser calls."""

    def start(self, name: str, given: dict[str, str], /) -> None:
        """An element begins."""

    def end(self, name: str, /) -> None:
        """An element ends."""

    def text(self, said: str, /) -> None:
        """Characters."""


def _shared(packed: zipfile.ZipFile) -> list[str]:
    strings = _Strings()
    if "xl/sharedStrings.xml" in packed.namelist():
        with packed.open("xl/sharedStrings.xml") as file:
            _parse(file, strings)
    return strings.found


def _first_sheet(packed: zipfile.ZipFile) -> str:
    sheets, targets = _Elements(_SHEET), _Elements(_LINKING)
    for name, reader in (("xl/workbook.xml", sheets), ("xl/_rels/workbook.xml.rels", targets)):
        with packed.open(name) as file:
            _parse(file, reader)
    places = {one["Id"]: one["Target"] for one in targets.found if one["Type"] == _SHEET_LINK}
    first = next((one[_LINK] for one in sheets.found if one[_LINK] in places), "")
    return posixpath.normpath(posixpath.join("/xl", places[first]))[1:]


def _parse(file: IO[bytes], reader: _Reader) -> None:
    parser = expat.ParserCreate(namespace_separator="|")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _refuse
    while chunk := file.read(_CHUNK):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _refuse(*_given: object) -> None:
    # No workbook declares a document type; entities are how small files become large ones.
    raise NotPlain


def _column(letters: str) -> int:
    at = 0
    for letter in letters:
        at = at * 26 + ord(letter) - 64
    return at
