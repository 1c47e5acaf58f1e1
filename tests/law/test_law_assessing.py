from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.law import Checklist, NotThisChecklist, Status, duties_of, load_book

CHECKLIST = Checklist(duties_of(load_book(), "mcn", date(2026, 5, 1)))
records = st.text("mxn-", min_size=len(CHECKLIST.duties), max_size=len(CHECKLIST.duties))


def test_what_nobody_looked_at_is_not_assessed():
    tally = CHECKLIST.tally(CHECKLIST.record({}))
    assert (tally.met, tally.not_assessed) == (0, len(CHECKLIST.duties))
    assert not tally.complete
    assert not tally.compliant


@given(records)
def test_not_assessed_never_counts_as_met(recorded):
    tally = CHECKLIST.tally(recorded)
    met, of = tally.share_met
    assert met == recorded.count("m")
    assert of == len(recorded) - recorded.count("n")
    assert tally.compliant == (set(recorded) <= {"m", "n"})
    worse = CHECKLIST.tally(recorded.replace("m", "-"))
    assert worse.met == 0 and worse.share_met[1] == of


@given(records)
def test_standing_and_tally_agree(recorded):
    tally = CHECKLIST.tally(recorded)
    assert len(CHECKLIST.standing(recorded, Status.NOT_MET)) == tally.not_met


def test_a_record_names_duties_by_code():
    recorded = CHECKLIST.record({"ZB-39": Status.MET, "ZB-40": Status.NOT_MET})
    assert [duty.code for duty in CHECKLIST.standing(recorded, Status.MET)] == ["ZB-39"]
    with pytest.raises(NotThisChecklist, match="ZB-16"):
        CHECKLIST.record({"ZB-16": Status.MET})


@pytest.mark.parametrize("recorded", ["", "m", "m" * (len(CHECKLIST.duties) + 1), "?" * len(CHECKLIST.duties)])
def test_a_record_of_another_checklist_is_refused(recorded):
    with pytest.raises(NotThisChecklist):
        CHECKLIST.tally(recorded)
