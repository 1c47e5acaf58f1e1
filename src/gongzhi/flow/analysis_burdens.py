"""The burden sheet of an inquiry: what each side has to prove, and which sealed records show it already."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from gongzhi.broadcasts import Broadcast
from gongzhi.flow.analyse import Answered, FactAnswer, Inquiry, matter_of, with_shown
from gongzhi.flow.analysis_text import Grid, Line, Section
from gongzhi.flow.assess import assessments_of, standing_answers
from gongzhi.flow.docketing import load_entry
from gongzhi.flow.facts_of_case import load_reading
from gongzhi.flow.matters import broadcast_of, opened_case, sealed_records
from gongzhi.flow.ports import Archive
from gongzhi.flow.topics import issues_of, load_topics, raised_by, results_in
from gongzhi.law import Status
from gongzhi.liability import (
    Burden,
    BurdenSheet,
    Engine,
    NotReadable,
    RuleSet,
    Shown,
    add_shown,
    burden_sheet,
    shown_by,
)
from gongzhi.parties import DossierActed, DossierOpened, Step
from gongzhi.values import BEIJING

_WORDS = {True: "是", False: "否"}
_FIELDS = ("民事", "行政")
_ADMITTING = {Step.ADMIT: "准入记录", Step.REVERIFY: "资质复核记录"}
_FOR_A_PERSON = "是否足以证明由人审查"
_OF_ITSELF = "自评只是本单位的说法，须看所附存证"


def sheet_of(engine: Engine, inquiry: Inquiry, today: date, beside: Sequence[Shown] = ()) -> BurdenSheet:
    """What each side has to prove of what the inquiry asks about; ``beside``: what records show that no answer rests on.

    Raises as ``analyse``.
    """
    rules, topics = engine.rules, load_topics(engine.rules)
    shown = (*shown_in(inquiry), *beside)
    matter = replace(matter_of(engine, inquiry, today), shown=tuple(dict.fromkeys(shown)))
    asked = results_in(inquiry.topics, topics, rules)
    raised = raised_by(inquiry.topics, topics) | set(inquiry.raised)
    parties = {name.partition("/")[0] for name in asked}
    sheets = [
        burden_sheet(engine, matter, issues_of(rules), parties=parties, raised=raised, field=field) for field in _FIELDS
    ]
    sides: dict[str, dict[str, Burden]] = {}
    for side, line in ((side, line) for sheet in sheets for side, lines in sheet.sides.items() for line in lines):
        kept = _narrowed(line, asked)
        if not (kept.turns or kept.also or kept.said is not None):
            continue
        before = sides.setdefault(side, {}).get(line.fact)
        sides[side][line.fact] = kept if before is None else _joined(before, kept)
    order = {
        side: tuple(sorted(lines.values(), key=lambda one: (-len(one.turns), -len(one.also))))
        for side, lines in sides.items()
    }
    return BurdenSheet(sides=order, resting=tuple(dict.fromkeys(one for sheet in sheets for one in sheet.resting)))


def shown_in(inquiry: Inquiry) -> tuple[Shown, ...]:
    """What the exhibits behind the answers and hints of the inquiry show."""
    return tuple(one for said in (*inquiry.answers, *inquiry.hints) for one in _of_answer(said))


def assessed_by(archive: Archive, party: str, role: str, rules: RuleSet) -> tuple[Shown, ...]:
    """What the party's own assessment of its duties shows: only duties said to be met, and only by the exhibits named."""
    standing, found = standing_answers(assessments_of(archive, party, role)), []
    for shows in load_reading(rules).by_duty:
        for code in shows.when:
            answer = standing[code].answer if code in standing else None
            if answer is None or answer.status is not Status.MET:
                continue
            found += [
                Shown(
                    exhibit=exhibit,
                    kind=shows.says.replace("〔值〕", code),
                    fact=shows.fact,
                    so=shows.answer is FactAnswer.YES,
                    needs=_OF_ITSELF,
                )
                for exhibit in answer.exhibits
            ]
    return tuple(found)


def admitted_by(archive: Archive, inquiry: Inquiry, platform: str) -> tuple[Shown, ...]:
    """What this platform's sealed files of admission show of the sellers of the broadcast that the inquiry is about.

    Nothing for another platform's broadcast: a file is its holder's. Only what was verified by the day of the conduct counts: a check made afterwards proves nothing of the time before.
    """
    about = _broadcast(archive, inquiry)
    sellers = {name for name in (about.merchant, about.operator) if name} if about else set()
    if about is None or about.platform != platform or not sellers:
        return ()
    found: list[Shown] = []
    for opened in sealed_records(archive, DossierOpened):
        file = opened.record
        if file.holder != platform or not sellers & {file.about, *file.known_as}:
            continue
        for acted in sealed_records(archive, DossierActed, file.number):
            kind = _ADMITTING.get(acted.record.step)
            if kind and acted.record.at.astimezone(BEIJING).date() <= inquiry.conduct:
                found += shown_by(acted.placed.exhibit, kind)
    return tuple(found)


def with_record(inquiry: Inquiry, exhibit: str, kind: str) -> Inquiry:
    """The inquiry with what a sealed record of this kind (准入记录 …) shows among its answers.

    Raises NotReadable for a kind of which it is not known what it shows, or when the answers say the contrary.
    """
    shown = shown_by(exhibit, kind)
    if not shown:
        raise NotReadable(f"“{kind}”证明什么不清楚：请从列出的记录种类中选")
    add_shown(inquiry.facts, shown, "回答")
    return with_shown(inquiry, shown)


def sheet_sections(sheet: BurdenSheet) -> tuple[Section, ...]:
    """The sheet in the order in which it is read: one table for each side, then what nobody raised."""
    sections = [Section(f"{side}举证", (_grid(lines),)) for side, lines in sheet.sides.items()]
    resting = tuple(Line(one) for one in sheet.resting)
    return (*sections, *([Section("没有人提出、未列入的事项", resting)] if resting else []))


def _broadcast(archive: Archive, inquiry: Inquiry) -> Broadcast | None:
    room = None
    if inquiry.case:
        room = opened_case(archive, inquiry.case).record.broadcast
    elif inquiry.lead:
        room = load_entry(archive, inquiry.lead).entered.broadcast
    return broadcast_of(archive, room) if room else None


def _of_answer(said: Answered) -> Iterator[Shown]:
    for exhibit in said.exhibits:
        known = [one for one in shown_by(exhibit, said.source) if one.fact == said.fact]
        if known:
            yield from known
        elif said.answer is not FactAnswer.UNKNOWN:
            so = said.answer is FactAnswer.YES
            yield Shown(exhibit=exhibit, kind=said.source, fact=said.fact, so=so, needs=_FOR_A_PERSON)


def _narrowed(line: Burden, asked: Iterable[str]) -> Burden:
    wanted = set(asked)
    turns = {name: now for name, now in line.turns.items() if name in wanted}
    return replace(line, turns=turns, also=tuple(one for one in line.also if one in wanted))


def _joined(first: Burden, second: Burden) -> Burden:
    """The same fact in both fields of law."""
    return replace(first, turns={**first.turns, **second.turns}, also=(*first.also, *second.also))


def _grid(lines: Sequence[Burden]) -> Grid:
    heads = ("要证明的", "依据", "现在", "证明了会怎样", "已经封存的")
    return Grid(heads, tuple(_row(one) for one in lines))


def _row(one: Burden) -> tuple[str, ...]:
    basis = "、".join(f"《{each.title}》{each.article}" for each in one.basis) or "—"
    state = f"已答{_WORDS[one.said]}" if one.said is not None else one.how or f"没有答，按{_WORDS[one.taken]}处理"
    return (f"{one.question}（{one.fact}）", basis, state, _effect(one), _proof(one))


def _effect(one: Burden) -> str:
    """What turns when the contrary of how it is taken is proved, then what it moves only together with other facts."""
    told = []
    for now in (True, False):
        names = "、".join(name for name, outcome in one.turns.items() if outcome is now)
        if names:
            contrary = _WORDS[not one.taken]
            told.append(f"证明为{contrary}：{names}由{_stands(now)}转为{_stands(not now)}")
    if one.also:
        told.append(f"与其他事实一起影响：{'、'.join(one.also)}")
    return "；".join(told) or "不再改变所问的结果"


def _stands(outcome: bool) -> str:
    return "成立" if outcome else "不成立"


def _proof(one: Burden) -> str:
    told = [f"{each.exhibit} {each.kind}，说明其为{_WORDS[each.so]}；须看：{each.needs}" for each in one.shown]
    return "；".join(told) or "还没有"
