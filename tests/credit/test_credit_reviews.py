"""Reviews: none is left out, and no number of untrusted ones passes the proved ceiling."""

from datetime import UTC, datetime

import pytest
from credit_cast import DAY, SCALE
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.credit import ConsumerReview, ScoredRole, event_of_reviews, lower_end, weigh

AT = datetime(2026, 3, 1, tzinfo=UTC)
RULES = SCALE.reviews


def review(id: str, stars: int = 5, **changes: object) -> ConsumerReview:
    given: dict[str, object] = {
        "id": id, "party": "lin", "reviewer": f"u-{id}", "stars": stars, "at": AT, "verified": True, "account_days": 400
    }  # fmt: skip
    return ConsumerReview(**(given | changes))  # type: ignore[arg-type]


crowds = st.lists(st.tuples(st.integers(1, 5), st.booleans(), st.integers(0, 60), st.integers(0, 12)), max_size=40).map(
    lambda rows: [
        review(f"r{at}", stars, verified=sure, account_days=days, reviewer=f"u{who}")
        for at, (stars, sure, days, who) in enumerate(rows)
    ]
)


@given(crowds, st.integers(0, 3000), st.sampled_from([1, 5]))
def test_no_number_of_untrusted_reviews_passes_the_bounds(crowd: list[ConsumerReview], fakes: int, stars: int) -> None:
    trusted = [one for one in crowd if one.verified]
    clean = weigh(trusted, RULES)
    flood = weigh([*trusted, *(review(f"f{at}", stars, verified=False) for at in range(fakes))], RULES)
    if clean.share is None or flood.share is None:
        assert flood.share is None and flood.lower is None
        return
    cap = RULES.cap / 100
    assert clean.share / (1 + cap) - 1e-9 <= flood.share <= (clean.share + cap) / (1 + cap) + 1e-9
    assert flood.floor - 1e-9 <= flood.share <= flood.ceiling + 1e-9


@given(crowds)
def test_every_review_keeps_a_place_and_its_weight_says_why(crowd: list[ConsumerReview]) -> None:
    standing = weigh(crowd, RULES)
    assert [one.review for one in standing.weighed] == crowd
    assert all(one.why and one.weight >= 0 for one in standing.weighed)
    low = sum(one.weight for one in standing.weighed if not one.trusted)
    assert low <= RULES.cap / 100 * standing.trusted + 1e-9 or standing.trusted == 0


def test_unlimited_fakes_do_not_lift_a_poor_seller_over_a_good_one() -> None:
    poor = [review(f"p{at}", 5 if at < 120 else 1) for at in range(200)]
    good = [review(f"g{at}", 5 if at < 180 else 1) for at in range(200)]
    fakes = [review(f"f{at}", 5, verified=False) for at in range(20_000)]
    lifted, honest = weigh([*poor, *fakes], RULES).lower, weigh(good, RULES).lower
    assert lifted is not None and honest is not None and lifted < 0.70 < honest
    plain = (120 + 20_000) / 20_200
    assert plain > 0.99


def test_one_person_many_times_counts_once() -> None:
    crowd = [review("a", 1), *(review(f"b{at}", 5, reviewer="same") for at in range(9))]
    assert weigh(crowd, RULES).share == pytest.approx(0.5)


@given(st.floats(0, 1), st.floats(0.1, 1e6))
def test_the_cautious_end_never_exceeds_the_share(share: float, mass: float) -> None:
    assert -1e-12 <= lower_end(share, mass) <= share + 1e-9


def test_reviews_become_an_event_only_when_something_trusted_is_known() -> None:
    untrusted = weigh([review("a", verified=False)], RULES)
    assert event_of_reviews("lin", ScoredRole.SELLER, untrusted, RULES, at=AT, on=DAY) is None
    poor = weigh([review(f"a{at}", 2) for at in range(50)], RULES)
    made = event_of_reviews("lin", ScoredRole.SELLER, poor, RULES, at=AT, on=DAY)
    assert made is not None and made.kind == "reviews_poor" and made.amount > 600
    good = event_of_reviews(
        "lin", ScoredRole.SELLER, weigh([review(f"a{at}") for at in range(50)], RULES), RULES, at=AT, on=DAY
    )
    assert good is not None and good.kind == "reviews_good"
