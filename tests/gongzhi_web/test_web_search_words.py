"""The index of words: any part of a run is found, all terms must stand, and only what the asker's names may read."""

import pytest

from gongzhi_web.search import words
from gongzhi_web.search.words import find_words, forget_words, put_words

pytestmark = pytest.mark.django_db
TEXT = "XS2026-000123 林家果园直播间称“全国第一甜” m-lin-07"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("林家果园", True),
        ("家果", True),
        ("园", True),
        ("甜", True),
        ("林果", False),
        ("果园 第一", True),
        ("果园 第二", False),
        ("XS2026-000123", True),
        ("xs2026", True),
        ("0001", True),
        ("000124", False),
        ("lin-0", True),
        ("“第一", True),
        ("。", False),
        ("", False),
        ('" OR readers : x', False),
        ("NEAR(林 家)", False),
    ],
)
def test_a_part_of_the_words_finds_the_place(asked: str, found: bool) -> None:
    put_words(7, TEXT, ["east", "city"])
    assert find_words(asked, ["east"], limit=5) == ([7] if found else [])


def test_who_may_not_read_finds_nothing_and_what_is_put_again_replaces() -> None:
    put_words(1, TEXT, ["east"])
    put_words(2, TEXT, ["we st", "city"])
    assert find_words("果园", ["we st", "nobody"], limit=5) == [2]
    assert find_words("果园", [], limit=5) == []
    put_words(1, "西山茶业", ["east", "city"])
    assert find_words("果园", ["east"], limit=5) == [] and find_words("茶", ["east"], limit=5) == [1]
    assert find_words("山", ["city"], limit=5, before=1) == []
    forget_words([1])
    assert find_words("茶业", ["east"], limit=5) == []


def test_the_newest_come_first_and_the_rest_behind_them() -> None:
    for place in range(6):
        put_words(place, TEXT, ["city"])
    assert find_words("林家", ["city"], limit=3) == [5, 4, 3]
    assert find_words("林家", ["city"], limit=3, before=3) == [2, 1, 0]


def test_what_is_seldom_among_the_newest_is_found_among_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "_NEWEST", 3)
    for place, text in enumerate((TEXT, "西山茶业", TEXT, "西山茶业", "西山茶业", TEXT)):
        put_words(place, text, ["city"])
    assert find_words("果园", ["city"], limit=2) == [5, 2]
    assert find_words("果园", ["city"], limit=1) == [5]
    assert find_words("果园", ["city"], limit=9, before=5) == [2, 0]
