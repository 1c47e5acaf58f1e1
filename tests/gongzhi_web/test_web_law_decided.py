"""Decided cases on the page of a provision: those that cite it, to those who may read them."""

from datetime import date

import pytest
from django.urls import reverse
from test_web_cases import _decide, case
from web_cast import client_of

from gongzhi.law import Place
from gongzhi_web.law.decided import decided_on

__all__ = ["case"]
PAGE = {"on": date(2026, 3, 14).isoformat()}


def _page(user, provision: str):
    return client_of(user).get(reverse("provision", args=[provision]), PAGE)


@pytest.fixture
def decided(case, cast) -> str:
    """Lin's case, decided with a warning."""
    assert _decide(cast, case).status_code == 302
    return case


def test_the_page_links_the_decision_that_cites_the_provision(decided, cast) -> None:
    answer = _page(cast["lead"], "广告法/9(3)")
    (ruling,) = answer.context["rulings"]
    assert (ruling.case, ruling.party, ruling.state) == (decided, "林家果园", "已决定")
    assert f'href="{reverse("case", args=[decided])}"' in answer.content.decode()


def test_the_article_and_its_other_parts_are_told_apart(decided, cast) -> None:
    assert len(decided_on(cast["lead"], "广告法", Place("9"))) == 1
    assert decided_on(cast["lead"], "广告法", Place("9", 0, 4)) == []
    assert decided_on(cast["lead"], "价格法", Place("9")) == []


def test_a_decision_is_listed_only_for_those_who_may_read_the_case(decided, cast) -> None:
    def counted(name: str) -> int:
        return _page(cast[name], "广告法/9(3)").context["ruled"]

    assert [counted(name) for name in ("lead", "east", "gao", "lin")] == [1, 1, 1, 1]
    assert [counted(name) for name in ("west", "tea", "elsewhere", "zhou")] == [0, 0, 0, 0]


def test_an_open_case_is_no_decision(case, cast) -> None:
    answer = _page(cast["lead"], "广告法/9(3)")
    assert answer.context["ruled"] == 0 and "没有决定引用这一条" in answer.content.decode()
