"""Papers upon a matter: who may issue one, numbers without gaps or doubles, the answer, and the trail."""

import io
import multiprocessing
from datetime import date, timedelta
from pathlib import Path

import docx
import pytest

from cast_of_units import DENG, GAO, HU, SUN, UNITS, WU, ZHOU, Desk, law
from gongzhi.adapters.archive import open_archive
from gongzhi.adapters.documents import render_document
from gongzhi.cases import (
    Act,
    AnswerOutcome,
    ImpossibleStep,
    LeadOutcome,
    OfficialPaper,
    PaperAct,
    PaperIssued,
    PaperKind,
    PaperNoted,
    PaperState,
    ReasonMissing,
)
from gongzhi.decisions import Document
from gongzhi.flow.docketing import NotThere, Overtaken, load_entry
from gongzhi.flow.guiding import (
    PaperDesk,
    PaperWanted,
    UnknownPaper,
    Wish,
    act_on_paper,
    guided,
    issue,
    issue_upon_entry,
    load_paper,
    papers_about,
)
from gongzhi.flow.guiding_papers import NoBasis, Worded, load_kinds
from gongzhi.flow.joining import history_of
from gongzhi.flow.matters import sealed_records
from gongzhi.parties import NotAllowed, Person


def plain(document: Document) -> bytes:
    """Stands in for the filling of a .docx, which takes its time."""
    return "\n".join((document.number, *(line for each in document.sections for line in each.lines))).encode()


PAPERS = PaperDesk(units=UNITS, book=law(), kinds=load_kinds(), fill=plain, marks={"city": "南市监"})


def wish(about: str, kind: PaperKind = PaperKind.ADVISORY, **changes: object) -> Wish:
    given: dict[str, object] = {
        "addressee": "平台P",
        "facts": "三场直播称全国第一甜。",
        "asks": ("核对商品卡", "培训主播"),
        "basis": ("直播电商监督管理办法/50",),
    }
    return Wish(kind=kind, about=about, worded=Worded(**(given | changes)), to="P")  # type: ignore[arg-type]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def issued(
    desk: Desk, number: str, by: Person = GAO, kind: PaperKind = PaperKind.ADVISORY, **changes: object
) -> OfficialPaper:
    seen = int(str(changes.pop("seen", load_entry(desk.archive, number).version)))
    asked = wish(number, kind, **changes)
    return issue_upon_entry(desk.archive, PAPERS, wish=asked, seen=seen, by=by, at=desk.tick())


def act(desk: Desk, paper: OfficialPaper, wanted: PaperAct, by: Person = GAO, **changes: object) -> OfficialPaper:
    given = {"seen": load_paper(desk.archive, paper.issued.id).version, "said": "已核对"} | changes
    asked = PaperWanted(act=wanted, **given)  # type: ignore[arg-type]
    return act_on_paper(desk.archive, paper=paper.issued.id, wanted=asked, by=by, at=desk.tick())


def test_a_paper_has_a_number_a_day_to_look_again_and_sealed_bytes(desk: Desk) -> None:
    paper = issued(desk, desk.assigned())
    assert paper.issued.number == "南市监建议〔2026〕1号"
    assert paper.follow_up == date(2026, 4, 1)
    [sealed] = desk.archive.placed(kind="paper", subject=paper.issued.id)
    assert sealed.sha256 == paper.issued.sha256
    assert desk.archive.read(sealed).decode().startswith("南市监建议〔2026〕1号\n三场直播")


def test_each_unit_kind_and_year_has_its_own_numbers(desk: Desk) -> None:
    city, east = desk.assigned(), desk.assigned(WU, unit="east")
    first = [issued(desk, city).issued.number for _ in range(3)]
    assert [one.split("〕")[1] for one in first] == ["1号", "2号", "3号"]
    assert issued(desk, city, kind=PaperKind.REMINDER).issued.number == "南市监提醒〔2026〕1号"
    assert issued(desk, east, WU).issued.number == "东县局建议〔2026〕1号"
    desk.now += timedelta(days=306)
    assert issued(desk, city).issued.number == "南市监建议〔2027〕1号"


def test_a_refused_paper_uses_no_number(desk: Desk) -> None:
    number = desk.assigned()
    size = desk.archive.size()
    refused = [
        ({"basis": ("行政处罚法/6",)}, NoBasis),
        ({"facts": " "}, ReasonMissing),
        ({"addressee": ""}, ReasonMissing),
        ({"kind": PaperKind.RECTIFICATION, "basis": ()}, NoBasis),
        ({"kind": PaperKind.DELISTING, "asks": ()}, NotThere),
        ({"kind": PaperKind.RECALL_REPORT}, NotThere),
        ({"follow_up": date(2026, 3, 1)}, NotThere),
        ({"seen": 1}, Overtaken),
    ]
    for changes, why in refused:
        with pytest.raises(why):
            issued(desk, number, **changes)  # type: ignore[arg-type]
    assert desk.archive.size() == size
    assert issued(desk, number).issued.place == 1


def test_only_who_works_on_the_entry_issues_a_paper_and_never_a_platform_or_a_stranger(desk: Desk) -> None:
    number = desk.assigned()
    for by in (WU, HU, SUN, ZHOU, DENG):
        with pytest.raises(NotAllowed):
            issued(desk, number, by)
    own = desk.enter(SUN, unit="P").number
    with pytest.raises(NotAllowed, match="市场监督管理部门发出"):
        issued(desk, own, SUN)


def test_nothing_is_issued_upon_what_has_ended_or_what_another_is_working_on(desk: Desk) -> None:
    number = desk.enter().number
    desk.act(number, Act.TAKE, DENG)
    with pytest.raises(Overtaken, match="正在办理"):
        issued(desk, number)
    over = desk.assigned()
    desk.act(over, Act.END, GAO, outcome=LeadOutcome.REMINDED)
    with pytest.raises(ImpossibleStep, match="已办结"):
        issued(desk, over)


def test_whom_it_asks_answers_and_nobody_else_does(desk: Desk) -> None:
    paper = issued(desk, desk.assigned(), kind=PaperKind.DELISTING)
    for by in (WU, ZHOU):
        with pytest.raises(NotAllowed):
            act(desk, paper, PaperAct.ANSWER, by, outcome=AnswerOutcome.DONE)
    with pytest.raises(NotAllowed):
        act(desk, paper, PaperAct.END, SUN)
    after = act(desk, paper, PaperAct.ANSWER, SUN, outcome=AnswerOutcome.DONE, said="三条链接已下架")
    assert (after.state, after.answer) == (PaperState.ANSWERED, AnswerOutcome.DONE)


def test_an_answer_names_its_outcome_a_check_its_next_day_and_each_act_its_reason(desk: Desk) -> None:
    paper = issued(desk, desk.assigned())
    with pytest.raises(NotThere, match="办理结果"):
        act(desk, paper, PaperAct.ANSWER)
    with pytest.raises(NotThere, match="下次回看"):
        act(desk, paper, PaperAct.CHECK)
    with pytest.raises(ReasonMissing, match="了结"):
        act(desk, paper, PaperAct.END, said=" ")
    again = act(desk, paper, PaperAct.CHECK, follow_up=date(2026, 5, 6))
    assert again.late(date(2026, 5, 7)) and not again.late(date(2026, 5, 6))
    ended = act(desk, paper, PaperAct.END)
    assert not ended.late(date(2027, 1, 1))
    with pytest.raises(ImpossibleStep, match="另发一份"):
        act(desk, paper, PaperAct.SERVE)


def test_who_saw_an_older_paper_changes_nothing(desk: Desk) -> None:
    paper = issued(desk, desk.assigned())
    act(desk, paper, PaperAct.SERVE)
    with pytest.raises(Overtaken, match="gao同志“送达”"):
        act(desk, paper, PaperAct.END, seen=1)
    with pytest.raises(UnknownPaper):
        load_paper(desk.archive, "WS2026-999999")


def test_a_withdrawn_paper_keeps_its_number_and_counts_nowhere(desk: Desk) -> None:
    number = desk.assigned()
    gone = act(desk, issued(desk, number), PaperAct.WITHDRAW, said="收件人写错")
    assert not gone.counts
    assert issued(desk, number).issued.place == 2


def test_the_trail_tells_papers_and_answers_and_who_reads_the_broadcast_does_not_see_them(desk: Desk) -> None:
    number = desk.assigned()
    paper = issued(desk, number)
    act(desk, paper, PaperAct.ANSWER, SUN, outcome=AnswerOutcome.PARTLY, said="已改两处")
    assert [one.what for one in guided(desk.archive, number)] == ["发出行政建议书", "行政建议书回复"]
    assert "部分办理：已改两处" in guided(desk.archive, number)[1].detail
    assert [one.issued.id for one in papers_about(desk.archive, number)] == [paper.issued.id]
    told = [one.what for one in history_of(desk.archive, number)]
    assert told == ["登记", "指派", "发出行政建议书", "行政建议书回复"]
    assert {one.kind for one in desk.archive.placed(subject=number)} == {"DocketEntered", "DocketActed"}


def test_a_destroyed_paper_leaves_its_number_used(desk: Desk) -> None:
    number = desk.assigned()
    issued(desk, number)
    desk.archive.destroy({one.index for one in desk.archive.placed(kind=PaperNoted.__name__)})
    assert issued(desk, number).issued.place == 2


def test_the_docx_carries_number_and_facts(desk: Desk) -> None:
    filled = PaperDesk(units=UNITS, book=law(), kinds=load_kinds(), fill=render_document)
    paper = issue(desk.archive, filled, wish=wish("XS2026-000000"), by=GAO, at=desk.now)
    [sealed] = desk.archive.placed(kind="paper", subject=paper.issued.id)
    text = "\n".join(one.text for one in docx.Document(io.BytesIO(desk.archive.read(sealed))).paragraphs)
    assert paper.issued.number in text and "培训主播" in text and "不是行政处罚" in text


def _issue_in_a_process(store: str, count: int) -> list[int]:
    archive, at = open_archive(store), Desk().now
    return [issue(archive, PAPERS, wish=wish("XS2026-000000"), by=GAO, at=at).issued.place for _ in range(count)]


def test_processes_that_race_get_every_number_once_and_leave_no_gap(tmp_path: Path) -> None:
    store = str(tmp_path / "store")
    open_archive(store)
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        given = pool.starmap(_issue_in_a_process, [(store, 6)] * 3)
    assert sorted(place for each in given for place in each) == list(range(1, 19))
    numbers = {one.record.number for one in sealed_records(open_archive(store), PaperIssued)}
    assert numbers == {f"南市监建议〔2026〕{place}号" for place in range(1, 19)}
