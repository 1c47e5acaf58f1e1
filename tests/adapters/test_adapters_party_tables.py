"""Sources of verification from files: what they say, of which day; and never a check that was not made."""

import io
from dataclasses import replace
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook

from cast_of_parties import HE, LIN, PRESENTER, QIAO_MCN, SHOP, USCC, Gatehouse
from gongzhi.adapters.identity_report import write_identity_report
from gongzhi.adapters.party_tables import FaceFile, RegistryFile, TableUnusable, table_in
from gongzhi.flow.admitting_reports import Sheet
from gongzhi.flow.admitting_sources import Sources
from gongzhi.parties import DossierState, Matched, ReasonsMissing, Step

HEAD = "统一社会信用代码,名称,登记状态,住所,数据日期\n"


def registry(*rows: str) -> RegistryFile:
    return RegistryFile(table_in("登记摘录.csv", (HEAD + "\n".join(rows)).encode()))


def checked(*rows: str) -> Gatehouse:
    return Gatehouse(sources=Sources(registry=registry(*rows)))


def test_a_match_says_source_day_and_what_matched() -> None:
    gate = checked(f"{USCC},林家果园有限公司,存续（在营）,青石县云岭乡1号,2026-03-01")
    [answer] = gate.load(gate.admitted()).checks
    assert (answer.source, answer.as_of, answer.matched) == ("登记摘录.csv", date(2026, 3, 1), Matched.SAME)
    assert dict(answer.fields) == {"名称": "一致", "登记状态": "一致", "住所": "一致"}
    assert answer.sha256 and len(answer.sha256) == 64


@pytest.mark.parametrize(
    ("row", "matched", "field"),
    [
        (f"{USCC},林家果园有限公司,吊销,,", Matched.DIFFERENT, "登记状态"),
        (f"{USCC},别家公司,存续,,", Matched.DIFFERENT, "名称"),
        ("91390122900200526A,长青茶业,存续,,", Matched.NOT_FOUND, ""),
    ],
)
def test_what_differs_is_admitted_only_with_words(row: str, matched: Matched, field: str) -> None:
    gate = checked(row)
    number = gate.apply().number
    with pytest.raises(ReasonsMissing, match="登记信息"):
        gate.act(number, Step.ADMIT)
    now = gate.act(number, Step.ADMIT, reason="已看执照原件，名称变更手续在办")
    assert now.state is DossierState.VERIFIED
    [answer] = now.checks
    assert answer.matched is matched and (not field or answer.fields[field] == "不一致")


def test_a_face_result_belongs_to_its_file_and_an_absent_one_is_no_check() -> None:
    gate = Gatehouse()
    number = gate.apply(PRESENTER, QIAO_MCN).number
    faces = FaceFile(table_in("人脸.csv", f"档案编号,结果,核验日期\n{number},不一致,2026/03/01\n".encode("gb18030")))
    gate.gate = replace(gate.gate, sources=Sources(faces=faces))
    with pytest.raises(ReasonsMissing, match="人脸核验不一致"):
        gate.act(number, Step.ADMIT)
    assert faces.result_for("ZT2026-999999").same is None
    gate.act(number, Step.RETURN, reason="本人与证件不符")
    assert gate.load(number).state is DossierState.RETURNED


def test_a_workbook_is_read_like_a_csv() -> None:
    book = Workbook()
    book.active.append(["名称", "统一社会信用代码"])
    book.active.append(["林家果园有限公司", USCC])
    written = io.BytesIO()
    book.save(written)
    assert RegistryFile(table_in("摘录.xlsx", written.getvalue())).look_up(USCC).name == "林家果园有限公司"


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.csv", b"", "表头"),
        ("a.csv", "名称\n林".encode(), "缺少 统一社会信用代码"),
        ("a.csv", (HEAD + "123,林,,,").encode(), "第 2 行"),
        ("a.csv", (HEAD + f"{USCC},林,,,昨天").encode(), "不是日期"),
        ("a.xlsx", b"PK nonsense", "不是 .xlsx"),
        ("a.csv", b"\xff\xfe\xff", "编码"),
    ],
)
def test_a_table_that_cannot_be_used_says_where_and_what_to_do(name: str, data: bytes, says: str) -> None:
    with pytest.raises(TableUnusable, match=says):
        RegistryFile(table_in(name, data))


def test_a_report_keeps_every_digit_and_no_cell_is_a_formula() -> None:
    sheet = Sheet(
        name="直播营销人员", basis="某办法/9", columns=("姓名", "号码"), rows=(("=1+1", "390101199001010017"),)
    )
    book = load_workbook(io.BytesIO(write_identity_report((sheet,), platform="平台P", period="2026-07")))
    cells = [cell for row in book["直播营销人员"].iter_rows(min_row=2) for cell in row]
    assert [(cell.value, cell.data_type) for cell in cells] == [("=1+1", "s"), ("390101199001010017", "s")]


def test_the_lead_may_end_a_partys_stay() -> None:
    gate = Gatehouse()
    number = gate.admitted(SHOP, LIN)
    assert gate.act(number, Step.LEAVE, HE, reason="合同到期").state is DossierState.LEFT
