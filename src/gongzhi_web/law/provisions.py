"""One provision for its page: what it said on a day, its versions over time, and where it points."""

from dataclasses import dataclass
from datetime import date

from gongzhi.law import KIND_NAMES, Citation, Edition, Instrument, Norm, Place, Uncitable, print_place
from gongzhi.values import Period
from gongzhi_web.law.listing import figures_of
from gongzhi_web.lawbook import book


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One row that says something about this place, with the days on which it does."""

    norm: Norm
    where: str
    kind: str
    figures: str
    period: Period | None
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """``citation`` is None when the place cannot be cited on that day, and ``refusal`` says why."""

    id: str
    instrument: Instrument
    place: Place
    article: str
    citation: Citation | None
    refusal: str
    versions: tuple[Version, ...]
    editions: tuple[Edition, ...]
    see: tuple[str, ...]


def provision_on(provision: str, on: date) -> Shown:
    """Raises UnknownProvision for an id that names no instrument or no place."""
    instrument, place = book().locate(provision)
    citation, refusal = None, ""
    try:
        citation = book().cite(provision, on)
    except Uncitable as error:
        refusal = str(error)
    norms = [norm for norm in instrument.norms if any(_touch(place, theirs) for theirs in norm.places)]
    versions = tuple(_version(instrument, norm, citation, on) for norm in norms)
    return Shown(
        id=f"{instrument.title}/{place}",
        instrument=instrument,
        place=place,
        article=citation.article if citation else print_place(place, instrument.style),
        citation=citation,
        refusal=refusal,
        versions=tuple(sorted(versions, key=_newest_first)),
        editions=instrument.editions,
        see=tuple(dict.fromkeys(one for version in versions if version.current for one in version.norm.see)),
    )


def _version(instrument: Instrument, norm: Norm, citation: Citation | None, on: date) -> Version:
    edition = next(one for one in instrument.editions if one.name == norm.edition)
    period = norm.period or edition.period
    in_force = period is not None and on in period
    return Version(
        norm=norm,
        where="、".join(print_place(place, instrument.style) for place in norm.places),
        kind=KIND_NAMES[norm.kind],
        figures=figures_of(norm),
        period=period,
        current=norm in citation.norms if citation else in_force,
    )


def _newest_first(version: Version) -> tuple[bool, int, str]:
    start = version.period.start.toordinal() if version.period else 0
    return not version.current, -start, version.norm.code


def _touch(ours: Place, theirs: Place) -> bool:
    return ours.holds(theirs) or theirs.holds(ours)
