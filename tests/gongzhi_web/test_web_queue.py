"""The review queue: holds that exclude, words that are sealed, what stands beside the quote."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from web_cast import client_of

from gongzhi.cases import Review
from gongzhi.flow.ports import Item
from gongzhi.screening import Evaded, Evasion, Finding
from gongzhi.values import decode_record, encode_record
from gongzhi_web.accounts.models import Organisation, Role, User
from gongzhi_web.archive.following import catch_up
from gongzhi_web.broadcasts.models import BroadcastRow
from gongzhi_web.screening import holds
from gongzhi_web.screening.hints import hints_for
from gongzhi_web.screening.models import FindingRow, Hold, ReviewRow
from gongzhi_web.screening.rows import project_finding


@pytest.fixture
def finding(market) -> str:
    return FindingRow.objects.filter(broadcast=market["lin"]).get().exhibit


def test_taking_a_finding_shows_the_law_beside_the_quote(cast: dict[str, User], finding: str) -> None:
    body = client_of(cast["reviewer"]).post(reverse("take_item", args=[finding])).content.decode()
    assert "广告法第九条第三项" in body and "为你保留到" in body and '<mark class="high">最好</mark>' in body


def test_a_second_reviewer_sees_who_holds_it_and_gets_no_buttons(cast: dict[str, User], finding: str) -> None:
    client_of(cast["reviewer"]).post(reverse("take_item", args=[finding]))
    body = client_of(cast["second"]).post(reverse("take_item", args=[finding])).content.decode()
    assert "reviewer 正在复核这一条" in body and "data-verdict" not in body


def test_confirming_seals_a_review_in_the_persons_name(archive, cast: dict[str, User], finding: str) -> None:
    client = client_of(cast["reviewer"])
    client.post(reverse("take_item", args=[finding]))
    answer = client.post(reverse("review_item", args=[finding]), {"outcome": "confirmed"})
    assert "queue-changed" in answer["HX-Trigger"]
    placed = next(archive.placed(kind="Review"))
    sealed = decode_record(Review, archive.read(placed))
    assert (sealed.finding, sealed.by.ref, sealed.by.organisation) == (finding, "reviewer", "P")
    assert FindingRow.objects.get(exhibit=finding).state == "confirmed"
    assert not Hold.objects.filter(finding=finding).exists()


def test_reviewing_without_the_hold_seals_nothing(archive, cast: dict[str, User], finding: str) -> None:
    answer = client_of(cast["reviewer"]).post(reverse("review_item", args=[finding]), {"outcome": "confirmed"})
    assert "保留时间已过" in answer.content.decode()
    assert not list(archive.placed(kind="Review"))


def test_dismissing_without_a_reason_is_refused_with_the_way_out(archive, cast: dict[str, User], finding: str) -> None:
    client = client_of(cast["reviewer"])
    client.post(reverse("take_item", args=[finding]))
    answer = client.post(reverse("review_item", args=[finding]), {"outcome": "dismissed", "reason": " "})
    assert "必须写明理由" in answer.content.decode()
    assert not list(archive.placed(kind="Review"))


def test_an_escalated_finding_waits_for_a_lead(archive, cast: dict[str, User], finding: str) -> None:
    client = client_of(cast["reviewer"])
    client.post(reverse("take_item", args=[finding]))
    client.post(reverse("review_item", args=[finding]), {"outcome": "escalated", "reason": "拿不准"})
    body = client_of(cast["lead"]).get(reverse("queue") + "?state=escalated").content.decode()
    assert finding in body
    lead = client_of(cast["lead"])
    lead.post(reverse("take_item", args=[finding]))
    lead.post(reverse("review_item", args=[finding]), {"outcome": "confirmed"})
    assert ReviewRow.objects.filter(finding=finding).count() == 2
    assert FindingRow.objects.get(exhibit=finding).state == "confirmed"


def test_an_expired_hold_may_be_taken_by_another(cast: dict[str, User], finding: str) -> None:
    now = timezone.now()
    holds.take(finding, cast["reviewer"], now)
    later = now + holds.LEASE + timedelta(seconds=1)
    assert holds.take(finding, cast["second"], later).holder == cast["second"]
    assert not holds.holds(finding, cast["reviewer"], later)


def test_taking_the_next_finding_lets_go_of_the_last(cast: dict[str, User], market) -> None:
    first, second = FindingRow.objects.filter(broadcast=market["tea"])
    now = timezone.now()
    holds.take(first.exhibit, cast["reviewer"], now)
    holds.take(second.exhibit, cast["reviewer"], now)
    assert list(Hold.objects.values_list("finding", flat=True)) == [second.exhibit]


@pytest.mark.django_db(transaction=True)
def test_of_many_reviewers_who_reach_for_one_finding_at_once_exactly_one_holds_it() -> None:
    platform = Organisation.objects.create(party="P", name="P", kind="platform")
    people = [
        User.objects.create(username=f"r{step}", role=Role.PLATFORM_REVIEWER, organisation=platform)
        for step in range(8)
    ]
    for round_ in range(5):
        finding, start, won, lost = f"finding-{round_}", threading.Barrier(len(people)), [], []

        def reach(user: User, finding: str = finding, start=start, won=won, lost=lost) -> None:
            start.wait()
            hold = holds.take(finding, user, timezone.now())
            (won if hold.holder_id == user.pk else lost).append(user.pk)
            connection.close()

        threads = [threading.Thread(target=reach, args=(user,)) for user in people]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (len(won), len(lost)) == (1, len(people) - 1), f"第 {round_} 轮有 {len(won)} 人同时持有"


def test_a_finding_that_was_hidden_says_how_and_goes_first(archive, cast: dict[str, User], finding: str) -> None:
    plain = FindingRow.objects.get(exhibit=finding)
    record = decode_record(Finding, bytes(plain.record))
    hidden = replace(record, evasions=(Evasion(start=7, end=9, quote="最好", reading="最佳", how="形近字"),))
    damaged = replace(record, evasions=(Evasion(start=7, end=9, quote="最好", reading="最佳", how="识别误差"),))
    for number, one in enumerate((hidden, damaged)):
        placed = replace(next(archive.placed(kind="Finding")), exhibit=f"e{number}", index=10_000 + number)
        project_finding(placed, encode_record(one))
    first, second = FindingRow.objects.get(exhibit="e0"), FindingRow.objects.get(exhibit="e1")
    assert first.priority > plain.priority == second.priority
    client = client_of(cast["reviewer"])
    body = client.post(reverse("take_item", args=["e0"])).content.decode()
    assert "怎么还原的" in body and "形近字" in body and "不当作有意规避" not in body
    assert "不当作有意规避" in client.post(reverse("take_item", args=["e1"])).content.decode()


def _hide(archive, broadcast: str) -> None:
    row = FindingRow.objects.filter(broadcast=broadcast).first()
    evasion = Evasion(start=0, end=3, quote="家人们", reading="客官们", how="暗语代称")
    record = Evaded(broadcast=broadcast, signal=row.signal, said_at=row.said_at, evasions=(evasion,))
    archive.append([Item(kind="Evaded", subject=broadcast, data=encode_record(record), at=row.said_at)])
    catch_up(archive)


def test_words_hidden_where_no_rule_speaks_are_a_hint_in_queue_and_room(archive, cast: dict[str, User], market) -> None:
    before = BroadcastRow.objects.get(id=market["lin"])
    _hide(archive, market["lin"])
    queue = client_of(cast["reviewer"]).get(reverse("queue")).content.decode()
    assert "规避说法（存疑，不计入待复核）1 种" in queue and "“家人们”读作“客官们”" in queue
    room = client_of(cast["reviewer"]).get(reverse("room", args=[market["lin"]])).content.decode()
    assert "规避说法 · 存疑" in room and "没有规则命中" in room
    after = BroadcastRow.objects.get(id=market["lin"])
    assert (after.risk, after.pending, after.findings) == (before.risk, before.pending, before.findings)


def test_hints_of_a_room_are_hidden_from_who_may_not_see_the_room(archive, cast: dict[str, User], market) -> None:
    _hide(archive, market["lin"])
    assert hints_for(cast["reviewer"]) and not hints_for(cast["elsewhere"]) and not hints_for(cast["zhou"])
    assert not hints_for(cast["reviewer"], room=market["tea"])
