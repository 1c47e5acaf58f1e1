from datetime import date

import pytest

from gongzhi.law import BadTable, Kind, NoSuchRole, duties_of, load_book, load_duty_tables

DAY = date(2026, 5, 1)
ROLES = ("platform", "operator", "presenter", "mcn", "merchant")


@pytest.fixture(scope="module")
def book():
    return load_book()


def by_code(book, role, on=DAY):
    return {duty.code: duty for duty in duties_of(book, role, on)}


def test_the_registers_hold_over_150_duties_and_every_role_has_some(book):
    found = {role: duties_of(book, role, DAY) for role in ROLES}
    assert all(found.values())
    assert len({duty.code for duties in found.values() for duty in duties}) >= 400
    assert len(found["platform"]) >= 150


def test_a_duty_says_when_what_how_shown_how_long_and_what_follows(book):
    duty = by_code(book, "平台")["ZB-16"]
    assert duty.trigger == "交易完成时"
    assert "三年" in duty.evidence[0]
    assert duty.retention == "保存3年以上（自交易完成）"
    assert [one.id for one in duty.consequences] == ["直播电商监督管理办法/53", "直播电商监督管理办法/65.2"]


def test_every_duty_says_when_it_arises_and_what_shows_it(book):
    for role in ROLES:
        for duty in duties_of(book, role, DAY):
            assert duty.trigger and duty.evidence, duty.code


def test_duties_begin_with_their_law(book):
    assert "ZB-16" not in by_code(book, "platform", date(2026, 1, 31))
    assert "DS-31" in by_code(book, "platform", date(2026, 1, 31))


def test_encouragement_is_never_a_duty(book):
    encouraged = {norm.code for _, norm in book.norms() if norm.kind is Kind.ENCOURAGEMENT}
    assert encouraged
    assert not encouraged & {duty.code for role in ROLES for duty in duties_of(book, role, DAY)}


def test_a_prohibition_reads_as_one_and_not_twice(book):
    actions = [duty.action for duty in duties_of(book, "presenter", DAY) if duty.kind is Kind.PROHIBITION]
    assert all("不得" in action or "禁" in action for action in actions)
    assert not [action for action in actions if action.startswith("不得：") and "不得" in action.removeprefix("不得：")]
    assert not any(action.startswith(("不得：不得", "不得：禁")) for action in actions)


def test_a_duty_that_binds_only_in_some_cases_says_in_which(book):
    assert by_code(book, "operator")["GG-14"].condition == "直播构成商业广告的"
    assert by_code(book, "operator")["ZB-25(1)"].condition == "组织"
    assert by_code(book, "operator")["ZB-27"].condition == ""


def test_an_unknown_role_is_refused_with_the_roles_there_are(book):
    with pytest.raises(NoSuchRole, match="主播（presenter）"):
        duties_of(book, "群众", DAY)


def test_the_table_of_triggers_names_only_rows_that_exist(book):
    assert set(load_duty_tables().by_code) <= {norm.code for _, norm in book.norms()}


def test_a_bad_table_of_triggers_is_refused_with_its_line():
    with pytest.raises(BadTable, match=r"义务\.yaml 第2行：缺“触发”"):
        load_duty_tables("补充:\n- 码: ZB-6\n  证据: [甲]\n", "义务.yaml")


def test_at_least_150_duties_are_written_out_by_hand_and_every_one_has_all_columns(book):
    duties = {duty.code: duty for role in ROLES for duty in duties_of(book, role, DAY)}
    written = duties.keys() & load_duty_tables().by_code.keys()
    assert len(written) >= 150
    for duty in duties.values():
        assert duty.trigger and duty.action and duty.deadline and duty.evidence and duty.retention, duty.code
        assert duty.consequences or duty.consequence, duty.code


def test_a_written_line_explains_a_number_of_the_law_and_never_replaces_it(book):
    found = by_code(book, "platform")
    assert found["WJ-31"].retention.startswith("保存3年以上")
    assert found["WJ-28"].retention == "保存3年（生效前）；生效之日前三年的各版本"
    assert found["PI-57"].deadline == "立即"
    assert found["DS-33"].retention == "本条未定年限"


def test_a_penalty_of_the_instrument_stands_before_words(book):
    found = by_code(book, "platform")
    assert [one.id for one in found["DS-33"].consequences] == ["电子商务法/81.1"]
    assert found["DS-33"].consequence == ""
    assert found["JG-14⑤"].consequence == "见价格违法行为行政处罚规定第四条"


def test_written_duties_never_turn_may_into_must(book):
    for code, showing in load_duty_tables().by_code.items():
        norm = next(norm for _, norm in book.norms() if norm.code == code)
        assert norm.kind is not Kind.ENCOURAGEMENT, code
        if norm.kind is Kind.PROHIBITION and showing.action:
            assert any(word in showing.action for word in ("不得", "应当")), code


def test_an_unknown_key_of_a_duty_is_refused_with_the_known_ones():
    text = "补充:\n- 码: ZB-9\n  触发: 每年\n  证据: [回执]\n  罚则: 无\n"
    with pytest.raises(
        BadTable, match=r"duties.yaml 第5行：没有“罚则”这一项：可用码、触发、证据、要求、期限、留存、后果"
    ):
        load_duty_tables(text)
