"""A rule as people write it: its fields and own word lists in one canonical text, and back to a rule that runs."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources.abc import Traversable
from typing import Any, cast

import yaml

from gongzhi.screening.rules import Rule, Status, read_files, shipped
from gongzhi.screening.screener import RuleSet, load_rules
from gongzhi.values import NotCanonical, canonical_bytes, parse_canonical

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# What people write is a text even when it looks like a day.
_NEVER_A_DAY = frozenset({"text", "title", "author", "why", "instead", "version", "number", "source"})


class NotARuleText(ValueError):
    """Text that is not the canonical form of any rule."""


@dataclass(frozen=True, slots=True)
class RuleText:
    """``fields`` are those of an entry of a rule file (days written as text), ``words`` the lists that only it uses.

    One rule, one text: ``printed`` is RFC 8785 JSON of ``{"rule": fields, "words": words}``, and ``sha256`` its digest.
    The status is no part of it: where a rule stands follows from what people did with it.
    """

    fields: Mapping[str, Any]
    words: Mapping[str, tuple[str, ...]]

    @property
    def id(self) -> str:
        """The rule's id."""
        return str(self.fields.get("id", ""))

    @property
    def version(self) -> str:
        """The rule's version, as findings carry it."""
        return str(self.fields.get("version", ""))

    @property
    def printed(self) -> str:
        """The one text of this rule."""
        words = {name: list(words) for name, words in self.words.items()}
        return canonical_bytes({"rule": dict(self.fields), "words": words}).decode()

    @property
    def sha256(self) -> str:
        """The digest of the text, in hex: what an approval names."""
        return hashlib.sha256(self.printed.encode()).hexdigest()

    def with_fields(self, **fields: Any) -> "RuleText":
        """The same text with these fields in place of its own."""
        return RuleText({**self.fields, **fields}, self.words)


def parse_text(printed: str) -> RuleText:
    """The rule of a canonical text; raises NotARuleText for anything that would print back differently."""
    try:
        value = parse_canonical(printed.encode())
        text = RuleText(value["rule"], {name: tuple(words) for name, words in value["words"].items()})
        if text.printed != printed:
            raise NotARuleText("规则文本里有不认识的内容：请从规则页面重新起草")
    except (NotCanonical, KeyError, TypeError, AttributeError) as error:
        raise NotARuleText(f"规则文本读不出：{error}。请从规则页面重新起草") from error
    return text


def texts_in(folder: Traversable | None = None) -> dict[str, RuleText]:
    """The texts of the rule files of a folder (the shipped ones without it), by id; defaults of a file are written out.

    Raises NotReadable. Only the word lists that a rule names are kept with it.
    """
    found: dict[str, RuleText] = {}
    for _, document in read_files(folder or shipped("rules")):
        words = document.get("words", {})
        for entry in document.get("rules", []):
            fields = {**document.get("defaults", {}), **entry}
            fields.pop("status", None)
            text = RuleText(_plain({**fields, "version": str(fields.get("version", ""))}), {})
            # A list may be named inside a pattern of any field.
            used = {name: tuple(words[name]) for name in words if f"<{name}>" in text.printed}
            found[text.id] = RuleText(text.fields, used)
    return found


def read_texts(texts: Iterable[RuleText], status: Status) -> tuple[Rule, ...]:
    """The rules that these texts say, with this status; raises NotReadable naming the rule and the remedy."""
    files = [_File(f"{text.id}.yaml", yaml_of(text, status)) for text in texts]
    return load_rules(_folder(files), _folder([])).rules if files else ()


def as_rule_set(rules: Iterable[Rule], around: RuleSet) -> RuleSet:
    """These rules alone, with the words and categories of ``around``; no promises."""
    return RuleSet(
        **{
            **{name: getattr(around, name) for name in around.__dataclass_fields__},
            "rules": tuple(rules),
            "promises": (),
        }
    )


def yaml_of(text: RuleText, status: Status) -> str:
    """The text as a rule file, for people and for ``gongzhi rules``."""
    fields = {**_with_days(text.fields), "status": str(status)}
    document: dict[str, Any] = {"subject": str(fields.get("title", ""))}
    if text.words:
        document["words"] = {name: list(words) for name, words in text.words.items()}
    document["rules"] = [fields]
    return str(yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=120))


def _plain(value: Any) -> Any:
    """What a YAML reader gives, as canonical JSON can say it."""
    if isinstance(value, Mapping):
        # An empty list says no more than none.
        return {str(key): _plain(item) for key, item in value.items() if item is not None and item != []}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _with_days(value: Any, key: str = "") -> Any:
    if isinstance(value, Mapping):
        return {name: _with_days(item, name) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_with_days(item) for item in value]
    if key and key not in _NEVER_A_DAY and isinstance(value, str) and _ISO_DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    text: str

    def read_text(self, encoding: str | None = None) -> str:  # noqa: ARG002
        return self.text


@dataclass(frozen=True, slots=True)
class _Folder:
    files: tuple[_File, ...]

    def iterdir(self) -> Iterator[_File]:
        return iter(self.files)


def _folder(files: Iterable[_File]) -> Traversable:
    """A folder that never was on a disk: of a Traversable, rule reading asks for no more."""
    return cast(Traversable, _Folder(tuple(files)))
