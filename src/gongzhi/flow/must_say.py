"""What still has to be said or shown for goods of a category, as data that a lawyer can change; a reminder, no verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from gongzhi.screening.categories import Categories
from gongzhi.screening.fold import fold_line
from gongzhi.screening.strict_yaml import Entry, NotReadable, load_yaml, take, texts

_FILE = "must_say.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class MustSay:
    """One thing to be told. ``categories`` empty: all goods; ``when`` empty: always; ``told`` empty: only a person can see it."""

    what: str
    say: str
    basis: str
    categories: frozenset[str]
    when: tuple[str, ...]
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reminder:
    """``done`` is True when words of it were found, False when none were, None when it has to be looked up on the page."""

    item: MustSay
    done: bool | None


def load_must_say(categories: Categories, directory: Traversable | None = None) -> tuple[MustSay, ...]:
    """The shipped list, or that of the folder given; raises NotReadable naming file, line and remedy."""
    document = load_yaml((directory or files("gongzhi.flow")).joinpath(_FILE).read_text("utf-8"), _FILE)
    take(document, required=("must_say",))
    return tuple(_item(entry, categories) for entry in document["must_say"])


def remind(items: Sequence[MustSay], text: str, category: frozenset[str]) -> list[Reminder]:
    """Whatever concerns these goods and this text, the open ones first."""
    plain = fold_line(text)
    found = [
        Reminder(item, _holds(plain, item.told) if item.told else None)
        for item in items
        if (not item.categories or item.categories & category) and (not item.when or _holds(plain, item.when))
    ]
    return sorted(found, key=lambda one: (False, None, True).index(one.done))


def _item(entry: Entry, categories: Categories) -> MustSay:
    take(entry, required=("what", "say", "basis"), optional=("categories", "when", "told"))
    names = texts(entry, "categories")
    unknown = [name for name in names if name not in categories.names]
    if unknown:
        raise NotReadable(f"{entry.place}的类别“{unknown[0]}”不存在，可用：{'、'.join(sorted(categories.names))}")
    return MustSay(
        what=entry["what"],
        say=entry["say"],
        basis=entry["basis"],
        categories=categories.expand(names),
        when=tuple(fold_line(word) for word in texts(entry, "when")),
        told=tuple(fold_line(word) for word in texts(entry, "told")),
    )


def _holds(text: str, words: Sequence[str]) -> bool:
    return any(word in text for word in words)
