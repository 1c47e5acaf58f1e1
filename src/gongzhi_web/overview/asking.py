"""One question to everything that a person may see: hits by sort of object, each with why, and how many there are."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from gongzhi.cases import DocketEntered
from gongzhi.flow.opinion_question import mask
from gongzhi.values import decode_record
from gongzhi_web.accounts.access import STAFF
from gongzhi_web.accounts.models import User
from gongzhi_web.board.asking import search_entries
from gongzhi_web.board.models import DocketRow
from gongzhi_web.board.scope import entries_of
from gongzhi_web.lawbook import book
from gongzhi_web.overview.keeping import SORTS
from gongzhi_web.overview.marking import Marked, marked_title, reasons_of, terms_of
from gongzhi_web.overview.models import Thing
from gongzhi_web.overview.sorts import Described, Said, Sort, free
from gongzhi_web.overview.standing import asks_of
from gongzhi_web.rules.catalogue import STATUSES, all_rules
from gongzhi_web.search.words import find_words
from gongzhi_web.site.words import WORDS

# Counted up to here; beyond it the page says that there are more, and a further word serves the person better.
MOST = 100
FIRST = 5
PAGE = 30


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of the results."""

    title: Marked
    address: str
    reasons: list[Marked]
    state: str
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The hits of one sort. ``more`` says that ``count`` is not all; ``following`` asks for the next page, ``whole`` for all."""

    name: str
    chinese: str
    count: int
    more: bool
    hits: list[Hit]
    following: str = ""
    whole: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of every sort: by whom, as which readers, in which words, how many, from where on."""

    user: User
    words: str
    readers: tuple[str, ...]
    size: int = FIRST
    before: int | None = None


def groups_for(user: User, words: str) -> list[Group]:
    """The first hits of every sort that has any."""
    question = Question(user=user, words=words, readers=asks_of(user))
    found = [source(question) for source in _sources(user).values()]
    return [group for group in found if group.count]


def group_for(user: User, words: str, name: str, after: str) -> Group | None:
    """One page of one sort; None for a sort that this person is not shown."""
    before = int(after) if after.isdecimal() and len(after) < 18 else None
    source = _sources(user).get(name)
    if source is None:
        return None
    return source(Question(user=user, words=words, readers=asks_of(user), size=PAGE, before=before))


Source = Callable[[Question], Group]


def _sources(user: User) -> dict[str, Source]:
    """In the order of the page; whoever stands nowhere is shown nothing."""
    if not user.is_active or user.organisation is None or not user.role:
        return {}
    staff = user.role in STAFF
    kept: dict[str, Source] = {"lead": _entries} if staff else {}
    kept |= {sort.name: _source_of(sort) for sort in SORTS}
    return kept | ({"rule": _rules} if staff else {}) | {"law": _law}


def _source_of(sort: Sort) -> Source:
    def ask(question: Question) -> Group:
        readers = [f"{sort.name}/{one}" for one in question.readers]
        places = find_words(question.words, readers, limit=MOST + 1, before=question.before)
        keys = dict(Thing.objects.filter(place__in=places, sort=sort.name).values_list("place", "key"))
        if not keys:
            return Group(name=sort.name, chinese=sort.chinese, count=0, more=False, hits=[])
        # The index proposes; whether the person sees it is the slice's own word, asked for every hit that is counted.
        seen = set(sort.seen(question.user, list(keys.values())).values_list("pk", flat=True))
        kept = [place for place in places if keys.get(place) in seen]
        rows = sort.model._default_manager.in_bulk([keys[place] for place in kept[: question.size]])
        shown = [sort.describe(rows[keys[place]]) for place in kept[: question.size]]
        last = places[-1] if len(places) > MOST else None
        return _group((sort.name, sort.chinese), question.words, shown, kept=kept, last=last)

    return ask


def _entries(question: Question) -> Group:
    # The board turns the pages of the register; here stand the newest.
    user, words = question.user, question.words
    found = search_entries(user, words, limit=MOST + 1)
    rows = entries_of(user).in_bulk([row.number for row in found[: question.size]])
    shown = [_entry(rows[row.number]) for row in found[: question.size] if row.number in rows]
    group = _group(("lead", "案源"), words, shown, kept=[row.serial for row in found], last=None)
    whole = f"{reverse('docket')}?{urlencode({'q': words, 'state': 'all'})}"
    return replace(group, more=len(found) > MOST, whole=whole)


def _entry(row: DocketRow) -> Described:
    entered = decode_record(DocketEntered, bytes(row.record))
    return Described(
        title=mask(row.title),
        address=reverse("docket_entry", args=[row.number]),
        said=(
            Said("编号", row.number),
            Said("当事人", "、".join(entered.parties)),
            free("事实", entered.summary),
            Said("承办人", row.assignee_name),
            Said("案件", row.case),
        ),
        state=WORDS["docket_state"].get(row.state, row.state),
        at=row.received_at,
    )


def _rules(question: Question) -> Group:
    terms = [term.casefold() for term in terms_of(question.words)]
    found = [
        Described(
            title=one.rule.title,
            address=reverse("rule", args=[one.rule.id]),
            said=(Said("说明", one.rule.why), Said("编号", one.rule.id)),
            state=STATUSES[one.status],
        )
        for one in (all_rules(question.user) if terms else ())
        if _holds(terms, f"{one.rule.id} {one.rule.title} {one.rule.why}")
    ]
    return _listed("rule", "筛查规则", found, question)


def _law(question: Question) -> Group:
    terms = [term.casefold() for term in terms_of(question.words)]
    # The law's own search also proposes what is near; here, as everywhere on the page, the words stand in what is found.
    found = [
        Described(
            title=f"{one.title}{one.article}",
            address=reverse("provision", args=[one.id]),
            said=(Said("要旨", one.wording), Said("编号", one.id)),
        )
        for one in (book().search(question.words, timezone.localdate()) if terms else ())
        if _holds(terms, f"{one.title}{one.article} {one.wording} {one.id}")
    ]
    return _listed("law", "法规", found, question)


def _holds(terms: Sequence[str], text: str) -> bool:
    folded = text.casefold()
    return all(term in folded for term in terms)


def _listed(name: str, chinese: str, found: list[Described], question: Question) -> Group:
    """What is not stored in rows is counted off: ``before`` is how many were shown already."""
    start, size, words = question.before or 0, question.size, question.words
    return Group(
        name=name,
        chinese=chinese,
        count=len(found),
        more=False,
        hits=list(_hits(words, found[start : start + size])),
        following=str(start + size) if len(found) > start + size else "",
        whole=_whole(words, name),
    )


def _group(
    named: tuple[str, str], asked: str, shown: Sequence[Described | None], *, kept: list[int], last: int | None
) -> Group:
    hits = list(_hits(asked, [one for one in shown if one is not None]))
    following = str(kept[len(shown) - 1]) if len(kept) > len(shown) else str(last or "")
    name, chinese = named
    return Group(
        name=name,
        chinese=chinese,
        count=min(len(kept), MOST),
        more=last is not None,
        hits=hits,
        following=following,
        whole=_whole(asked, name),
    )


def _whole(words: str, name: str) -> str:
    return f"{reverse('search')}?{urlencode({'q': words, 'kind': name})}"


def _hits(asked: str, found: Sequence[Described]) -> Iterator[Hit]:
    terms = terms_of(asked)
    for one in found:
        yield Hit(marked_title(one.title, terms), one.address, reasons_of(one, terms), one.state, one.at)
