"""Events for the tests of credit: Lin the grower, one of each kind, and histories at random."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from gongzhi.credit import CreditEvent, ScoredRole, load_scale

SCALE = load_scale()
START = datetime(2026, 3, 1, 4, tzinfo=UTC)
DAY = date(2026, 3, 1)


def event(id: str, kind: str = "platform_measure", day: int = 0, **changes: object) -> CreditEvent:
    """Something that happened to Lin on a day after the first of March."""
    given: dict[str, object] = {
        "id": id,
        "party": "lin",
        "kind": kind,
        "at": START + timedelta(days=day),
        "basis": f"{id}-D",
    }
    return CreditEvent(**(given | changes))  # type: ignore[arg-type]


def ending(one: CreditEvent, kind: str, day: int) -> CreditEvent:
    """A repair or revocation of an event on a day, never before the event."""
    day = max(day, (one.day - DAY).days)
    return event(f"{one.id}-x", kind, day, cancels=one.id, amount=0)


histories = st.lists(
    st.tuples(
        st.sampled_from(sorted(SCALE.kinds)), st.integers(0, 900), st.integers(0, 40), st.sampled_from(ScoredRole)
    ),
    min_size=1,
    max_size=10,
).map(
    lambda rows: [
        event(f"e{at}", kind, day, amount=amount, role=role) for at, (kind, day, amount, role) in enumerate(rows)
    ]
)
