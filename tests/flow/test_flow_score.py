"""The ledger read back from the archive."""

from datetime import timedelta

from cast_of_cases import NOON, RULES, SUN, draft_of, law, opened_case
from gongzhi.credit import ScoredRole, beijing_day, load_scale, score_on
from gongzhi.flow import decide
from gongzhi.flow.score import events_of, ledger_of, standing_of, tier_of_party


def test_a_party_without_decisions_has_a_clean_record() -> None:
    archive, _ = opened_case()
    assert ledger_of(archive, "m-lin") == ()
    assert standing_of(archive, "m-lin", NOON) == 0


def test_the_ledger_holds_only_the_party_s_own_conduct() -> None:
    archive, opened = opened_case()
    decide.decide(archive, law(), draft=draft_of(opened), by=SUN, at=NOON, rules=RULES)
    assert [entry.party for entry in ledger_of(archive, "m-lin")] == ["m-lin"]
    assert ledger_of(archive, "p-qiao") == ()
    assert standing_of(archive, "m-lin", NOON + timedelta(days=89)) == -1
    assert standing_of(archive, "m-lin", NOON + timedelta(days=90)) == 0


def test_a_sealed_decision_becomes_an_event_that_names_it() -> None:
    archive, opened = opened_case()
    made = decide.decide(
        archive, law(), draft=draft_of(opened, measure="limit_traffic", days=7), by=SUN, at=NOON, rules=RULES
    )
    on = beijing_day(NOON)
    (event,) = events_of(archive, made.party, ScoredRole.SELLER)
    assert (event.basis, event.amount, event.kind) == (made.id, 3, "platform_measure")
    assert score_on(made.party, [event], load_scale(), on).value == 68
    assert standing_of(archive, made.party, NOON) == -3
    assert tier_of_party(archive, made.party, ScoredRole.SELLER, on).id == "normal"
    assert events_of(archive, "stranger", ScoredRole.MCN) == ()
