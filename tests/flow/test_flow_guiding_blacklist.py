"""The decision to blacklist as a document of its own: its number without gaps, its term, its end, the way to appeal."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from cast_of_cases import GAO, HE, LIN, MA, NOON, RULES, SUN, draft_of, finding, law, opened_case
from gongzhi.adapters.documents import render_document
from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.cases import PaperAct, PaperKind
from gongzhi.decisions import Decided, load_ladder
from gongzhi.flow import decide
from gongzhi.flow.docketing import NotThere
from gongzhi.flow.guiding import PAPER_FILE, PaperDesk, PaperWanted, act_on_paper
from gongzhi.flow.guiding_blacklist import blacklist_document, issue_blacklist
from gongzhi.flow.guiding_papers import load_kinds
from gongzhi.flow.units import Unit, Units
from gongzhi.parties import NotAllowed, Person

LATER = NOON + timedelta(hours=2)


def listed() -> tuple[MemoryArchive, Decided]:
    """A case in which two people decided to blacklist Lin for a year."""
    archive, opened = opened_case(finding())
    draft = draft_of(opened, measure="blacklist", days=365, serious_breach=True)
    placed = decide.propose(archive, law(), draft=draft, by=SUN, at=LATER)
    return archive, decide.confirm(archive, law(), proposal=placed.exhibit, by=MA, at=LATER, rules=RULES)


@pytest.fixture(scope="module")
def decided() -> Decided:
    return listed()[1]


def desk() -> PaperDesk:
    """The platform is registered under its id; nothing is filled, the number stands for the document."""
    units = Units([Unit(id="platform-p", name="平台P")])
    return PaperDesk(
        units=units, book=law(), kinds=load_kinds(), fill=lambda document: document.number.encode(), marks={}
    )


def issued(archive: MemoryArchive, case: str, by: Person = SUN, at: datetime = LATER):
    return issue_blacklist(archive, desk(), case=case, to="m-lin", signed=(by, at))


def test_it_says_until_when_that_removal_needs_no_asking_and_how_to_appeal(decided: Decided) -> None:
    made = blacklist_document(decided, load_ladder(), number="平台P列名单〔2026〕1号", on=LATER)
    assert (made.title, made.number, made.template) == ("列入黑名单决定书", "平台P列名单〔2026〕1号", "blacklist")
    term = "".join(made.section("八、期限和移出").lines)
    assert "期限 365 日，自2026年3月2日起，至2027年3月2日止" in term and "不必申请" in term and decided.number in term
    assert "提出申诉" in "".join(made.section("六、救济途径").lines)
    assert render_document(made)[:2] == b"PK"


def test_another_measure_is_refused(decided: Decided) -> None:
    with pytest.raises(NotThere, match="处置决定告知书"):
        blacklist_document(replace(decided, measure="warning"), load_ladder(), number="1", on=LATER)


def test_it_is_numbered_in_the_series_of_its_unit_kind_and_year_and_issued_once() -> None:
    archive, decided = listed()
    paper = issued(archive, decided.case)
    assert paper.issued.number == "平台P列名单〔2026〕1号" and paper.issued.kind is PaperKind.BLACKLIST
    size = archive.size()
    assert issued(archive, decided.case, by=MA).issued == paper.issued and archive.size() == size
    assert archive.read(next(archive.placed(kind=PAPER_FILE))).decode() == paper.issued.number


def test_a_number_that_was_withdrawn_is_not_given_again() -> None:
    archive, decided = listed()
    first = issued(archive, decided.case).issued
    gone = PaperWanted(act=PaperAct.WITHDRAW, seen=1, said="收件人写错")
    act_on_paper(archive, paper=first.id, wanted=gone, by=SUN, at=LATER)
    assert issued(archive, decided.case).issued.place == 2
    assert issued(archive, decided.case, at=LATER + timedelta(days=400)).issued.place == 2


@pytest.mark.parametrize("stranger", [HE, GAO, LIN])
def test_only_who_serves_the_decision_issues_it(stranger: Person) -> None:
    archive, decided = listed()
    with pytest.raises(NotAllowed):
        issued(archive, decided.case, by=stranger)


def test_a_case_without_such_a_decision_uses_no_number() -> None:
    archive, opened = opened_case(finding())
    size = archive.size()
    with pytest.raises(NotThere, match="没有列入黑名单的决定"):
        issued(archive, opened.id)
    assert archive.size() == size
