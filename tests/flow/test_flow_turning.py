"""One fact the other way round, and answers that contradict each other."""

from datetime import date

import pytest

from cast_of_cases import law
from gongzhi.flow.analyse import FactAnswer, Inquiry, analyse, with_answer
from gongzhi.flow.turning import conflict_in, what_if
from gongzhi.liability import Engine, load_rules

TODAY = date(2026, 6, 1)
ASKED = Inquiry(title="王女士的脐橙", conduct=date(2026, 3, 1), topics=("平台",), amounts={"损失": 100_000})


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(load_rules(), law())


def said(*answers: tuple[str, str]) -> Inquiry:
    inquiry = ASKED
    for fact, answer in answers:
        inquiry = with_answer(inquiry, fact, FactAnswer(answer))
    return inquiry


def test_flipping_a_deciding_fact_turns_the_result_that_it_decides(engine) -> None:
    inquiry = said(("存在损害", "是"), ("平台自营", "是"))
    result = next(one for one in analyse(engine, inquiry, TODAY)["results"] if one["name"] == "平台/销售者责任")
    assert set(result["why"]["deciding"]) == {"存在损害"}
    found = what_if(engine, inquiry, fact="存在损害", to=FactAnswer.NO, today=TODAY)
    turned = {one.name: (one.before.outcome, one.after.outcome) for one in found.turns}
    assert turned["平台/销售者责任"] == ("成立", "不成立") and not found.impossible


def test_only_results_that_change_are_listed_and_a_lost_claim_has_no_money(engine) -> None:
    inquiry = said(("存在损害", "是"), ("关系生命健康", "是"), ("平台已审核资质", "否"))
    turns = what_if(engine, inquiry, fact="关系生命健康", to=FactAnswer.NO, today=TODAY).turns
    assert [one.name for one in turns] == ["平台/相应责任"]
    assert turns[0].before.most_fen == 100_000 and turns[0].after.most_fen is None and not turns[0].after.form


def test_a_change_that_cannot_be_says_why_and_turns_nothing(engine) -> None:
    found = what_if(engine, said(("平台自营", "是")), fact="平台误导为自营", to=FactAnswer.YES, today=TODAY)
    assert "事实互相矛盾" in found.impossible and found.turns == ()


def test_a_contradiction_is_narrowed_to_the_answers_that_make_it(engine) -> None:
    inquiry = said(
        ("存在损害", "是"), ("运营者已标明实际销售者", "是"), ("食品", "是"), ("平台自营", "是"), ("食用农产品", "否")
    )
    found = conflict_in(engine, inquiry, TODAY)
    assert found is not None and set(found.facts) == {"运营者已标明实际销售者", "平台自营"}
    assert "写为否" in found.says
    for name in found.facts:
        assert conflict_in(engine, with_answer(inquiry, name, None), TODAY) is None


def test_answers_that_can_all_be_so_have_no_conflict(engine) -> None:
    assert conflict_in(engine, said(("存在损害", "是"), ("平台自营", "否")), TODAY) is None
    assert conflict_in(engine, ASKED, TODAY) is None
