"""The map of the organisation: every unit within reach with its numbers, which lead to the register, and nobody else's."""

import re
from html import unescape

from django.urls import reverse
from test_web_board import do, put_in
from web_cast import client_of

from gongzhi.cases import Act
from gongzhi_web.accounts.models import Look, Organisation, User
from gongzhi_web.board.models import DocketRow
from gongzhi_web.overview.structure import flat, structure_of


def filled(archive, cast: dict[str, User]) -> None:
    """The city has one and one that was fed back to it, the east one that is over, the west none."""
    put_in(archive, cast["gao"], "city", "市局在办")
    put_in(archive, cast["east"], "east", "东县超期", days=90)
    handed = put_in(archive, cast["gao"], "city", "市局交办")
    do(archive, cast["gao"], handed, Act.HAND_DOWN, unit="east")
    do(archive, cast["east"], handed, Act.ASSIGN, assignee=cast["east"].acting())
    do(archive, cast["east"], handed, Act.REPORT)


def numbers(user: User) -> dict[str, tuple[int, int, int | None, int | None]]:
    return {one.name: (one.open, one.over, one.received, one.reported) for one in flat(structure_of(user))}


def test_a_unit_sees_itself_and_those_below_with_their_numbers(archive, cast: dict[str, User]) -> None:
    filled(archive, cast)
    whole = numbers(cast["gao"])
    assert whole == {"市局": (2, 0, 1, 1), "东县局": (1, 1, 1, 0), "西县局": (0, 0, 0, 0)}
    assert numbers(cast["east"]) == {"东县局": (1, 1, 1, 0)}
    (city,) = structure_of(cast["gao"])
    assert [one.name for one in city.below] == ["东县局", "西县局"]


def test_each_number_leads_to_exactly_those_entries(archive, cast: dict[str, User]) -> None:
    filled(archive, cast)
    client = client_of(cast["gao"])
    body = client.get(reverse("organisation_map")).content.decode()
    assert Look.objects.filter(what="查看组织图").count() == 1
    wanted = (("东县局", "已超期", "东县超期"), ("东县局", "无人接办", "东县超期"), ("市局", "反馈待确认", "市局交办"))
    for unit, label, title in wanted:
        (address,) = re.findall(rf'href="([^"]+)" aria-label="{unit} {label} 1 件"', body)
        page = client.get(unescape(address))
        assert {line.row.title for line in page.context["lines"]} == {title}, label


def test_the_map_can_be_read_as_text(archive, cast: dict[str, User]) -> None:
    filled(archive, cast)
    body = client_of(cast["gao"]).get(reverse("organisation_map")).content.decode()
    assert "东县局：未办结 1 件，已超期 1 件，无人接办 1 件，反馈待确认 0 件" in body


def test_a_platform_sees_its_teams_and_what_each_person_has_in_hand(archive, cast: dict[str, User]) -> None:
    number = put_in(archive, cast["lead"], "P", "平台自查")
    do(archive, cast["lead"], number, Act.ASSIGN, assignee=cast["reviewer"].acting())
    whole = numbers(cast["lead"])
    assert whole["平台P"][:2] == (1, 0) and whole["平台审核员"] == (1, 0, None, None)
    assert whole["reviewer"] == (1, 0, None, None) and whole["second"] == (0, 0, None, None)
    places = {one.name: one for one in flat(structure_of(cast["lead"]))}
    page = client_of(cast["lead"]).get(places["reviewer"].address)
    assert [line.row.number for line in page.context["lines"]] == [number]
    assert "elsewhere" not in whole and "gao" not in whole


def test_a_stranger_sees_no_map_and_no_unit(archive, cast: dict[str, User]) -> None:
    filled(archive, cast)
    for name in ("lin", "zhou", "nobody"):
        assert client_of(cast[name]).get(reverse("organisation_map")).status_code == 403
        assert structure_of(cast[name]) == []
    body = client_of(cast["elsewhere"]).get(reverse("organisation_map")).content.decode()
    assert "东县局" not in body and "平台P" not in body and DocketRow.objects.count() == 3


def test_bureaus_in_a_circle_are_drawn_once(archive, cast: dict[str, User]) -> None:
    Organisation.objects.filter(party="city").update(parent_id="east")
    assert sorted(numbers(cast["gao"])) == sorted({"市局", "东县局", "西县局"})
