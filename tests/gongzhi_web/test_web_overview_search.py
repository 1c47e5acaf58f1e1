"""One search over everything: each person finds exactly what they may see, and learns of nothing else, not even a number."""

import pytest
from django.urls import reverse
from overview_cast import SIDES, WORD, seal_both_sides
from test_web_board import put_in
from web_cast import client_of, seal_room

from gongzhi_web.accounts.models import Look, Organisation, User
from gongzhi_web.archive.following import catch_up
from gongzhi_web.archive.models import Cursor
from gongzhi_web.board.models import DocketRow
from gongzhi_web.broadcasts.scope import broadcasts_of
from gongzhi_web.campaigns.models import RecallRow
from gongzhi_web.overview.asking import groups_for
from gongzhi_web.overview.keeping import SORTS
from gongzhi_web.overview.models import Thing
from gongzhi_web.overview.rows import level_overview
from gongzhi_web.search.words import find_words

ROOM, PLATFORM = {"room", "finding", "case", "decision"}, {"dossier", "product"}
FIELD = {"campaign", "sample"}
# Sort -> the sides that the person finds.
_P = {**{key: {"east", "west"} for key in (*ROOM, *PLATFORM, "recall")}, "lead": {"P"}}
_COUNTY = (*ROOM, *PLATFORM, *FIELD, "recall", "paper", "lead")
_SELLER = (*ROOM, *PLATFORM, "paper")
SEES: dict[str, dict[str, set[str]]] = {
    **dict.fromkeys(("reviewer", "second", "lead", "lead2", "auditor"), _P),
    "gao": {key: {"east", "west"} for key in _COUNTY} | {"lead": {"city"}},
    "east": {key: {"east"} for key in _COUNTY} | {"lead": set()},
    "west": {key: {"west"} for key in _COUNTY} | {"lead": set()},
    "lin": {key: {"east"} for key in _SELLER},
    "tea": {key: {"west"} for key in _SELLER},
    **{key: {} for key in ("qiao", "elsewhere", "zhou", "nobody")},
}


@pytest.fixture
def everything(archive, cast: dict[str, User]) -> None:
    seal_both_sides(archive)
    put_in(archive, cast["gao"], "city", f"{WORD}线索")
    put_in(archive, cast["lead"], "P", f"{WORD}自查")


def found(user: User, words: str = WORD) -> dict[str, set[str]]:
    """Sort -> the sides whose objects were found; law and rules are everybody's."""
    groups = [group for group in groups_for(user, words) if group.name not in ("law", "rule")]
    for group in groups:
        assert group.count == len(group.hits), group
    return {group.name: {_side(hit.address) for hit in group.hits} for group in groups}


def _side(address: str) -> str:
    if address.startswith("/docket/"):
        return str(DocketRow.objects.get(number=address.split("/")[2]).unit)
    (side,) = {side for side in SIDES if side in address}
    return side


def test_each_person_finds_exactly_what_they_may_see(everything, cast: dict[str, User]) -> None:
    for name, user in cast.items():
        expected = {sort: sides for sort, sides in SEES[name].items() if sides}
        assert found(user) == expected, name


def test_a_stranger_is_told_no_name_and_no_number(everything, cast: dict[str, User]) -> None:
    for name in ("zhou", "elsewhere", "qiao"):
        body = client_of(cast[name]).get(reverse("search"), {"q": WORD}).content.decode()
        assert "没有找到" in body and "件</span>" not in body.split("<main")[1], name
    assert client_of(cast["nobody"]).get(reverse("search"), {"q": WORD}).status_code == 403


def test_the_index_itself_gives_a_stranger_no_place(everything, cast: dict[str, User]) -> None:
    from gongzhi_web.overview.standing import asks_of

    for name in ("zhou", "elsewhere", "nobody"):
        readers = [f"{sort.name}/{one}" for sort in SORTS for one in asks_of(cast[name])]
        assert find_words(WORD, readers, limit=99) == [], name


def test_the_asked_words_are_marked_and_markup_stays_text(archive, cast: dict[str, User]) -> None:
    put_in(archive, cast["gao"], "city", "<b>霞光</b>&苹果")
    body = client_of(cast["gao"]).get(reverse("search"), {"q": "霞光 苹果"}).content.decode()
    assert '&lt;b&gt;<mark class="hit">霞光</mark>&lt;/b&gt;&amp;<mark class="hit">苹果</mark>' in body
    body = client_of(cast["gao"]).get(reverse("search"), {"q": '"><script>'}).content.decode()
    assert "<script>" not in body.split("<main")[1].split("</main>")[0]


def test_two_characters_are_found_and_telephone_numbers_are_neither_found_nor_shown(everything, cast) -> None:
    client = client_of(cast["east"])
    body = client.get(reverse("search"), {"q": "光苹"}).content.decode()
    assert '<mark class="hit">光苹</mark>' in body and "13912345678" not in body
    assert "没有找到" in client.get(reverse("search"), {"q": "13912345678"}).content.decode()


def test_law_and_rules_stand_beside_the_matters(everything, cast: dict[str, User]) -> None:
    names = {group.name for group in groups_for(cast["lead"], "绝对化")}
    assert "rule" in names and "rule" not in {group.name for group in groups_for(cast["lin"], "绝对化")}
    assert "law" in {group.name for group in groups_for(cast["lin"], "直播间运营者")}


def test_looking_for_somebody_is_written_down_and_looking_for_a_rule_is_not(everything, cast: dict[str, User]) -> None:
    client = client_of(cast["east"])
    assert "法规" in client.get(reverse("search"), {"q": "消费者协会"}).content.decode()
    assert not Look.objects.filter(what="查找").exists()
    client.get(reverse("search"), {"q": WORD})
    look = Look.objects.get(what="查找")
    assert look.user == cast["east"] and look.subject.startswith(WORD) and "案件1" in look.subject


def test_one_sort_is_turned_page_by_page(archive, cast: dict[str, User], monkeypatch: pytest.MonkeyPatch) -> None:
    seal_both_sides(archive)
    monkeypatch.setattr("gongzhi_web.overview.asking.PAGE", 1)
    client = client_of(cast["gao"])
    first = client.get(reverse("search"), {"q": WORD, "kind": "sample"})
    assert "CY-west" in first.content.decode() and "CY-east" not in first.content.decode()
    after = first.context["groups"][0].following
    second = client.get(reverse("search"), {"q": WORD, "kind": "sample", "after": after}).content.decode()
    assert "CY-east" in second and "CY-west" not in second and "回到第一页" in second
    assert client.get(reverse("search"), {"q": WORD, "kind": "nothing"}).status_code == 404


def test_more_than_are_counted_are_said_to_be_more(everything, cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongzhi_web.overview.asking.MOST", 1)
    groups = {group.name: group for group in groups_for(cast["gao"], WORD)}
    assert groups["room"].more and groups["room"].count == 1 and not groups["lead"].more


def test_what_is_built_anew_from_the_log_finds_the_same(archive, everything, cast: dict[str, User]) -> None:
    before = {name: found(user) for name, user in cast.items()}
    for model in (*{sort.model for sort in SORTS}, Thing):
        model.objects.all().delete()
    Cursor.objects.all().delete()
    assert found(cast["gao"]).keys() <= {"lead"}
    catch_up(archive)
    assert {name: found(user) for name, user in cast.items()} == before


def test_a_seller_who_moves_to_another_county_is_found_there(archive, everything, cast: dict[str, User]) -> None:
    level_overview(archive)
    Organisation.objects.filter(party="lin").update(parent_id="west")
    assert found(cast["west"])["room"] == {"west"}
    assert level_overview(archive) and not level_overview(archive)
    assert found(cast["west"])["room"] == {"east", "west"} and "room" not in found(cast["east"])


def test_a_store_that_was_filled_before_there_was_a_search_is_brought_level(archive, everything, cast) -> None:
    before = found(cast["gao"])
    Thing.objects.all().delete()
    assert "case" not in found(cast["gao"])
    level_overview(archive)
    assert found(cast["gao"]) == before


def test_a_city_with_a_thousand_sellers_is_answered(everything, cast: dict[str, User]) -> None:
    sellers = (
        Organisation(party=f"m{at}", name=f"第{at}家店", kind="merchant", parent_id="east") for at in range(1200)
    )
    Organisation.objects.bulk_create(sellers)
    assert found(cast["gao"])["finding"] == {"east", "west"}
    assert set(broadcasts_of(cast["gao"]).values_list("pk", flat=True)) == {"b-east", "b-west"}


def test_a_presenter_finds_the_broadcasts_in_which_they_appear_and_no_others(archive, market, cast) -> None:
    qiao = cast["qiao"]
    qiao.known_as = ["乔小满"]
    groups = {group.name: group for group in groups_for(qiao, "直播")}
    assert [hit.address for hit in groups["room"].hits] == [reverse("room", args=[market["qiao"]])]
    assert set(broadcasts_of(qiao).values_list("pk", flat=True)) == {market["qiao"]}
    # Sealed again without the presenter, the broadcast is no longer theirs.
    seal_room(archive, "qiao", merchant="西山茶业", mcn="星火")
    catch_up(archive)
    assert not broadcasts_of(qiao).exists()


def test_only_what_is_about_the_regrouped_is_made_anew(archive, everything, cast: dict[str, User]) -> None:
    level_overview(archive)
    Thing.objects.filter(sort__in=("room", "case")).delete()
    Organisation.objects.filter(party="lin").update(parent_id="west")
    assert level_overview(archive)
    assert sorted(Thing.objects.filter(sort__in=("room", "case")).values_list("key", flat=True)) == [
        "AJ-east",
        "b-east",
    ]


def test_what_the_index_still_proposes_is_neither_shown_nor_counted_once_it_is_out_of_scope(everything, cast) -> None:
    assert found(cast["lead"])["recall"] == {"east", "west"}
    RecallRow.objects.filter(number="ZH-east").update(platform="other")
    assert found(cast["lead"])["recall"] == {"west"}
