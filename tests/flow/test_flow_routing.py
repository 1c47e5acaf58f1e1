"""Who is competent: the law's own order of places, and a conflict that is shown and not decided."""

from datetime import date

import pytest

from cast_of_cases import law
from cast_of_units import UNITS
from gongzhi.flow.routing import NOTICE, Routing, RoutingQuestion, route
from gongzhi.flow.routing_rules import lint_routing, load_routing_rules, read_routing_rules
from gongzhi.screening.strict_yaml import NotReadable

EAST, WEST, FAR = "南江市东县幸福路1号", "南江市西县", "杭州市余杭区"
DAY, LATER = date(2026, 3, 2), date(2026, 6, 1)


def ask(identity: str = "直播间运营者", matter: str = "查处", on: date = DAY, **changes: object) -> Routing:
    question = RoutingQuestion(matter=matter, identity=identity, on=on, **changes)  # type: ignore[arg-type]
    return route(question, load_routing_rules(), UNITS, law())


def first(answer: Routing) -> tuple[str, str]:
    one = answer.competent[0]
    return (one.unit.id if one.unit else one.address, one.cited.id)


def test_every_citation_of_the_file_is_in_force_and_was_read_in_a_text() -> None:
    assert lint_routing(load_routing_rules(), law()) == []


def test_an_operator_is_answered_for_where_it_really_does_business() -> None:
    answer = ask(places={"实际经营地": EAST, "住所地": WEST, "平台住所地": FAR})
    assert first(answer) == ("east", "直播电商监督管理办法/47.2")
    assert "东县局" in answer.lines[0] and answer.lines[-1] == NOTICE


@pytest.mark.parametrize(("registered", "unit"), [(True, "west"), (False, FAR)])
def test_without_a_known_place_of_business_registration_decides(registered: bool, unit: str) -> None:
    answer = ask(places={"住所地": WEST, "平台住所地": FAR}, holds={"已登记": registered})
    assert first(answer) == (unit, "直播电商监督管理办法/47.2")


def test_what_is_not_known_is_asked_and_every_possible_unit_is_named() -> None:
    answer = ask(places={"住所地": WEST, "平台住所地": EAST})
    of_the_measures = [one for one in answer.competent if one.cited.id == "直播电商监督管理办法/47.2"]
    assert [(one.unit.id if one.unit else "", one.if_so) for one in of_the_measures] == [
        ("west", "已登记"),
        ("east", "未登记"),
    ]
    assert answer.ask[0] == "是否已登记" and len(answer.ask) == len(set(answer.ask))


def test_the_known_conflict_of_the_platforms_seat_is_shown_with_what_settles_it() -> None:
    answer = ask(places={"实际经营地": EAST, "平台住所地": WEST}, holds={"平台地先收到": True})
    [conflict] = answer.conflicts
    assert "直播办法没有写" in conflict and "法制机构" in conflict
    assert {unit.id for unit in answer.units} == {"east", "west"}
    assert "第十二条" in answer.settled_by[0]


def test_there_is_no_conflict_when_all_rules_name_one_unit() -> None:
    answer = ask(places={"实际经营地": EAST, "平台住所地": WEST}, holds={"平台地先收到": False})
    assert answer.conflicts == () and answer.settled_by == ()
    assert [unit.id for unit in answer.units] == ["east"]


def test_a_place_that_is_not_known_is_asked_for_and_is_no_conflict() -> None:
    answer = ask()
    assert answer.conflicts == () and answer.settled_by == ()
    assert answer.ask == ("是否已登记", "平台住所地在哪里", "实际经营地在哪里")


def test_a_presenter_follows_the_operator_of_the_room() -> None:
    assert first(ask("直播营销人员", places={"运营者所在地": EAST, "住所地": WEST})) == (
        "east",
        "直播电商监督管理办法/47.3",
    )


def test_a_provincial_matter_is_never_given_to_a_county() -> None:
    answer = ask("平台", fields=frozenset({"药品"}), places={"住所地": EAST})
    [drug] = [one for one in answer.competent if "药品" in one.rule]
    assert (drug.unit, drug.level) == (None, "省级")
    assert answer.conflicts


def test_a_complaint_goes_to_the_shown_address_or_to_the_platforms_seat() -> None:
    answer = ask(
        "平台内经营者", "投诉", LATER, places={"公示地址": EAST, "平台住所地": WEST}, holds={"公示地址失联": False}
    )
    assert [unit.id for unit in answer.units] == ["east", "west"]
    assert "第十四条" in answer.settled_by[0]
    lost = ask(
        "平台内经营者", "投诉", LATER, places={"公示地址": EAST, "平台住所地": WEST}, holds={"公示地址失联": True}
    )
    assert lost.units[0].id == "west"


def test_before_the_rules_were_in_force_nothing_is_made_up() -> None:
    answer = ask("平台内经营者", "投诉", DAY, places={"公示地址": EAST})
    assert answer.competent == () and "请由人确定管辖" in answer.lines[0]


def test_an_advertisement_adds_the_publishers_place() -> None:
    answer = ask(
        fields=frozenset({"广告"}), places={"实际经营地": EAST, "运营者所在地": WEST}, holds={"自行发布": False}
    )
    assert {unit.id for unit in answer.units} == {"east", "west"}
    assert any("同一口播" in one for one in answer.conflicts)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("级别: 县级以上", "级别: 国家级"),
        ("事项: [查处]", "事项: [抓捕]"),
        ("{地点: 住所地}", "{地点: 月球}"),
        ("条件: 已登记", "条件: 心情好"),
        ("名: 互联网广告", "名: 网络食品"),
        ("- 规则: [直播间运营者违反直播办法, 互联网广告]", "- 规则: [直播间运营者违反直播办法, 没有这条]"),
        ("  自: 2026-02-01", "  从: 2026-02-01"),
    ],
)
def test_a_file_with_an_unknown_word_is_refused_with_its_line(wrong: str, said: str) -> None:
    from importlib.resources import files

    text = files("gongzhi.flow").joinpath("routing.yaml").read_text("utf-8")
    assert wrong in text
    with pytest.raises(NotReadable):
        read_routing_rules(text.replace(wrong, said, 1), "routing.yaml")


def test_a_citation_of_what_was_not_in_force_is_found_by_the_linter() -> None:
    from importlib.resources import files

    text = files("gongzhi.flow").joinpath("routing.yaml").read_text("utf-8")
    early = text.replace("自: 2026-02-01", "自: 2025-02-01")
    uncertain = text.replace("规定/10.1", "规定/9")
    assert any("施行" in one for one in lint_routing(read_routing_rules(early, "x"), law()))
    assert any("已核实" in one for one in lint_routing(read_routing_rules(uncertain, "x"), law()))
