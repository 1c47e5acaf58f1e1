"""Duties as a checklist: an organisation's own, sealed, counted honestly, seen by nobody else."""

import io
import json
import zipfile

import pytest
from django.urls import reverse
from web_cast import client_of

from gongzhi.flow.assess import DutiesAssessed
from gongzhi.values import decode_record
from gongzhi_web.evidence.scope import exhibits_of
from gongzhi_web.law.checklists import roles
from gongzhi_web.law.models import AssessmentRow
from gongzhi_web.law.scope import assessments_of, own_roles

ALL = ["reviewer", "lead", "auditor", "gao", "lin", "tea", "qiao", "elsewhere", "zhou"]


def first_code(client, role: str = "商家") -> str:
    """The code of the first duty on the page."""
    return client.get(reverse("duties"), {"role": role}).context["page"][0].duty.code


def answer(client, *, role: str = "商家", status: str = "m", code: str = "", **fields: str):
    """Post one answer as htmx would."""
    given = {"role": role, "code": code or first_code(client, role), "status": status, **fields}
    return client.post(reverse("assess_duty"), given, headers={"HX-Request": "true"})


def test_an_answer_is_sealed_in_the_organisations_name_and_moves_the_figures(archive, cast) -> None:
    client = client_of(cast["lin"])
    body = answer(client, evidence="首页截图", owner="林禾", due="2026-12-31").content.decode()
    assert 'id="tally-met">1<' in body and "首页截图" in body
    [placed] = archive.placed(kind="DutiesAssessed")
    record = decode_record(DutiesAssessed, archive.read(placed))
    assert (record.party, record.by.ref, record.answers[0].owner) == ("lin", "lin", "林禾")


def test_what_is_not_assessed_never_counts_as_met(archive, cast) -> None:
    client = client_of(cast["lin"])
    answer(client, evidence="有")
    tally = client.get(reverse("duties"), {"role": "商家"}).context["worked"].tally
    met, of = tally.share_met
    assert met == 1 and of > 100 and not tally.compliant
    assert "不能得出已经履行的结论" in client.get(reverse("duty_report"), {"role": "商家"}).content.decode()


@pytest.mark.parametrize("other", [name for name in ALL if name != "lin"])
def test_nobody_else_sees_or_writes_the_assessment_of_lin(other: str, archive, cast) -> None:
    answer(client_of(cast["lin"]), evidence="只给林家看的证据")
    assert assessments_of(cast["lin"]).count() == 1
    assert not assessments_of(cast[other]).exists()
    assert not exhibits_of(cast[other]).filter(kind="DutiesAssessed").exists()
    assert "只给林家看的证据" not in client_of(cast[other]).get(reverse("duties"), {"role": "商家"}).content.decode()
    assert exhibits_of(cast["lin"]).filter(kind="DutiesAssessed").count() == 1


def test_roles_that_are_not_ones_own_are_read_only(archive, cast) -> None:
    for name, role in (("lin", "平台"), ("gao", "商家"), ("reviewer", "平台"), ("auditor", "平台"), ("zhou", "MCN")):
        assert answer(client_of(cast[name]), role=role, evidence="x").status_code == 404, name
    assert not AssessmentRow.objects.exists()
    assert own_roles(cast["gao"]) == () and own_roles(cast["lead"]) == ("平台",)
    assert client_of(cast["gao"]).get(reverse("duty_report"), {"role": "商家"}).status_code == 404


def test_a_presenter_answers_for_themselves_not_for_the_agency(archive, cast) -> None:
    cast["qiao"].known_as = ["乔小满"]
    cast["qiao"].save()
    assert own_roles(cast["qiao"]) == ("主播",)
    answer(client_of(cast["qiao"]), role="主播", evidence="口播提纲")
    assert AssessmentRow.objects.get().party == "乔小满"
    assert answer(client_of(cast["qiao"]), role="MCN", evidence="x").status_code == 404


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"status": "n"}, "写明理由"),
        ({"status": "m"}, "证据在哪里"),
        ({"status": "q"}, "重新选择"),
        ({"status": "x", "due": "明天"}, "重新选择"),
        ({"status": "m", "exhibits": "没有这一件"}, "证据页"),
    ],
)
def test_an_unusable_answer_seals_nothing_and_says_what_to_do(fields, says, archive, cast) -> None:
    body = answer(client_of(cast["lin"]), **fields).content.decode()
    assert says in body and archive.size() == 0 and 'id="tally' not in body


def test_a_duty_that_the_role_does_not_have_is_not_found(archive, cast) -> None:
    assert answer(client_of(cast["lin"]), code="没有这个码", evidence="x").status_code == 404
    assert archive.size() == 0


def test_every_role_has_a_checklist_that_can_be_exported_both_ways(cast, archive) -> None:
    client = client_of(cast["gao"])
    for role in roles():
        asked = {"role": role, "on": "2026-03-14"}
        page = client.get(reverse("duties"), asked)
        count = page.context["page"].paginator.count
        assert page.status_code == 200 and count > 10
        book = client.get(reverse("duty_export", args=["xlsx"]), asked).content
        assert zipfile.ZipFile(io.BytesIO(book)).testzip() is None
        results = json.loads(client.get(reverse("duty_export", args=["oscal"]), asked).content)
        assert f"未评估 {count}" in results["assessment-results"]["results"][0]["remarks"]
    assert client.get(reverse("duty_export", args=["pdf"]), asked).status_code == 404
    assert client.get(reverse("duties"), {"role": "路人"}).status_code == 404


def test_filters_narrow_by_status_and_lateness(archive, cast) -> None:
    client = client_of(cast["lin"])
    answer(client, status="x", due="2020-01-01")
    for status in ("x", "late"):
        page = client.get(reverse("duties"), {"role": "商家", "status": status}).context["page"]
        assert page.paginator.count == 1 and page[0].late, status
    assert client.get(reverse("duties"), {"role": "商家", "status": "m"}).context["page"].paginator.count == 0


def test_an_earlier_day_cannot_be_assessed_now(archive, cast) -> None:
    body = client_of(cast["lin"]).get(reverse("duties"), {"role": "商家", "on": "2026-02-02"}).content.decode()
    assert "评估这一项" not in body
