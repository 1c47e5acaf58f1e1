"""The same script in two rooms is seen; rooms that only greet alike are not."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from gongzhi.screening.whole import Script, likeness, same_scripts

_SCRIPT = ["".join(words) for words in product("今天脐橙", "果园果香", "现摘现发", "山里水好", "坏果包赔")][:400]
_OTHER = ["".join(words) for words in product("口红气垫", "保湿精华", "温和清洁", "色号多样", "试色对比")][:400]


def _sketch(lines: list[str]) -> tuple[int, ...]:
    script = Script()
    for line in lines:
        script.hear(line)
    return script.sketch()


def test_the_same_script_is_alike_even_when_dressed_up() -> None:
    dressed = [line.replace("今", "今 ") for line in _SCRIPT]
    assert likeness(_sketch(_SCRIPT), _sketch(dressed)) == 100


def test_another_script_is_not_alike() -> None:
    assert likeness(_sketch(_SCRIPT), _sketch(_OTHER)) < 5


def test_half_a_script_is_about_half_alike() -> None:
    alike = likeness(_sketch(_SCRIPT[:200]), _sketch([*_SCRIPT[:200], *_OTHER]))
    assert 5 < alike < 80


def test_a_room_that_said_too_little_is_like_nobody() -> None:
    assert likeness(_sketch(["大家好欢迎来到直播间"]), _sketch(["大家好欢迎来到直播间"])) == 0


def test_reviewers_are_told_which_broadcasts_and_how_much() -> None:
    others = {"xinghuo-1": _sketch(_SCRIPT), "qiao-1": _sketch(_OTHER)}
    assert same_scripts(_sketch(_SCRIPT), others) == (("xinghuo-1", 100),)


@given(st.lists(st.text(alphabet=_SCRIPT[0] + _OTHER[0], max_size=40), max_size=30))
def test_order_and_repetition_do_not_matter(lines: list[str]) -> None:
    assert _sketch(lines) == _sketch([*reversed(lines), *lines])
