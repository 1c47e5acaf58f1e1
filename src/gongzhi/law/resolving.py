"""From one place of one instrument to its answers over time: cut at every day on which the answer changes."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from gongzhi.law.citing import Citation, UnknownProvision
from gongzhi.law.instruments import Edition, Instrument, Norm
from gongzhi.law.places import WHOLE, Place, print_place
from gongzhi.values import Period


@dataclass(frozen=True, slots=True)
class Answer:
    """What the book says on the days ``[start, end)``: a citation, or a refusal in words."""

    start: date
    end: date | None
    citation: Citation | None
    refusal: str = ""


def answers_of(instrument: Instrument, asked: Place, *, unverified: bool) -> tuple[Answer, ...]:
    """Answers for all days, in order and without holes. Raises UnknownProvision when no edition has such a place."""
    editions = [edition for edition in instrument.editions if edition.period is not None]
    places = {edition.name: fit_place(edition, asked, instrument) for edition in instrument.editions}
    if not any(places.values()):
        raise UnknownProvision(_unknown(instrument, asked))
    _refuse_unread(instrument, unverified=unverified)
    if not editions:
        note = instrument.editions[-1].note
        return (Answer(date.min, None, None, f"《{instrument.title}》的施行日不明，不能断定某日有效。{note}"),)
    answers = [_before(instrument, editions[0])] if editions[0].period else []
    for edition in editions:
        place = places[edition.name]
        answers.extend(_within(instrument, edition, place, asked, unverified=unverified))
    last = editions[-1].period
    if last is not None and last.end is not None:
        answers.append(Answer(last.end, None, None, f"《{instrument.title}》{last.end} 起不再有效。{instrument.note}"))
    return tuple(answers)


def fit_place(edition: Edition, asked: Place, instrument: Instrument) -> Place | None:
    """The place in this edition's one spelling, or None when the edition has no such article, paragraph or item."""
    if instrument.style == "节" or asked.article == WHOLE:
        known = {place for norm in instrument.norms for place in norm.places}
        return asked if asked in known else None
    if not edition.articles:
        articles = {place.article for norm in instrument.norms for place in norm.places if norm.edition == edition.name}
        return asked if asked.article in articles else None
    if not 1 <= int(asked.article) <= edition.articles:
        return None
    if edition.skeleton is None:
        return asked
    return _fit_counts(edition.skeleton.get(asked.article, (0,)), asked)


def _fit_counts(counts: tuple[int, ...], asked: Place) -> Place | None:
    article, paragraph, item = asked
    if paragraph > len(counts):
        return None
    if item and not paragraph:
        holding = [number for number, items in enumerate(counts, 1) if items >= item]
        if not holding:
            return None
        paragraph = holding[0]
    if item > (counts[paragraph - 1] if paragraph else 0):
        return None
    return Place(article, 0 if len(counts) == 1 else paragraph, item)


def _before(instrument: Instrument, first: Edition) -> Answer:
    assert first.period is not None
    start = first.period.start
    if first.first:
        words = f"《{instrument.title}》自 {start} 起施行，此前未施行。{instrument.note}"
    else:
        words = f"《{instrument.title}》的现行编号自 {start} 起使用，此前的编号与文本本库未存，不能断定：请核对当日文本"
    return Answer(date.min, start, None, words)


def _within(
    instrument: Instrument, edition: Edition, place: Place | None, asked: Place, *, unverified: bool
) -> list[Answer]:
    assert edition.period is not None
    start, end = edition.period.start, edition.period.end
    if place is None:
        return [Answer(start, end, None, _not_then(instrument, edition, asked))]
    rows = [norm for norm in instrument.norms if norm.edition == edition.name]
    chosen = _choose([norm for norm in rows if norm.active or unverified], place)
    moved = "" if _choose(rows, place) else _moved(instrument, edition, place)
    if moved:
        return [Answer(start, end, None, moved)]
    cuts = {start} | ({edition.held_from} if edition.held_from else set())
    for norm in chosen:
        if norm.period is not None:
            cuts |= {norm.period.start} | ({norm.period.end} if norm.period.end else set())
    days = sorted(cut for cut in cuts if cut >= start and (end is None or cut < end))
    ends = [*days[1:], end]
    return [
        Answer(day, until, _cite(instrument, edition, place, _on(chosen, day), Period(day, until)))
        for day, until in zip(days, ends, strict=True)
    ]


def _choose(norms: list[Norm], place: Place) -> list[Norm]:
    inside = [norm for norm in norms if any(place.holds(other) for other in norm.places)]
    if inside:
        return inside
    paragraph = Place(place.article, place.paragraph)
    for outer in (paragraph, place.whole):
        around = [norm for norm in norms if outer in norm.places]
        if around:
            return around
    return []


def _on(norms: list[Norm], day: date) -> list[Norm]:
    return [norm for norm in norms if norm.period is None or day in norm.period]


def _cite(instrument: Instrument, edition: Edition, place: Place, norms: list[Norm], answer: Period) -> Citation:
    assert edition.period is not None
    dated = [norm.period for norm in norms if norm.period is not None]
    known = edition.held_from is not None and answer.start >= edition.held_from
    held: Literal["held", "not_held"] = "held" if norms and (known or len(dated) == len(norms)) else "not_held"
    kinds = list(dict.fromkeys(norm.kind for norm in norms))
    return Citation(
        id=f"{instrument.title}/{place}",
        title=instrument.full_title.removeprefix("中华人民共和国"),
        article=print_place(place, instrument.style),
        wording="；".join(dict.fromkeys(norm.wording for norm in norms)),
        in_force=dated[0] if len(dated) == len(norms) == 1 else edition.period,
        instrument=instrument.title,
        kind=kinds[0] if kinds else None,
        addressee="/".join(dict.fromkeys(word for norm in norms for word in norm.addressees)),
        held=held,
        figures="；".join(dict.fromkeys(norm.figures for norm in norms if norm.figures)),
        numbers=tuple(number for norm in norms for number in norm.numbers),
        norms=tuple(norms),
        remark=_remark(edition, place, norms, held=held == "held"),
    )


def _remark(edition: Edition, place: Place, norms: list[Norm], *, held: bool) -> str:
    if not norms:
        return "当日有此条，本库没有已核实的要旨：请看官方文本"
    if not held:
        since = f"要旨据 {edition.held_from} 起的文本，" if edition.held_from else ""
        return f"当日此编号有效，但本库未存当日文本；{since}引用前请核对当日文本"
    if not any(place.holds(other) for norm in norms for other in norm.places):
        return "要旨按上一级条款归纳"
    return ""


def _moved(instrument: Instrument, edition: Edition, place: Place) -> str:
    """A place whose number names something else in a later edition: the message with the number of then."""
    for later in reversed(instrument.editions):
        if later is edition:
            return ""
        for norm in instrument.norms:
            if norm.edition == later.name and norm.formerly is not None and any(place.holds(at) for at in norm.places):
                now = print_place(norm.places[0].whole, instrument.style)
                then = print_place(norm.formerly, instrument.style)
                start = later.period.start if later.period else ""
                return (
                    f"《{instrument.title}》{now}（{norm.wording}）自 {start} 起才用此编号，"
                    f"当日为{then}：请引 {instrument.title}/{norm.formerly}"
                )
    return ""


def _not_then(instrument: Instrument, edition: Edition, asked: Place) -> str:
    moved = _moved(instrument, edition, asked)
    if moved:
        return moved
    where = print_place(asked, instrument.style)
    return f"《{instrument.title}》在 {edition.period} 的版本没有{where}：请核对该版本的编号"


def _unknown(instrument: Instrument, asked: Place) -> str:
    known = sorted(
        {place for norm in instrument.norms if norm.active for place in norm.places},
        key=lambda place: (_distance(place, asked), str(place)),
    )
    near = f"，最接近的是 {instrument.title}/{known[0]}" if known else ""
    count = instrument.editions[-1].articles
    extent = f"（共 {count} 条）" if count else ""
    return f"《{instrument.title}》{extent}没有 {asked}{near}：请核对编号"


def _distance(place: Place, asked: Place) -> tuple[int, int, int]:
    if not (place.article.isdecimal() and asked.article.isdecimal()):
        return (0 if place.article[:3] == asked.article[:3] else 1, 0, 0)
    return (
        abs(int(place.article) - int(asked.article)),
        abs(place.paragraph - asked.paragraph),
        abs(place.item - asked.item),
    )


def _refuse_unread(instrument: Instrument, *, unverified: bool) -> None:
    if not unverified and instrument.norms and not any(norm.active for norm in instrument.norms):
        words = "、".join(dict.fromkeys(norm.confidence for norm in instrument.norms))
        raise UnknownProvision(
            f"《{instrument.title}》只有未核实的记录（{words}），默认不启用：核实后再引，或加 --unverified 查看"
        )
