"""The decision to blacklist as a document of its own: its number, its term, its end, the way to appeal."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cast_of_cases import MA, NOON, RULES, SUN, draft_of, finding, law, opened_case
from gongzhi.adapters.documents import render_document
from gongzhi.decisions import Decided, load_ladder
from gongzhi.flow import decide
from gongzhi.flow.docketing import NotThere
from gongzhi.flow.guiding_blacklist import blacklist_document


@pytest.fixture(scope="module")
def decided() -> Decided:
    archive, opened = opened_case(finding())
    draft, at = draft_of(opened, measure="blacklist", days=365, serious_breach=True), NOON + timedelta(hours=2)
    placed = decide.propose(archive, law(), draft=draft, by=SUN, at=at)
    return decide.confirm(archive, law(), proposal=placed.exhibit, by=MA, at=at, rules=RULES)


def test_it_says_until_when_that_removal_needs_no_asking_and_how_to_appeal(decided: Decided) -> None:
    made = blacklist_document(decided, load_ladder())
    assert (made.title, made.number, made.template) == ("列入黑名单决定书", decided.number, "blacklist")
    term = "".join(made.section("八、期限和移出").lines)
    assert "期限 365 日，自2026年3月2日起，至2027年3月2日止" in term and "不必申请" in term
    assert "提出申诉" in "".join(made.section("六、救济途径").lines)
    assert render_document(made)[:2] == b"PK"


def test_another_measure_is_refused(decided: Decided) -> None:
    with pytest.raises(NotThere, match="处置决定告知书"):
        blacklist_document(replace(decided, measure="warning"), load_ladder())
