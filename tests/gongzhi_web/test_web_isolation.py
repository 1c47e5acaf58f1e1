"""Who sees which room: the whole matrix, through the pages themselves."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from web_cast import client_of

from gongzhi_web.accounts.models import Look, User
from gongzhi_web.broadcasts.scope import broadcasts_of
from gongzhi_web.screening.scope import findings_of

SEES = {
    "reviewer": {"lin", "tea", "qiao"},
    "lead": {"lin", "tea", "qiao"},
    "auditor": {"lin", "tea", "qiao"},
    "gao": {"lin", "tea", "qiao"},
    "east": {"lin"},
    "west": {"tea", "qiao"},
    "lin": {"lin"},
    "tea": {"tea", "qiao"},
    "qiao": {"qiao"},
    "elsewhere": set(),
    "zhou": set(),
    "nobody": set(),
}


@pytest.mark.parametrize("name", SEES)
def test_each_person_sees_exactly_the_rooms_within_their_reach(name: str, cast: dict[str, User], market) -> None:
    seen = set(broadcasts_of(cast[name]).values_list("id", flat=True))
    assert seen == {market[room] for room in SEES[name]}
    assert set(findings_of(cast[name]).values_list("broadcast", flat=True)) == seen


@pytest.mark.parametrize("name", SEES)
def test_the_room_page_answers_404_for_rooms_out_of_reach(name: str, cast: dict[str, User], market) -> None:
    client = client_of(cast[name])
    for room, identity in market.items():
        expected = 200 if room in SEES[name] else (403 if name == "nobody" else 404)
        assert client.get(reverse("room", args=[identity])).status_code == expected
        assert client.get(reverse("room_lines", args=[identity])).status_code == expected


@pytest.mark.parametrize("name", SEES)
def test_no_page_of_the_monitor_names_a_room_out_of_reach(name: str, cast: dict[str, User], market) -> None:
    client = client_of(cast[name])
    for page in ("monitor", "rooms", "latest", "figures"):
        body = client.get(reverse(page)).content.decode()
        for room in market.keys() - SEES[name]:
            assert f"{room}的直播" not in body, page


@pytest.mark.parametrize("name", ["gao", "lin", "auditor", "zhou", "nobody"])
def test_the_review_queue_is_for_platform_reviewers(name: str, cast: dict[str, User], market) -> None:
    assert client_of(cast[name]).get(reverse("queue")).status_code == 403


def test_a_reviewer_of_another_platform_can_neither_take_nor_review_a_finding(cast: dict[str, User], market) -> None:
    finding = findings_of(cast["reviewer"]).first().exhibit
    client = client_of(cast["elsewhere"])
    assert client.post(reverse("take_item", args=[finding])).status_code == 404
    assert client.post(reverse("review_item", args=[finding]), {"outcome": "confirmed"}).status_code == 404


def test_every_page_needs_a_session(client, db) -> None:
    for page in ("monitor", "queue", "latest", "audit", "home"):
        answer = client.get(reverse(page))
        assert answer.status_code == 302 and answer["Location"].startswith("/sign-in/"), page


def test_looking_at_a_room_is_written_down(cast: dict[str, User], market) -> None:
    client_of(cast["gao"]).get(reverse("room", args=[market["lin"]]))
    look = Look.objects.get()
    assert (look.user.username, look.subject) == ("gao", market["lin"])


def test_an_inactive_account_sees_nothing(cast: dict[str, User], market) -> None:
    cast["lead"].is_active = False
    assert not broadcasts_of(cast["lead"]).exists()
    assert AnonymousUser().is_authenticated is False
