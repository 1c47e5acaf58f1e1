"""Avoided and damaged words are undone, and each undone place says what it reads as and how."""

from datetime import date

import pytest

from gongzhi.screening import Evasion, Line, Screened
from shipped import shipped_screener

SCREENER = shipped_screener()


def screened(text: str, category: str | None = None, kind: str = "speech") -> Screened:
    return SCREENER.screen(Line(id="1", text=text, kind=kind, on=date(2026, 3, 1), category=category))


@pytest.mark.parametrize(
    ("said", "reading", "how"),
    [
        ("痛某风", "痛风", "词中插字"),
        ("白某障", "白内障", "词中插字"),
        ("某血某栓", "血栓", "词中插字"),
        ("对某症下某药", "对症下药", "词中插字"),
        ("脂肪什么肝", "脂肪肝", "词中插字"),
        ("舒某适", "舒适", "词中插字"),
        ("代代谢谢", "代谢", "重复叠字"),
        ("糖niao病", "糖尿病", "拼音代字"),
        ("tangniaobing", "糖尿病", "拼音代字"),
        ("白大褂", "医生", "暗语代称"),
        ("甲一赔拾", "假一赔十", "识别误差"),
        ("老母花", "老花", "词中插字"),
        ("国\u200b家·级品质", "国家级品质", "夹入符号"),
        ("最·好的产品", "最好的", "夹入符号"),
        ("增弓虽", "增强", "拆字"),
        ("白内璋和自内障", "白内障", "形近字"),
        ("高压血", "高血压", "字序颠倒"),
        ("缓解GXY人群", "高血压", "拼音首字母"),
        ("胆固什么要降", "胆固醇", "词中插字"),
        ("他什么厅", "他汀", "词中插字"),
        ("吻合定血糖", "稳定", "词中插字"),
        ("肠肠到到", "肠道", "重复叠字"),
        ("小肿肿小瘤瘤", "肿瘤", "重复叠字"),
        ("心内之中", "心灵之窗", "谐音或转写误差"),
        ("卖九十九米", "9元", "暗语代称"),
        ("k下垂", "抗衰老", "暗语代称"),
        ("唯yi的选择", "唯一", "拼音代字"),
        ("蕞好的", "最好", "形近字"),
        ("独某家", "独家", "词中插字"),
        ("独+家", "独家", "夹入符号"),
        ("国国家家级级", "国家级", "重复叠字"),
        ("国嘉级的", "国家级", "识别误差"),
        ("包治百疒丙", "包治百病", "拆字"),
    ],
)
def test_each_way_of_avoiding_a_word_is_undone(said: str, reading: str, how: str) -> None:
    assert any((one.reading, one.how) == (reading, how) for one in screened(said, "保健食品").evasions)


@pytest.mark.parametrize(
    "said",
    [
        "在美，白人朋友很多",
        "这一波，好好看",
        "某个朋友问尺码",
        "有某些颜色断码",
        "家里有眼镜",
        "嗓子不适合起高调",
        "这么大声干什么嘛",
        "绳子长九十九米",
        "一米八八米白色",
        "买八米送两米布",
        "打情骂俏",
        "高脂血症的人",
        "tgxyz这个码",
        "安全第一",
        "深圳发货",
        "反抗军来了",
        "世界纪录",
        "国家机关",
        "保质期十二个月",
        "我的me时间",
        "慢慢看看这个",
        "治 疗 低 血 压",
        "因為沒問題",
    ],
)
def test_ordinary_words_are_not_read_as_evasions(said: str) -> None:
    assert screened(said).evasions == ()


def test_the_rule_reads_the_plain_word_and_quotes_the_damaged_one() -> None:
    text = "家人们有白某账青某光的都来吃"
    findings = [one for one in screened(text, "保健食品").findings if one.rule == "medical.names_disease_food"]
    assert [one.quote for one in findings] == ["白某账", "青某光"]
    assert [one.reading for one in findings] == ["白内障", "青光眼"]
    assert all(text[one.start : one.end] == one.quote for one in findings)


def test_traditional_full_width_and_circled_writing_is_folded() -> None:
    assert [one.rule for one in screened("國家級品質，全網第①").findings] == ["absolute.state_grade", "absolute.first"]


def test_an_evasion_is_where_it_says() -> None:
    assert screened("请看痛某风").evasions == (Evasion(start=2, end=5, quote="痛某风", reading="痛风", how="词中插字"),)


@pytest.mark.parametrize(
    ("said", "quote", "reading"),
    [
        ("平时线下门店一瓶就要一百二十八", "平时线下门店一瓶就要一百二十八", "平时线下门店一瓶就要一百二十八"),
        ("国·家·级品质", "国·家·级品质", "国家级品质"),
        ("國家級品質", "國家級品質", "国家级品质"),
        ("白大褂都推荐", "白大褂都推荐", "医生都推荐"),
        ("我们全网第一", "全网第一", "全网第一"),
    ],
)
def test_a_reading_is_what_was_said_with_only_the_avoided_word_replaced(said: str, quote: str, reading: str) -> None:
    assert (quote, reading) in [(hit.quote, hit.reading) for hit in screened(said, "保健食品").findings]
