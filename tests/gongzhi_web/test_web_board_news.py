"""Who is told what of the register, and filters of one's own; nobody meets another's."""

from django.urls import reverse
from test_web_board import do, put_in
from web_cast import client_of

from gongzhi.cases import Act
from gongzhi_web.accounts.models import User
from gongzhi_web.board.models import SavedFilter
from gongzhi_web.board.news import news_for
from gongzhi_web.overview.hearing import unread


def test_what_arrives_is_told_to_the_unit_and_an_assignment_to_the_person(archive, cast: dict[str, User]) -> None:
    number = put_in(archive, cast["gao"], "city", "林家果园")
    assert not any(unread(user) for user in cast.values())
    do(archive, cast["gao"], number, Act.HAND_DOWN, unit="east")
    assert [name for name, user in cast.items() if unread(user)] == ["east"]
    page = client_of(cast["east"]).get(reverse("news")).content.decode()
    assert "gao交办下级：林家果园" in page and number in page and ">新<" in page
    do(archive, cast["east"], number, Act.ASSIGN, assignee=cast["east"].acting())
    do(archive, cast["east"], number, Act.REPORT)
    assert unread(cast["gao"]) == 1 and "反馈结果" in news_for(cast["gao"])[0].what


def test_what_was_read_is_no_longer_new_and_what_came_meanwhile_is(archive, cast: dict[str, User]) -> None:
    client = client_of(cast["east"])
    put_in(archive, cast["gao"], "east", "第一件")
    upto = news_for(cast["east"])[0].index
    put_in(archive, cast["gao"], "east", "第二件")
    client.post(reverse("news_read"), {"upto": upto})
    assert unread(cast["east"]) == 1
    assert client.post(reverse("news_read"), {"upto": "x"}).status_code == 302 and unread(cast["east"]) == 1


def test_news_of_what_one_no_longer_sees_are_not_shown(archive, cast: dict[str, User]) -> None:
    number = put_in(archive, cast["lead"], "P", "平台自查")
    do(archive, cast["lead"], number, Act.ASSIGN, assignee=cast["reviewer"].acting())
    client = client_of(cast["reviewer"])
    assert number in client.get(reverse("news")).content.decode()
    for name in ("elsewhere", "east", "second"):
        assert number not in client_of(cast[name]).get(reverse("news")).content.decode(), name
    assert number not in client_of(cast["lin"]).get(reverse("news")).content.decode()


def test_a_filter_is_kept_under_its_name_by_who_made_it(archive, cast: dict[str, User]) -> None:
    client = client_of(cast["gao"])
    asked = {"name": "东县超期", "unit": "east", "state": "over", "q": "", "other": "x"}
    answer = client.post(reverse("docket_save_filter"), asked, follow=True)
    assert "?unit=east&amp;state=over" in answer.content.decode()
    client.post(reverse("docket_save_filter"), asked | {"state": "all"})
    assert SavedFilter.objects.get().asked == {"unit": "east", "state": "all"}
    assert "起一个名字" in client.post(reverse("docket_save_filter"), {"name": " "}, follow=True).content.decode()
    kept = SavedFilter.objects.get().pk
    stranger = client_of(cast["east"])
    assert "东县超期" not in stranger.get(reverse("docket")).content.decode()
    stranger.post(reverse("docket_drop_filter", args=[kept]))
    assert SavedFilter.objects.exists()
    client.post(reverse("docket_drop_filter", args=[kept]))
    assert not SavedFilter.objects.exists()
