import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.law import Measure, NotAFigure, read_figure, show_figure


@pytest.mark.parametrize(
    ("text", "low", "high", "shown"),
    [
        ("罚款 1万..10万元", 1_000_000, 10_000_000, "罚款1万元至10万元"),
        ("罚款 ..5000元", None, 500_000, "罚款5000元以下"),
        ("罚款 102.3万元 罚没合计", 102_300_000, 102_300_000, "罚款1023000元（罚没合计）"),
        ("倍数 3倍", 3, 3, "倍数3倍"),
        ("比例 1..10% 上一年度销售额", 100, 1000, "比例1%至10%（上一年度销售额）"),
        ("比例 2‰", 20, 20, "比例2‰"),
        ("期限 5工作日", 5, 5, "期限5个工作日"),
        ("保存 3..年 自交易完成", 3, None, "保存3年以上（自交易完成）"),
        ("提前 30..日", 30, None, "提前至少30日"),
        ("周期 ..6个月", None, 6, "周期至少每6个月一次"),
        ("数量 5000万..人 注册用户", 50_000_000, None, "数量50000000人以上（注册用户）"),
    ],
)
def test_a_number_is_read_and_shown(text, low, high, shown):
    figure = read_figure(text)
    assert (figure.low, figure.high) == (low, high)
    assert show_figure(figure) == shown


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("罚款", "不是数"),
        ("罚金 1万元", "种类"),
        ("罚款 1万..10万", "单位"),
        ("罚款 1万日", "单位"),
        ("期限 5元", "单位"),
        ("罚款 ..元", "没有数字"),
        ("罚款 5万..1万元", "上限小于下限"),
        ("倍数 1.5倍", "除不尽"),
    ],
)
def test_a_number_that_is_text_is_refused_with_the_reason(text, words):
    with pytest.raises(NotAFigure, match=words):
        read_figure(text)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_money_is_exact_fen(low, more):
    figure = read_figure(f"罚款 {low}..{low + more}元")
    assert (figure.measure, figure.low, figure.high) == (Measure.FINE, low * 100, (low + more) * 100)
