"""Lists of reviews: bad lines refused by number, every review weighed with a reason, signs beside and without effect."""

from datetime import UTC, date, datetime

import pytest
from credit_cast import SCALE

from gongzhi.credit import ScoredRole, plain_reviews, read_reviews

NOW = datetime(2026, 6, 1, tzinfo=UTC)
GOOD = {
    "id": "r1",
    "party": "lin",
    "reviewer": "u1",
    "stars": "5",
    "at": "2026-05-01",
    "verified": "是",
    "account_days": 400,
}


def told(*lines: dict[str, object]):
    found, refused = read_reviews(enumerate(lines, 1), NOW)
    assert refused == ()
    return plain_reviews("lin", found["lin"], SCALE, at=NOW, on=date(2026, 6, 1), role=ScoredRole.SELLER)


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ({"stars": 6}, "1 到 5"),
        ({"stars": "五"}, "1 到 5"),
        ({"stars": True}, "1 到 5"),
        ({"at": "2026-07-01"}, "在将来"),
        ({"at": "昨天"}, "带时区"),
        ({"reviewer": ""}, "缺少 reviewer"),
        ({"verified": "也许"}, "是 或 否"),
        ({"account_days": -1}, "account_days"),
        ({"colour": "red"}, "不认识的栏"),
        ({"id": "r1"}, "重复"),
    ],
)
def test_a_bad_line_is_refused_by_its_number_and_the_rest_goes_on(bad: dict[str, object], words: str) -> None:
    found, refused = read_reviews(enumerate([GOOD, {**GOOD, "id": "r2", **bad}, {**GOOD, "id": "r3"}], 1), NOW)
    assert [one.id for one in found["lin"]] == ["r1", "r3"]
    assert [one.line for one in refused] == [2] and words in refused[0].why


def test_every_review_keeps_a_weight_and_a_reason_and_fakes_meet_the_ceiling() -> None:
    real = [{**GOOD, "id": f"r{n}", "reviewer": f"u{n}", "stars": 3} for n in range(20)]
    fakes = [{**GOOD, "id": f"f{n}", "reviewer": f"v{n}", "verified": "否"} for n in range(500)]
    found = told(*real, *fakes)
    assert found["reviews"] == len(found["weighed"]) == 520 and all(
        one["why"] and one["weight"] > 0 for one in found["weighed"]
    )
    assert found["share"] <= found["bounds"][1] and found["bounds"][1] == pytest.approx(0.6)
    assert found["event"]["kind"] == "reviews_poor"


def test_signs_are_told_and_change_no_weight() -> None:
    twins = [
        {**GOOD, "id": f"r{n}", "reviewer": f"u{n}", "text": f"果子又大又甜物流很快下次还来买{n % 1}"} for n in range(6)
    ]
    apart = [{**one, "text": ""} for one in twins]
    found = told(*twins)
    assert [one["sign"] for one in found["signs"]] == ["twins"] and "请核查" in found["signs"][0]["told"]
    assert [one["weight"] for one in found["weighed"]] == [one["weight"] for one in told(*apart)["weighed"]]
    assert "不认定" in found["notice"]
