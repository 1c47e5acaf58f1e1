from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.law import NotInForce, Uncitable, UnknownProvision, check_citations, load_book, rest_on

BOOK = load_book()
ids = st.one_of(
    st.text(max_size=30),
    st.builds(
        "{}/{}".format, st.sampled_from(sorted(BOOK.instruments)), st.text("0123456789.()第条款项一二十百", max_size=9)
    ),
    st.builds("{}/{}".format, st.sampled_from(sorted(BOOK.instruments)), st.integers(0, 1300)),
)
days = st.dates(date(1990, 1, 1), date(2040, 1, 1))

SHORT = {
    "电商法/38.2": "电子商务法/38.2",
    "消法/55.1": "消费者权益保护法/55.1",
    "食安法/148": "食品安全法/148",
    "反法/9.1": "反不正当竞争法/9.1",
    "网消规定/12.1": "法释〔2022〕8号/12.1",
    "法释[2022]8号/12.1": "法释〔2022〕8号/12.1",
    "《中华人民共和国广告法》/9(3)": "广告法/9(3)",
    "广告法第九条第三项": "广告法/9(3)",
    "广告法/9.1(3)": "广告法/9(3)",
    "民法典/563(4)": "民法典/563.1(4)",
}


@pytest.fixture(scope="module")
def book():
    return BOOK


@given(ids, days)
def test_whatever_is_asked_the_answer_is_a_citation_or_a_refusal_that_says_something(asked, on):
    try:
        found = BOOK.cite(asked, on)
    except Uncitable as refusal:
        assert len(str(refusal)) > 8
        return
    assert on in found.in_force
    assert found.held == "held" or found.remark
    assert BOOK.cite(found.id, on).norms == found.norms


@given(st.sampled_from([f"{one.title}/{place}" for one, norm in BOOK.norms() for place in norm.places]), days)
def test_a_row_is_cited_only_while_its_own_period_runs(provision, on):
    try:
        found = BOOK.cite(provision, on)
    except Uncitable:
        return
    edition = BOOK.instruments[found.instrument].edition_on(on)
    assert edition is not None
    assert {norm.edition for norm in found.norms} <= {edition.name}
    assert all(norm.period is None or on in norm.period for norm in found.norms)
    assert all(norm.active for norm in found.norms)


@pytest.mark.parametrize(("asked", "meant"), SHORT.items())
def test_short_names_and_other_spellings_lead_to_the_one_id(book, asked, meant):
    assert book.cite(asked, date(2026, 3, 1)).id == meant


def test_an_item_is_cited_with_its_article_and_our_wording(book):
    found = book.cite("广告法/9(3)", date(2026, 3, 1))
    assert (found.title, found.article, found.held) == ("广告法", "第九条第三项", "held")
    assert "绝对化用语" in found.wording
    assert str(found) == "《广告法》第九条第三项"


def test_an_article_stands_for_all_its_paragraphs(book):
    whole = book.cite("直播电商监督管理办法/12", date(2026, 3, 1))
    part = book.cite("直播电商监督管理办法/12.2", date(2026, 3, 1))
    assert part.wording in whole.wording
    assert len(whole.norms) == 4


def test_law_of_an_older_wording_is_in_force_but_not_held(book):
    found = book.cite("食品安全法/148", date(2016, 1, 1))
    assert found.held == "not_held"
    assert "未存当日文本" in found.remark
    assert book.cite("食品安全法/148", date(2025, 12, 1)).held == "held"
    assert book.cite("食品安全法/148", date(2025, 11, 30)).held == "not_held"


def test_an_article_without_a_row_of_ours_is_in_force_and_not_held(book):
    found = book.cite("广告法/70", date(2026, 3, 1))
    assert (found.held, found.wording) == ("not_held", "")


def test_conduct_before_and_after_the_renumbering_meets_different_articles(book):
    assert "20–100万" in book.cite("反法/20", date(2025, 9, 1)).figures
    assert "≤100万" in book.cite("反法/25", date(2025, 11, 1)).figures
    with pytest.raises(NotInForce, match="当日为第八条第一款"):
        book.cite("反法/9", date(2025, 9, 1))


def test_an_amended_row_changes_on_its_day_and_the_rest_of_the_article_does_not(book):
    before = book.cite("网络交易监督管理办法/18", date(2025, 3, 17))
    after = book.cite("网络交易监督管理办法/18", date(2025, 3, 18))
    assert "五日" in before.wording
    assert [norm.code for norm in after.norms] == ["WJ-18", "WJ-18.2"]
    assert before.held == after.held == "held"


@pytest.mark.parametrize(
    ("asked", "on", "words"),
    [
        ("电子商务法/38", date(2018, 12, 31), "自 2019-01-01 起施行"),
        ("消法/55", date(2013, 1, 1), "不能断定"),
        ("投诉举报办法/15", date(2026, 4, 14), "暂行办法"),
        ("投诉举报暂行办法/14", date(2026, 4, 15), "不再有效"),
        ("商标法/57(3)", date(2027, 1, 1), "没有第五十七条第三项"),
        ("直播电子商务管理规范/6.4.5", date(2026, 1, 1), "施行日不明"),
    ],
)
def test_what_was_not_in_force_is_refused_with_the_reason(book, asked, on, words):
    with pytest.raises(NotInForce, match=words):
        book.cite(asked, on)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("广告法/75", "共 74 条"),
        ("广告法/9(12)", "广告法/9\\(3\\)"),
        ("广告发/9", "最接近的是“广告法”"),
        ("广告法/九", "条号读不懂"),
        ("刑法/222", "未核实"),
        ("法释〔2022〕8号/12(1)", "8号/12.1"),
    ],
)
def test_what_does_not_exist_is_refused_with_the_nearest(book, asked, words):
    with pytest.raises(UnknownProvision, match=words):
        book.cite(asked, date(2026, 3, 1))


def test_unverified_rows_are_cited_only_when_asked_for(book):
    assert not any(norm.confidence != "已核" for one in book.provisions(date(2026, 5, 1)) for norm in one.norms)
    assert load_book(unverified=True).cite("互联网直播服务管理规定/16", date(2026, 5, 1)).norms


def test_over_a_thousand_provisions_are_in_force_in_spring_2026(book):
    assert len(book.provisions(date(2026, 5, 1))) >= 1050
    assert sum(norm.active for _, norm in book.norms()) >= 1100


def test_search_finds_by_words_role_and_kind(book):
    assert book.search("绝对化用语")[0].id == "广告法/9(3)"
    found = book.search("黑名单 申诉", date(2026, 3, 1), addressee="platform", kind="procedure")
    assert found[0].id == "直播电商监督管理办法/14.2"
    assert all("平台" in one.addressee for one in found)
    assert book.search("黑名单", date(2026, 1, 1), addressee="平台") == ()


def test_broken_citations_are_reported_with_their_place(book):
    good = ("rules/a.yaml", "广告法/9(3)", date(2026, 3, 1))
    bad = ("rules/b.yaml", "直播电商监督管理办法/34.1", date(2026, 1, 31))
    assert [one.place for one in check_citations(book, [good, bad])] == ["rules/b.yaml"]


def test_each_provision_lists_what_rests_on_it(book):
    day = date(2026, 3, 1)
    cited = [("甲", "广告法/9(3)", day), ("乙", "广告法第九条第三项", day), ("丙", "广告法/999", day)]
    assert rest_on(book, cited) == {"广告法/9(3)": ("甲", "乙")}


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("极限词", "广告法/9(3)"),
        ("仅退款", "网络交易平台规则监督管理办法/27.1(1)"),
        ("假一赔十", "法释〔2022〕8号/10"),
        ("二选一", "网络交易平台规则监督管理办法/27.1(4)"),
        ("虚假宣传 罚款", "反不正当竞争法/25"),
    ],
)
def test_search_knows_how_people_say_it(book, words, first):
    assert book.search(words, date(2026, 5, 1))[0].id == first


def test_search_puts_law_before_cases_and_says_nothing_for_nonsense(book):
    found = book.search("虚假宣传 处罚", date(2026, 5, 1))
    titles = [one.instrument.startswith("市场监管总局直播电商典型案例") for one in found]
    assert titles == sorted(titles)
    assert book.search("zzzz") == ()
