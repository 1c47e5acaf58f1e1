"""The interview on one page: the question that matters most, the result per party, the answers so far."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from gongzhi.flow.analyse import Answered, FactAnswer, Inquiry, InquiryRefused, amounts_in, facts_in, result_name
from gongzhi.flow.analysis_text import (
    CHOICES,
    OPEN_OUTCOMES,
    amount_words,
    is_live,
    money_words,
    outcome_words,
    readings_grid,
)
from gongzhi.flow.reading_days import ReadingDays
from gongzhi.flow.topics import load_topics
from gongzhi.liability import Contradiction, RuleSet
from gongzhi.values import yuan_from_fen
from gongzhi_web.liability.engine import ENGINE_LOCK, analysed, compared, conflicting, engine

ORDER = ("商家", "运营者", "主播", "MCN", "平台", "生产者")
_NEXT = 12
_TOUCHED = 6
_STANDING = ("成立", "暂成立")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One question as the page puts it."""

    fact: str
    question: str
    note: str
    burden: str
    unproved: str
    basis: tuple[tuple[str, str, str], ...]
    touches: tuple[str, ...]
    more: int
    now: Answered | None
    hint: Answered | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """What stands against one party: results that hold or may hold, those that rest or do not, questions left."""

    who: str
    standing: tuple[Mapping[str, Any], ...]
    pending: tuple[Mapping[str, Any], ...]
    aside: tuple[Mapping[str, Any], ...]
    rest: tuple[Mapping[str, Any], ...]
    left: int

    @property
    def live(self) -> bool:
        """Whether anything holds or may hold."""
        return bool(self.standing or self.pending)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What the reader asked to see beside the interview: another question, or one fact the other way round."""

    fact: str = ""
    turned: str = ""
    to: str = ""


def desk_context(inquiry: Inquiry, chosen: Chosen) -> dict[str, Any]:
    """For the templates. A contradiction takes the place of the result; so does a refusal."""
    rules, today = engine().rules, timezone.localdate()
    context: dict[str, Any] = {
        "inquiry": inquiry,
        "answered": _answered(rules, inquiry),
        "amounts": _amount_fields(rules, inquiry, {}, {}),
        "topics": load_topics(rules),
        "proposals": sorted({rule.proposal for rule in rules.rules.values()} - {""}),
        "today": today,
    }
    try:
        result = analysed(inquiry, today)
    except Contradiction:
        found = conflicting(inquiry, today)
        said = {one.fact: one for one in inquiry.answers}
        clash = [(said[name], rules.facts[name].question) for name in found.facts] if found else []
        return {**context, "conflict": found, "clash": clash}
    except InquiryRefused as error:
        return {**context, "refused": str(error)}
    questions = [one for one in result["questions"] if one["fact"] not in inquiry.untold]
    fact = chosen.fact if _may_ask(rules, chosen.fact) else (questions[0]["fact"] if questions else "")
    return {
        **context,
        "result": result,
        "parties": (parties := parties_of(result)),
        "silent": [one.who for one in parties if not one.live],
        "elections": _elections(result),
        "ask": _ask(inquiry, result, fact) if fact else None,
        "next": questions[:_NEXT],
        "left": len(questions),
        "more": max(0, len(questions) - _NEXT),
        "what_if": _what_if(inquiry, rules, chosen, today),
    }


def with_amounts(context: dict[str, Any], written: Mapping[str, str], errors: Mapping[str, str]) -> dict[str, Any]:
    """The same page with what was typed into the amounts, and why it could not be read."""
    fields = _amount_fields(engine().rules, context["inquiry"], written, errors)
    return {**context, "amounts": fields, "amount_errors": errors}


def parties_of(result: Mapping[str, Any]) -> list[Party]:
    """The results by party, those asked about most often first."""
    by: dict[str, list[Mapping[str, Any]]] = {}
    for one in result["results"]:
        by.setdefault(one["defendant"], []).append(one)
    names = sorted(by, key=lambda who: ORDER.index(who) if who in ORDER else len(ORDER))
    return [_party(who, by[who], result) for who in names]


def result_in(inquiry: Inquiry, name: str) -> Mapping[str, Any] | None:
    """One result with its tree; None when it was not asked about."""
    results = analysed(inquiry, timezone.localdate())["results"]
    return next((one for one in results if one["name"] == name), None)


def _party(who: str, results: list[Mapping[str, Any]], result: Mapping[str, Any]) -> Party:
    live = [_shown(one) for one in results if is_live(one)]
    names = {one["name"] for one in results}
    return Party(
        who=who,
        standing=tuple(one for says in _STANDING for one in live if one["says"] == says),
        pending=tuple(one for one in live if one["says"] not in _STANDING),
        aside=tuple(one for one in results if one["aside"]),
        rest=tuple(one for one in results if one["outcome"] not in OPEN_OUTCOMES),
        left=sum(bool(names & set(question["on"])) for question in result["questions"]),
    )


def _shown(one: Mapping[str, Any]) -> dict[str, Any]:
    """A result as the page shows it: contested readings in a table, a single one in words."""
    contested = len(one["readings"]) > 1
    return {
        **one,
        "says": outcome_words(one),
        "grid": readings_grid(one["readings"]) if contested else None,
        "plain": "" if contested else "，".join(_plain(each, bool(one["unset"])) for each in one["readings"]),
        "sums": money_words(one),
        "turns": _turns(one),
    }


def _plain(reading: Mapping[str, Any], unset: bool) -> str:
    fen = reading["amount_fen"] or 0
    money = "金额未填" if unset and not fen else f"{yuan_from_fen(fen)} 元"
    back = reading.get("recourse")
    recourse = f"，付后可以向{back['against']}追偿（{back['extent']}）" if back else ""
    note = f"。{reading['note']}" if reading.get("note") else ""
    return f"{reading['form'] or ''} {money}{recourse}{note}".strip()


def _turns(one: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each deciding fact with the answer that it does not have now."""
    values = facts_in(one["why"]["rules"])
    return [(fact, "否" if values.get(fact) == "是" else "是") for fact in one["why"]["deciding"]]


def _may_ask(rules: RuleSet, fact: str) -> bool:
    return fact in rules.facts and not rules.facts[fact].derived


def _ask(inquiry: Inquiry, result: Mapping[str, Any], fact: str) -> Ask:
    known = engine().rules.facts[fact]
    moved: Mapping[str, float] = next((one["on"] for one in result["questions"] if one["fact"] == fact), {})
    touched = sorted(moved, key=lambda name: -moved[name])
    with ENGINE_LOCK:
        days = ReadingDays(engine(), date.fromisoformat(result["conduct"]), date.fromisoformat(result["trial"]))
        basis = [(one.id, f"《{one.title}》{one.article}", day.isoformat()) for one, day in days.of_fact(fact)]
    if not basis:
        # A plain fact rests on nothing itself: the articles of what it moves most say why it is asked.
        near = [one for one in result["results"] if one["name"] in touched[:2]]
        cited = [basis for one in near for basis in one["provisions"][:1]]
        basis = [(one["id"], f"《{one['title']}》{one['article']}", one["on"]) for one in cited]
    return Ask(
        fact=fact,
        question=known.question,
        note=known.note,
        burden=known.burden,
        unproved="是" if known.unproved else "否",
        basis=tuple(dict.fromkeys(basis)),
        touches=tuple(touched[:_TOUCHED]),
        more=max(0, len(touched) - _TOUCHED),
        now=next((one for one in inquiry.answers if one.fact == fact), None),
        hint=next((one for one in inquiry.hints if one.fact == fact), None),
    )


def _answered(rules: RuleSet, inquiry: Inquiry) -> list[tuple[Answered, str]]:
    known = rules.facts
    return [(one, known[one.fact].question if one.fact in known else "") for one in reversed(inquiry.answers)]


def _amount_fields(
    rules: RuleSet, inquiry: Inquiry, written: Mapping[str, str], errors: Mapping[str, str]
) -> list[dict[str, Any]]:
    wanted = set(_asked_amounts(rules, inquiry)) | set(inquiry.amounts)
    fields = []
    for name, quantity in rules.quantities.items():
        if name in wanted:
            value = inquiry.amounts.get(name)
            shown = "" if value is None else (yuan_from_fen(value) if quantity.unit == "分" else str(value))
            fields.append(
                {
                    "name": name,
                    "question": quantity.question,
                    "unit": "元" if quantity.unit == "分" else quantity.unit,
                    "default": amount_words(rules, name, quantity.default),
                    "value": written.get(f"amount:{name}", shown),
                    "error": errors.get(name, ""),
                    "source": (inquiry.amount_sources or {}).get(name, ""),
                }
            )
    return fields


def _asked_amounts(rules: RuleSet, inquiry: Inquiry) -> tuple[str, ...]:
    topics = [one for one in load_topics(rules) if one.name in inquiry.topics]
    names = [name for name in rules.groups() if not topics or any(one.holds(name) for one in topics)]
    return amounts_in(rules, names, inquiry.proposals)


def _elections(result: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    standing = {one["name"]: one["outcome"] for one in result["results"]}
    for one in result["elections"]:
        # A choice of which nothing holds yet is not one to be made now; the paper lists it.
        if "成立" not in {standing[result_name(each)] for each in one["options"]}:
            continue
        options = [{**each, "outcome": standing[result_name(each)]} for each in one["options"]]
        yield {**one, "says": CHOICES[one["relation"]], "options": options}


def _what_if(inquiry: Inquiry, rules: RuleSet, chosen: Chosen, today: date) -> dict[str, Any] | None:
    if not _may_ask(rules, chosen.turned) or chosen.to not in (FactAnswer.YES, FactAnswer.NO):
        return None
    found = compared(inquiry, chosen.turned, FactAnswer(chosen.to), today)
    return {"found": found, "question": rules.facts[chosen.turned].question}
