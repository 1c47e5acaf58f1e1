"""Which decided cases rest on a provision, within what a person may see."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from gongzhi.cases import CaseState
from gongzhi.decisions import Decided
from gongzhi.law import Place, Uncitable
from gongzhi.values import decode_record
from gongzhi_web.accounts.models import User
from gongzhi_web.archive.opening import opened
from gongzhi_web.cases.scope import cases_of
from gongzhi_web.lawbook import book

SHOWN = 30


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision in a case: where it stands now is ``state``, and ``cited`` is how it names the provision."""

    case: str
    number: str
    party: str
    measure: str
    at: datetime
    state: str
    cited: str


def decided_on(user: User, title: str, place: Place) -> list[Ruling]:
    """Decisions that cite this place, a part of it or the article it lies in; the newest first.

    Only cases that this person may read: a decision about somebody else does not even count.
    """
    states = dict(cases_of(user).exclude(state=CaseState.OPEN.value).values_list("id", "state"))
    if not states:
        return []
    archive, found = opened(), []
    for placed in archive.placed(kind=Decided.__name__):
        if placed.subject not in states:
            continue
        decided, places = _read(archive.read(placed))
        cited = next((says for name, theirs, says in places if name == title and _touch(place, theirs)), None)
        if cited is not None:
            state = CaseState(states[placed.subject]).chinese
            found.append(
                Ruling(
                    placed.subject, decided.number, decided.party_name, decided.measure_name, decided.at, state, cited
                )
            )
    return found[::-1]


@lru_cache(maxsize=4096)
def _read(data: bytes) -> tuple[Decided, tuple[tuple[str, Place, str], ...]]:
    """What was decided, with each provision as (instrument, place, as printed). Sealed bytes never change."""
    decided = decode_record(Decided, data)
    places = []
    for basis in decided.provisions:
        try:
            instrument, place = book().locate(basis.id)
        except Uncitable:
            continue
        places.append((instrument.title, place, f"《{basis.title}》{basis.article}"))
    return decided, tuple(places)


def _touch(ours: Place, theirs: Place) -> bool:
    return ours.holds(theirs) or theirs.holds(ours)
