"""Heads on screen: they see what their unit sees, reassign and confirm, and nobody else's matters; the whole matrix of scopes."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from overview_cast import WORD, seal_both_sides
from test_web_board import post, put_in
from web_cast import client_of

from gongzhi_web.accounts.models import Role, User
from gongzhi_web.board.models import DocketRow
from gongzhi_web.board.scope import entries_of
from gongzhi_web.board.shown import counts
from gongzhi_web.broadcasts.scope import broadcasts_of
from gongzhi_web.campaigns.scope import campaigns_of, papers_of, recalls_of, samples_of
from gongzhi_web.cases.scope import cases_of
from gongzhi_web.evidence.scope import exhibits_of
from gongzhi_web.parties.scope import dossiers_of, products_of
from gongzhi_web.screening.scope import findings_of

SCOPES: tuple[Callable[..., object], ...] = (
    broadcasts_of, findings_of, cases_of, entries_of, dossiers_of, products_of, campaigns_of, samples_of, recalls_of,
    papers_of, exhibits_of,
)  # fmt: skip
# A head -> who sees the same.
SAME = {"yan": "lead", "tang": "gao", "easthead": "east"}


@pytest.fixture
def heads(cast: dict[str, User]) -> dict[str, User]:
    """A platform's head, the city's, the eastern county's, and one of another platform."""
    given = {
        "yan": (Role.PLATFORM_HEAD, "P"),
        "tang": (Role.REGULATOR_HEAD, "city"),
        "easthead": (Role.REGULATOR_HEAD, "east"),
        "otherhead": (Role.PLATFORM_HEAD, "other"),
        # A role that does not fit the organisation gives nothing.
        "misfit": (Role.REGULATOR_HEAD, "P"),
    }
    made = {
        name: User.objects.create(username=name, display=name, role=role, organisation_id=organisation)
        for name, (role, organisation) in given.items()
    }
    return cast | made


def test_a_head_sees_exactly_what_their_unit_sees_and_a_stranger_nothing(archive, heads: dict[str, User]) -> None:
    seal_both_sides(archive)
    for unit, who in (("city", "gao"), ("east", "east"), ("west", "west"), ("P", "lead")):
        put_in(archive, heads[who], unit, f"{unit}在办")
    for scope in SCOPES:
        seen = {name: set(scope(user).values_list("pk", flat=True)) for name, user in heads.items()}  # type: ignore[attr-defined]
        for head, same in SAME.items():
            assert seen[head] == seen[same], (scope, head)
        assert not seen["otherhead"] and not seen["misfit"], scope
    assert {line["id"]: line["n_open"] for line in counts(heads["tang"])} == {"city": 1, "east": 1, "west": 1}


def test_a_head_opens_the_boards_and_not_the_review_queue(archive, heads: dict[str, User]) -> None:
    for name in ("yan", "tang"):
        client = client_of(heads[name])
        for page in ("docket", "organisation_map", "search", "news", "monitor", "cases"):
            assert client.get(reverse(page)).status_code == 200, (name, page)
        assert client.get(reverse("queue")).status_code == 403
        assert client.get(reverse("home"), follow=True).status_code == 200
    assert client_of(heads["tang"]).get(reverse("campaigns")).status_code == 200
    assert client_of(heads["tang"]).post(reverse("campaign_new")).status_code == 403


def test_a_head_reassigns_on_the_page_and_cannot_end_what_they_entered(archive, heads: dict[str, User]) -> None:
    number, client = put_in(archive, heads["tang"], "city", "局长登记"), client_of(heads["tang"])
    post(client, number, "assign", assignee="tang")
    assert "do-end" not in client.get(reverse("docket_entry", args=[number])).content.decode()
    body = post(client, number, "end", outcome="reminded").content.decode()
    assert "自己登记" in body and DocketRow.objects.get(number=number).state != "ended"
    post(client, number, "assign", assignee="gao")
    assert DocketRow.objects.get(number=number).assignee == "gao"
    post(client_of(heads["gao"]), number, "end", outcome="reminded")
    assert DocketRow.objects.get(number=number).state == "ended"


def test_a_head_of_a_city_does_not_act_in_a_county(archive, heads: dict[str, User]) -> None:
    number = put_in(archive, heads["east"], "east", "东县在办")
    body = post(client_of(heads["tang"]), number, "assign", assignee="east").content.decode()
    assert "现在承办的单位" in body and not DocketRow.objects.get(number=number).assignee


def test_a_head_finds_by_words_what_the_unit_finds(archive, heads: dict[str, User]) -> None:
    from gongzhi_web.overview.asking import groups_for

    seal_both_sides(archive)
    for head, same in SAME.items():
        wanted = {group.name: group.count for group in groups_for(heads[same], WORD)}
        assert {group.name: group.count for group in groups_for(heads[head], WORD)} == wanted
    assert not [group for group in groups_for(heads["otherhead"], WORD) if group.name not in ("law", "rule")]
