"""The emergency stop on screen: who stops, who confirms, who is told, who sees nothing, and what lapses by itself."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from web_cast import client_of

from gongzhi_web.accounts.models import Look, User
from gongzhi_web.archive.following import catch_up
from gongzhi_web.archive.models import Cursor
from gongzhi_web.emergency.models import StopRow
from gongzhi_web.emergency.scope import stops_of
from gongzhi_web.evidence.scope import exhibits_of
from gongzhi_web.screening.models import FindingRow

# The room of Lin's orchard in the east.
SEES = {"reviewer", "second", "lead", "lead2", "auditor", "gao", "east", "lin"}
PLATFORM = {"reviewer", "second", "lead", "lead2"}
LEADS = {"lead", "lead2"}


def press(user: User, broadcast: str, **form: object):  # type: ignore[no-untyped-def]
    """The red button, on the room's only finding unless another is given."""
    finding = FindingRow.objects.filter(broadcast=broadcast).first()
    given = {"finding": [finding.exhibit] if finding else [], "reason": "正在卖药"} | form
    return client_of(user).post(reverse("stop_new", args=[broadcast]), given, follow=True)


def settle(client: Client, stop: str, outcome: str, reason: str = "已核对") -> str:
    """Confirm or lift; what the page says."""
    form = {"outcome": outcome, "reason": reason}
    return client.post(reverse("stop_settle", args=[stop]), form, follow=True).content.decode()


@pytest.fixture
def stopped(cast: dict[str, User], market: dict[str, str]) -> str:
    """The second reviewer stopped Lin's room."""
    press(cast["second"], market["lin"])
    return StopRow.objects.get().exhibit


def test_one_person_stops_at_once_and_pressing_twice_stops_once(cast: dict[str, User], market) -> None:
    page = press(cast["reviewer"], market["lin"]).content.decode()
    assert (
        "已登记紧急停播" in page
        and "待确认" in page
        and "正在卖药" in page
        and "剩" in client_of(cast["gao"]).get(reverse("stops")).content.decode()
    )
    press(cast["lead"], market["lin"])
    row = StopRow.objects.get()
    assert (row.by, row.outcome) == ("reviewer", "") and row.until - row.at == timedelta(hours=24)
    room = client_of(cast["reviewer"]).get(reverse("room", args=[market["lin"]])).content.decode()
    assert "已紧急停播" in room and reverse("stop_new", args=[market["lin"]]) not in room


@pytest.mark.parametrize(("form", "said"), [({"reason": " "}, "写明理由"), ({"finding": []}, "至少选一条")])
def test_a_stop_without_reason_or_finding_is_refused_in_words(cast, market, form, said: str) -> None:
    answer = press(cast["reviewer"], market["lin"], **form)
    assert answer.status_code == 400 and said in answer.content.decode() and not StopRow.objects.exists()


def test_a_second_person_confirms_with_a_reason_and_it_is_lifted_later(cast: dict[str, User], stopped: str) -> None:
    client = client_of(cast["lead"])
    assert "必须写明理由" in settle(client, stopped, "confirmed", " ")
    assert "已确认" in settle(client, stopped, "confirmed")
    assert "已经确认" in settle(client_of(cast["lead2"]), stopped, "confirmed")
    assert "不认识的选项" in settle(client, stopped, "maybe")
    assert StopRow.objects.get().outcome == "confirmed"
    page = settle(client, stopped, "lifted", "商品卡已下架")
    assert "已解除" in page and "商品卡已下架" in page and 'id="do-' not in page
    assert "没有生效的紧急停播" in settle(client, stopped, "lifted")


def test_nobody_confirms_their_own_stop_and_a_reviewer_settles_none(cast: dict[str, User], market) -> None:
    press(cast["lead"], market["lin"])
    stop = StopRow.objects.get().exhibit
    own = client_of(cast["lead"])
    page = own.get(reverse("stop", args=[stop])).content.decode()
    assert 'id="do-confirmed"' not in page and 'id="do-lifted"' in page and "不能自己确认" in page
    assert "请由另一名负责人确认" in settle(own, stop, "confirmed")
    for name in cast.keys() - LEADS:
        answer = client_of(cast[name]).post(reverse("stop_settle", args=[stop]), {"outcome": "lifted", "reason": "x"})
        assert answer.status_code in (403, 404), name
    assert StopRow.objects.get().outcome == ""


def test_what_nobody_confirms_lapses_by_itself(cast: dict[str, User], stopped: str) -> None:
    client = client_of(cast["lead"])
    assert "待确认" in client.get(reverse("stops")).content.decode()
    past = timezone.now() - timedelta(seconds=1)
    StopRow.objects.update(until=past)
    listed = client.get(reverse("stops")).content.decode()
    assert "现在没有停播的直播间" in listed and "已自行失效" in listed
    page = client.get(reverse("stop", args=[stopped])).content.decode()
    assert "已自行失效" in page and 'id="do-' not in page


def test_the_matrix_of_who_sees_a_stop(cast: dict[str, User], stopped: str) -> None:
    for name, user in cast.items():
        client, sees = client_of(user), name in SEES
        assert stops_of(user).exists() == sees, name
        denied = 403 if name == "nobody" else 404
        assert client.get(reverse("stop_notice", args=[stopped])).status_code == (200 if sees else denied), name
        whole = client.get(reverse("stop", args=[stopped])).status_code
        assert whole == (302 if user.role == "merchant" else 200 if sees else denied), name
        listed = client.get(reverse("stops"))
        shows = listed.status_code == 200 and reverse("stop", args=[stopped]) in listed.content.decode()
        assert shows == sees, name
        kinds = set(exhibits_of(user).values_list("kind", flat=True))
        assert ("EmergencyStop" in kinds) == (sees and name != "lin"), name


def test_only_the_platforms_people_reach_the_button(cast: dict[str, User], market) -> None:
    for name, user in cast.items():
        answer = client_of(user).get(reverse("stop_new", args=[market["lin"]]))
        assert (answer.status_code == 200) == (name in PLATFORM), name
        if name not in PLATFORM:
            assert press(user, market["lin"]).status_code in (403, 404), name
    assert not StopRow.objects.exists()


def test_the_party_is_told_why_on_what_basis_until_when_and_that_they_looked_is_known(
    archive, cast: dict[str, User], stopped: str
) -> None:
    staff = client_of(cast["lead"])
    assert "还没有看" in staff.get(reverse("stop", args=[stopped])).content.decode()
    lin = client_of(cast["lin"])
    page = lin.get(reverse("stop", args=[stopped]), follow=True).content.decode()
    for words in ("正在卖药", "直播电商监督管理办法", "不是法定期限", "不是行政处罚", "怎样提出意见", "林家果园"):
        assert words in page, words
    assert "second" not in page and 'id="do-' not in page
    assert "已看告知" in staff.get(reverse("stop", args=[stopped])).content.decode()
    assert [one.subject for one in archive.placed(kind="Viewed", subject=stopped)] == [stopped]
    file = lin.get(reverse("stop_notice_file", args=[stopped]))
    assert file.content[:2] == b"PK"


def test_every_step_is_written_down(cast: dict[str, User], stopped: str) -> None:
    settle(client_of(cast["lead"]), stopped, "confirmed")
    done = list(Look.objects.filter(subject=stopped).order_by("id").values_list("user__username", "what"))
    assert done == [
        ("second", "紧急停播"),
        ("second", "查看紧急停播"),
        ("lead", "确认紧急停播"),
        ("lead", "查看紧急停播"),
    ]


def test_rows_are_rebuilt_from_the_log_as_they_were(archive, cast: dict[str, User], stopped: str) -> None:
    settle(client_of(cast["lead"]), stopped, "confirmed")
    before = list(StopRow.objects.values())
    StopRow.objects.all().delete()
    Cursor.objects.all().delete()
    catch_up(archive)
    assert list(StopRow.objects.values()) == before


def test_the_page_of_a_stop_shows_its_trail(cast: dict[str, User], stopped: str) -> None:
    page = client_of(cast["lead"]).get(reverse("stop", args=[stopped])).content.decode()
    trail = page[page.index('id="trail"') :]
    assert "紧急停播" in trail and "second" in trail
