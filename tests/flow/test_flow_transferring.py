"""Transfer to another authority: a letter, a bundle, and a line in the chain of custody, all or nothing."""

import hashlib
import io

import pytest
from docx import Document

from cast_of_units import DENG, GAO, WU, Desk
from gongzhi.adapters.documents import render_document
from gongzhi.cases import Act, Docket, DocketState, ImpossibleStep, LeadOrigin, LeadOutcome
from gongzhi.flow.custody import HandedOver
from gongzhi.flow.docket_terms import NoSuchGround
from gongzhi.flow.docketing import Overtaken, load_entry
from gongzhi.flow.handing_over import Recipient
from gongzhi.flow.matters import sealed_records
from gongzhi.flow.transferring import Enclosed, Sending, transfer, transfer_letter
from gongzhi.parties import NotAllowed, Person

POLICE = Recipient(organisation="南江市公安局", person="钱某", purpose="涉嫌生产销售伪劣产品")
KEY = b"k" * 32


@pytest.fixture
def desk() -> Desk:
    return Desk()


def sending(desk: Desk, number: str, **changes: object) -> Sending:
    given: dict[str, object] = {
        "to": POLICE,
        "ground": "涉嫌犯罪",
        "seen": load_entry(desk.archive, number).version,
        "enclosed": Enclosed(sha256="ab" * 32, exhibits=("x1", "x2")),
    }
    return Sending(**(given | changes))  # type: ignore[arg-type]


def sent(desk: Desk, number: str, by: Person = GAO, **changes: object) -> Docket:
    return transfer(
        desk.archive,
        desk.register,
        number=number,
        sending=sending(desk, number, **changes),
        letter=b"docx",
        signed=(by, desk.tick(), KEY),
    )


def test_the_letter_says_what_why_on_what_basis_and_with_what(desk: Desk) -> None:
    number = desk.assigned()
    size = desk.archive.size()
    letter = transfer_letter(
        desk.archive, desk.register, number=number, sending=sending(desk, number), by=GAO, at=desk.now
    )
    assert desk.archive.size() == size
    text = "\n".join(p.text for p in Document(io.BytesIO(render_document(letter))).paragraphs)
    for said in (
        "案件移送函",
        number,
        "南江市公安局",
        "全国第一甜",
        "林家果园",
        "涉嫌犯罪",
        "第十七条",
        "ab" * 32,
        "gao同志",
    ):
        assert said in text, said
    assert "指派" in text and "南江市局" in text


def test_letter_act_and_custody_stand_together(desk: Desk) -> None:
    number = desk.assigned()
    after = sent(desk, number)
    assert (after.state, after.outcome, after.recipient) == (
        DocketState.ENDED,
        LeadOutcome.TRANSFERRED,
        "南江市公安局",
    )
    assert after.acts[-1].sha256 == (hashlib.sha256(b"docx").hexdigest(), "ab" * 32)
    assert [p.subject for p in desk.archive.placed(kind="document")] == [number]
    handed = [one.record for one in sealed_records(desk.archive, HandedOver)]
    # Not under the broadcast, which others read too.
    assert [one.subject for one in handed] == [number]
    assert handed[0].exhibits == ("x1", "x2") and handed[0].by.startswith("g**")


def test_what_was_handed_down_goes_back_as_answered_and_the_upper_unit_ends_it(desk: Desk) -> None:
    number = desk.enter().number
    desk.act(number, Act.HAND_DOWN, GAO, unit="east")
    desk.act(number, Act.ASSIGN, WU, assignee=WU)
    told = sent(desk, number, WU)
    assert (told.state, told.unit, told.reporter) == (DocketState.REPORTED, "city", "east")
    assert desk.act(number, Act.END, GAO, outcome=LeadOutcome.TRANSFERRED).state is DocketState.ENDED


def test_what_was_transferred_here_is_not_transferred_on_but_a_crime_is(desk: Desk) -> None:
    number = desk.assigned(origin=LeadOrigin.TRANSFER)
    with pytest.raises(ImpossibleStep, match="共同上级指定管辖"):
        sent(desk, number, ground="不属本局管辖")
    assert sent(desk, number).state is DocketState.ENDED


def test_nothing_is_sealed_when_a_transfer_is_refused(desk: Desk) -> None:
    number = desk.assigned()
    size = desk.archive.size()
    with pytest.raises(NotAllowed):
        sent(desk, number, DENG)
    with pytest.raises(NoSuchGround):
        sent(desk, number, ground="不想办")
    with pytest.raises(Overtaken):
        sent(desk, number, seen=1)
    assert desk.archive.size() == size


def test_without_a_bundle_the_letter_says_so(desk: Desk) -> None:
    number = desk.assigned()
    letter = transfer_letter(
        desk.archive, desk.register, number=number, sending=sending(desk, number, enclosed=None), by=GAO, at=desk.now
    )
    assert letter.section("五、随附材料").lines == ("本件没有随附证据包；需要证据的，请与我单位联系。",)
