"""Gathers every citation of law in the project: from the packages' faces, and from each file with its line."""

import importlib
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path

import gongzhi
from gongzhi.cli.main import Refusal
from gongzhi.law import Book, Mention, find_mentions

# Packages whose data cites law, from their faces; a package that is not there yet has nothing to check.
_CITING = (
    "gongzhi.screening",
    "gongzhi.liability",
    "gongzhi.decisions",
    "gongzhi.terms",
    "gongzhi.disputes",
    "gongzhi.credit",
)
_READ = {".py", ".yaml", ".yml", ".md", ".txt", ".html", ".json", ".jsonl", ".vector", ".docx"}
# Law tables have their own lint; what people say in a recording is no citation; bad vectors are broken on purpose;
# rules of liability have short names of their own, so they are asked through their face.
_LEFT_OUT = (
    "/law/instruments/",
    "/demo/market/rooms/",
    "/vectors/law/bad/",
    "/vectors/liability/",
    "/liability/rules/",
    "/node_modules/",
    "/vendor/",
)
_WORD_PARTS = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_TEXT_RUN = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>")


def source_root() -> Path | None:
    """The tree that this program runs from, when it has one: an installed package has no vectors and no documents."""
    root = Path(gongzhi.__file__).resolve().parents[2]
    return root if (root / "vectors").is_dir() and (root / "docs").is_dir() else None


def all_mentions(book: Book, project: Path | None, on: date) -> list[Mention]:
    """Every citation, from files with file and line, from faces with what they call the place.

    ``on``: the day for a text that gives none of its own. What a face says is left out when the same id on the
    same day was found in a file, where the line is known. Raises ValueError for data that its own package refuses.
    """
    found = [mention for folder, path in _files(project) for mention in _in_file(book, folder, path, on)]
    seen = {(one.id, one.on) for one in found}
    for place, provision, day in _from_faces(book, on):
        if (provision, day) not in seen:
            found.append(Mention(place=place, id=provision, on=day))
    return found


def _files(project: Path | None) -> Iterator[tuple[Path, Path]]:
    if project is None:
        package = Path(gongzhi.__file__).resolve().parent
        folders = [package, package.with_name("gongzhi_web")]
        base = package.parent
    else:
        folders = [project / name for name in ("src", "vectors", "docs")]
        base = project
        yield from ((base, path) for path in sorted(project.glob("*.md")))
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in _READ and not any(part in path.as_posix() for part in _LEFT_OUT):
                yield base, path


def _in_file(book: Book, base: Path, path: Path, on: date) -> Iterator[Mention]:
    name = path.relative_to(base).as_posix()
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise Refusal(f"{name} 读不出来：{error.strerror}。请检查权限") from error
    text = _word_text(raw, name) if path.suffix == ".docx" else raw.decode("utf-8", errors="replace")
    yield from find_mentions(book, text, name, on)


def _word_text(raw: bytes, name: str) -> str:
    """One line per paragraph, so that a line number says which paragraph of the document it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = [part for part in sorted(archive.namelist()) if _WORD_PARTS.fullmatch(part)]
            texts = [archive.read(part).decode("utf-8") for part in parts]
    except (zipfile.BadZipFile, UnicodeDecodeError, KeyError) as error:
        raise Refusal(f"{name} 不是完好的 docx：请用文字处理软件重新存一次") from error
    paragraphs = [paragraph for text in texts for paragraph in text.split("</w:p>")]
    return "\n".join(unescape("".join(_TEXT_RUN.findall(paragraph))) for paragraph in paragraphs)


def _from_faces(book: Book, on: date) -> Iterator[tuple[str, str, date]]:
    for name in _CITING:
        try:
            package = importlib.import_module(name)
        except ModuleNotFoundError as error:
            if error.name != name:
                raise
            continue
        if name == "gongzhi.screening":
            yield from package.cited_provisions(package.load_rules())
            yield from package.cited_by_checks(package.load_checks())
        elif name == "gongzhi.liability":
            yield from package.cited_provisions(package.load_rules(), book, on)
        elif hasattr(package, "cited_provisions"):
            yield from package.cited_provisions()
