"""Answer a case: who answers, in what form, for how much, why, and what is still to be asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from gongzhi.law import Book, Citation
from gongzhi.liability.adding_up import recourse_chains, total_of_parts
from gongzhi.liability.adjudicating import Adjudged, Adjudication
from gongzhi.liability.analysing import Screening
from gongzhi.liability.compiling import compile_rules
from gongzhi.liability.forms import Planes
from gongzhi.liability.matters import Matter
from gongzhi.liability.money import ReadSum, bounds, elections, fill_amounts, read_sums
from gongzhi.liability.results import View
from gongzhi.liability.rulebook import Rule, RuleSet
from gongzhi.liability.trees import OUTCOME_NAMES, Known, Tree, why_result
from gongzhi.liability.versions import Applicable, Days, applicable

Mode = Literal["screening", "adjudication"]
NOTICE = "本结果仅供辅助，由人作出决定；有争议的解释并列列出，排列不分先后。"
# The defendants that every reader of the output knows; any other stands in other_results.
DEFENDANTS = ("商家", "运营者", "主播", "平台", "MCN", "生产者")


@dataclass(frozen=True, slots=True)
class Judged:
    """One mode's views of one case, and how to draw their trees."""

    views: Sequence[View]
    known: Known
    adjudged: Adjudged | None


class Engine:
    """Rules and law, asked about cases. Programs are made once per set of applicable rules."""

    def __init__(self, rules: RuleSet, book: Book) -> None:
        self.rules, self.book = rules, book
        self._applicable: dict[tuple[Days, tuple[str, ...]], Applicable] = {}
        self._screenings: dict[frozenset[str], Screening] = {}
        self._adjudications: dict[frozenset[str], Adjudication] = {}

    def applicable(self, matter: Matter) -> Applicable:
        """Which rules apply on the days of the case; without a day of trial, the day of the conduct is taken."""
        return self.applicable_on(Days(conduct=matter.conduct, trial=matter.trial or matter.conduct), matter.proposals)

    def applicable_on(self, days: Days, proposals: tuple[str, ...] = ()) -> Applicable:
        """Which rules apply on these days."""
        key = (days, proposals)
        if key not in self._applicable:
            self._applicable[key] = applicable(self.rules, self.book, days, proposals)
        return self._applicable[key]

    def screening(self, numbers: frozenset[str]) -> Screening:
        """The exact analyser of these rules."""
        if numbers not in self._screenings:
            self._screenings[numbers] = Screening(compile_rules(self.rules, numbers))
        return self._screenings[numbers]

    def adjudication(self, numbers: frozenset[str]) -> Adjudication:
        """The same rules with burden of proof."""
        if numbers not in self._adjudications:
            program = compile_rules(self.rules, numbers, adjudicate=True)
            self._adjudications[numbers] = Adjudication(self.screening(numbers), program)
        return self._adjudications[numbers]

    def judge(self, numbers: frozenset[str], known: Planes, mode: Mode) -> Judged:
        """Views and trees of admitted facts."""
        screening = self.screening(numbers)
        if mode == "adjudication":
            adjudged = self.adjudication(numbers).judge(known)
            drawn = Known(
                rules=self.rules,
                numbers=numbers,
                value=adjudged.values.__getitem__,
                deciding=(),
                assumed=adjudged.assumed,
            )
            return Judged(adjudged.views, drawn, adjudged)
        values = screening.values(known)
        drawn = Known(rules=self.rules, numbers=numbers, value=values.__getitem__, deciding=(), assumed={})
        return Judged(list(screening.views(known)), drawn, None)

    def answer(self, matter: Matter, mode: Mode = "screening") -> dict[str, Any]:
        """The output of contracts.md. Raises Contradiction, NotReadable, NotAFormula."""
        law = self.applicable(matter)
        screening = self.screening(law.numbers)
        known, corrected = screening.admit(screening.planes(matter.facts))
        judged = self.judge(law.numbers, known, mode)
        printed = _Printing(self.rules, law, judged, fill_amounts(self.rules, matter.amounts))
        results = [(view, printed.result(view, _changes(screening, view, known, mode))) for view in judged.views]
        field = {name: group[0].field for name, group in self.rules.groups().items()}
        civil = [(view, one) for view, one in results if field[view.name] == "民事"]
        answer: dict[str, Any] = {
            "mode": mode,
            "layer": ["现行法", *(f"立法建议：{one}" for one in matter.proposals)],
            "conduct": matter.conduct.isoformat(),
            "trial": (matter.trial or matter.conduct).isoformat(),
            "rules_digest": self.rules.digest,
            "results": [one for view, one in civil if one["defendant"] in DEFENDANTS],
            "other_results": [one for view, one in civil if one["defendant"] not in DEFENDANTS],
            "administrative": [one for view, one in results if field[view.name] == "行政"],
            "elections": printed.elections(),
            "recourse_chains": recourse_chains([one for _, one in civil]),
            "questions": self.questions(law.numbers, known),
            "remarks": [f"“{name}”写为否，但所给事实使法律认定其为是，按是计算" for name in corrected],
            "notice": NOTICE,
        }
        if judged.adjudged is not None:
            answer["assumed"] = [
                {"fact": fact, "burden": self.rules.facts[fact].burden, "how": how}
                for fact, how in judged.adjudged.assumed.items()
            ]
        if matter.parts:
            answer["parts"] = [
                {"name": part.name, "parties": dict(part.parties), **self.answer(part, mode)} for part in matter.parts
            ]
            answer["parts_total"] = total_of_parts(answer["parts"])
        return answer

    def questions(self, numbers: frozenset[str], known: Planes) -> list[dict[str, Any]]:
        """The unknown facts by their greatest exact influence on an open result, then by the sum of them."""
        screening = self.screening(numbers)
        found: dict[str, dict[str, float]] = {}
        for view in screening.views(known):
            for fact, share in view.influences.items():
                found.setdefault(fact, {})[view.name] = share
        order = sorted(found, key=lambda fact: (-max(found[fact].values()), -sum(found[fact].values()), fact))
        return [self.question(fact, found[fact]) for fact in order]

    def question(self, name: str, shares: Mapping[str, float]) -> dict[str, Any]:
        """How a fact is asked for; ``shares``: its exact influence on each open result."""
        fact = self.rules.facts[name]
        return {
            "fact": name,
            "question": fact.question,
            "burden": fact.burden,
            "unproved": "是" if fact.unproved else "否",
            "influence": round(max(shares.values()), 6),
            "on": {one: round(share, 6) for one, share in shares.items()},
        }


class _Printing:
    def __init__(self, rules: RuleSet, law: Applicable, judged: Judged, values: Mapping[str, int]) -> None:
        self.rules, self.law, self.judged, self.values = rules, law, judged, values
        self.groups = rules.groups()
        self.settled = {name: value for view in judged.views for name, value in view.settled.items()}

    def result(self, view: View, changes: list[tuple[str, ...]]) -> dict[str, Any]:
        group = [rule for rule in self.groups[view.name] if rule.number in (*self.law.citations, *self.law.refusals)]
        live = [rule for rule in group if rule.number in self.law.citations]
        outcome = OUTCOME_NAMES[view.outcome] if live else "不适用"
        leading = self._leading(live, view)
        defendant, _, claim = view.name.partition("/")
        sums = [one for rule in live if view.settled[rule.number] is not False for one in self._sums(rule)]
        found: dict[str, Any] = {
            "defendant": defendant,
            "claim": claim,
            "outcome": outcome,
            "form": (leading.form or None) if leading else None,
            "readings": [_print_sum(one) for one in sums],
            "provisions": self._provisions(leading, live, view),
            "why": self._why(view, group, changes),
        }
        limits = bounds(sums, view.outcome)
        if limits:
            found["amount_fen"] = {"min": limits[0], "max": limits[1], "elections": self.elections(view.name)}
        if leading and leading.modality:
            found["modality"] = leading.modality
        remarks = [one.what for one in self.rules.untranslated if {r.number for r in live} & set(one.rules)]
        return found | ({"not_modelled": remarks} if remarks else {})

    def elections(self, name: str = "") -> list[dict[str, Any]]:
        found = []
        for relation, live in elections(self.rules, self.settled, self.law.numbers):
            if name and all(rule.group != name for rule in live):
                continue
            options = [
                {"rule": rule.number, "defendant": rule.defendant, "claim": rule.claim, "amount_fen": self._most(rule)}
                for rule in live
            ]
            found.append({"relation": relation.relation, "chooser": relation.chooser, "options": options})
        return found

    def _most(self, rule: Rule) -> int | None:
        return max((one.amount_fen for one in self._sums(rule) if one.amount_fen is not None), default=None)

    def _sums(self, rule: Rule) -> list[ReadSum]:
        return read_sums(self.rules, rule, self.settled, self.values)

    def _leading(self, live: list[Rule], view: View) -> Rule | None:
        for wanted in (True, None):
            for rule in live:
                if view.settled[rule.number] is wanted:
                    return rule
        return live[0] if live else None

    def _provisions(self, leading: Rule | None, live: list[Rule], view: View) -> list[dict[str, str]]:
        behind = [rule for rule in live if view.settled[rule.number] is not False] or ([leading] if leading else [])
        cited: dict[str, Citation] = {}
        for rule in behind:
            for citation in self.law.citations[rule.number]:
                cited.setdefault(citation.id, citation)
        return [{"id": one.id, "title": one.title, "article": one.article} for one in cited.values()]

    def _why(self, view: View, group: list[Rule], changes: list[tuple[str, ...]]) -> dict[str, Any]:
        known = self.judged.known
        drawn = Known(
            rules=known.rules,
            numbers=known.numbers,
            value=known.value,
            deciding=view.deciding,
            assumed=known.assumed,
        )
        trees: list[Tree] = why_result(drawn, view.name)
        trees += [
            {"rule": rule.number, "title": rule.title, "outcome": "不适用", "because": self.law.refusals[rule.number]}
            for rule in group
            if rule.number in self.law.refusals
        ]
        return {
            "outcome": OUTCOME_NAMES[view.outcome],
            "deciding": sorted(view.deciding),
            "changes": [list(one) for one in changes],
            "rules": trees,
        }


def _changes(screening: Screening, view: View, known: Planes, mode: Mode) -> list[tuple[str, ...]]:
    if mode == "adjudication" and view.deciding:
        return [(fact,) for fact in sorted(view.deciding)]
    return screening.changes(view.name, known)


def _print_sum(one: ReadSum) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": one.name,
        "form": one.form or None,
        "amount_fen": one.amount_fen,
        "case": one.case,
        "rule": one.rule,
        "outcome": OUTCOME_NAMES[one.outcome],
    }
    if one.shares:
        found["shares"] = dict(one.shares)
    if one.recourse:
        back = one.recourse
        found["recourse"] = {"against": back.against, "extent": back.extent, "amount_fen": back.amount_fen}
    if one.note:
        found["note"] = one.note
    return found
