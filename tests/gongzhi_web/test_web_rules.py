"""The rules as a lawyer reads them: found, explained, run on their own examples, counted within reach."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse
from web_cast import client_of

from gongzhi.flow.rule_book import RuleState
from gongzhi.screening import Rule
from gongzhi.screening.hit_rates import Corpus
from gongzhi_web.rules import catalogue, measured
from gongzhi_web.rules.measured import Measured, measured_of

RULE = "absolute.state_grade"


@pytest.fixture
def lead(cast, market):
    """The platform lead's browser, with three rooms."""
    return client_of(cast["lead"])


def page(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def test_rules_are_listed_and_narrowed_by_type_status_and_words(lead) -> None:
    everything = lead.get(reverse("rules")).context["page"].paginator.count
    absolute = lead.get(reverse("rules"), {"type": "absolute_claim"}).context["page"].paginator.count
    assert everything == len(catalogue.rule_set().rules) > absolute > 0
    assert RULE in page(lead.get(reverse("rules"), {"q": "国家级"}))
    assert "没有符合条件的规则" in page(lead.get(reverse("rules"), {"q": "龘靐齉"}))


def test_a_rule_shows_its_law_reason_patterns_and_examples_run_now(lead) -> None:
    body = page(lead.get(reverse("rule", args=[RULE])))
    for said in (
        "《广告法》第九条第三项",
        "为什么",
        "可以这样说",
        "找什么",
        "全部相符",
        "不应命中，未命中",
        "rules replay",
    ):
        assert said in body


def test_every_rule_has_a_page_that_can_be_made(lead) -> None:
    for rule in catalogue.rule_set().rules:
        assert catalogue.conditions_of(rule) and catalogue.law_of(rule, date(2026, 3, 14))
        assert len(catalogue.try_examples(rule, date(2026, 3, 14))) == len(rule.accepted) + len(rule.refused)


def test_an_example_that_fails_is_shown_as_failing(lead, monkeypatch) -> None:
    def wrong(rule: Rule, on: date) -> list[catalogue.Tried]:
        return [catalogue.Tried("国家级品质", "", True, False)]

    monkeypatch.setattr(catalogue, "try_examples", wrong)
    body = page(lead.get(reverse("rule", args=[RULE])))
    assert "1 例不符" in body and "应命中，未命中" in body


def test_findings_are_counted_within_reach_only(cast, market) -> None:
    def hits(name: str) -> int:
        return client_of(cast[name]).get(reverse("rule", args=[RULE])).context["outcomes"]["all"]

    assert [hits(name) for name in ("lead", "gao", "east", "elsewhere")] == [4, 4, 1, 0]
    body = page(client_of(cast["elsewhere"]).get(reverse("rule", args=[RULE])))
    assert "还没有命中" in body


def test_those_who_sell_do_not_see_what_the_rules_look_for(cast, market) -> None:
    for name in ("lin", "qiao", "zhou", "nobody"):
        client = client_of(cast[name])
        assert client.get(reverse("rules")).status_code == 403
        assert client.get(reverse("rule", args=[RULE])).status_code == 403


def test_an_unknown_rule_is_not_found(lead) -> None:
    assert lead.get(reverse("rule", args=["no.such"])).status_code == 404


def test_a_rule_tells_how_often_it_speaks_in_ordinary_text_and_in_which_sample(lead) -> None:
    rates = measured.rates()
    body = page(lead.get(reverse("rule", args=[RULE])))
    hits = rates.rules[RULE][1]
    assert f'{rates.lines} 行里命中 <b class="num">{hits}</b> 行' in body
    for corpus in rates.corpora:
        assert f'<span class="num">{corpus.lines}</span> 行' in body and corpus.name not in body


def test_a_text_of_ones_own_was_not_measured_whatever_its_version_is_called() -> None:
    (rule,) = [one for one in catalogue.rule_set().rules if one.id == RULE]
    assert measured_of(rule, None).hits == measured_of(rule, RuleState(rule=RULE)).hits is not None
    own = RuleState(rule=RULE, approved=object())  # type: ignore[arg-type]
    assert measured_of(rule, own).hits is None
    assert measured_of(replace(rule, version="999"), None).hits is None


def test_what_is_not_nought_is_never_printed_as_nought() -> None:
    rates = replace(measured.rates(), corpora=(Corpus(name="文", lines=200_000, flagged=0),))
    assert [Measured(hits, rates).often for hits in (0, 1, 2, 46)] == ["0.0", "不到 0.1", "0.1", "2.3"]
