"""Signs of arranged reviews: found, told as something to examine, and without any effect on weights."""

from datetime import timedelta

from credit_cast import SCALE
from test_credit_reviews import AT, review

from gongzhi.credit import Sign, signs_of_collusion, weigh

TEXT = "橙子收到了个个饱满汁水很多下次还会回购推荐给大家"


def ordinary() -> list:
    return [review(f"o{day}-{at}", at=AT + timedelta(days=day)) for day in range(20) for at in range(2)]


def test_a_burst_a_twin_text_and_shared_devices_and_addresses_are_seen() -> None:
    burst = [review(f"b{at}", at=AT + timedelta(days=25)) for at in range(30)]
    twins = [review(f"t{at}", text=TEXT + "！" * at, at=AT + timedelta(days=at)) for at in range(3)]
    device = [review(f"d{at}", device="x", at=AT + timedelta(days=at)) for at in range(2)]
    address = [review(f"a{at}", address="y", at=AT + timedelta(days=at)) for at in range(2)]
    found = {one.sign: one for one in signs_of_collusion([*ordinary(), *burst, *twins, *device, *address])}
    assert set(found) == set(Sign)
    assert set(found[Sign.BURST].reviews) == {f"b{at}" for at in range(30)}
    assert found[Sign.TWINS].reviews == ("t0", "t1", "t2")
    assert all("请核查" in one.told for one in found.values())


def test_ordinary_reviews_raise_no_sign() -> None:
    texts = ["包装完好物流很快给个好评吧", "橙子有点酸和主播说的不一样", "老人家很喜欢已经第二次买了"]
    told = [review(f"x{at}", text=text, at=AT + timedelta(days=at)) for at, text in enumerate(texts)]
    assert signs_of_collusion([*ordinary(), *told]) == ()
    assert signs_of_collusion([]) == ()


def test_one_person_with_one_device_or_the_same_words_twice_is_no_sign() -> None:
    same = [review(f"s{at}", reviewer="wen", device="x", text=TEXT) for at in range(3)]
    assert signs_of_collusion(same) == ()


def test_any_number_of_copies_is_seen() -> None:
    copies = [review(f"c{at}", text=TEXT, at=AT + timedelta(days=at)) for at in range(500)]
    assert [len(one.reviews) for one in signs_of_collusion(copies)] == [500]


def test_short_praise_is_no_twin() -> None:
    assert signs_of_collusion([review(f"s{at}", text="很好吃") for at in range(5)]) == ()


def test_signs_change_no_weight() -> None:
    marked = [review(f"d{at}", device="x", text=TEXT) for at in range(4)]
    plain = [review(f"d{at}") for at in range(4)]
    assert signs_of_collusion(marked)
    weights = [[one.weight for one in weigh(each, SCALE.reviews).weighed] for each in (marked, plain)]
    assert weights[0] == weights[1]
