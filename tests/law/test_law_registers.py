import io
import json
import re
import warnings
from datetime import UTC, date, datetime

import openpyxl
import pytest

from gongzhi.law import (
    HEADINGS,
    Checklist,
    NotThisChecklist,
    Progress,
    Status,
    duties_of,
    load_book,
    oscal_results,
    register_rows,
    write_xlsx,
)

CHECKLIST = Checklist(duties_of(load_book(), "platform", date(2026, 5, 1)))
RECORDED = CHECKLIST.record({"ZB-8(1)": Status.MET, "ZB-9": Status.NOT_MET, "ZB-16": Status.NOT_APPLICABLE})
AT = datetime(2026, 5, 1, tzinfo=UTC)
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
TOKEN = re.compile(r"[^\W\d][\w.\-]*")


def test_a_workbook_opens_and_holds_every_duty():
    rows = register_rows(CHECKLIST, RECORDED, {"ZB-9": Progress(owner="Qiao", due="2026-07-31")})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        sheet = openpyxl.load_workbook(io.BytesIO(write_xlsx("平台义务清单", rows))).active
    cells = list(sheet.iter_rows(values_only=True))
    assert cells[2] == HEADINGS
    assert len(cells) == len(CHECKLIST.duties) + 3
    line = dict(zip(HEADINGS, next(row for row in cells if row[1] == "ZB-9"), strict=True))
    assert (line["状态"], line["负责人"], line["到期日"]) == ("未履行", "Qiao", "2026-07-31")
    assert "未评估不算已履行" in cells[1][0]


def test_the_same_rows_are_the_same_bytes():
    rows = register_rows(CHECKLIST)
    assert write_xlsx("甲", rows) == write_xlsx("甲", rows)


def test_marks_and_control_characters_in_cells_do_not_break_the_workbook():
    rows = [("<b>&\"'\x00\x0b", *[""] * (len(HEADINGS) - 1))]
    sheet = openpyxl.load_workbook(io.BytesIO(write_xlsx("甲/乙[丙]", rows))).active
    assert sheet["A4"].value == "<b>&\"'"


def test_oscal_has_a_finding_only_for_what_was_assessed():
    document = oscal_results("平台", CHECKLIST, RECORDED, AT)["assessment-results"]
    (result,) = document["results"]
    states = {one["target"]["target-id"]: one["target"]["status"]["state"] for one in result["findings"]}
    assert states == {"ZB-8.1": "satisfied", "ZB-9": "not-satisfied"}
    assert [one["props"][0]["value"] for one in result["observations"]] == ["not-applicable"]
    assert f"未评估 {len(CHECKLIST.duties) - 3}" in result["remarks"]


def test_oscal_ids_have_the_form_the_standard_wants_and_do_not_repeat():
    document = oscal_results("平台", CHECKLIST, "m" * len(CHECKLIST.duties), AT)
    text = json.dumps(document, ensure_ascii=False)
    uuids = re.findall(r'"uuid": "([^"]+)"', text)
    assert all(UUID.fullmatch(one) for one in uuids)
    assert len(set(uuids)) == len(uuids) == len(CHECKLIST.duties) + 2
    assert all(TOKEN.fullmatch(one) for one in re.findall(r'"target-id": "([^"]+)"', text))


def test_nothing_assessed_gives_no_findings_at_all():
    (result,) = oscal_results("平台", CHECKLIST, CHECKLIST.record({}), AT)["assessment-results"]["results"]
    assert "findings" not in result


def test_a_record_of_another_checklist_is_not_printed():
    with pytest.raises(NotThisChecklist):
        register_rows(CHECKLIST, "m")
