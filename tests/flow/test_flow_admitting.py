"""Admission: who may do what to a file, in which order, on which papers; and that a person's details stand apart."""

import json
from dataclasses import replace
from datetime import date

import pytest

from cast_of_parties import (
    FARMER,
    FOOD,
    GAO,
    HE,
    ID_NUMBER,
    LICENCE,
    LIN,
    PRESENTER,
    QIAO_MCN,
    SHOP,
    SUN,
    USCC,
    ZHOU,
    Gatehouse,
)
from gongzhi.flow.admitting import UnknownDossier, dossiers_named, lacking
from gongzhi.flow.admitting_asked import AlreadyFiled, NotReady
from gongzhi.flow.admitting_details import (
    DetailsMissing,
    Particulars,
    details_in_force,
    details_of,
    masked_pairs,
    read_details,
)
from gongzhi.flow.admitting_terms import BadPaper
from gongzhi.flow.custody import Viewed
from gongzhi.flow.docketing import Overtaken
from gongzhi.flow.keeping import load_classes
from gongzhi.flow.matters import sealed_records
from gongzhi.flow.retain import due_for_destruction
from gongzhi.parties import (
    BadIdentifier,
    DossierState,
    LegalRole,
    Matched,
    NotAllowed,
    NotNow,
    PartyKind,
    ReasonsMissing,
    Step,
    id_number_check_digit,
)


@pytest.fixture
def gate() -> Gatehouse:
    return Gatehouse()


def test_an_application_waits_until_a_reviewer_admits_it(gate: Gatehouse) -> None:
    opened = gate.apply()
    assert opened.number == "ZT2026-000000"
    assert gate.load(opened.number).state is DossierState.APPLIED
    now = gate.act(opened.number, Step.ADMIT)
    assert (now.state, now.version) == (DossierState.VERIFIED, 3)
    assert str(now.acts[-1].due) == "2026-09-02"
    assert now.acts[-1].basis == ("直播电商监督管理办法/8", "网络交易监督管理办法/24")


def test_nobody_admits_their_own_file_and_a_stranger_does_nothing(gate: Gatehouse) -> None:
    number = gate.apply().number
    for by, step in ((LIN, Step.ADMIT), (ZHOU, Step.ADMIT), (ZHOU, Step.ADD_PAPERS), (GAO, Step.ADMIT)):
        with pytest.raises(NotAllowed):
            gate.act(number, step, by, papers=(FOOD,))
    with pytest.raises(NotAllowed):
        gate.apply(by=ZHOU)
    assert gate.load(number).version == 2


def test_only_the_lead_suspends_and_says_why(gate: Gatehouse) -> None:
    number = gate.admitted()
    with pytest.raises(NotAllowed):
        gate.act(number, Step.SUSPEND, SUN, reason="失联")
    with pytest.raises(ReasonsMissing, match="理由"):
        gate.act(number, Step.SUSPEND, HE)
    assert gate.act(number, Step.SUSPEND, HE, reason="提醒后仍未更新").state is DossierState.SUSPENDED
    assert gate.act(number, Step.RESUME, HE, reason="已更新").state is DossierState.VERIFIED


def test_what_is_returned_says_why_and_comes_back_with_what_was_missing(gate: Gatehouse) -> None:
    number = gate.apply(papers=(LICENCE,)).number
    with pytest.raises(NotReady, match="食品安全法/35"):
        gate.act(number, Step.ADMIT)
    with pytest.raises(ReasonsMissing):
        gate.act(number, Step.RETURN)
    assert gate.act(number, Step.RETURN, reason="缺食品经营许可证").reason == "缺食品经营许可证"
    with pytest.raises(NotNow, match="重新提交"):
        gate.act(number, Step.ADMIT)
    back = gate.act(number, Step.RESUBMIT, LIN, papers=(FOOD,), changes={"place": "青石县新址"})
    assert back.opened.place == "青石县新址"
    assert gate.act(number, Step.ADMIT).state is DossierState.VERIFIED


def test_a_paper_out_of_date_admits_nobody_on_the_day_after(gate: Gatehouse) -> None:
    ended = replace(FOOD, valid_until=date(2026, 3, 2))
    number = gate.apply(papers=(LICENCE, ended)).number
    gate.act(number, Step.ADMIT)
    assert [one.why for one in lacking(gate.load(number), gate.gate, date(2026, 3, 3))] == ["已于 2026-03-02 到期"]
    other = gate.apply(uscc="91390122900200526A", papers=(replace(LICENCE, number="91390122900200526A"), ended)).number
    gate.tick(days=1)
    with pytest.raises(NotReady, match="到期"):
        gate.act(other, Step.ADMIT)


def test_two_reviewers_do_not_decide_on_the_same_sight(gate: Gatehouse) -> None:
    number = gate.apply().number
    seen = gate.load(number).version
    gate.act(number, Step.RETURN, SUN, reason="缺件", seen=seen)
    with pytest.raises(Overtaken, match="审核员 孙“退回补正”"):
        gate.act(number, Step.ADMIT, HE, seen=seen)


def test_identifiers_and_permit_numbers_are_checked_with_the_way_out(gate: Gatehouse) -> None:
    with pytest.raises(BadIdentifier, match="校验位"):
        gate.apply(uscc=USCC[:-1] + "1")
    with pytest.raises(BadPaper, match="JY13901049000029"):
        gate.apply(papers=(replace(FOOD, number="JY123"),))
    with pytest.raises(BadPaper, match="不一致"):
        gate.apply(papers=(replace(LICENCE, number="91390122900200526A"),))
    with pytest.raises(BadPaper, match="截止日早于"):
        gate.apply(papers=(replace(FOOD, valid_from=date(2029, 1, 1)),))
    with pytest.raises(BadPaper, match="可选"):
        gate.apply(goods=("烟花",))
    assert gate.archive.size() == 0


def test_a_natural_persons_details_stand_in_one_record_of_their_own(gate: Gatehouse) -> None:
    number = gate.apply(PRESENTER, QIAO_MCN).number
    for placed in gate.archive.placed():
        data = gate.archive.read(placed).decode()
        plain = [word for word in ("乔小满", ID_NUMBER, "13900000002", "高新区") if word in data]
        assert bool(plain) == (placed.kind == "PersonalDetails"), (placed.kind, plain)
    opened = gate.load(number).opened
    assert opened.name == "乔**" and opened.id_digest and len(opened.id_digest) == 64
    found = details_of(gate.archive, number)
    assert found is not None
    assert dict(masked_pairs(found[1]))["身份证件号码"] == ID_NUMBER[:6] + "*" * 10 + ID_NUMBER[-2:]
    gate.archive.destroy([found[0].index])
    assert details_of(gate.archive, number) is None
    assert gate.load(number).opened.name == "乔**"


def test_the_same_secret_finds_the_same_person_and_another_does_not(gate: Gatehouse) -> None:
    first = gate.apply(PRESENTER, QIAO_MCN).id_digest
    other = Gatehouse()
    other.gate = replace(other.gate, key=b"another")
    assert first != other.apply(PRESENTER, QIAO_MCN).id_digest
    with pytest.raises(AlreadyFiled, match="ZT2026-000000"):
        gate.apply(PRESENTER, QIAO_MCN, about="p-else")
    with pytest.raises(AlreadyFiled) as refused:
        gate.apply(PRESENTER, LIN, about="p-else", applicant="lin")
    assert "ZT" not in str(refused.value)


def test_who_left_may_apply_again(gate: Gatehouse) -> None:
    number = gate.admitted()
    gate.act(number, Step.LEAVE, LIN, reason="不再经营")
    assert gate.apply().number != number


def test_details_are_read_only_for_a_purpose_and_the_look_is_sealed(gate: Gatehouse) -> None:
    number = gate.apply(PRESENTER, QIAO_MCN).number
    look = {"who": "reviewer", "key": b"k", "at": gate.now}
    with pytest.raises(DetailsMissing, match="用途"):
        read_details(gate.archive, number, purpose=" ", **look)  # type: ignore[arg-type]
    assert not list(sealed_records(gate.archive, Viewed))
    found = read_details(gate.archive, number, purpose="入驻核验", **look)  # type: ignore[arg-type]
    assert found is not None and found.name == "乔小满"
    [view] = [one.record for one in sealed_records(gate.archive, Viewed)]
    assert view.purpose == "入驻核验" and view.by.startswith("r**")


def test_each_sort_of_party_is_asked_for_what_the_law_names(gate: Gatehouse) -> None:
    with pytest.raises(DetailsMissing, match="身份证件号码、经常居住地、联系方式"):
        gate.apply(PRESENTER, QIAO_MCN, particulars=Particulars(name="乔"))
    with pytest.raises(DetailsMissing, match="实际经营地址"):
        gate.apply(FARMER, particulars=replace(FARMER.particulars, address=""))
    with pytest.raises(NotReady, match="免登记情形"):
        gate.apply(FARMER, exempt=None)
    with pytest.raises(NotReady, match="统一社会信用代码"):
        gate.apply(uscc=None)
    with pytest.raises(DetailsMissing, match="经营者姓名"):
        gate.apply(kind=PartyKind.SOLE_TRADER)
    with pytest.raises(BadIdentifier, match="联系电话"):
        gate.apply(particulars=Particulars(phone="微信"))
    assert gate.act(gate.apply(FARMER).number, Step.ADMIT).state is DossierState.VERIFIED


def test_without_a_source_nobody_claims_that_a_check_was_made(gate: Gatehouse) -> None:
    now = gate.load(gate.admitted(PRESENTER, QIAO_MCN))
    assert {one.asked_for: one.matched for one in now.checks} == {
        "身份证件": Matched.NOT_ASKED,
        "人脸核验": Matched.NOT_ASKED,
    }
    assert all("没有" in one.note for one in now.checks)


def test_a_change_is_reported_with_its_day_and_holds_once_it_was_verified(gate: Gatehouse) -> None:
    number = gate.admitted()
    with pytest.raises(NotReady, match="至少改一项"):
        gate.act(number, Step.REPORT_CHANGE, LIN, changes={"place": SHOP.place}, changed_on=date(2026, 3, 1))
    with pytest.raises(NotReady, match="哪一天"):
        gate.act(number, Step.REPORT_CHANGE, LIN, changes={"place": "新址"}, changed_on=date(2026, 3, 9))
    now = gate.act(number, Step.REPORT_CHANGE, LIN, changes={"place": "新址"}, changed_on=date(2026, 3, 1))
    assert now.opened.place == SHOP.place and str(now.acts[-1].due) == "2026-03-11"
    with pytest.raises(NotNow, match="还在核验"):
        gate.act(number, Step.REPORT_CHANGE, LIN, changes={"place": "又一处"}, changed_on=date(2026, 3, 1))
    assert gate.act(number, Step.ACCEPT_CHANGE).opened.place == "新址"
    with pytest.raises(NotNow, match="没有待核验的变更"):
        gate.act(number, Step.ACCEPT_CHANGE)


def test_a_presenters_new_details_replace_the_old_ones_and_what_was_left_empty_stays(gate: Gatehouse) -> None:
    number = gate.admitted(PRESENTER, QIAO_MCN)
    gate.act(
        number,
        Step.REPORT_CHANGE,
        QIAO_MCN,
        particulars=Particulars(home="白渡县"),
        changed_on=date(2026, 3, 2),
    )
    found = details_of(gate.archive, number)
    assert found is not None and (found[1].home, found[1].name) == ("白渡县", "乔小满")
    assert gate.load(number).acts[-1].changes == {"details": "已更新"}


def test_training_is_noted_for_presenters_only(gate: Gatehouse) -> None:
    with pytest.raises(NotNow, match="直播营销人员"):
        gate.act(gate.admitted(), Step.TRAIN, day=date(2026, 3, 2), course="学法")
    number = gate.admitted(PRESENTER, QIAO_MCN)
    with pytest.raises(NotReady, match="培训内容"):
        gate.act(number, Step.TRAIN, day=date(2026, 3, 2))
    assert gate.act(number, Step.TRAIN, day=date(2026, 3, 2), course="学法").trainings[0].course == "学法"


def test_a_platform_is_verified_by_the_bureau_above_it(gate: Gatehouse) -> None:
    telecom = replace(LICENCE, kind="增值电信业务经营许可证", number="B2-20259001")
    new = replace(SHOP, role=LegalRole.PLATFORM, holder="city", applicant="P", about="P", goods=())
    number = gate.apply(new, HE, papers=(LICENCE, telecom)).number
    with pytest.raises(NotAllowed):
        gate.act(number, Step.ADMIT, HE)
    assert gate.act(number, Step.ADMIT, GAO).state is DossierState.VERIFIED


def test_a_file_is_found_by_the_names_that_broadcasts_use(gate: Gatehouse) -> None:
    number = gate.apply(PRESENTER, QIAO_MCN).number
    for name, found in (("p-qiao", (number,)), ("主播乔", (number,)), ("乔小满", (number,)), ("林", ())):
        assert dossiers_named(gate.archive, gate.gate, "P", name) == found
    assert dossiers_named(gate.archive, gate.gate, "Q", "p-qiao") == ()
    with pytest.raises(UnknownDossier):
        gate.load("ZT1")


def test_the_index_names_nobody(gate: Gatehouse) -> None:
    gate.apply(PRESENTER, QIAO_MCN)
    for placed in gate.archive.placed(kind="DossierNoted"):
        assert placed.subject == json.loads(gate.archive.read(placed))["subject"]
        assert "乔" not in placed.subject and "qiao" not in placed.subject


def test_what_identifies_a_party_is_kept_while_it_stays_and_three_years_after(gate: Gatehouse) -> None:
    number = gate.admitted(PRESENTER, QIAO_MCN)
    gate.tick(days=1500)
    due = due_for_destruction(gate.archive, gate.gate.book, load_classes(), on=date(2031, 1, 1))
    assert {(one.category, one.held) for one in due if one.subject == number} == {
        ("主体档案", (f"主体 {number} 尚未退出",)),
        ("身份信息", (f"主体 {number} 尚未退出",)),
    }
    gate.act(number, Step.LEAVE, QIAO_MCN, reason="解约")
    left = gate.now.date()
    [details] = [
        one
        for one in due_for_destruction(gate.archive, gate.gate.book, load_classes(), on=date(2036, 1, 1))
        if one.subject == number and one.category == "身份信息"
    ]
    assert not details.held and details.until == left.replace(year=left.year + 3) and "退出平台于" in details.why


def test_a_corrected_number_is_found_again_and_the_old_one_is_not_the_persons(gate: Gatehouse) -> None:
    number = gate.apply(PRESENTER, QIAO_MCN).number
    gate.act(number, Step.RETURN, reason="号码与证件不符")
    first17 = "39010119900101003"
    right = first17 + id_number_check_digit(first17)
    before = gate.load(number).opened
    gate.act(number, Step.RESUBMIT, QIAO_MCN, particulars=Particulars(name="桥小满", id_number=right))
    after = gate.load(number).opened
    assert (after.name, after.about) == ("桥**", before.about) and after.id_digest != before.id_digest
    with pytest.raises(AlreadyFiled):
        gate.apply(PRESENTER, QIAO_MCN, particulars=replace(PRESENTER.particulars, id_number=right))
    assert gate.apply(PRESENTER, QIAO_MCN, about="p-else").number != number
    for placed in gate.archive.placed(kind="DossierActed"):
        assert right not in gate.archive.read(placed).decode()


def test_new_details_hold_only_once_they_were_verified(gate: Gatehouse) -> None:
    number = gate.admitted(FARMER)

    def phone() -> str:
        found = details_in_force(gate.archive, gate.load(number))
        return found.phone if found else ""

    def report(new: str) -> None:
        given = Particulars(phone=new)
        gate.act(number, Step.REPORT_CHANGE, LIN, particulars=given, changed_on=date(2026, 3, 2))

    report("13900000008")
    assert phone() == "13900000003"
    gate.act(number, Step.REFUSE_CHANGE, reason="打不通")
    assert phone() == "13900000003"
    report("13900000009")
    gate.act(number, Step.ACCEPT_CHANGE)
    assert phone() == "13900000009"
