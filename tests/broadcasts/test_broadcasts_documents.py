"""Documents on file for a product, as sources write them."""

from datetime import date

import pytest

from gongzhi.broadcasts import Document, DocumentKind, Listing, NotADocument, read_documents
from gongzhi.values import decode_record, encode_record

SLEEP = {
    "kind": "registration",
    "number": "国食健注G20260001",
    "functions": ["有助于改善睡眠"],
    "issued": "2025-01-01",
    "expires": "2030-01-01",
}


def test_a_document_is_read_and_holds_from_its_first_day_up_to_the_day_it_expires() -> None:
    (document,) = read_documents([SLEEP])
    assert document.kind is DocumentKind.REGISTRATION and document.functions == ("有助于改善睡眠",)
    assert document.holds_on(date(2025, 1, 1)) and document.holds_on(date(2029, 12, 31))
    assert not document.holds_on(date(2024, 12, 31)) and not document.holds_on(date(2030, 1, 1))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("国食健注", "应是一列证明文件"),
        (["国食健注"], "第 1 份不是对象"),
        ([SLEEP, {"kind": "diploma"}], "第 2 份的 kind“diploma”不认识"),
        ([{"kind": "licence", "colour": "红"}], "不认识的字段 colour"),
        ([{"kind": "licence", "number": 7}], "number 不是文字"),
        ([{"kind": "licence", "number": "\ud800"}], "number 不是文字"),
        ([{"kind": "test_report", "items": "农残"}], "items 应是一列文字"),
        ([{"kind": "licence", "expires": "明年"}], "不是日期"),
    ],
)
def test_a_document_that_cannot_be_read_is_refused_with_the_way_to_write_it(value: object, said: str) -> None:
    with pytest.raises(NotADocument, match=said):
        read_documents(value)


def test_a_card_sealed_before_cards_had_documents_still_reads() -> None:
    bare = Listing(product="p1", title="脐橙")
    assert b"documents" not in encode_record(bare)
    assert decode_record(Listing, encode_record(bare)) == bare
    held = Listing(product="p1", documents=(Document(kind=DocumentKind.TEST_REPORT, items=("农药残留",)),))
    assert decode_record(Listing, encode_record(held)) == held
