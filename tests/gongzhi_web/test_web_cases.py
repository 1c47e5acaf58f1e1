"""From confirmed findings to a case, a decision, its notice and an appeal, through the pages."""

import io
import zipfile

import pytest
from django.urls import reverse
from django.utils import timezone
from web_cast import client_of

from gongzhi.cases import ReviewOutcome
from gongzhi.decisions import load_ladder
from gongzhi.flow.custody import HandedOver
from gongzhi.flow.matters import sealed_records
from gongzhi.flow.review import review_finding
from gongzhi_web.accounts.models import Look, User
from gongzhi_web.archive.following import catch_up
from gongzhi_web.cases.models import CaseRow, LeadRow
from gongzhi_web.cases.scope import cases_of
from gongzhi_web.decisions.forms import house_rules
from gongzhi_web.screening.models import FindingRow


@pytest.fixture
def case(archive, cast: dict[str, User], market) -> str:
    """Lin's room, its one finding confirmed by the second reviewer, opened as a case by the first."""
    finding = FindingRow.objects.get(broadcast=market["lin"])
    by = cast["second"].acting(["P"])
    review_finding(
        archive, finding=finding.exhibit, outcome=ReviewOutcome.CONFIRMED, reason=None, by=by, at=timezone.now()
    )
    catch_up(archive)
    answer = client_of(cast["reviewer"]).post(
        reverse("open_case", args=[market["lin"]]), {"finding": [finding.exhibit], "party": ["operator:林家果园"]}
    )
    assert answer.status_code == 302, answer.content.decode()
    return str(CaseRow.objects.get().id)


def _form(case: str, **changes: object) -> dict[str, object]:
    """A decision form filled in."""
    finding = FindingRow.objects.exclude(state="pending").get()
    answers = {f"answer-{one.id}": "no" for one in load_ladder().questions}
    return {
        "party": "林家果园",
        "finding": [finding.exhibit],
        "measure": "warning",
        "facts": "直播中称“最好”。",
        "reasons": "属于绝对化用语。",
        **answers,
        **changes,
    }


def _decide(cast: dict[str, User], case: str, who: str = "lead", **changes: object):
    return client_of(cast[who]).post(reverse("decide", args=[case]), _form(case, **changes))


def test_a_case_opens_with_the_authorities_of_the_party_as_onlookers(case: str, cast: dict[str, User]) -> None:
    row = CaseRow.objects.get(id=case)
    assert row.onlookers == "\neast\n\ncity\n" and row.state == "open"
    assert LeadRow.objects.get(broadcast=row.broadcast).outcome == "case_opened"


def test_a_case_is_read_by_those_it_concerns_and_nobody_else(case: str, cast: dict[str, User]) -> None:
    for name, user in cast.items():
        expected = 200 if name in {"reviewer", "second", "lead", "lead2", "auditor", "gao", "east", "lin"} else 404
        expected = 403 if name == "nobody" else expected
        assert client_of(user).get(reverse("case", args=[case])).status_code == expected, name
        assert cases_of(user).exists() == (expected == 200), name


def test_opening_without_a_party_is_refused_with_the_way_out(archive, cast: dict[str, User], market) -> None:
    finding = FindingRow.objects.get(broadcast=market["lin"])
    answer = client_of(cast["lead"]).post(reverse("open_case", args=[market["lin"]]), {"finding": [finding.exhibit]})
    assert answer.status_code == 400 and "当事人" in answer.content.decode()
    assert not CaseRow.objects.exists()


def test_a_decision_with_a_question_left_open_is_refused_by_number(case: str, cast: dict[str, User]) -> None:
    answer = _decide(cast, case, **{"answer-harm": ""})
    assert answer.status_code == 400
    assert "（6）" in answer.content.decode() and "尚未回答" in answer.content.decode()
    assert CaseRow.objects.get().state == "open"


def test_the_preview_shows_the_notice_and_seals_nothing(archive, case: str, cast: dict[str, User]) -> None:
    before = archive.size()
    body = client_of(cast["lead"]).post(reverse("preview_decision", args=[case]), _form(case)).content.decode()
    assert "处置决定告知书" in body and "属于绝对化用语。" in body and "未通过" not in body
    assert archive.size() == before


def test_a_decision_produces_a_notice_on_screen_and_as_a_document(archive, case: str, cast: dict[str, User]) -> None:
    assert _decide(cast, case).status_code == 302
    assert CaseRow.objects.get().state == "decided"
    lin = client_of(cast["lin"])
    body = lin.get(reverse("notice", args=[case])).content.decode()
    assert "处置决定告知书" in body and "广告法" in body and "15 日内" in body
    document = lin.get(reverse("notice_file", args=[case]))
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(document.content)).namelist()
    client_of(cast["lead"]).post(reverse("serve_notice", args=[case]), {"how": "online"})
    assert [placed.kind for placed in archive.placed(subject=case)][-2:] == ["document", "Notice"]


def test_a_case_without_a_decision_has_no_notice(case: str, cast: dict[str, User]) -> None:
    assert client_of(cast["lin"]).get(reverse("notice", args=[case])).status_code == 404


def test_a_reviewer_cannot_decide(case: str, cast: dict[str, User]) -> None:
    assert _decide(cast, case, "reviewer").status_code == 403


def test_the_gravest_measures_wait_for_a_second_person(archive, case: str, cast: dict[str, User]) -> None:
    assert _decide(cast, case, measure="close_account").status_code == 302
    proposal = next(archive.placed(kind="Proposed")).exhibit
    confirm = reverse("confirm_proposal", args=[case])
    client_of(cast["lead"]).post(confirm, {"proposal": proposal})
    assert CaseRow.objects.get().state == "open"
    client_of(cast["lead2"]).post(confirm, {"proposal": proposal})
    assert CaseRow.objects.get().state == "decided"


def test_a_proposal_is_read_by_the_platform_and_not_yet_by_the_party(case: str, cast: dict[str, User]) -> None:
    _decide(cast, case, measure="close_account")
    page = reverse("case", args=[case])
    assert "待第二人确认" in client_of(cast["lead2"]).get(page).content.decode()
    assert "待第二人确认" not in client_of(cast["lin"]).get(page).content.decode()


def test_the_party_appeals_and_another_person_decides(archive, case: str, cast: dict[str, User]) -> None:
    _decide(cast, case)
    client_of(cast["lin"]).post(reverse("appeal", args=[case]), {"grounds": "说的是“最好现吃”。"})
    assert CaseRow.objects.get().state == "appealed"
    ruling = {"outcome": "revoked", "reasons": "语境不同。"}
    same = client_of(cast["lead"]).post(reverse("ruling", args=[case]), ruling)
    assert same.status_code == 400 and "原决定人" in same.content.decode()
    client_of(cast["lead2"]).post(reverse("ruling", args=[case]), ruling)
    assert CaseRow.objects.get().state == "revoked"
    assert "申诉复核决定书" in client_of(cast["lin"]).get(reverse("notice", args=[case])).content.decode()


def test_somebody_elses_merchant_cannot_appeal(case: str, cast: dict[str, User]) -> None:
    _decide(cast, case)
    assert client_of(cast["tea"]).post(reverse("appeal", args=[case]), {"grounds": "不服"}).status_code == 404
    assert client_of(cast["zhou"]).get(reverse("appeal", args=[case])).status_code == 404


def test_only_the_party_decided_against_is_offered_an_appeal(case: str, cast: dict[str, User]) -> None:
    _decide(cast, case)
    offered = {
        name: reverse("appeal", args=[case]) in client_of(cast[name]).get(reverse("case", args=[case])).content.decode()
        for name in ("lin", "east", "lead")
    }
    assert offered == {"lin": True, "east": False, "lead": False}


def test_a_lead_may_end_without_a_case_but_not_without_a_reason(archive, cast: dict[str, User], market) -> None:
    close = reverse("close_lead", args=[market["tea"]])
    client = client_of(cast["reviewer"])
    client.post(close, {"outcome": "no_case", "reason": " "})
    assert LeadRow.objects.get(broadcast=market["tea"]).outcome == ""
    client.post(close, {"outcome": "no_case", "reason": "均不成立"})
    assert LeadRow.objects.get(broadcast=market["tea"]).outcome == "no_case"


def test_a_lead_is_passed_on_to_somebody_or_not_at_all(archive, cast: dict[str, User], market) -> None:
    close = reverse("close_lead", args=[market["tea"]])
    client = client_of(cast["reviewer"])
    assert 'name="organisation"' in client.get(reverse("cases")).content.decode()
    for named in ("", "有关部门"):
        answer = client.post(
            close, {"outcome": "transferred", "reason": "属其管辖", "organisation": named}, follow=True
        )
        assert "单位全称" in answer.content.decode()
        assert LeadRow.objects.get(broadcast=market["tea"]).outcome == ""
    given = {"outcome": "transferred", "reason": "属其\r\n管辖", "organisation": "西县市场监督管理局", "person": "06号"}
    client.post(close, given)
    assert LeadRow.objects.get(broadcast=market["tea"]).outcome == "transferred"
    [passed] = [one.record for one in sealed_records(archive, HandedOver, market["tea"])]
    assert (passed.recipient, passed.person, passed.purpose) == ("西县市场监督管理局", "06号", "属其 管辖")


def test_rows_of_a_case_follow_again_from_the_start_to_the_same_state(
    archive, case: str, cast: dict[str, User]
) -> None:
    _decide(cast, case)
    before = CaseRow.objects.values().get()
    CaseRow.objects.all().delete()
    from gongzhi_web.archive.models import Cursor

    Cursor.objects.all().delete()
    catch_up(archive)
    assert CaseRow.objects.values().get() == before


def test_every_look_at_a_case_is_written_down(case: str, cast: dict[str, User]) -> None:
    client_of(cast["east"]).get(reverse("case", args=[case]))
    assert Look.objects.filter(user=cast["east"], what="查看案件", subject=case).count() == 1


def test_house_rules_say_they_are_the_platforms_own(cast: dict[str, User]) -> None:
    assert house_rules("P").appeal.basis == "平台规则约定"
