"""Credit orders what is looked at first, and nothing else: rooms, what waits in them, and a share by chance for everybody."""

from django.urls import reverse
from test_web_credit import entry, seal
from web_cast import client_of

from gongzhi.flow.watch_by_credit import drawn_by_chance
from gongzhi_web.archive.following import catch_up
from gongzhi_web.archive.models import Cursor
from gongzhi_web.broadcasts.models import BroadcastRow
from gongzhi_web.screening.models import FindingRow
from gongzhi_web.screening.ranking import STEPS, WATCHES, place_of, watch_of


def watches() -> dict[str, int]:
    return dict(BroadcastRow.objects.values_list("room", "watch"))


def test_a_decision_under_any_name_of_the_merchant_brings_all_their_rooms_forward(archive, cast, market) -> None:
    assert watches() == {"lin": 1, "tea": 1, "qiao": 1}
    before = dict(FindingRow.objects.values_list("exhibit", "place"))
    seal(archive, entry("t1", "tea", points=-9))
    assert watches() == {"lin": 1, "tea": 2, "qiao": 2}
    for row in FindingRow.objects.all():
        moved = row.broadcast != market["lin"] and not drawn_by_chance(row.exhibit)
        assert (row.place > before[row.exhibit]) is moved
        assert row.place // (STEPS * WATCHES) == row.priority, "no tier lifts a finding over a higher priority"


def test_a_presenter_s_credit_counts_in_the_room_where_they_appear(archive, cast, market) -> None:
    seal(archive, entry("q1", "乔小满", points=-30))
    assert watches() == {"lin": 1, "tea": 1, "qiao": 3}


def test_chance_goes_before_every_tier_within_one_priority() -> None:
    drawn = next(f"e{n}" for n in range(999) if drawn_by_chance(f"e{n}"))
    plain = next(f"e{n}" for n in range(999) if not drawn_by_chance(f"e{n}"))
    assert place_of(10, "", watch_of(drawn, 0)) > place_of(10, "根治高血压", watch_of(plain, 3))
    assert place_of(11, "", 0) > place_of(10, "根治高血压", watch_of(drawn, 3))


def test_rows_built_anew_from_the_log_stand_where_they_stood(archive, cast, market) -> None:
    seal(archive, entry("t1", "tea", points=-9))
    before = list(FindingRow.objects.order_by("index").values_list("exhibit", "place", "ranked_by"))
    FindingRow.objects.all().delete()
    BroadcastRow.objects.all().delete()
    Cursor.objects.all().delete()
    catch_up(archive)
    seen = watches()
    assert seen == {"lin": 1, "tea": 2, "qiao": 2}
    assert list(FindingRow.objects.order_by("index").values_list("exhibit", "place", "ranked_by")) == before


def test_the_pages_say_what_orders_them(cast, market) -> None:
    client = client_of(cast["reviewer"])
    for name in ("monitor", "queue"):
        body = client.get(reverse(name)).content.decode()
        assert "信用档次" in body and "10%" in body and "随机抽取" in body
