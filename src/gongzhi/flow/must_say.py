"""What a script still has to say or show, by the same checks that listen to broadcasts; a reminder, no verdict."""

from collections.abc import Sequence
from dataclasses import dataclass

from gongzhi.screening.fold import fold_line
from gongzhi.screening.notation import Search
from gongzhi.screening.whole import Checks


@dataclass(frozen=True, slots=True, kw_only=True)
class MustSay:
    """One thing to be told. ``categories`` empty: all goods; ``when`` None: always; ``told`` None: only a person can see it."""

    what: str
    say: str
    basis: str
    categories: frozenset[str]
    when: Search | None
    told: Search | None


@dataclass(frozen=True, slots=True)
class Reminder:
    """``done`` is True when words of it were found, False when none were, None when it has to be looked up on the page."""

    item: MustSay
    done: bool | None


def reminders_of(checks: Checks) -> tuple[MustSay, ...]:
    """The things to be told that offer a way to say them, in the order of the file (screening/broadcasts/disclosures.yaml)."""
    return tuple(
        MustSay(
            what=check.title,
            say=check.say,
            basis=check.provisions[0],
            categories=check.categories,
            when=check.when,
            told=check.told,
        )
        for check in checks.of("应当说明")
        if check.say
    )


def remind(items: Sequence[MustSay], text: str, category: frozenset[str]) -> list[Reminder]:
    """Whatever concerns these goods and this text, the open ones first."""
    plain = fold_line(text)
    found = [
        Reminder(item, _holds(plain, item.told) if item.told is not None else None)
        for item in items
        if (not item.categories or item.categories & category) and (item.when is None or _holds(plain, item.when))
    ]
    return sorted(found, key=lambda one: (False, None, True).index(one.done))


def _holds(text: str, words: Search) -> bool:
    return words.compiled.search(text) is not None
