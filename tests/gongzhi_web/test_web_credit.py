"""The ledger on screen: whose it is, what counts on a day, and that the lines add up to the balance."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from web_cast import client_of

from gongzhi.credit import CreditEntry, EntryKind
from gongzhi.flow.ports import Item
from gongzhi.values import encode_record
from gongzhi_web.accounts.models import Look
from gongzhi_web.archive.following import catch_up
from gongzhi_web.credit.ledgers import days_around, ledgers_on, standing_over_time
from gongzhi_web.credit.models import CreditRow
from gongzhi_web.credit.scope import entries_of

AT = datetime(2026, 3, 14, 6, 0, tzinfo=UTC)
DAY = date(2026, 3, 14)
SEES = {
    "reviewer": {"lin", "西山茶业"},
    "auditor": {"lin", "西山茶业"},
    "gao": {"lin", "西山茶业"},
    "east": {"lin"},
    "west": {"西山茶业"},
    "lin": {"lin"},
    "tea": {"西山茶业"},
    "qiao": set(),
    "elsewhere": set(),
    "zhou": set(),
    "nobody": set(),
}


def entry(id: str, party: str, **changes: object) -> CreditEntry:
    """A warning that counts for ninety days."""
    given: dict[str, object] = {
        "id": id,
        "party": party,
        "kind": EntryKind.MEASURE,
        "points": -1,
        "basis": f"{party}-D",
        "reason": "决定 平P〔2026〕000001号：警示",
        "at": AT,
        "expires": AT + timedelta(days=90),
    }
    return CreditEntry(**{**given, **changes})  # type: ignore[arg-type]


def seal(archive, *entries: CreditEntry) -> None:
    """Seal entries as the flow does, under their party."""
    items = [Item(kind="CreditEntry", subject=one.party, data=encode_record(one), at=one.at) for one in entries]
    archive.append(items)
    catch_up(archive)


@pytest.fixture
def ledger(archive, market):
    """Lin and the tea house each have a case with a decision in their own room, and an entry from it."""
    for party, room in (("lin", "lin"), ("西山茶业", "tea")):
        case = f'{{"id":"C-{party}","broadcast":"{market[room]}"}}'.encode()
        decided = f'{{"id":"{party}-D","party":"{party}"}}'.encode()
        from gongzhi_web.evidence.rows import project_place

        placed = archive.append(
            [
                Item(kind="CaseOpened", subject=f"C-{party}", data=case, at=AT),
                Item(kind="Decided", subject=f"C-{party}", data=decided, at=AT),
            ]
        )
        for one in placed:
            project_place(archive, one)
        from gongzhi_web.archive.models import Cursor

        Cursor.objects.update_or_create(name="log", defaults={"index": archive.size() - 1})
        seal(archive, entry(f"{party}-1", party))
    return archive


@pytest.mark.parametrize("name", SEES)
def test_each_person_sees_exactly_the_ledgers_within_their_reach(name, cast, ledger) -> None:
    assert set(entries_of(cast[name]).values_list("party", flat=True)) == SEES[name]
    client = client_of(cast[name])
    for party in ("lin", "西山茶业"):
        expected = 200 if party in SEES[name] else 403 if name == "nobody" else 404
        assert client.get(reverse("ledger", args=[party])).status_code == expected


def test_a_platform_does_not_see_entries_that_rest_on_nothing_of_its_own(archive, cast, market) -> None:
    seal(archive, entry("x", "lin", basis="别家的决定"))
    assert not entries_of(cast["lead"]).exists() and entries_of(cast["lin"]).count() == 1


def test_what_counts_ends_with_its_day_and_a_revoked_entry_never_was(ledger) -> None:
    seal(
        ledger,
        entry("lin-2", "lin", points=-4, expires=AT + timedelta(days=180)),
        entry("lin-3", "lin", kind=EntryKind.REVOCATION, points=0, cancels="lin-2", expires=None, basis="申诉"),
        entry("lin-4", "lin", points=-2, expires=AT + timedelta(days=10)),
    )
    [found] = ledgers_on(CreditRow.objects.filter(party="lin"), DAY)
    assert found.balance == -3 and found.balance == sum(
        line.entry.points for line in found.lines if line.state == "counts"
    )
    assert {line.entry.id: line.state for line in found.lines} == {
        "lin-1": "counts", "lin-2": "revoked", "lin-3": "note", "lin-4": "counts"
    }  # fmt: skip
    [later] = ledgers_on(CreditRow.objects.filter(party="lin"), DAY + timedelta(days=11))
    assert later.balance == -1
    [before] = ledgers_on(CreditRow.objects.filter(party="lin"), DAY - timedelta(days=1))
    assert before.balance == 0 and {line.state for line in before.lines} == {"coming", "revoked", "note"}


def test_a_repaired_entry_counts_until_the_repair(ledger) -> None:
    repaired_at = AT + timedelta(days=5)
    seal(ledger, entry("lin-9", "lin", kind=EntryKind.REPAIR, points=0, cancels="lin-1", at=repaired_at, expires=None))
    rows = CreditRow.objects.filter(party="lin")
    assert [ledgers_on(rows, DAY + timedelta(days=days))[0].balance for days in (4, 5)] == [-1, 0]


def test_the_chart_shows_the_day_asked_for_and_the_rise_once_the_entry_ends(ledger) -> None:
    days = days_around(DAY)
    values = standing_over_time(CreditRow.objects.filter(party="lin"), days)
    by_day = dict(zip(map(str, days), values, strict=True))
    assert [by_day[day] for day in ("2026-03-13", "2026-03-14", "2026-06-11", "2026-06-12")] == [0, -1, -1, 0]


def test_the_page_shows_reason_weight_and_end_and_looking_is_written_down(cast, ledger) -> None:
    body = client_of(cast["lin"]).get(reverse("ledger", args=["lin"]), {"on": "2026-03-20"}).content.decode()
    for text in ("警示", 'id="balance">-1<', "2026-06-12", "林家果园", "由人作出决定"):
        assert text in body
    assert Look.objects.get().what == "查看信用"


@pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31", "x"])
def test_extreme_days_are_answered(on: str, cast, ledger) -> None:
    client = client_of(cast["lin"])
    assert client.get(reverse("ledger", args=["lin"]), {"on": on}).status_code == 200
    assert client.get(reverse("ledgers"), {"on": on}).status_code == 200


def test_an_empty_ledger_says_so(cast, archive) -> None:
    assert "没有信用记录" in client_of(cast["lin"]).get(reverse("ledgers")).content.decode()
