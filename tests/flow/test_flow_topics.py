"""Where an inquiry begins: topics that together ask about every result, and files that are refused with line and remedy."""

import pytest

from gongzhi.flow.topics import load_topics, raised_by, read_topics, results_in
from gongzhi.liability import RuleSet, load_rules
from gongzhi.screening.strict_yaml import NotReadable


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return load_rules()


def test_every_result_of_the_rules_is_asked_about_in_some_topic(rules) -> None:
    topics = load_topics(rules)
    assert {one for one in rules.groups() if any(topic.holds(one) for topic in topics)} == set(rules.groups())
    assert load_topics(rules) is topics and raised_by(("预付款", "没有"), topics) == {"预付款"}


def test_no_topic_chosen_means_everything_and_topics_add_up(rules) -> None:
    topics = load_topics(rules)
    assert results_in((), topics, rules) == frozenset(rules.groups())
    platform, room = results_in(("平台",), topics, rules), results_in(("直播间运营者、主播与MCN",), topics, rules)
    assert {one.partition("/")[0] for one in platform} == {"平台"}
    assert results_in(("平台", "直播间运营者、主播与MCN"), topics, rules) == platform | room


@pytest.mark.parametrize(
    ("text", "says"),
    [("主题:\n- {名: 甲, 说: 乙, 提出: [], 结果: [谁/什么]}", "第 2 行的结果“谁/什么”没有规则得出"), ("主题:\n- {名: 甲, 提出: [], 结果: [平台/*]}", "第 2 行缺少 说"),
     ("主题:\n- {名: 甲, 说: 乙, 提出: [], 结果: [平台/*]}\n- {名: 甲, 说: 乙, 提出: [], 结果: [平台/*]}", "写了两次"),
     ("主题:\n- {名: 甲, 说: 乙, 提出: [], 结果: [平台/*]}", "没有哪个主题问到"),
     ("主题:\n- {名: 甲, 说: 乙, 提出: [没有的], 结果: [平台/*]}", "事项“没有的”不存在")],
)  # fmt: skip
def test_a_file_that_does_not_fit_the_rules_is_refused_with_the_remedy(rules, text, says) -> None:
    with pytest.raises(NotReadable, match=says):
        read_topics(text, "t.yaml", rules)
