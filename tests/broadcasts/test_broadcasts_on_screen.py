"""What stands on the screen, followed from look to look."""

from hypothesis import given
from hypothesis import strategies as st

from gongzhi.broadcasts import Box, Followed, Sight, SightKind, Standing, follow

WHOLE = (Box(x=0, y=0, width=100, height=100),)
HERE, THERE = Box(x=0, y=0, width=40, height=10), Box(x=0, y=50, width=40, height=10)


def words(text: str, box: Box = HERE, confidence: int = 98) -> Sight:
    return Sight(kind=SightKind.TEXT, text=text, box=box, confidence=confidence)


def look(standing: tuple[Standing, ...], *sights: Sight, at: int, looked: tuple[Box, ...] = WHOLE) -> Followed:
    number = max((one.number for one in standing), default=-1) + 1
    return follow(standing, sights, looked, at_ms=at, before_ms=max(0, at - 1000), next_number=number)


def came(followed: Followed) -> list[str]:
    return [one.sight.text for one in followed.came]


def test_words_that_stay_come_once() -> None:
    first = look((), words("第二件半价"), at=1000)
    again = look(first.standing, words("第二件 半价！"), at=2000)
    assert came(first) == ["第二件半价"] and came(again) == [] and again.gone == ()
    assert (again.standing[0].since_ms, again.standing[0].last_ms) == (1000, 2000)


def test_another_price_in_the_same_place_is_new_and_the_old_one_gone_at_once() -> None:
    first = look((), words("现价 99 元", confidence=70), at=1000)
    changed = look(first.standing, words("现价 89 元", confidence=70), at=5000)
    assert came(changed) == ["现价 89 元"]
    assert [(one.sight.text, one.since_ms, one.last_ms) for one in changed.gone] == [("现价 99 元", 1000, 4000)]


def test_one_lost_word_counts_as_new_words_when_both_readings_are_sure() -> None:
    first = look((), words("本品不能代替药物", confidence=99), at=1000)
    assert came(look(first.standing, words("本品能代替药物", confidence=99), at=2000)) == ["本品能代替药物"]


def test_what_an_unsure_reader_spells_differently_is_the_same_words() -> None:
    first = look((), words("林家果园产地直发", confidence=75), at=1000)
    assert came(look(first.standing, words("林家果圆产地直发", confidence=72), at=2000)) == []


def test_a_clearly_better_reading_is_told_again() -> None:
    first = look((), words("林家果圆产地直发", confidence=60), at=1000)
    assert came(look(first.standing, words("林家果园产地直发", confidence=95), at=2000)) == ["林家果园产地直发"]


def test_a_hand_before_the_lens_ends_nothing() -> None:
    first = look((), words("全场包邮"), at=1000)
    hidden = look(first.standing, at=2000)
    back = look(hidden.standing, words("全场包邮"), at=3000)
    assert hidden.gone == () and back.gone == () and came(back) == []


def test_what_two_looks_miss_is_gone_and_stood_until_the_glance_before_the_first() -> None:
    first = look((), words("全场包邮"), at=1000)
    hidden = look(first.standing, at=5000)
    gone = look(hidden.standing, at=9000)
    assert [(one.since_ms, one.last_ms) for one in gone.gone] == [(1000, 4000)] and gone.standing == ()


def test_what_was_not_looked_at_is_taken_to_stand_still() -> None:
    first = look((), words("上面"), words("下面", THERE), at=1000)
    upper = (Box(x=0, y=0, width=100, height=20),)
    later = look(look(first.standing, at=2000, looked=upper).standing, at=3000, looked=upper)
    assert [one.sight.text for one in later.standing] == ["下面"]


def test_words_that_move_are_the_same_words_but_those_that_nobody_looked_at_have_not_moved() -> None:
    first = look((), words("包邮到家"), at=1000)
    moved = look(first.standing, words("包邮到家", THERE), at=2000)
    assert came(moved) == [] and moved.standing[0].sight.box == THERE
    lower = (Box(x=0, y=40, width=100, height=40),)
    assert came(look(first.standing, words("包邮到家", THERE), at=2000, looked=lower)) == ["包邮到家"]


def test_the_same_words_twice_on_the_screen_are_two_things() -> None:
    first = look((), words("秒杀"), words("秒杀", THERE), at=1000)
    assert came(first) == ["秒杀", "秒杀"]
    assert came(look(first.standing, words("秒杀", THERE), words("秒杀"), at=2000)) == []


SIGHTS = st.lists(
    st.builds(
        words,
        st.sampled_from(["甲乙丙", "现价9元", "现价8元", "包邮到家", "包邮到冢"]),
        st.builds(Box, x=st.integers(0, 60), y=st.integers(0, 90), width=st.just(30), height=st.just(8)),
        st.integers(50, 100),
    ),
    max_size=5,
)


@given(st.lists(SIGHTS, max_size=12))
def test_numbers_never_repeat_and_whatever_came_stands_until_it_is_gone(looks: list[list[Sight]]) -> None:
    standing: tuple[Standing, ...] = ()
    number, arrived, left = 0, list[int](), list[int]()
    for step, sights in enumerate(looks):
        found = follow(standing, sights, WHOLE, at_ms=1000 * step + 1000, before_ms=1000 * step, next_number=number)
        standing, number = found.standing, found.next_number
        arrived += [one.number for one in found.came]
        left += [one.number for one in found.gone]
        assert all(one.since_ms <= one.last_ms for one in (*standing, *found.gone))
    assert len(set(arrived)) == len(arrived) and len(set(left)) == len(left)
    assert sorted(arrived) == sorted([*left, *(one.number for one in standing)])
