"""An entry put together from a template is the one that the codec prints."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import example, given
from hypothesis import strategies as st

from gongzhi.adapters.sealing import placed_of, seal_item
from gongzhi.evidence import Exhibit, exhibit_id
from gongzhi.flow.ports import Item
from gongzhi.values import decode_record

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
AT = datetime(2026, 3, 1, tzinfo=UTC)


@given(TEXT, TEXT, st.binary(max_size=300), TEXT, st.integers(0, 10**6))
@example('","size":0,"', '"commitment":"' + "0" * 64 + '"', b"", ',"size":0', 0)
@example("\\", "\x00\n", b"x", '\\","size":0', 1)
def test_every_entry_reads_back_as_its_exhibit(
    kind: str, subject: str, data: bytes, media_type: str, later: int
) -> None:
    at = (AT + timedelta(seconds=later)).astimezone(timezone(timedelta(hours=8)))
    sealed = seal_item(Item(kind=kind, subject=subject, data=data, at=at, media_type=media_type))
    exhibit = decode_record(Exhibit, sealed.entry)
    assert exhibit.to_entry() == sealed.entry
    assert (exhibit.kind, exhibit.subject, exhibit.size, exhibit.media_type, exhibit.at) == (
        kind, subject, len(data), media_type, at,
    )  # fmt: skip
    assert sealed.placed(7) == placed_of(7, sealed.entry, sealed.opening[32:])
    assert sealed.placed(7).exhibit == exhibit_id(sealed.entry)
