"""The ledger read back from the archive."""

from datetime import timedelta

from cast_of_cases import NOON, RULES, SUN, draft_of, law, opened_case
from gongzhi.flow import decide
from gongzhi.flow.score import ledger_of, standing_of


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
