"""Recording events on screen: sealed with their document, refused line by line, on the party's page, within reach only."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from web_cast import client_of

from gongzhi.credit import ScoredRole
from gongzhi_web.accounts.models import User
from gongzhi_web.archive.following import catch_up
from gongzhi_web.archive.models import Cursor
from gongzhi_web.credit.models import RecordedRow
from gongzhi_web.credit.parties import as_credited, parties_within
from gongzhi_web.credit.scope import recorded_of
from gongzhi_web.evidence.models import Placing
from gongzhi_web.evidence.says import say

PAGE = "credit_record"


def today(back: int = 0) -> str:
    day: date = timezone.localdate() - timedelta(days=back)
    return day.isoformat()


def post(user: User, **form: object):
    given = {"party": "乔小满", "kind": "sampling_failed", "at": today(3), "basis": "检2026-1", "amount": "2"}
    report = SimpleUploadedFile("报告.pdf", b"%PDF report")
    return client_of(user).post(reverse(PAGE), {**given, "source": report, **form})


def listed(user: User, text: str):
    return client_of(user).post(reverse(PAGE), {"events": SimpleUploadedFile("名单.csv", text.encode())})


def test_a_presenter_s_event_is_sealed_with_its_document_and_stands_on_their_page(cast, archive, market) -> None:
    answer = post(cast["reviewer"])
    assert answer.status_code == 302 and answer["Location"] == reverse("ledger", args=["乔小满"])
    assert [placed.kind for placed in archive.placed()][-2:] == ["CreditSource", "CreditRecorded"]
    row = RecordedRow.objects.get()
    assert (row.party, row.role, row.organisation, row.kind) == ("乔小满", "presenter", "P", "sampling_failed")
    body = client_of(cast["lead"]).get(answer["Location"]).content.decode()
    for text in (
        "直播营销人员（主播）",
        "抽检不合格",
        "检2026-1",
        "报告.pdf",
        "怎样修复",
        "申请复检",
        "<desc",
        "按月的数字",
    ):
        assert text in body
    assert "乔小满" in client_of(cast["lead"]).get(reverse("ledgers")).content.decode()


def test_a_service_organisation_is_scored_in_its_own_role_and_sees_it(cast, archive, market) -> None:
    post(cast["reviewer"], party="xinghuo", kind="promise_broken", basis="诉-8", amount="1")
    body = client_of(cast["qiao"]).get(reverse("ledger", args=["xinghuo"])).content.decode()
    assert "服务机构（MCN）" in body and "承诺未兑现" in body and "向消费者兑现承诺" in body
    assert {name for name in cast if recorded_of(cast[name]).exists()} == {
        "reviewer", "second", "lead", "lead2", "auditor", "gao", "west", "qiao"
    }  # fmt: skip


def test_an_authority_sees_the_presenters_of_organisations_under_it(cast, archive, market) -> None:
    User.objects.filter(username="qiao").update(known_as=["乔小满"])
    post(cast["reviewer"])
    seen = {
        name for name in ("gao", "east", "west", "qiao", "lin") if recorded_of(User.objects.get(username=name)).exists()
    }
    assert seen == {"gao", "west", "qiao"}


def test_a_list_is_taken_line_by_line_with_a_count_and_is_its_own_source(cast, archive, market) -> None:
    lines = [
        "id,party,kind,at,basis,amount",
        f"a1,林家果园,complaint_upheld,{today(2)},诉-1,1",
        f"a2,林家果园,late_delivery,{today(2)},批-1,-4",
        f"a3,周记五金,late_delivery,{today(2)},批-2,4",
        f"a1,lin,complaint_upheld,{today(1)},诉-1,1",
        f"a4,xinghuo,settled_promptly,{today(-9)},和-1,1",
    ]
    body = listed(cast["lead"], "\n".join(lines)).content.decode()
    for text in ("第 3 行", "第 4 行", "第 5 行", "第 6 行", "在将来", "重复", "不在名单里", "4 行"):
        assert text in body
    assert list(RecordedRow.objects.values_list("event", flat=True)) == ["a1"]
    place = Placing.objects.get(kind="CreditSource")
    assert place.organisation == "P" and archive.read(archive.find(place.exhibit)).decode() == "\n".join(lines)
    assert listed(cast["lead"], "\n".join(lines)).status_code == 400, "the second time nothing is left to record"


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"source": ""}, "请附上来源文件"),
        ({"amount": "-3"}, "数量 amount"),
        ({"at": today(-30)}, "在将来"),
        ({"kind": "platform_measure"}, "由处置决定自动计入"),
        ({"party": "周记五金"}, "不在名单里"),
        ({"basis": ""}, "缺少 basis"),
    ],
)
def test_what_cannot_be_counted_is_told_and_nothing_is_sealed(form, words: str, cast, archive, market) -> None:
    size = archive.size()
    answer = post(cast["lead"], **form)
    assert answer.status_code == 400 and words in answer.content.decode()
    assert archive.size() == size


@pytest.mark.parametrize("name", ["gao", "lin", "qiao", "auditor", "zhou"])
def test_only_the_platform_s_people_record(name: str, cast, archive, market) -> None:
    assert client_of(cast[name]).get(reverse(PAGE)).status_code == 403
    assert post(cast[name]).status_code == 403


def test_parties_are_those_of_one_s_own_broadcasts_under_any_of_their_names(cast, market) -> None:
    assert parties_within(cast["lead"]) == {
        "lin": ScoredRole.SELLER, "tea": ScoredRole.SELLER, "xinghuo": ScoredRole.MCN, "乔小满": ScoredRole.PRESENTER
    }  # fmt: skip
    assert as_credited(cast["lead"])["林家果园"] is ScoredRole.SELLER
    assert parties_within(cast["elsewhere"]) == {}


def test_projecting_again_changes_nothing_and_the_record_is_told_in_words(cast, archive, market) -> None:
    post(cast["lead"])
    before = list(RecordedRow.objects.values())
    Cursor.objects.all().delete()
    catch_up(archive)
    assert list(RecordedRow.objects.values()) == before
    place = Placing.objects.get(kind="CreditRecorded")
    told = say("CreditRecorded", archive.read(archive.find(place.exhibit)))
    assert told.readable and "抽检不合格 2 批次" in told.line and ("来源文件", "报告.pdf") in told.pairs
