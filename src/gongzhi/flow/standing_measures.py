"""Which measures stand against a party at a moment: each ends by itself with its term, and at once when an appeal lifts it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from gongzhi.decisions import AppealDecided, AppealOutcome, Decided, load_ladder
from gongzhi.flow.matters import sealed_records
from gongzhi.flow.ports import Archive
from gongzhi.values import BEIJING

BLACKLIST = "blacklist"


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """A measure of a decision; it holds from ``since`` up to but without ``until``, None without a term.

    ``lifted_by`` is the number of the appeal decision that put it in the place of a graver one.
    """

    decision: str
    case: str
    party: str
    measure: str
    name: str
    since: date
    until: date | None
    lifted_by: str | None = None

    def holds(self, on: date) -> bool:
        """Whether it stands on a day. Nobody has to take it off."""
        return self.since <= on and (self.until is None or on < self.until)


def measures_against(archive: Archive, party: str, *, at: datetime) -> tuple[InForce, ...]:
    """What stands against a party (id) now, the oldest first. A reminder burdens nobody and is left out; a warning is told once.

    Revoked decisions are left out; one that an appeal changed stands as changed, from the first decision on.
    """
    on = at.astimezone(BEIJING).date()
    return tuple(one for one in _all_against(archive, party) if one.holds(on))


def blacklisted(archive: Archive, party: str, *, at: datetime) -> InForce | None:
    """The entry of the platform's blacklist that stands against a party; None after its term, though nobody removed it."""
    return next((one for one in measures_against(archive, party, at=at) if one.measure == BLACKLIST), None)


def ending_between(archive: Archive, first: date, last: date) -> tuple[InForce, ...]:
    """Measures whose term ends in these days (both counted), so that what carries them out may be undone on the day."""
    parties = dict.fromkeys(one.record.party for one in sealed_records(archive, Decided))
    found = [each for party in parties for each in _all_against(archive, party)]
    return tuple(one for one in found if one.until is not None and first <= one.until <= last)


def _all_against(archive: Archive, party: str) -> list[InForce]:
    ladder, found = load_ladder(), []
    for sealed in sealed_records(archive, Decided):
        decided = sealed.record
        if decided.party != party:
            continue
        outcome = _outcome(archive, decided.case)
        if outcome is not None and outcome.outcome is AppealOutcome.REVOKED:
            continue
        changed = outcome if outcome is not None and outcome.outcome is AppealOutcome.CHANGED else None
        measure = ladder.measure((changed.measure if changed else None) or decided.measure)
        days = changed.days if changed else decided.days
        if measure.advisory:
            continue
        since = decided.at.astimezone(BEIJING).date()
        found.append(
            InForce(
                decision=decided.number,
                case=decided.case,
                party=party,
                measure=measure.id,
                name=measure.name,
                since=since,
                until=since + timedelta(days=days) if days else None,
                lifted_by=changed.number if changed else None,
            )
        )
    return found


def _outcome(archive: Archive, case: str) -> AppealDecided | None:
    last = None
    for sealed in sealed_records(archive, AppealDecided, case):
        last = sealed.record
    return last
