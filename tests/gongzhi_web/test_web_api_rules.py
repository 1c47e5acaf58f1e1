"""The rules through the API: those that hold for the caller, with their law; and nothing to learn from for who sells."""

from datetime import date

import pytest
from api_cast import fresh_rate, program_of, refusal
from test_web_rules_change import FORM, RULE, drafted, plenty, post, shadowed

from gongzhi.screening import Status
from gongzhi_web.accounts.models import User
from gongzhi_web.rules import catalogue
from gongzhi_web.rules.measured import rates

__all__ = ["drafted", "fresh_rate", "plenty", "shadowed"]
SHIPPED = "absolute.state_grade"
STAFF, SELLERS = ("reviewer", "lead", "auditor", "gao", "elsewhere"), ("lin", "qiao", "zhou")
HIDDEN = ("patterns", "conditions", "ordinary")


def every_rule(user: User, **asked: object) -> list[dict]:
    """All pages together."""
    program, found, cursor = program_of(user), [], {}
    while True:
        page = program.get("/rules", limit=100, **asked, **cursor).json()
        found += page["items"]
        if page["next"] is None:
            return found
        cursor = {"cursor": page["next"]}


def test_all_active_rules_come_once_in_the_order_of_their_ids_with_law(cast: dict[str, User], market) -> None:
    found = every_rule(cast["lead"])
    active = {rule.id for rule in catalogue.rule_set().rules if rule.status is Status.ACTIVE}
    assert [one["id"] for one in found] == sorted(active) and len(active) > 100
    assert all(one["status"] == "active" and one["provisions"] and not one["own"] for one in found)
    one = program_of(cast["lead"]).get(f"/rules/{SHIPPED}").json()
    assert one == next(rule for rule in found if rule["id"] == SHIPPED)
    assert {"id": "广告法/9(3)", "title": "广告法", "article": "第九条第三项"} in one["provisions"]
    assert one["ordinary"] == {
        "hits": rates().rules[SHIPPED][1], "lines": rates().lines, "measured_on": str(rates().measured_on)
    }  # fmt: skip


def test_rules_are_narrowed_by_type_words_and_day(cast: dict[str, User], market) -> None:
    assert {one["type"] for one in every_rule(cast["lead"], type="lottery")} == {"lottery"}
    assert SHIPPED in {one["id"] for one in every_rule(cast["lead"], words="国家级")}
    before_any_law = program_of(cast["lead"]).get(f"/rules/{SHIPPED}", on="1990-01-01").json()
    assert before_any_law["provisions"] == []
    assert refusal(program_of(cast["lead"]).get("/rules", on="昨天")) == (422, "unusable_input")
    assert refusal(program_of(cast["lead"]).get("/rules", kind="lottery")) == (422, "unknown_parameter")


@pytest.mark.parametrize("name", SELLERS)
def test_who_sells_sees_the_law_and_never_what_a_rule_looks_for(name: str, cast: dict[str, User], market) -> None:
    rule = next(one for one in catalogue.rule_set().rules if one.id == SHIPPED)
    found = every_rule(cast[name])
    assert found and all(one[hidden] is None for one in found for hidden in HIDDEN)
    answer = program_of(cast[name]).get(f"/rules/{SHIPPED}")
    assert answer.json()["provisions"] and answer.json()["why"] == rule.why
    assert all(shape.source not in answer.content.decode() for shape in rule.shapes)
    for status in ("draft", "shadow", "retired"):
        assert refusal(program_of(cast[name]).get("/rules", status=status)) == (403, "not_allowed")


@pytest.mark.parametrize("name", STAFF)
def test_staff_see_what_a_rule_looks_for_as_on_its_page(name: str, cast: dict[str, User], market) -> None:
    one = program_of(cast[name]).get(f"/rules/{SHIPPED}").json()
    rule = next(one for one in catalogue.rule_set().rules if one.id == SHIPPED)
    assert one["patterns"] == [shape.source for shape in rule.shapes] and one["conditions"]


def test_a_draft_is_nobodys_but_the_platforms_own(cast: dict[str, User], drafted: str) -> None:
    assert [one["id"] for one in every_rule(cast["lead"], status="draft") if one["id"] == RULE] == [RULE]
    for name in ("gao", "elsewhere", *SELLERS):
        answer = program_of(cast[name]).get(f"/rules/{RULE}")
        assert answer.content == program_of(cast[name]).get("/rules/no.such").content and answer.status_code == 404
    for name in ("gao", "elsewhere"):
        assert RULE not in {one["id"] for one in every_rule(cast[name], status="draft")}


def test_an_approved_rule_holds_for_its_platform_and_for_no_other(cast: dict[str, User], shadowed: str) -> None:
    def listed(name: str) -> bool:
        return RULE in {one["id"] for one in every_rule(cast[name])}

    assert not listed("lead")
    post(cast["lead"], "approve_rule", {"seen": shadowed, "word": "看过样本"}, RULE)
    assert [listed(name) for name in ("lead", "reviewer", "elsewhere", "zhou")] == [True, True, False, False]
    one = program_of(cast["lead"]).get(f"/rules/{RULE}").json()
    assert (one["own"], one["ordinary"], one["status"]) == (True, None, "active")
    assert one["patterns"] == FORM["patterns"].split("\n")
    assert date.fromisoformat(one["since"]).isoformat() == FORM["since"]
