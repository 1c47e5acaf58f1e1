from datetime import date

import pytest

from gongzhi.law import ChangeKind, Lighter, changes_between, compare_penalties, load_book


@pytest.fixture(scope="module")
def book():
    return load_book()


def kinds(book, earlier, later):
    return {change.id: change.kind for change in changes_between(book, earlier, later)}


def test_nothing_changes_within_a_day(book):
    assert changes_between(book, date(2026, 5, 1), date(2026, 5, 1)) == ()


def test_the_measures_of_2026_begin_on_their_day(book):
    changed = kinds(book, date(2026, 1, 31), date(2026, 2, 1))
    assert changed["直播电商监督管理办法/12.1"] is ChangeKind.BEGUN
    assert {one.partition("/")[0] for one in changed} == {"直播电商监督管理办法", "网络交易平台规则监督管理办法"}


def test_renumbered_law_is_paired_with_its_old_number(book):
    found = {change.id: change for change in changes_between(book, date(2025, 10, 14), date(2025, 10, 15))}
    moved = found["反不正当竞争法/25"]
    assert moved.kind is ChangeKind.RENUMBERED
    assert moved.before is not None and moved.before.id == "反不正当竞争法/20"


def test_one_instrument_ends_as_the_next_begins(book):
    changed = kinds(book, date(2026, 4, 14), date(2026, 4, 15))
    assert changed["市场监督管理投诉举报处理暂行办法/14"] is ChangeKind.ENDED
    assert changed["市场监督管理投诉举报处理办法/15"] is ChangeKind.BEGUN


def test_a_reworded_article_and_an_amendment_whose_old_text_is_not_held_are_told_apart(book):
    assert kinds(book, date(2025, 3, 17), date(2025, 3, 18))["网络交易监督管理办法/18"] is ChangeKind.REWORDED
    assert kinds(book, date(2025, 11, 30), date(2025, 12, 1))["食品安全法/148.2"] is ChangeKind.AMENDED


def test_going_back_in_time_mirrors_what_began_into_what_ended(book):
    forward = [one.id for one in changes_between(book, date(2026, 1, 31), date(2026, 2, 1))]
    back = changes_between(book, date(2026, 2, 1), date(2026, 1, 31))
    assert [one.id for one in back] == forward
    assert {one.kind for one in back} == {ChangeKind.ENDED}


def test_the_new_penalty_for_false_advertising_of_2025_is_the_lighter(book):
    old = book.cite("反不正当竞争法/20", date(2025, 9, 1))
    new = book.cite("反不正当竞争法/25", date(2025, 11, 1))
    assert compare_penalties(old, new).verdict is Lighter.NEW
    assert compare_penalties(new, old).verdict is Lighter.OLD
    assert compare_penalties(new, new).verdict is Lighter.SAME
    assert "由人作出决定" in compare_penalties(old, new).notice


def test_what_cannot_be_paired_or_was_not_read_goes_to_a_person(book):
    day = date(2026, 3, 1)
    tiers = compare_penalties(book.cite("广告法/55.1", day), book.cite("广告法/58.1", day))
    assert tiers.verdict in (Lighter.NEW, Lighter.PERSON)
    other = compare_penalties(book.cite("广告法/59.1", day), book.cite("广告法/61", day))
    assert other.verdict is Lighter.PERSON
    unread = compare_penalties(book.cite("反法/23", date(2025, 9, 1)), book.cite("反法/28", day))
    assert unread.verdict is Lighter.PERSON and "没有已核实的金额" in unread.why
