"""Keep what the search finds level with the rows: after each run of the log, and anew when organisations are regrouped."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from django.db import transaction

from gongzhi.evidence import ExhibitErased
from gongzhi.flow.erase import Erased, Erasure
from gongzhi.flow.ports import Archive, Placed
from gongzhi.values import decode_record
from gongzhi_web.archive.models import Cursor
from gongzhi_web.overview.fieldwork import CAMPAIGN, DOSSIER, PAPER, PRODUCT, RECALL, SAMPLE
from gongzhi_web.overview.matters import BROADCAST, CASE, DECISION, FINDING
from gongzhi_web.overview.models import Stood, Thing, Told
from gongzhi_web.overview.sorts import Described, Sort
from gongzhi_web.overview.standing import Standing
from gongzhi_web.search.words import forget_words, put_many

# One list to see them all, in the order of the page.
SORTS = (CASE, DECISION, BROADCAST, FINDING, DOSSIER, PRODUCT, CAMPAIGN, SAMPLE, RECALL, PAPER)
# The register names its entries in the index by their serial; other things stand behind every serial, at their place in the log.
BASE = 1 << 44
_CURSOR = "overview-words"
_CHUNK = 1000
_BY_KIND = {
    kind: [(sort, sort.kinds[kind]) for sort in SORTS if kind in sort.kinds]
    for kind in {kind for sort in SORTS for kind in sort.kinds}
}


def keep_words(archive: Archive, noted: Sequence[Placed]) -> None:
    """The words of what these records brought or changed; called in the transaction that wrote their rows."""
    keys: dict[str, dict[str, Placed]] = {}
    sorts = {sort.name: sort for sort in SORTS}
    for placed in noted:
        for sort, key_of in _BY_KIND.get(placed.kind, ()):
            keys.setdefault(sort.name, {}).setdefault(key_of(placed), placed)
        if placed.kind == Erased.__name__:
            _forget(decode_record(Erased, archive.read(placed)))
    if keys:
        standing = Standing()
        for name, found in keys.items():
            began = {key: (BASE + placed.index, placed.exhibit) for key, placed in found.items()}
            _keep(sorts[name], began, standing)


def level_words(archive: Archive) -> bool:
    """Make anew what organisations find that stand otherwise than when it was made; the first time all of it. Whether it did."""
    standing = Standing()
    now = standing.places()
    before = {one.party: (one.names, one.above) for one in Stood.objects.all()}
    first = not Cursor.objects.filter(name=_CURSOR).exists()
    changed = {party for party in now.keys() | before.keys() if now.get(party) != before.get(party)}
    if not changed and not first:
        return False
    names = sorted({name for known in (now, before) for party in changed if party in known for name in known[party][0]})
    with transaction.atomic():
        for sort in SORTS:
            _level(archive, sort, None if first else names, standing)
        Stood.objects.filter(party__in=changed).delete()
        Stood.objects.bulk_create(
            [Stood(party=party, names=now[party][0], above=now[party][1]) for party in changed & now.keys()],
            batch_size=200,
        )
        Cursor.objects.get_or_create(name=_CURSOR)
    return True


def _level(archive: Archive, sort: Sort, names: list[str] | None, standing: Standing) -> None:
    """All rows of a sort, or those about these names."""
    keys: dict[str, None] = {}
    if names is None:
        keys = dict.fromkeys(sort.model._default_manager.values_list("pk", flat=True))
    else:
        for start in range(0, len(names), _CHUNK):
            keys |= dict.fromkeys(sort.touched(names[start : start + _CHUNK]).values_list("pk", flat=True))
    wanted = list(keys)
    for start in range(0, len(wanted), _CHUNK):
        _keep(sort, dict(_begun(archive, sort, wanted[start : start + _CHUNK])), standing)


def _begun(archive: Archive, sort: Sort, keys: Iterable[str]) -> Iterator[tuple[str, tuple[int, str]]]:
    known = dict(Thing.objects.filter(sort=sort.name, key__in=keys).values_list("key", "place"))
    for key in keys:
        if key in known:
            yield key, (known[key], "")
            continue
        first = next(archive.placed(kind=sort.begun, subject=key), None) or archive.find(key)
        if first is not None:
            yield key, (BASE + first.index, first.exhibit)


def _keep(sort: Sort, began: dict[str, tuple[int, str]], standing: Standing) -> None:
    rows: dict[str, Any] = sort.model._default_manager.in_bulk(began)
    known = dict(Thing.objects.filter(sort=sort.name, key__in=began).values_list("key", "place"))
    words, things = [], []
    for key, row in rows.items():
        shown = _described(sort, row)
        if shown is None:
            continue
        place, exhibit = began[key]
        if key not in known:
            things.append(Thing(place=place, sort=sort.name, key=key, exhibit=exhibit))
        readers = dict.fromkeys(f"{sort.name}/{one}" for one in sort.readers(row, standing))
        words.append((known.get(key, place), shown.words, list(readers)))
    Thing.objects.bulk_create(things, batch_size=200)
    put_many(words)


def _described(sort: Sort, row: Any) -> Described | None:
    # What was lawfully destroyed is not found either.
    with suppress(ExhibitErased):
        return sort.describe(row)
    return None


def _forget(word: Erased) -> None:
    """What was lawfully destroyed is no longer found, nor told of."""
    gone = Thing.objects.filter(exhibit__in=word.exhibits)
    if word.cause is Erasure.TERM_ENDED:
        gone = gone | Thing.objects.filter(key=word.subject)
        Told.objects.filter(key=word.subject).delete()
    forget_words(gone.values_list("place", flat=True))
    gone.delete()
