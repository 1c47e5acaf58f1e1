"""A document on file for a product (注册证、备案凭证、检测报告): what a seller can show for what is claimed of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class DocumentKind(StrEnum):
    """What sort of document it is. A filing (备案) counts as a registration: its number tells the two apart."""

    REGISTRATION = "registration"
    TEST_REPORT = "test_report"
    EFFICACY_REPORT = "efficacy_report"
    LICENCE = "licence"
    ORIGIN_CERTIFICATE = "origin_certificate"
    ORGANIC = "organic"
    GI = "gi"
    BRAND = "brand"
    OTHER = "other"


class NotADocument(ValueError):
    """A document that cannot be read; the message says which field and how to write it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document. ``functions`` are the functions or uses that it approves, ``items`` what it reports on (农药残留).

    ``issued`` and ``expires`` are days: it holds from the one up to but without the other; None where it says none.
    """

    kind: DocumentKind
    number: str | None = None
    functions: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    issued: date | None = None
    expires: date | None = None
    issuer: str | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it is in date."""
        return (self.issued is None or self.issued <= day) and (self.expires is None or day < self.expires)


_FIELDS = ("kind", "number", "functions", "items", "issued", "expires", "issuer")


def read_documents(value: Any) -> tuple[Document, ...]:
    """The documents of a decoded JSON list; raises NotADocument."""
    if not isinstance(value, list):
        raise NotADocument("documents 应是一列证明文件，每份写成 {kind, number, …}")
    return tuple(_read(one, number) for number, one in enumerate(value, 1))


def _read(value: Any, number: int) -> Document:
    where = f"documents 第 {number} 份"
    if not isinstance(value, Mapping):
        raise NotADocument(f"{where}不是对象：请写成 {{kind, number, …}}")
    if unknown := set(value) - set(_FIELDS):
        raise NotADocument(f"{where}有不认识的字段 {'、'.join(sorted(map(str, unknown)))}，可用：{'、'.join(_FIELDS)}")
    try:
        kind = DocumentKind(str(value.get("kind")))
    except ValueError as error:
        kinds = "、".join(DocumentKind)
        raise NotADocument(f"{where}的 kind“{value.get('kind')}”不认识，可用：{kinds}") from error
    return Document(
        kind=kind,
        number=_text(value, "number", where),
        functions=_texts(value, "functions", where),
        items=_texts(value, "items", where),
        issued=_day(value, "issued", where),
        expires=_day(value, "expires", where),
        issuer=_text(value, "issuer", where),
    )


def _text(value: Mapping[str, Any], key: str, where: str) -> str | None:
    found = value.get(key)
    if found is not None and not _is_text(found):
        raise NotADocument(f"{where}的 {key} 不是文字，请改成文字或删去")
    return found


def _texts(value: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    found = value.get(key, [])
    if not isinstance(found, list) or not all(map(_is_text, found)):
        raise NotADocument(f"{where}的 {key} 应是一列文字，例如 [有助于改善睡眠]")
    return tuple(found)


def _is_text(value: Any) -> bool:
    # Half a surrogate pair is no character and has no canonical bytes.
    return isinstance(value, str) and not any("\ud800" <= character <= "\udfff" for character in value)


def _day(value: Mapping[str, Any], key: str, where: str) -> date | None:
    found = value.get(key)
    # YAML has days of its own, JSON has texts.
    if found is None or isinstance(found, date):
        return found
    try:
        return date.fromisoformat(found)
    except (TypeError, ValueError) as error:
        raise NotADocument(f"{where}的 {key}“{found}”不是日期：请写成 2026-03-01") from error
