"""The ledger: repair, expiry and revocation equal never-happened."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.credit import BadEntry, CreditEntry, EntryKind, balance, counting
from gongzhi.values import decode_record, encode_record

START = datetime(2026, 3, 1, tzinfo=UTC)
days = st.integers(0, 400)


def measure(number: int, day: int, points: int, lasts: int | None) -> CreditEntry:
    at = START + timedelta(days=day)
    return CreditEntry(
        id=f"e{number}",
        party="m-lin",
        kind=EntryKind.MEASURE,
        points=points,
        basis=f"c{number}-D",
        reason="警示",
        at=at,
        expires=None if lasts is None else at + timedelta(days=lasts),
    )


def cancelling(entry: CreditEntry, kind: EntryKind, day: int) -> CreditEntry:
    at = START + timedelta(days=day)
    return CreditEntry(
        id=f"{entry.id}-x", party=entry.party, kind=kind, points=0, basis="b", reason="撤", at=at, cancels=entry.id
    )


ledgers = st.lists(
    st.tuples(days, st.integers(-20, 0), st.one_of(st.none(), st.integers(0, 400))), min_size=1, max_size=8
).map(lambda rows: [measure(number, *row) for number, row in enumerate(rows)])


@given(ledgers, st.data(), days, days)
def test_a_revoked_entry_equals_one_that_never_was_on_any_day(
    ledger: list[CreditEntry], data: st.DataObject, revoked: int, on: int
) -> None:
    gone = data.draw(st.sampled_from(ledger))
    moment = START + timedelta(days=on)
    never = [entry for entry in ledger if entry is not gone]
    assert balance([*ledger, cancelling(gone, EntryKind.REVOCATION, revoked)], moment) == balance(never, moment)


@given(ledgers, st.data(), days, days)
def test_a_repaired_entry_equals_one_that_never_was_from_the_repair_on(
    ledger: list[CreditEntry], data: st.DataObject, repaired: int, on: int
) -> None:
    gone = data.draw(st.sampled_from(ledger))
    moment = START + timedelta(days=on)
    rest = [entry for entry in ledger if entry is not gone] if repaired <= on else ledger
    assert balance([*ledger, cancelling(gone, EntryKind.REPAIR, repaired)], moment) == balance(rest, moment)


@given(ledgers, days)
def test_an_expired_entry_equals_one_that_never_was(ledger: list[CreditEntry], on: int) -> None:
    moment = START + timedelta(days=on)
    alive = [entry for entry in ledger if entry.expires is None or moment < entry.expires]
    assert balance(ledger, moment) == balance(alive, moment)


@given(ledgers, days, st.randoms())
def test_the_balance_is_the_sum_of_what_counts_in_any_order_and_counts_nothing_twice(
    ledger: list[CreditEntry], on: int, chance: object
) -> None:
    moment = START + timedelta(days=on)
    mixed = ledger + ledger
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert counting(mixed, moment) == counting(ledger, moment)
    assert balance(mixed, moment) == sum(entry.points for entry in counting(ledger, moment)) <= 0


def test_an_entry_counts_from_its_moment_up_to_but_without_its_expiry() -> None:
    entry = measure(1, 10, -3, 5)
    points = [balance([entry], START + timedelta(days=day)) for day in (9, 10, 14, 15)]
    assert points == [0, -3, -3, 0]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"points": 1}, "零或负数"),
        ({"kind": EntryKind.REPAIR, "cancels": "e1"}, "不带分值"),
        ({"kind": EntryKind.REVOCATION, "points": 0}, "须指明"),
        ({"cancels": "e1"}, "不得指明"),
        ({"expires": START - timedelta(days=1)}, "早于"),
    ],
)
def test_an_entry_that_makes_no_sense_is_refused(changes: dict[str, object], words: str) -> None:
    fields: dict[str, object] = {
        "id": "e1",
        "party": "m",
        "kind": EntryKind.MEASURE,
        "points": -1,
        "basis": "d",
        "reason": "r",
        "at": START,
    }
    with pytest.raises(BadEntry, match=words):
        CreditEntry(**(fields | changes))  # type: ignore[arg-type]


@given(ledgers)
def test_every_entry_reads_back_as_it_was_written(ledger: list[CreditEntry]) -> None:
    assert [decode_record(CreditEntry, encode_record(entry)) for entry in ledger] == ledger
