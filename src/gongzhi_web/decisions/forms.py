"""From the decision form to a draft, and back to the form with what was filled in."""

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict

from gongzhi.cases import CaseOpened
from gongzhi.decisions import (
    Answer,
    AppealRoute,
    Consideration,
    Draft,
    HouseRules,
    advise,
    draft_facts,
    draft_reasons,
    load_ladder,
)
from gongzhi.screening import Finding
from gongzhi_web.accounts.models import Organisation

ANSWERS = [(answer.value, answer.chinese) for answer in Answer]


def read_draft(form: QueryDict, case: str) -> Draft:
    """What the person filled in. Questions left open stay out, so that the check names them."""
    considered = [
        Consideration(topic=one.id, answer=Answer(given), remark=form.get(f"remark-{one.id}", "").strip())
        for one in load_ladder().questions
        if (given := form.get(f"answer-{one.id}", "")) in Answer._value2member_map_
    ]
    return Draft(
        case=case,
        party=form.get("party", ""),
        measure=form.get("measure", ""),
        findings=tuple(form.getlist("finding")),
        facts=form.get("facts", "").strip(),
        reasons=form.get("reasons", "").strip(),
        considerations=tuple(considered),
        days=_days(form),
        serious_breach=form.get("serious_breach") == "yes",
    )


def read_days(form: QueryDict) -> int | None:
    """The term in days, None when left empty or when the measure on the form has none."""
    return _days(form)


def form_context(opened: CaseOpened, findings: Sequence[Finding], room: str, form: QueryDict | None) -> dict[str, Any]:
    """The ladder, the questions with what was answered, and first drafts of facts and reasons."""
    ladder = load_ladder()
    given = form or QueryDict()
    draft = read_draft(given, opened.id)
    answered = {one.topic: one for one in draft.considerations}
    advice = advise([one.severity for one in findings], draft.considerations, ladder)
    return {
        "measures": list(ladder.measures.values()),
        "advised": {one.id for one in advice.measures},
        "advice": advice,
        "questions": [(one, answered.get(one.id)) for one in ladder.questions],
        "answers": ANSWERS,
        "draft": draft,
        "facts": draft.facts or draft_facts(room, findings),
        "reasons": draft.reasons or draft_reasons(findings),
        "chosen": set(draft.findings) if form else set(opened.findings),
    }


def house_rules(holder: str) -> HouseRules:
    """What this platform's own terms settle; the defaults are plain and say that they are the platform's own."""
    known = next((one for one in Organisation.objects.filter(kind="platform") if holder in one.names), None)
    terms: dict[str, Any] = known.terms if known else {}
    return HouseRules(
        issuer=str(terms.get("issuer", holder)),
        mark=str(terms.get("mark", f"{holder[:2]}处")),
        appeal=AppealRoute(
            where=str(terms.get("appeal_where", "本系统的“申诉”页面")), days=int(terms.get("appeal_days", 15))
        ),
    )


def _days(form: QueryDict) -> int | None:
    written = form.get("days", "").strip()
    measure = load_ladder().measures.get(form.get("measure", ""))
    if measure is not None and measure.term == "none":
        return None
    return int(written) if written.isdecimal() and len(written) < 6 else None
