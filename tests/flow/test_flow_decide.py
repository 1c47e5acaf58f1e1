"""Decisions: the six checks by number, what is sealed, and the notice."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cast_of_cases import (
    AN,
    GAO,
    HE,
    LIN,
    LIN_PARTY,
    MA,
    NOON,
    QIAO_PARTY,
    ROOM,
    RULES,
    SUN,
    ZHOU,
    confirm,
    considered,
    draft_of,
    finding,
    law,
    opened_case,
    screened_room,
)
from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.cases import CaseState, ImpossibleStep
from gongzhi.decisions import Decided, Draft, ServedHow
from gongzhi.evidence import ExhibitDamaged
from gongzhi.flow import decide, open_case
from gongzhi.flow.decision_checks import DecisionRefused
from gongzhi.flow.matters import UnknownCase
from gongzhi.flow.ports import Placed
from gongzhi.flow.score import ledger_of, standing_of
from gongzhi.law import Citation, NotInForce
from gongzhi.parties import LegalRole, NotAllowed, Person
from gongzhi.screening import Cited

LATER = NOON + timedelta(hours=2)


def decided(archive: MemoryArchive, draft: Draft, by: Person = SUN, at: datetime = LATER) -> Decided:
    return decide.decide(archive, law(), draft=draft, by=by, at=at, rules=RULES)


def confirmed(archive: MemoryArchive, draft: Draft, by: Person = SUN, second: Person = MA) -> Decided:
    placed = decide.propose(archive, law(), draft=draft, by=by, at=LATER)
    return decide.confirm(archive, law(), proposal=placed.exhibit, by=second, at=LATER, rules=RULES)


def test_a_decision_carries_facts_reasons_basis_and_the_way_to_appeal() -> None:
    archive, opened = opened_case(finding(), finding("全国最好", minute=14))
    made = decided(archive, draft_of(opened))
    assert (made.measure_name, made.party_name, made.by) == ("警示", "林家果园", SUN)
    assert [basis.id for basis in made.provisions] == [
        "广告法/9(3)",
        "直播电商监督管理办法/12.1",
        "网络交易平台规则监督管理办法/19.1",
    ]
    assert made.provisions[0].on.isoformat() == "2026-03-01"
    assert made.provisions[1].on.isoformat() == "2026-03-02"
    assert (made.appeal.days, made.appeal.basis) == (10, "平台规则约定")
    assert made.number.startswith("P处〔2026〕")
    assert len(made.evidence_sha256) == 64
    assert open_case.load_case(archive, opened.id).state is CaseState.DECIDED


def test_the_duties_that_follow_a_measure_are_named_with_their_article() -> None:
    archive, opened = opened_case()
    made = confirmed(archive, draft_of(opened, measure="close_account"))
    text = "\n".join(made.reports)
    assert "省级市场监管部门" in text
    assert "第十二条第三款" in text
    archive, opened = opened_case()
    assert "省级" not in "\n".join(decided(archive, draft_of(opened)).reports)


def test_a_decision_costs_credit_in_the_same_append_and_a_reminder_costs_nothing() -> None:
    archive, opened = opened_case()
    made = decided(archive, draft_of(opened))
    (entry,) = ledger_of(archive, "m-lin")
    assert (entry.basis, entry.points) == (made.id, -1)
    assert standing_of(archive, "m-lin", LATER) == -1
    assert standing_of(archive, "p-qiao", LATER) == 0
    archive, opened = opened_case()
    assert decided(archive, draft_of(opened, measure="reminder")).reports == ()
    assert ledger_of(archive, "m-lin") == ()


@pytest.mark.parametrize("by", [HE, GAO, LIN, AN, ZHOU])
def test_only_a_platform_lead_decides(by: Person) -> None:
    archive, opened = opened_case()
    before = archive.size()
    with pytest.raises(NotAllowed):
        decided(archive, draft_of(opened), by=by)
    assert archive.size() == before


def test_a_case_is_decided_once() -> None:
    archive, opened = opened_case()
    decided(archive, draft_of(opened))
    with pytest.raises(ImpossibleStep, match="“已决定”状态下不能“作出处置决定”"):
        decided(archive, draft_of(opened), by=MA)
    with pytest.raises(UnknownCase, match="请核对案号"):
        decided(archive, draft_of(opened, case="2026-999999"))


def assert_refused(draft_changes: dict[str, object], check: int, words: str, *findings: object) -> None:
    archive, opened = opened_case(*findings)  # type: ignore[arg-type]
    before = archive.size()
    with pytest.raises(DecisionRefused, match=words) as caught:
        decided(archive, draft_of(opened, **draft_changes))
    assert caught.value.check == check
    assert str(caught.value).startswith(f"（{check}）")
    assert archive.size() == before


def test_1_a_finding_outside_the_case_is_refused() -> None:
    assert_refused({"findings": ("nowhere",)}, 1, "不在本案中")
    assert_refused({"findings": ()}, 1, "请至少选一条")


class Spoiled(MemoryArchive):
    """An archive whose findings come back with other bytes, or not at all."""

    def __init__(self, sound: MemoryArchive, *, silent: bool) -> None:
        super().__init__()
        self._placed, self._bytes, self.silent = sound._placed, sound._bytes, silent

    def read(self, placed: Placed) -> bytes:
        data = super().read(placed)
        if placed.kind != "Finding":
            return data
        if self.silent:
            return data.replace("第一".encode(), "第二".encode())
        raise ExhibitDamaged("封存的字节与摘要不符")


@pytest.mark.parametrize("silent", [True, False])
def test_2_bytes_that_changed_after_sealing_are_refused(silent: bool) -> None:
    archive, opened = opened_case()
    with pytest.raises(DecisionRefused, match="gongzhi evidence fsck") as caught:
        decided(Spoiled(archive, silent=silent), draft_of(opened))
    assert caught.value.check == 2


def test_3_a_provision_that_was_not_in_force_on_the_day_of_the_conduct_is_refused() -> None:
    early = replace(
        finding(),
        said_at=datetime(2026, 1, 20, 4, tzinfo=UTC),
        provisions=(Cited(id="直播电商监督管理办法/33", title="直播电商监督管理办法", article="第三十三条"),),
    )
    assert_refused({}, 3, "2026", early)
    assert_refused({}, 3, "没有引用任何条文", replace(finding(), provisions=()))


class Amended:
    """A book in which 广告法/9(3) reads differently from the second of March on."""

    def cite(self, provision: str, on: datetime) -> Citation:
        citation = law().cite(provision, on)  # type: ignore[arg-type]
        if provision == "广告法/9(3)" and on.isoformat() >= "2026-03-02":
            return replace(citation, wording="改后的要旨")
        return citation


class Repealed:
    """A book from which 广告法/9(3) is gone on the second of March."""

    def cite(self, provision: str, on: datetime) -> Citation:
        if provision == "广告法/9(3)" and on.isoformat() >= "2026-03-02":
            raise NotInForce("广告法/9(3) 已废止：请用 law search 查找")
        return law().cite(provision, on)  # type: ignore[arg-type]


@pytest.mark.parametrize("book", [Amended(), Repealed()])
def test_3_a_text_amended_since_must_be_weighed_before_deciding(book: object) -> None:
    archive, opened = opened_case()
    unknown = draft_of(opened, considerations=considered(lighter_text="unknown"))
    with pytest.raises(DecisionRefused, match="请比较新旧规定的轻重") as caught:
        decide.decide(archive, book, draft=unknown, by=SUN, at=LATER, rules=RULES)  # type: ignore[arg-type]
    assert caught.value.check == 6
    made = decide.decide(archive, book, draft=draft_of(opened), by=SUN, at=LATER, rules=RULES)  # type: ignore[arg-type]
    assert any("请比较新旧规定的轻重" in note for note in made.notes)


def test_4_a_party_outside_the_case_is_refused() -> None:
    assert_refused({"party": "m-zhou"}, 4, "不是本案当事人")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"measure": "limit_traffic"}, "必须写明期限"),
        ({"measure": "warning", "days": 3}, "期限不对"),
        ({"measure": "limit_traffic", "days": 0}, "期限不对"),
        ({"measure": "close_account"}, "须由两人共同决定"),
        ({"measure": "blacklist", "days": 365}, "违反规章的不列入"),
        ({"measure": "blacklist", "serious_breach": True}, "必须写明期限"),
    ],
)
def test_5_a_measure_beyond_what_the_provision_allows_is_refused(changes: dict[str, object], words: str) -> None:
    assert_refused(changes, 5, words)


def test_5_a_measure_is_not_taken_against_a_role_that_the_provision_does_not_name() -> None:
    archive, exhibits = screened_room()
    confirm(archive, exhibits)
    shop = replace(LIN_PARTY, role=LegalRole.MERCHANT)
    draft = open_case.CaseDraft(broadcast=ROOM, parties=(shop,), findings=tuple(exhibits))
    opened = open_case.open_case(archive, draft=draft, by=HE, at=NOON)
    with pytest.raises(
        DecisionRefused, match="适用于直播间运营者、直播营销人员、直播营销人员服务机构，不适用于平台内经营者"
    ):
        decided(archive, draft_of(opened))
    assert decided(archive, draft_of(opened, measure="reminder")).measure_name == "提醒"


def test_5_breach_of_a_rule_alone_never_leads_to_the_blacklist() -> None:
    of_rule = replace(
        finding(),
        provisions=(Cited(id="直播电商监督管理办法/33", title="直播电商监督管理办法", article="第三十三条"),),
    )
    assert_refused({"measure": "blacklist", "days": 365, "serious_breach": True}, 5, "违反规章的不列入", of_rule)


def test_5_a_serious_breach_of_a_law_may_lead_to_the_blacklist_with_its_term() -> None:
    archive, opened = opened_case(finding(severity=5))
    made = confirmed(archive, draft_of(opened, measure="blacklist", days=365, serious_breach=True))
    assert {"直播电商监督管理办法/14.1", "直播电商监督管理办法/14.2"} <= {basis.id for basis in made.provisions}
    assert made.days == 365


def test_5_the_gravest_measures_take_effect_only_when_a_second_person_confirms() -> None:
    archive, opened = opened_case()
    draft = draft_of(opened, measure="close_account")
    placed = decide.propose(archive, law(), draft=draft, by=SUN, at=LATER)
    assert open_case.load_case(archive, opened.id).state is CaseState.OPEN
    assert ledger_of(archive, "m-lin") == ()
    for by, words in ((SUN, "不能自己确认"), (HE, "不能对此事项作出处置决定"), (ZHOU, "不能对此事项")):
        with pytest.raises(NotAllowed, match=words):
            decide.confirm(archive, law(), proposal=placed.exhibit, by=by, at=LATER, rules=RULES)
    made = decide.confirm(archive, law(), proposal=placed.exhibit, by=MA, at=LATER, rules=RULES)
    assert (made.by, made.second) == (SUN, MA)
    assert standing_of(archive, "m-lin", LATER) == -12
    assert [step.summary for step in open_case.load_case(archive, opened.id).timeline][-2:] == [
        "提出“关闭账号”，须由另一名负责人确认",
        f"{made.number}：对林家果园关闭账号",
    ]


def test_5_the_second_person_confirms_exactly_what_was_read() -> None:
    archive, opened = opened_case()
    draft = draft_of(opened, measure="close_account")
    read = decide.propose(archive, law(), draft=draft, by=SUN, at=LATER)
    later = decide.propose(archive, law(), draft=replace(draft, reasons="换了一个理由"), by=SUN, at=LATER)
    for proposal in (read.exhibit, "nowhere", opened.findings[0]):
        with pytest.raises(decide.NoSuchProposal, match="请刷新后重新核对"):
            decide.confirm(archive, law(), proposal=proposal, by=MA, at=LATER, rules=RULES)
    made = decide.confirm(archive, law(), proposal=later.exhibit, by=MA, at=LATER, rules=RULES)
    assert made.reasons == "换了一个理由"
    with pytest.raises(ImpossibleStep):
        decide.confirm(archive, law(), proposal=later.exhibit, by=MA, at=LATER, rules=RULES)


def test_5_one_person_is_enough_for_the_others_and_proposals_are_checked_too() -> None:
    archive, opened = opened_case()
    with pytest.raises(DecisionRefused, match="由一人决定即可"):
        decide.propose(archive, law(), draft=draft_of(opened), by=SUN, at=LATER)
    with pytest.raises(DecisionRefused, match="尚未回答"):
        unconsidered = draft_of(opened, measure="close_account", considerations=())
        decide.propose(archive, law(), draft=unconsidered, by=SUN, at=LATER)
    with pytest.raises(NotAllowed):
        decide.propose(archive, law(), draft=draft_of(opened, measure="close_account"), by=HE, at=LATER)


def test_6_every_question_has_to_be_answered() -> None:
    assert_refused({"considerations": ()}, 6, "尚未回答：是否初次违法")
    assert_refused({"considerations": considered()[:-1]}, 6, "新规定是否较轻")
    assert_refused({"considerations": (*considered(), considered()[0])}, 6, "重复")
    assert_refused({"facts": " "}, 6, "没有写明事实")
    assert_refused({"reasons": ""}, 6, "没有写明理由")


def test_6_a_measure_outside_the_guidance_is_remarked_upon_and_not_forbidden() -> None:
    archive, opened = opened_case()
    made = decided(archive, draft_of(opened, measure="ban_for_a_term", days=7))
    assert any("重于参考幅度" in note for note in made.notes)
    archive, opened = opened_case()
    assert decided(archive, draft_of(opened)).notes == ()


def test_a_presenter_is_told_in_that_role() -> None:
    archive, opened = opened_case()
    made = decided(archive, draft_of(opened, party="p-qiao"))
    assert made.role is QIAO_PARTY.role
    assert "乔（直播营销人员）" in decide.document_of(archive, opened.id).addressee


def test_the_evidence_digest_does_not_depend_on_the_order_of_the_findings() -> None:
    archive, opened = opened_case(finding(), finding("最好", minute=14), finding("国家级", minute=15))
    made = decided(archive, draft_of(opened, findings=opened.findings[::-1]))
    digests = sorted(placed.sha256 for placed in archive.placed(kind="Finding"))
    assert made.evidence_sha256 == hashlib.sha256("".join(f"{each}\n" for each in digests).encode()).hexdigest()


def test_nothing_is_served_in_a_closed_case() -> None:
    archive, opened = opened_case()
    decided(archive, draft_of(opened))
    open_case.close_case(archive, case=opened.id, reason="已改正", by=SUN, at=LATER)
    with pytest.raises(ImpossibleStep, match="“已办结”状态下不能“送达告知书”"):
        decide.serve_notice(archive, case=opened.id, service=decide.Service(how=ServedHow.POST), by=SUN, at=LATER)


def test_serving_records_how_when_and_the_document_itself() -> None:
    archive, opened = opened_case()
    with pytest.raises(decide.NothingDecided, match="请先作出决定"):
        decide.document_of(archive, opened.id)
    made = decided(archive, draft_of(opened))
    service = decide.Service(how=ServedHow.ONLINE, receipt="林小禾 在线签收", document=b"PK docx")
    with pytest.raises(NotAllowed):
        decide.serve_notice(archive, case=opened.id, service=service, by=HE, at=LATER)
    notice = decide.serve_notice(archive, case=opened.id, service=service, by=SUN, at=LATER)
    (document,) = archive.placed(kind="document", subject=opened.id)
    assert notice.document_sha256 == document.sha256
    assert archive.read(document) == b"PK docx"
    assert (notice.number, notice.facts, notice.to) == (made.number, made.facts, "林家果园")
    assert "10 日内（平台规则约定）" in notice.remedy
    file = decide.load_file(archive, opened.id)
    assert [each.record for each in file.notices] == [notice]
    assert file.decided is not None
    assert file.decided.record == made
