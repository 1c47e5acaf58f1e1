"""The news: everybody hears of what concerns them and they still see, of what is due to them, and of nothing else."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from overview_cast import seal_both_sides
from test_web_board import do, put_in
from web_cast import client_of

from gongzhi.cases import Act, LeadOutcome
from gongzhi.decisions import AppealFiled
from gongzhi.flow.matters import item_of
from gongzhi.parties import Person, Role
from gongzhi_web.accounts.models import User
from gongzhi_web.archive.following import catch_up
from gongzhi_web.archive.models import Cursor
from gongzhi_web.campaigns.models import RecallRow
from gongzhi_web.overview.hearing import due_for, heard, mark_of, unread
from gongzhi_web.overview.models import DueSeen, Duty, Told
from gongzhi_web.overview.rows import level_overview

BOTH = {"AJ-east", "AJ-west", "ZH-east", "ZH-west"}
HEARS = {
    **{name: BOTH for name in ("reviewer", "second", "lead2", "auditor")},
    # What one did oneself is no news.
    "lead": {"ZH-east", "ZH-west"},
    "gao": {"AJ-east", "AJ-west"},
    "east": {"AJ-east"},
    "west": {"AJ-west"},
    "lin": {"AJ-east", "WS-east"},
    "tea": {"AJ-west", "WS-west"},
    **{name: set() for name in ("qiao", "elsewhere", "zhou", "nobody")},
}


def keys(user: User) -> set[str]:
    return {one.key for one in heard(user)}


def appealed(archive, case: str) -> None:
    """Lin appeals."""
    lin = Person(ref="lin", name="林国山", organisation="林家果园", role=Role.MERCHANT)
    at = timezone.now()
    filed = AppealFiled(id=f"{case}-S", case=case, decision=f"{case}-D", grounds="不是本店所说", by=lin, at=at)
    archive.append([item_of(filed, case, at)])
    catch_up(archive)


def test_each_person_hears_exactly_of_what_concerns_them(archive, cast: dict[str, User]) -> None:
    seal_both_sides(archive)
    for name, user in cast.items():
        assert keys(user) == HEARS[name], name
        assert unread(user) == len(heard(user)), name


def test_an_appeal_is_told_to_who_holds_the_case_and_to_the_bureaus_that_watch_it(archive, cast) -> None:
    seal_both_sides(archive)
    for name in ("lead", "gao", "east", "lin"):
        client_of(cast[name]).post(reverse("news_read"), {"upto": archive.size() - 1})
    appealed(archive, "AJ-east")
    for name in ("lead", "gao", "east"):
        assert [one.what for one in heard(cast[name]) if one.new] == ["林国山提出申诉"], name
    assert not [one for name in ("lin", "west", "tea") for one in heard(cast[name]) if one.new and "申诉" in one.what]


def test_what_one_no_longer_sees_is_not_told_nor_counted(archive, cast: dict[str, User]) -> None:
    seal_both_sides(archive)
    before = unread(cast["lead2"])
    RecallRow.objects.filter(number="ZH-east").update(platform="other")
    assert "ZH-east" not in keys(cast["lead2"]) and unread(cast["lead2"]) == before - 1
    assert Told.objects.filter(key="ZH-east").exists()
    body = client_of(cast["lead2"]).get(reverse("news")).content.decode()
    assert "ZH-east" not in body and "ZH-west" in body


def test_what_is_due_is_told_to_who_works_on_it_until_it_is_done(archive, cast: dict[str, User]) -> None:
    number = put_in(archive, cast["gao"], "city", "很久以前的线索", days=60)
    put_in(archive, cast["gao"], "city", "刚来的线索")
    assert not due_for(cast["gao"])
    do(archive, cast["gao"], number, Act.ASSIGN, assignee=cast["gao"].acting())
    assert [line.row.number for line in due_for(cast["gao"])] == [number]
    assert not any(due_for(user) for name, user in cast.items() if name != "gao")
    body = client_of(cast["gao"]).get(reverse("news")).content.decode()
    assert "很久以前的线索" in body and "已超期" in body and "刚来的线索" not in body
    do(archive, cast["gao"], number, Act.END, outcome=LeadOutcome.REMINDED)
    assert not due_for(cast["gao"]) and not Duty.objects.exists()


def test_what_is_due_is_new_again_the_next_day_and_what_was_read_is_not(archive, cast: dict[str, User]) -> None:
    number = put_in(archive, cast["gao"], "city", days=60)
    do(archive, cast["gao"], number, Act.ASSIGN, assignee=cast["gao"].acting())
    client = client_of(cast["gao"])
    assert unread(cast["gao"]) == 1
    assert "消息，1 条未读" in client.get(reverse("docket")).content.decode()
    client.post(reverse("news_read"), {"upto": "-1"})
    assert unread(cast["gao"]) == 0 and "消息，没有未读" in client.get(reverse("docket")).content.decode()
    DueSeen.objects.update(day=timezone.localdate() - timedelta(days=1))
    assert unread(cast["gao"]) == 1


def test_news_of_the_register_stand_among_the_others_and_share_their_mark(archive, cast: dict[str, User]) -> None:
    number = put_in(archive, cast["gao"], "city", "林家果园")
    do(archive, cast["gao"], number, Act.HAND_DOWN, unit="east")
    assert [(one.about, one.key) for one in heard(cast["east"])] == [("lead", number)]
    client_of(cast["east"]).post(reverse("news_read"), {"upto": heard(cast["east"])[0].index})
    assert unread(cast["east"]) == 0
    assert ">新<" not in client_of(cast["east"]).get(reverse("news")).content.decode()


@pytest.mark.parametrize("upto", ["x", "", "9" * 30, "--"])
def test_a_mark_that_is_no_number_changes_nothing_and_a_mark_never_moves_back(archive, cast, upto: str) -> None:
    client = client_of(cast["gao"])
    client.post(reverse("news_read"), {"upto": "7"})
    for given in (upto, "3"):
        assert client.post(reverse("news_read"), {"upto": given}).status_code == 302
        assert mark_of(cast["gao"]) == 7


def test_news_and_duties_are_built_anew_from_the_log(archive, cast: dict[str, User]) -> None:
    seal_both_sides(archive)
    number = put_in(archive, cast["gao"], "city", days=60)
    do(archive, cast["gao"], number, Act.ASSIGN, assignee=cast["gao"].acting())
    before = sorted(Told.objects.values_list("to", "index", "about", "key", "what"))
    Told.objects.all().delete()
    Duty.objects.all().delete()
    Cursor.objects.all().delete()
    catch_up(archive)
    assert sorted(Told.objects.values_list("to", "index", "about", "key", "what")) == before
    assert Duty.objects.get().number == number


def test_a_store_that_was_filled_before_there_were_duties_is_brought_level(archive, cast: dict[str, User]) -> None:
    number = put_in(archive, cast["gao"], "city", days=60)
    do(archive, cast["gao"], number, Act.ASSIGN, assignee=cast["gao"].acting())
    Duty.objects.all().delete()
    assert level_overview(archive) and Duty.objects.get().number == number
    assert not level_overview(archive)
