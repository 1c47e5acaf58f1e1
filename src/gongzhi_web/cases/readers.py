"""Who reads a case: its parties, the authorities above them and those it was sent to; kept in rows, mended when they are regrouped."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from django.db import transaction
from django.db.models import Q

from gongzhi_web.accounts.models import Kind, Organisation
from gongzhi_web.cases.models import CaseReader, CaseRow, ReaderPlace

PARTY, ONLOOKER, AUTHORITY = "party", "onlooker", "authority"
_CHUNK = 500
_KINDS = (Kind.MERCHANT, Kind.MCN, Kind.BUREAU)


def write_readers(row: CaseRow) -> None:
    """The readers of a case that was opened."""
    made = [_reader(row, PARTY, name) for name in framed(row.concerned)]
    made += [_reader(row, ONLOOKER, name) for name in dict.fromkeys((row.holder, *framed(row.onlookers)))]
    made += _authorities([row], _by_name(_places(_called(_all_names(row))).values()))
    CaseReader.objects.bulk_create(made, ignore_conflicts=True)


def level_cases() -> bool:
    """Find anew which authorities read cases where sellers or authorities were regrouped; whether it did.

    Only the cases of sellers that stand otherwise than before are touched.
    """
    now = _places(Organisation.objects.all())
    before = {one.party: one for one in ReaderPlace.objects.all()}
    changed = {
        party
        for party in now.keys() | before.keys()
        if party not in now or party not in before or _said(now[party]) != _said(before[party])
    }
    if not changed:
        return False
    names = {name for known in (now, before) for party in changed if party in known for name in known[party].names}
    with transaction.atomic():
        _find_anew(names, _by_name(now.values()))
        ReaderPlace.objects.filter(party__in=changed - now.keys()).delete()
        ReaderPlace.objects.bulk_create(
            [now[party] for party in changed & now.keys()],
            update_conflicts=True, unique_fields=["party"], update_fields=["names", "authorities"], batch_size=_CHUNK,
        )  # fmt: skip
    return True


def framed(text: str) -> list[str]:
    """The names in a column of names."""
    return [name for name in text.split("\n") if name]


def _find_anew(names: Iterable[str], known: Mapping[str, set[str]]) -> None:
    cases: set[str] = set()
    for some in _batched(sorted(names)):
        cases |= set(
            CaseReader.objects.filter(how__in=(PARTY, ONLOOKER), reader__in=some).values_list("case_id", flat=True)
        )
    for some in _batched(sorted(cases)):
        CaseReader.objects.filter(case__in=some, how=AUTHORITY).delete()
        rows = CaseRow.objects.filter(pk__in=some).defer("record")
        CaseReader.objects.bulk_create(_authorities(rows, known), ignore_conflicts=True, batch_size=_CHUNK)


def _authorities(rows: Iterable[CaseRow], known: Mapping[str, set[str]]) -> list[CaseReader]:
    return [
        _reader(row, AUTHORITY, party)
        for row in rows
        for party in sorted({party for name in _all_names(row) for party in known.get(name, ())})
    ]


def _all_names(row: CaseRow) -> list[str]:
    return [row.holder, *framed(row.concerned), *framed(row.onlookers)]


def _reader(row: CaseRow, how: str, reader: str) -> CaseReader:
    return CaseReader(case=row, how=how, reader=reader, state=row.state, moved_at=row.moved_at, index=row.index)


def _called(names: list[str]) -> list[Organisation]:
    """Those that may bear one of these names, with all that stand above them: a few, however many are registered."""
    fitting = Q(party__in=names) | Q(name__in=names) | ~Q(aliases=[])
    found = {one.party: one for one in Organisation.objects.filter(fitting)}
    while missing := {one.parent_id for one in found.values() if one.parent_id} - found.keys():
        found |= {one.party: one for one in Organisation.objects.filter(party__in=missing)}
    return list(found.values())


def _places(organisations: Iterable[Organisation]) -> dict[str, ReaderPlace]:
    """Each seller with its names and all that stand above it; an authority reads what was sent to itself."""
    known = {one.party: one for one in organisations}
    return {
        one.party: ReaderPlace(
            party=one.party,
            names=list(one.names),
            authorities=[one.party] if one.kind == Kind.BUREAU else list(_line(one, known)),
        )
        for one in known.values()
        if one.kind in _KINDS
    }


def _line(one: Organisation, known: Mapping[str, Organisation]) -> Iterator[str]:
    seen = {one.party}
    while one.parent_id is not None and one.parent_id not in seen and one.parent_id in known:
        seen.add(one.parent_id)
        one = known[one.parent_id]
        yield one.party


def _by_name(places: Iterable[ReaderPlace]) -> dict[str, set[str]]:
    above: dict[str, set[str]] = defaultdict(set)
    for place in places:
        for name in place.names:
            above[name] |= set(place.authorities)
    return above


def _said(place: ReaderPlace) -> tuple[list[str], list[str]]:
    return place.names, place.authorities


T = TypeVar("T")


def _batched(items: list[T]) -> Iterator[list[T]]:
    return (items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK))
