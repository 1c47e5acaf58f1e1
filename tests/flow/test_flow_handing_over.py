"""Handing over: the chain of custody says to whom, through whom and for what, or nothing is handed over."""

from datetime import UTC, datetime

import pytest

from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.flow.custody import Exported, HandedOver, record_export
from gongzhi.flow.custody_chain import custody_of
from gongzhi.flow.handing_over import NotHandedOut, Recipient, RecipientUnnamed, hand_over_bundle
from gongzhi.flow.matters import sealed_records
from gongzhi.flow.ports import Item
from gongzhi.values import decode_record

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
COURT = Recipient(organisation="东县人民法院", person="书记员 0731", purpose="庭审举证")


def archive_with_bundle() -> tuple[MemoryArchive, str, str]:
    """A store of two exhibits of which a bundle holds the first."""
    archive = MemoryArchive()
    items = [Item(kind="raw", subject="b-1", data=data, at=AT) for data in (b"in", b"out")]
    inside, outside = archive.append(items)
    made = Exported(
        scope="b-1", exhibits=(inside.exhibit,), recipient="法院", purpose="举证", sha256="ab" * 32, size=9, by="g",
        at=AT,
    )  # fmt: skip
    record_export(archive, ["b-1", "2026-7"], made)
    return archive, inside.exhibit, outside.exhibit


def test_a_bundle_that_is_handed_over_is_told_under_each_matter_with_its_digest() -> None:
    archive, inside, outside = archive_with_bundle()
    placed = hand_over_bundle(archive, "ab" * 32, to=COURT, by="g**1", at=AT)
    assert [one.subject for one in placed] == ["b-1", "2026-7"]
    for name in ("b-1", "2026-7", inside):
        [link] = [link for link in custody_of(archive, name) if link.act == "移交"]
        assert link.detail == "东县人民法院（接收人 书记员 0731）：庭审举证，证据包 1 件"
        assert (link.by, link.after) == ("g**1", "ab" * 32)
    assert "移交" not in [link.act for link in custody_of(archive, outside)]


def test_a_file_that_this_store_did_not_make_is_not_handed_over() -> None:
    archive, _, _ = archive_with_bundle()
    before = archive.size()
    with pytest.raises(NotHandedOut, match="重新打包"):
        hand_over_bundle(archive, "cd" * 32, to=COURT, by="g**1", at=AT)
    assert archive.size() == before


def test_a_bundle_made_twice_is_handed_over_once() -> None:
    archive, _, _ = archive_with_bundle()
    [first, *_] = [one.record for one in sealed_records(archive, Exported)]
    record_export(archive, ["b-1"], first)
    assert len(hand_over_bundle(archive, "ab" * 32, to=COURT, by="g**1", at=AT)) == 2


@pytest.mark.parametrize(
    ("organisation", "person", "purpose", "says"),
    [
        ("", None, "举证", "单位全称"),
        ("  ", None, "举证", "单位全称"),
        ("有关部门", None, "举证", "单位全称"),
        (" 受移送机关 ", None, "举证", "单位全称"),
        ("局", None, "举证", "单位全称"),
        ("东县人民法院", None, " ", "用途"),
        ("东县\n人民法院", None, "举证", "一行"),
        ("东县人民法院", "书记员\u202e", "举证", "一行"),
        ("东" * 101, None, "举证", "100"),
        ("东县人民法院", "员" * 61, "举证", "60"),
        ("东县人民法院", None, "举" * 501, "500"),
    ],
)
def test_a_recipient_that_names_nobody_is_refused(
    organisation: str, person: str | None, purpose: str, says: str
) -> None:
    with pytest.raises(RecipientUnnamed, match=says):
        Recipient(organisation=organisation, person=person, purpose=purpose)


def test_a_person_who_is_not_known_is_left_out_and_older_records_still_read() -> None:
    record = Recipient(organisation=" 东县局 ", person=" ", purpose=" 管辖移送 ").record("b-1", by="g**1", at=AT)
    assert (record.recipient, record.person, record.purpose) == ("东县局", None, "管辖移送")
    old = (
        b'{"@record":"HandedOver","at":"2026-03-01T12:00:00.000000Z","by":"h**","purpose":"p",'
        b'"recipient":"r","subject":"b-1"}'
    )
    assert decode_record(HandedOver, old).person is None
