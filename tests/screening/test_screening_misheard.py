"""What recognisers take for a word is weighed by a table that was learned, and ordinary speech is left alone."""

from datetime import date

import pytest

from gongzhi.screening import Line
from gongzhi.screening.misheard import confusions, dissimilarity, is_misheard, read_confusions
from gongzhi.screening.ordinary import is_ordinary, reaches_out, stands_in_word
from gongzhi.screening.sounds import part_syllable
from shipped import shipped_screener

SCREENER = shipped_screener()


def evasions(text: str, kind: str = "speech") -> list[tuple[str, str]]:
    verdict = SCREENER.screen(Line(id="1", text=text, kind=kind, on=date(2026, 3, 1), category="食品"))
    return [(one.reading, one.how) for one in verdict.evasions]


@pytest.mark.parametrize(
    ("heard", "word"),
    [
        ("我们假以赔时", "假一赔十"),
        ("国嘉级的品质", "国家级"),
        ("稳转不赔的", "稳赚不赔"),
        ("包治百柄的", "包治百病"),
    ],
)
def test_a_damaged_word_of_the_law_is_recovered_and_called_the_machines_error(heard: str, word: str) -> None:
    assert (word, "识别误差") in evasions(heard)
    assert (word, "谐音代字") in evasions(heard, "screen")


@pytest.mark.parametrize(
    "said", ["国家机关的", "世界纪录保持者", "是一直在播的", "直接将它装好", "使用其他颜色", "手机好用"]
)
def test_ordinary_speech_is_not_taken_for_what_it_sounds_like(said: str) -> None:
    assert evasions(said) == []


def test_a_rarer_confusion_is_dearer_and_an_unknown_one_is_never_bridged() -> None:
    table = confusions()
    assert table.cost("jia", "jia") == 0
    assert 0 < table.cost("shi", "si") < table.cost("fan", "han")
    assert table.cost("shi", "ma") > table.limit * 3
    assert not is_misheard("国家级", "国妈级")
    assert (
        dissimilarity("国家级", "国家级") == 0 < dissimilarity("国家级", "国嘉级") < dissimilarity("国家级", "果嘉集")
    )


def test_a_table_is_read_as_it_is_written() -> None:
    table = read_confusions("# 说明\ninitial - n 500\nfinal in ing 700\nwritten 10\nlimit 99\n")
    assert (table.initials, table.finals, table.written, table.limit) == (
        {("", "n"): 500},
        {("in", "ing"): 700},
        10,
        99,
    )
    assert part_syllable("zhuang") == ("zh", "uang") and part_syllable("an") == ("", "an")


def test_ordinary_words_cover_their_characters() -> None:
    assert is_ordinary("国家") and not is_ordinary("国嘉")
    assert stands_in_word("在深圳发货", 2) and not stands_in_word("国嘉级", 1)
    assert reaches_out("反抗军", 1, 3) and not reaches_out("罐军", 0, 2)
