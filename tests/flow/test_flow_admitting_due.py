"""What is due on a file, and the reports of January and July, each with its provision."""

from dataclasses import replace
from datetime import date

from cast_of_parties import (
    FARMER,
    FOOD,
    ID_NUMBER,
    LICENCE,
    LIN,
    PRESENTER,
    QIAO_MCN,
    SHOP,
    SUN,
    Gatehouse,
)
from gongzhi.flow.admitting_details import details_of
from gongzhi.flow.admitting_due import due_work, late_change, record_report, report_periods, reports_made
from gongzhi.flow.admitting_reports import identity_sheets
from gongzhi.parties import LegalRole, Step


def due(gate: Gatehouse, number: str) -> dict[str, tuple[str, str]]:
    return {one.name: (str(one.due), one.basis[0]) for one in due_work(gate.load(number), gate.gate)}


def test_what_is_due_on_a_verified_shop() -> None:
    gate = Gatehouse()
    number = gate.apply().number
    assert due(gate, number) == {}
    gate.act(number, Step.ADMIT)
    assert due(gate, number) == {
        "半年复核": ("2026-09-02", "直播电商监督管理办法/8"),
        "证照到期": ("2028-09-30", "平台规则约定"),
    }
    gate.tick(days=100)
    gate.act(number, Step.REVERIFY)
    assert due(gate, number)["半年复核"][0] == "2026-12-10"


def test_a_change_and_a_lost_party_have_their_own_days() -> None:
    gate = Gatehouse()
    number = gate.admitted()
    gate.act(number, Step.REPORT_CHANGE, LIN, changes={"place": "新址"}, changed_on=date(2026, 2, 2))
    gate.act(number, Step.CONTACT_LOST, SUN, reason="县局通报查无下落")
    found = due(gate, number)
    assert found["核验变更"] == ("2026-03-11", "直播电商监督管理办法/15")
    assert found["失联提醒"] == ("2026-03-09", "直播电商监督管理办法/22")
    assert str(late_change(gate.load(number), gate.gate)) == "2026-02-05"
    gate.act(number, Step.ACCEPT_CHANGE)
    assert set(due(gate, number)) == {"半年复核", "证照到期"}


def test_a_change_reported_in_time_is_not_late() -> None:
    gate = Gatehouse()
    number = gate.admitted()
    gate.act(number, Step.REPORT_CHANGE, LIN, changes={"place": "新址"}, changed_on=date(2026, 2, 27))
    assert late_change(gate.load(number), gate.gate) is None


def test_a_presenter_is_trained_before_the_first_broadcast_and_every_year() -> None:
    gate = Gatehouse()
    number = gate.admitted(PRESENTER, QIAO_MCN)
    assert due(gate, number)["首播前培训"] == ("None", "直播电商监督管理办法/10")
    gate.act(number, Step.TRAIN, day=date(2026, 3, 2), course="学法")
    assert due(gate, number)["年度培训"] == ("2027-03-02", "直播电商监督管理办法/10")


def test_reports_are_due_by_the_end_of_january_and_of_july() -> None:
    gate = Gatehouse().gate
    for today, begun, following in (
        ("2026-03-02", "2026-01-31", "2026-07-31"),
        ("2026-07-01", "2026-07-31", "2027-01-31"),
        ("2026-08-01", "2026-07-31", "2027-01-31"),
        ("2026-11-22", "2026-07-31", "2027-01-31"),
    ):
        assert tuple(map(str, report_periods(gate, date.fromisoformat(today)))) == (begun, following), today


def test_a_report_is_on_record_with_its_digest() -> None:
    gate = Gatehouse()
    made = record_report(gate.archive, holder="P", period="2026-07", rows=3, sha256="ab", by=SUN, at=gate.now)
    assert reports_made(gate.archive, "P") == {"2026-07": made}
    assert reports_made(gate.archive, "Q") == {}


def test_the_table_names_each_sort_of_party_in_the_columns_of_its_provision() -> None:
    gate = Gatehouse()
    numbers = [gate.admitted(), gate.admitted(FARMER), gate.admitted(PRESENTER, QIAO_MCN)]
    other = "91390122900200526A"
    waiting = replace(SHOP, uscc=other, role=LegalRole.OPERATOR, papers=(replace(LICENCE, number=other), FOOD))
    numbers.append(gate.apply(waiting).number)
    files = []
    for number in numbers:
        found = details_of(gate.archive, number)
        files.append((gate.load(number), found[1] if found else None))
    sheets = {one.name: one for one in identity_sheets(files)}
    assert [len(one.rows) for one in sheets.values()] == [0, 1, 1, 1, 0]
    assert sheets["直播营销人员"].rows == (("乔小满", ID_NUMBER, "临川湾市高新区", "13900000002", "xinghuo", ""),)
    assert sheets["未登记运营者"].rows[0][:2] == ("林国山", ID_NUMBER)
    assert sheets["已登记经营者"].rows[0][4] == "林家果园"
    assert all(len(row) == len(one.columns) for one in sheets.values() for row in one.rows)
