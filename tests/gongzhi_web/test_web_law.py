"""The law browser: days, filters, what rests on a provision, what changed."""

from datetime import date

import pytest
from django.urls import reverse
from web_cast import client_of

from gongzhi.law import Place
from gongzhi_web.law.listing import Asked, entries, roles
from gongzhi_web.law.provisions import provision_on
from gongzhi_web.law.resting import resting_on
from gongzhi_web.law.shelf import book_with_unverified
from gongzhi_web.lawbook import book

DAY = date(2026, 3, 14)


@pytest.fixture
def gao(cast):
    """A regulator's browser."""
    return client_of(cast["gao"])


def test_the_list_shows_only_what_was_in_force_on_the_day(gao) -> None:
    title = "直播电商监督管理办法"
    before = gao.get(reverse("law"), {"on": "2026-01-31", "instrument": title})
    after = gao.get(reverse("law"), {"on": "2026-02-01", "instrument": title})
    assert before.context["page"].paginator.count == 0 and "没有符合条件的条款" in before.content.decode()
    assert after.context["page"].paginator.count > 50


@pytest.mark.parametrize("on", ["", "昨天", "2026-13-40", "99999-01-01"])
def test_an_impossible_day_falls_back_to_today(on: str, gao) -> None:
    answer = gao.get(reverse("law"), {"on": on})
    assert answer.status_code == 200 and answer.context["asked"].on == answer.context["today"]


def test_filters_by_role_and_kind_narrow_the_list() -> None:
    everything = entries(Asked(on=DAY))
    duties = entries(Asked(on=DAY, role="主播", kind="禁止"))
    assert 0 < len(duties) < len(everything)
    assert all("禁止" in one.kind and "主播" in one.addressee for one in duties)
    assert "平台" in roles()


def test_unverified_rows_appear_only_when_asked_for_and_are_marked(gao) -> None:
    strict, loose = entries(Asked(on=DAY)), entries(Asked(on=DAY, unverified=True))
    extra = loose[len(strict) :]
    assert loose[: len(strict)] == strict and extra and not any(one.verified for one in extra)
    last = gao.get(reverse("law"), {"on": DAY.isoformat(), "unverified": "1", "page": "9999"}).content.decode()
    assert "未核实" in last


def test_words_find_a_provision_and_an_unknown_word_says_what_to_do(gao) -> None:
    found = gao.get(reverse("law"), {"on": DAY.isoformat(), "q": "绝对化"})
    assert found.context["page"].paginator.count
    nothing = gao.get(reverse("law"), {"on": DAY.isoformat(), "q": "龘靐齉"}).content.decode()
    assert "换一个日期或更短的词" in nothing


def test_the_provision_page_marks_the_wording_as_ours_and_lists_what_rests_on_it(gao) -> None:
    body = gao.get(reverse("provision", args=["广告法/9(3)"]), {"on": DAY.isoformat()}).content.decode()
    for text in ("要旨为自拟", "absolute.state_grade", "第九条第三项", "当日有效", "版次"):
        assert text in body


def test_a_provision_before_its_day_says_so_and_shows_its_versions(gao) -> None:
    answer = gao.get(reverse("provision", args=["直播电商监督管理办法/12.1"]), {"on": "2025-06-01"})
    body = answer.content.decode()
    assert answer.status_code == 200 and "notice-warning" in body and 'id="wording"' not in body
    assert "2026-02-01 起" in body


def test_an_unknown_provision_is_not_found(gao) -> None:
    assert gao.get(reverse("provision", args=["没有的法/1"])).status_code == 404


def test_every_row_of_the_book_has_a_page_that_can_be_made() -> None:
    for instrument, norm in book().norms():
        shown = provision_on(f"{instrument.title}/{norm.places[0]}", DAY)
        assert norm in [version.norm for version in shown.versions]


def test_measures_and_duties_rest_on_the_article_that_they_lie_in() -> None:
    resting = resting_on("直播电商监督管理办法", Place("12", 1), DAY)
    assert {"过罚相当", "必须考虑的事项"} < {one.says for one in resting["measure"]}
    assert resting["duty"] and all(one.place.article == "12" for one in resting["duty"])
    assert resting_on("直播电商监督管理办法", Place("12", 1), date(2025, 1, 1))["duty"] == []


def test_rules_count_only_findings_within_reach(cast, market) -> None:
    def found(name: str) -> int:
        page = client_of(cast[name]).get(reverse("provision", args=["广告法/9(3)"]), {"on": DAY.isoformat()})
        rules = {one["rule"].name: one["found"] for one in page.context["rules"]}
        return rules["absolute.state_grade"]

    assert [found(name) for name in ("gao", "east", "lin", "zhou")] == [4, 1, 1, 0]


def test_two_days_show_what_began_and_the_same_day_shows_nothing(gao) -> None:
    page = gao.get(reverse("law_changes"), {"from": "2026-01-31", "to": "2026-02-01", "kind": "新施行"})
    assert any(title == "直播电商监督管理办法" for title, _ in page.context["page"])
    same = gao.get(reverse("law_changes"), {"from": "2026-03-01", "to": "2026-03-01"}).content.decode()
    assert "没有不同" in same
    swapped = gao.get(reverse("law_changes"), {"from": "2026-02-01", "to": "2026-01-31"})
    assert swapped.context["swapped"] and swapped.context["earlier"] == date(2026, 1, 31)


def test_official_text_is_shown_beside_when_it_was_imported(gao, settings, tmp_path) -> None:
    from gongzhi.law import Article, OfficialText, Paragraph
    from gongzhi.values import encode_record

    settings.STORE = tmp_path
    (tmp_path / "law-texts").mkdir()
    text = OfficialText(title="广告法", articles=(Article(number=9, paragraphs=(Paragraph(text="导入的第九条"),)),))
    (tmp_path / "law-texts" / "广告法.json").write_bytes(encode_record(text))
    assert "导入的第九条" in gao.get(reverse("provision", args=["广告法/9(3)"])).content.decode()
    assert "官方文本</h2>" not in gao.get(reverse("provision", args=["广告法/4"])).content.decode()


def test_people_without_an_organisation_are_turned_away(cast) -> None:
    for page in (reverse("law"), reverse("law_changes"), reverse("duties"), reverse("provision", args=["广告法/9(3)"])):
        assert client_of(cast["nobody"]).get(page).status_code == 403


def test_every_page_and_call_asks_the_same_book() -> None:
    from gongzhi_web.api import deciding
    from gongzhi_web.decisions import views
    from gongzhi_web.law import listing
    from gongzhi_web.rules import desk
    from gongzhi_web.screening import beside

    assert {one.book() for one in (beside, deciding, desk, views, listing)} == {book()}
    assert list(book_with_unverified().instruments.values()) == list(book().instruments.values())


def test_checks_of_a_whole_broadcast_rest_on_provisions_like_rules() -> None:
    resting = resting_on("消费者权益保护法", Place("20", 1), DAY)
    assert {"contradicts.weight"} <= {one.name for one in resting["rule"]}
