"""What measures cost, and how an appeal undoes it."""

from datetime import timedelta
from importlib.resources import files

import pytest

from cast_of_cases import NOON, RULES, SUN, draft_of, law, opened_case
from gongzhi.credit import (
    BadWeights,
    EntryKind,
    cited_provisions,
    entries_of_appeal,
    entry_of_decision,
    load_weights,
    read_weights,
)
from gongzhi.decisions import AppealDecided, AppealOutcome, Decided, load_ladder
from gongzhi.flow import decide

TEXT = files("gongzhi.credit").joinpath("weights.yaml").read_text("utf-8")


def a_decision(measure: str = "limit_traffic", days: int | None = 7) -> Decided:
    archive, opened = opened_case()
    draft = draft_of(opened, measure=measure, days=days)
    return decide.decide(archive, law(), draft=draft, by=SUN, at=NOON, rules=RULES)


def outcome(outcome: AppealOutcome, **changes: object) -> AppealDecided:
    fields: dict[str, object] = {
        "id": "c-F",
        "number": "n",
        "case": "c",
        "decision": "c-D",
        "appeal": "c-S",
        "outcome": outcome,
        "reasons": "r",
        "by": SUN,
        "at": NOON + timedelta(days=3),
    }
    return AppealDecided(**(fields | changes))  # type: ignore[arg-type]


def test_every_measure_has_a_weight_and_a_graver_one_never_costs_less() -> None:
    weights, ladder = load_weights(), load_ladder()
    assert set(weights.measures) == set(ladder.measures)
    points = [weights.measures[measure].points for measure in ladder.measures]
    assert points == sorted(points, reverse=True)
    lasting = [weights.measures[measure].days for measure in ladder.measures]
    assert lasting == sorted(lasting)


def test_the_provision_behind_the_record_resolves() -> None:
    _, provision, day = next(iter(cited_provisions()))
    assert law().cite(provision, day).article == "第十二条第三款"


def test_an_entry_names_its_decision_and_runs_out() -> None:
    made = a_decision()
    entry = entry_of_decision(made, load_weights())
    assert entry is not None
    assert (entry.basis, entry.points, entry.party) == (made.id, -3, "m-lin")
    assert entry.expires == made.at + timedelta(days=180)
    assert made.number in entry.reason
    assert entry_of_decision(a_decision("reminder", None), load_weights()) is None


def test_an_upheld_appeal_changes_nothing() -> None:
    assert entries_of_appeal(a_decision(), outcome(AppealOutcome.UPHELD), load_weights()) == ()


def test_a_revoked_decision_is_struck_and_a_changed_one_replaced_from_its_first_day() -> None:
    made, weights = a_decision(), load_weights()
    (struck,) = entries_of_appeal(made, outcome(AppealOutcome.REVOKED), weights)
    first = entry_of_decision(made, weights)
    assert first is not None
    assert (struck.kind, struck.cancels) == (EntryKind.REVOCATION, first.id)
    lighter = outcome(AppealOutcome.CHANGED, measure="warning", measure_name="警示")
    struck, replaced = entries_of_appeal(made, lighter, weights)
    assert (replaced.points, replaced.at) == (-1, made.at)
    reminded = outcome(AppealOutcome.CHANGED, measure="reminder", measure_name="提醒")
    assert [entry.kind for entry in entries_of_appeal(made, reminded, weights)] == [EntryKind.REVOCATION]


def test_nothing_was_counted_so_nothing_is_struck() -> None:
    made = a_decision("reminder", None)
    assert entries_of_appeal(made, outcome(AppealOutcome.REVOKED), load_weights()) == ()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("points: -1", "points: 1", "零或负整数"),
        ("points: -1", "points: -1.5", "零或负整数"),
        ("days: 90", "days: -90", "非负整数"),
        ("points: -1", "point: -1", "结构不对"),
        ("provision:", "provisions:", "结构不对"),
        ("measures:", "extra: 1\nmeasures:", "不认识的键 extra"),
        ("version:", "\t:", "结构不对"),
    ],
)
def test_a_damaged_weights_file_is_refused(old: str, new: str, words: str) -> None:
    assert old in TEXT
    with pytest.raises(BadWeights, match=words):
        read_weights(TEXT.replace(old, new, 1))
