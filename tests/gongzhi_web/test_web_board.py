"""The register on screen: who sees what, who may do what, and what is over stands in red."""

import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from web_cast import client_of

from gongzhi.cases import Act, DocketActed, LeadOutcome
from gongzhi.flow.docketing import NewEntry, Wanted, act_upon, enter, load_entry
from gongzhi_web.accounts.models import Look, Organisation, User
from gongzhi_web.archive.following import catch_up
from gongzhi_web.board.forms import register
from gongzhi_web.board.models import DocketRow
from gongzhi_web.board.scope import entries_of
from gongzhi_web.board.shown import counts

UNITS = {"mine": "P", "atcity": "city", "ateast": "east", "atwest": "west", "handed": "east"}
STAFF = ("reviewer", "second", "lead", "lead2", "auditor", "gao", "east", "west", "elsewhere")
SEES = {
    "reviewer": {"mine"},
    "second": {"mine"},
    "lead": {"mine"},
    "lead2": {"mine"},
    "auditor": {"mine"},
    "gao": {"atcity", "ateast", "atwest", "handed"},
    "east": {"ateast", "handed"},
    "west": {"atwest"},
    "lin": set(),
    "tea": set(),
    "qiao": set(),
    "elsewhere": set(),
    "zhou": set(),
    "nobody": set(),
}


def put_in(archive, user: User, unit: str, title: str = "某直播间", **changes: object) -> str:
    """An entry of the register; ``days`` says how long ago."""
    days = int(str(changes.pop("days", 0)))
    new = NewEntry(title=title, summary="直播中称全国第一。", unit=unit, **changes)  # type: ignore[arg-type]
    made = enter(archive, register(), new=new, by=user.acting(), at=timezone.now() - timedelta(days=days))
    catch_up(archive)
    return made.number


def do(archive, user: User, number: str, act: Act, **wanted: object) -> None:
    """One act through the flow."""
    asked = Wanted(act=act, seen=load_entry(archive, number).version, reason="按程序办理", **wanted)  # type: ignore[arg-type]
    act_upon(archive, register(), number=number, wanted=asked, by=user.acting(), at=timezone.now())
    catch_up(archive)


def post(client: Client, number: str, act: str, **form: object):
    """One act through the page, as the page shows it now."""
    version = DocketRow.objects.get(number=number).version
    given = {"act": act, "seen": version, "reason": "按程序办理"} | form
    name = f"docket_{act}" if act in ("merge", "split", "transfer") else "docket_act"
    return client.post(reverse(name, args=[number]), given, follow=True)


@pytest.fixture
def entries(archive, cast: dict[str, User]) -> dict[str, str]:
    """One entry in each unit, and one that the city handed to the east."""
    numbers = {
        "mine": put_in(archive, cast["lead"], "P", "平台自查"),
        "atcity": put_in(archive, cast["gao"], "city", "市局在办"),
        "ateast": put_in(archive, cast["east"], "east", "东县在办"),
        "atwest": put_in(archive, cast["west"], "west", "西县在办"),
        "handed": put_in(archive, cast["gao"], "city", "市局交办"),
    }
    do(archive, cast["gao"], numbers["handed"], Act.HAND_DOWN, unit="east")
    return numbers


def test_the_matrix_of_who_sees_which_entry(cast: dict[str, User], entries: dict[str, str]) -> None:
    for name, user in cast.items():
        seen = set(entries_of(user).values_list("number", flat=True))
        assert seen == {entries[one] for one in SEES[name]}, name
        client = client_of(user)
        for one, number in entries.items():
            denied = 404 if name in STAFF else 403
            answer = client.get(reverse("docket_entry", args=[number]))
            assert answer.status_code == (200 if one in SEES[name] else denied), (name, one)
            assert post_blind(client, number) == (
                302 if one in SEES[name] and name != "auditor" else denied_act(name)
            ), (name, one)
        board = client.get(reverse("docket"))
        shown = board.content.decode() if board.status_code == 200 else ""
        assert (board.status_code == 200) == (name in STAFF), name
        assert {one for one, number in entries.items() if number in shown} == SEES[name], name


def post_blind(client: Client, number: str) -> int:
    """An act that the flow refuses in any case; the answer says whether the page was there at all."""
    return client.post(reverse("docket_act", args=[number]), {"act": "end", "seen": 0}).status_code


def denied_act(name: str) -> int:
    """What the act pages answer to whom they are not for."""
    return 404 if name in STAFF and name != "auditor" else 403


def test_one_who_reads_from_above_or_has_handed_it_down_may_not_act(
    cast: dict[str, User], entries: dict[str, str]
) -> None:
    page = client_of(cast["gao"]).get(reverse("docket_entry", args=[entries["ateast"]])).content.decode()
    assert "现在没有你可以办理的步骤" in page
    answer = post(client_of(cast["gao"]), entries["handed"], "assign", assignee="gao")
    assert "由现在承办的单位办理" in answer.content.decode()
    assert DocketRow.objects.get(number=entries["handed"]).assignee == ""


def test_every_look_and_every_act_is_written_down(cast: dict[str, User], entries: dict[str, str]) -> None:
    client = client_of(cast["east"])
    client.get(reverse("docket"))
    client.get(reverse("docket_entry", args=[entries["ateast"]]))
    post(client, entries["ateast"], "assign", assignee="east")
    looks = list(Look.objects.filter(user=cast["east"]).order_by("id").values_list("what", "subject"))
    number = entries["ateast"]
    assert looks[:3] == [("查看督办看板", "全部单位"), ("查看案源", number), ("办理案源", number)]


def test_the_board_counts_per_unit_and_shows_what_is_over_in_red(archive, cast: dict[str, User]) -> None:
    late = put_in(archive, cast["gao"], "east", "超期的", days=60)
    put_in(archive, cast["gao"], "east", "没超期的")
    by_unit = {one["id"]: one for one in counts(cast["gao"])}
    assert list(by_unit) == ["city", "east", "west"]
    assert (by_unit["east"]["n_open"], by_unit["east"]["n_over"], by_unit["city"]["n_open"]) == (2, 1, 0)
    body = client_of(cast["gao"]).get(reverse("docket")).content.decode()
    assert 'class="tag high">已超期' in body and body.index("超期的") < body.index("没超期的")
    only = client_of(cast["gao"]).get(reverse("docket"), {"state": "over"}).content.decode()
    assert late in only and "没超期的" not in only


def test_what_stands_still_is_not_over(archive, cast: dict[str, User]) -> None:
    number = put_in(archive, cast["east"], "east", days=60)
    do(archive, cast["east"], number, Act.SUSPEND, ground="检测、检验、检疫、鉴定")
    east = next(one for one in counts(cast["east"]) if one["id"] == "east")
    assert (east["n_over"], east["n_suspended"]) == (0, 1)
    assert "中止计时" in client_of(cast["east"]).get(reverse("docket")).content.decode()


def test_only_acts_that_could_succeed_are_offered(cast: dict[str, User], entries: dict[str, str]) -> None:
    page = client_of(cast["gao"]).get(reverse("docket_entry", args=[entries["atcity"]])).content.decode()
    assert 'id="do-hand_down"' in page and 'id="do-take"' in page
    for act in ("escalate", "release", "absorb", "merge", "return", "end"):
        assert f'id="do-{act}"' not in page, act


def test_a_bureau_registered_without_its_level_keeps_the_laws_days(archive, cast: dict[str, User]) -> None:
    Organisation.objects.filter(party="east").update(level="")
    assert load_entry(archive, put_in(archive, cast["east"], "east")).deadline is not None


def test_the_form_names_who_is_competent_with_provision_and_conflict(cast: dict[str, User]) -> None:
    Organisation.objects.filter(party="east").update(place="南江市东县府前街1号")
    form = {
        "ask": "1",
        "matter": "breach",
        "identity": "直播间运营者",
        "place-实际经营地": "南江市东县幸福路",
        "place-平台住所地": "杭州市",
    }
    body = client_of(cast["gao"]).post(reverse("docket_new"), form).content.decode()
    assert "<b>东县局</b>" in body and "第四十七条第二款" in body and "冲突" in body and "由人确定" in body
    assert not DocketRow.objects.exists()


def test_entering_through_the_form_seals_the_answer_that_was_shown(archive, cast: dict[str, User]) -> None:
    form = {
        "enter": "1",
        "title": "林家果园",
        "summary": "称全国第一",
        "matter": "breach",
        "origin": "complaint",
        "level": "serious",
        "unit": "east",
        "parties": "林家果园、乔",
        "identity": "直播间运营者",
    }
    answer = client_of(cast["gao"]).post(reverse("docket_new"), form)
    row = DocketRow.objects.get()
    assert answer["Location"] == reverse("docket_entry", args=[row.number])
    entered = load_entry(archive, row.number).entered
    assert entered.parties == ("林家果园", "乔") and "由人确定管辖并指派" in entered.routing[-1]


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"unit": "city"}, "登记给"), ({"summary": " "}, "标题和反映的事实"), ({"origin": "x"}, "不认识的选项")],
)
def test_what_cannot_be_entered_is_refused_with_the_way_out(cast: dict[str, User], changes, said: str) -> None:
    form = {"enter": "1", "title": "一", "summary": "二", "matter": "breach", "origin": "complaint", "level": "serious"}
    answer = client_of(cast["east"]).post(reverse("docket_new"), form | {"unit": "east"} | changes)
    assert answer.status_code == 400 and said in answer.content.decode()
    assert not DocketRow.objects.exists()


def test_who_acts_on_an_old_page_is_told_and_nothing_happens(cast: dict[str, User], entries: dict[str, str]) -> None:
    client, number = client_of(cast["east"]), entries["ateast"]
    post(client, number, "assign", assignee="east")
    answer = post(client, number, "end", seen=1, outcome="no_case")
    assert "请刷新后重新核对" in answer.content.decode()
    assert DocketRow.objects.get(number=number).state == "verifying"


def test_merging_and_splitting_stay_within_what_one_sees(
    archive, cast: dict[str, User], entries: dict[str, str]
) -> None:
    client, number = client_of(cast["east"]), entries["ateast"]
    other = put_in(archive, cast["east"], "east", "另一件", parties=("甲", "乙"))
    assert post(client, number, "merge", into=entries["atwest"]).status_code == 404
    post(client, number, "merge", into=other)
    assert DocketRow.objects.get(number=number).state == "ended"
    page = client.get(reverse("docket_entry", args=[other])).content.decode()
    assert "东县在办" not in page and number in page
    post(client, other, "assign", assignee="east")
    post(client, other, "split", **{"title-1": "乙的部分", "summary-1": "乙说的话", "party-1": ["乙"]})
    [part] = DocketRow.objects.filter(title="乙的部分")
    assert load_entry(archive, part.number).entered.split_from == other


def test_a_transfer_leaves_a_sealed_letter_that_those_in_reach_download(
    archive, cast: dict[str, User], entries: dict[str, str]
) -> None:
    client, number = client_of(cast["east"]), entries["ateast"]
    post(client, number, "assign", assignee="east")
    form = {"organisation": "南江市公安局", "ground": "涉嫌犯罪", "person": ""}
    answer = post(client, number, "transfer", **form)
    assert "已移送南江市公安局" in answer.content.decode()
    sha256 = load_entry(archive, number).acts[-1].sha256[0]
    address = reverse("docket_letter", args=[number, sha256])
    assert client.get(address).content[:2] == b"PK"
    assert client_of(cast["west"]).get(address).status_code == 404
    assert client.get(reverse("docket_letter", args=[number, "0" * 64])).status_code == 404
    from docx import Document

    text = "\n".join(p.text for p in Document(io.BytesIO(client.get(address).content)).paragraphs)
    assert "南江市公安局" in text and number in text


def test_the_case_page_offers_the_acts_of_its_entry(archive, cast: dict[str, User], market) -> None:
    from gongzhi.cases import ReviewOutcome
    from gongzhi.flow.review import review_finding
    from gongzhi_web.cases.models import CaseRow
    from gongzhi_web.screening.models import FindingRow

    finding = FindingRow.objects.get(broadcast=market["lin"])
    by = cast["second"].acting(["P"])
    review_finding(
        archive, finding=finding.exhibit, outcome=ReviewOutcome.CONFIRMED, reason=None, by=by, at=timezone.now()
    )
    catch_up(archive)
    form = {"finding": [finding.exhibit], "party": ["operator:林家果园"]}
    client_of(cast["reviewer"]).post(reverse("open_case", args=[market["lin"]]), form)
    case = CaseRow.objects.get().id
    number = put_in(archive, cast["east"], "east", "林家果园一案", case=case)
    client = client_of(cast["east"])
    page = client.get(reverse("case", args=[case])).content.decode()
    assert "林家果园一案" in page and 'id="do-assign"' in page
    answer = post(client, number, "assign", assignee="east", back_to_case=case)
    assert answer.redirect_chain[-1][0] == reverse("case", args=[case])
    for name in ("lead", "lin"):
        other = client_of(cast[name]).get(reverse("case", args=[case])).content.decode()
        assert number not in other, name


def test_rows_are_rebuilt_from_the_log_as_they_were(archive, cast: dict[str, User], entries: dict[str, str]) -> None:
    from gongzhi_web.archive.models import Cursor

    before = list(DocketRow.objects.order_by("number").values())
    DocketRow.objects.all().delete()
    Cursor.objects.all().delete()
    catch_up(archive)
    assert list(DocketRow.objects.order_by("number").values()) == before
    assert DocketActed.__name__ in {one.kind for one in archive.placed()} and LeadOutcome.MERGED


def test_when_its_beginning_is_destroyed_the_row_goes_too(archive, entries: dict[str, str]) -> None:
    from gongzhi.flow.erase import Erased, Erasure
    from gongzhi.flow.matters import seal

    row = DocketRow.objects.get(number=entries["mine"])
    word = Erased(
        subject=row.number, category="其他记录", exhibits=(row.exhibit,), cause=Erasure.TERM_ENDED,
        basis=("电子商务法/31",), why="期限届满", by="a**", at=timezone.now(),
    )  # fmt: skip
    seal(archive, timezone.now(), (row.number, word))
    catch_up(archive)
    assert not DocketRow.objects.filter(number=row.number).exists()
