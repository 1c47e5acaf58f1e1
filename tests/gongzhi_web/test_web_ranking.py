"""The order of the queue: by priority, then by the model's guess, then by how long it waits; and the same when rebuilt."""

from dataclasses import replace

import pytest
from django.urls import reverse
from web_cast import client_of, make_finding

from gongzhi.screening import Certainty
from gongzhi.values import encode_record
from gongzhi_web.accounts.models import User
from gongzhi_web.archive.following import catch_up
from gongzhi_web.archive.models import Cursor
from gongzhi_web.screening.models import FindingRow
from gongzhi_web.screening.ranking import STEPS, WATCHES, place_of, rank_again, ranked_by
from gongzhi_web.screening.rows import project_finding
from gongzhi_web.screening.views import _after

DULL, TELLING = "今天天气不错", "根治高血压"


def seal(archive, room: str, *found: tuple[str, Certainty]) -> list[str]:
    """Findings with these quotes, in this order; returns their exhibits."""
    first = next(archive.placed(kind="Finding"))
    for step, (quote, certainty) in enumerate(found):
        record = make_finding(room, quote=quote, reading=quote, certainty=certainty, end=7 + len(quote))
        project_finding(replace(first, exhibit=f"e{step}", index=10_000 + step), encode_record(record))
    return [f"e{step}" for step in range(len(found))]


def listed(user: User) -> list[str]:
    """The queue as this person sees it, without the findings of the cast."""
    items = client_of(user).get(reverse("queue")).context["items"]
    return [item["found"].row.exhibit for item in items if item["found"].row.index >= 10_000]


def test_what_the_model_leans_towards_goes_first_within_one_priority(archive, cast: dict[str, User], market) -> None:
    seal(archive, market["lin"], (DULL, Certainty.DEFINITE), (TELLING, Certainty.DEFINITE))
    assert listed(cast["reviewer"]) == ["e1", "e0"]


def test_the_guess_never_lifts_a_finding_over_a_higher_priority(archive, cast: dict[str, User], market) -> None:
    seal(archive, market["lin"], (TELLING, Certainty.LIKELY), (DULL, Certainty.DEFINITE))
    assert listed(cast["reviewer"]) == ["e1", "e0"]
    assert all(place_of(priority, TELLING) < place_of(priority + 1, DULL) for priority in range(30))


def test_what_is_alike_goes_by_how_long_it_waits(archive, cast: dict[str, User], market) -> None:
    seal(archive, market["lin"], *[(TELLING, Certainty.DEFINITE)] * 3)
    assert listed(cast["reviewer"]) == ["e0", "e1", "e2"]


def test_after_a_word_on_one_the_next_in_this_order_opens(archive, cast: dict[str, User], market) -> None:
    FindingRow.objects.all().delete()
    seal(archive, market["lin"], *[(DULL, Certainty.DEFINITE), (TELLING, Certainty.DEFINITE)] * 2)
    assert listed(cast["reviewer"]) == ["e1", "e3", "e0", "e2"]
    client = client_of(cast["reviewer"])
    client.post(reverse("take_item", args=["e3"]))
    row = FindingRow.objects.get(exhibit="e3")
    request = client.get(reverse("queue")).wsgi_request
    following = _after(request, row)
    assert following is not None and following.exhibit == "e0"


def test_the_page_says_what_orders_it_and_that_it_never_decides(cast: dict[str, User], market) -> None:
    body = client_of(cast["reviewer"]).get(reverse("queue")).content.decode()
    assert "先按轻重" in body and "模型的估计" in body and "不作任何判断" in body and "随机抽取" in body


def test_a_rebuilt_table_and_one_that_is_ranked_again_hold_the_same(archive, market) -> None:
    def places() -> list[tuple[object, ...]]:
        return list(FindingRow.objects.order_by("index").values_list("exhibit", "place", "ranked_by"))

    before = places()
    FindingRow.objects.all().delete()
    Cursor.objects.all().delete()
    catch_up(archive)
    assert places() == before and {row[2] for row in before} == {ranked_by()}
    FindingRow.objects.update(place=0, ranked_by="another")
    assert rank_again() == len(before)
    assert places() == before
    assert rank_again() == 0


@pytest.mark.parametrize("quote", ["", "😀", "最好" * 500])
def test_any_quote_has_a_place_within_its_priority(quote: str) -> None:
    assert 18 * STEPS * WATCHES <= place_of(18, quote) < 19 * STEPS * WATCHES
