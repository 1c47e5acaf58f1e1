"""The working day of a bureau: down three levels and back to the close, out to another authority, together and apart."""

import hashlib
import io
import subprocess
import sys
from pathlib import Path

import pytest
from docx import Document

from cast_of_cases import law
from cast_of_units import CITY, EAST, GAO, HU, RIVER, UNITS, WU, Desk, new_entry
from gongzhi.adapters.archive import open_archive
from gongzhi.adapters.documents import render_document
from gongzhi.adapters.handing_out import Handout, hand_out
from gongzhi.broadcasts import Broadcast
from gongzhi.cases import Act, DocketActed, DocketState, LeadOrigin, LeadOutcome, Matter
from gongzhi.evidence import parse_policy, policy_of_log, verify_bundle
from gongzhi.flow.custody import HandedOver
from gongzhi.flow.docketing import enter, load_entry
from gongzhi.flow.handing_over import Recipient
from gongzhi.flow.joining import Merger, Part, Splitting, history_of, merge, split
from gongzhi.flow.matters import item_of, sealed_records
from gongzhi.flow.routing import RoutingQuestion, route
from gongzhi.flow.routing_rules import load_routing_rules
from gongzhi.flow.transferring import Enclosed, Sending, transfer, transfer_letter

# A decision needs no law book and no rules: only what a process must load to make it.
_RACE = """
import sys
from datetime import UTC, datetime
from gongzhi.adapters.archive import open_archive
from gongzhi.cases import Act, LeadOutcome
from gongzhi.flow.docket_terms import load_terms
from gongzhi.flow.docketing import Overtaken, Register, Wanted, act_upon
from gongzhi.flow.units import Units
from gongzhi.parties import Person, Role
store, number, seen = sys.argv[1:]
gao = Person(ref="gao", name="gao同志", organisation="city", role=Role.REGULATOR_OFFICER)
with open_archive(store) as archive:
    print("ready", flush=True)
    sys.stdin.readline()
    wanted = Wanted(act=Act.END, seen=int(seen), reason="证据不足", outcome=LeadOutcome.NO_CASE)
    known = Register(units=Units(()), book=None, terms=load_terms())
    try:
        act_upon(archive, known, number=number, wanted=wanted, by=gao, at=datetime(2026, 3, 2, 8, tzinfo=UTC))
        print("ended")
    except Overtaken:
        print("overtaken")
"""


def test_city_to_county_to_branch_to_feedback_to_close() -> None:
    desk = Desk()
    # The city hears of it; the law says who is competent, and a person hands it down.
    question = RoutingQuestion(
        matter=Matter.BREACH.chinese,
        identity="直播间运营者",
        on=desk.now.date(),
        places={"实际经营地": "南江市东县河口镇"},
    )
    answer = route(question, load_routing_rules(), UNITS, law())
    assert [unit.id for unit in answer.units] == [EAST.id]
    number = desk.enter(GAO, origin=LeadOrigin.CAMPAIGN, routing=answer.lines).number
    desk.act(number, Act.HAND_DOWN, GAO, unit=EAST.id, reason="实际经营地在东县，请核查")
    desk.act(number, Act.HAND_DOWN, WU, unit=RIVER.id, reason="请河口分局现场核查")
    # The branch verifies, opens a case, has a sample tested, and answers.
    desk.act(number, Act.ASSIGN, HU, assignee=HU)
    desk.act(number, Act.FILE, HU, reason="经核查属实")
    desk.act(number, Act.SUSPEND, HU, ground="检测、检验、检疫、鉴定", reason="送检")
    desk.tick(days=20)
    due = desk.act(number, Act.RESUME, HU, reason="检验报告已收到").deadline
    assert due is not None and str(due.due) == "2026-06-22"
    desk.act(number, Act.REPORT, HU, reason="已责令改正")
    # The county is not content, asks again, and passes the answer up; the city closes.
    assert desk.act(number, Act.SEND_BACK, WU, reason="请附检验报告").unit == RIVER.id
    desk.act(number, Act.ASSIGN, HU, assignee=HU)
    desk.act(number, Act.REPORT, HU, reason="附检验报告，已责令改正")
    told = desk.act(number, Act.REPORT, WU, reason="同意分局意见")
    assert (told.unit, told.state, told.chain) == (CITY.id, DocketState.REPORTED, ())
    ended = desk.act(number, Act.END, GAO, outcome=LeadOutcome.CASE_OPENED, reason="已立案处理，同意办结")
    assert (ended.state, ended.path) == (DocketState.ENDED, (CITY.id, EAST.id, RIVER.id))
    told_all = [one.what for one in history_of(desk.archive, number)]
    assert told_all[0] == "登记" and told_all[-1] == "办结" and told_all.count("反馈结果") == 3
    # Whoever reads the log can tell who did what and why: every act is sealed, and none that needs one lacks its reason.
    sealed = [one.record for one in sealed_records(desk.archive, DocketActed, number)]
    assert len(sealed) == ended.version - 1
    assert all(one.reason for one in sealed)


def test_to_another_authority_with_the_letter_and_a_bundle_that_verifies(tmp_path: Path) -> None:
    desk = Desk()
    with open_archive(tmp_path / "store") as archive:
        about = Broadcast(id="b-lin-0301", platform="P", room="林家果园", operator="林家果园")
        [exhibit] = archive.append([item_of(about, about.id, desk.now)])
        number = enter(archive, desk.register, new=new_entry(), by=GAO, at=desk.tick()).number
        handout = Handout(recipient="承办单位附卷", purpose="案卷材料", by="g**", at=desk.tick())
        bundle = hand_out(archive, [exhibit.exhibit], handout).data
        policy = parse_policy(policy_of_log(archive.log.key).encode())
        enclosed = Enclosed(sha256=hashlib.sha256(bundle).hexdigest(), exhibits=(exhibit.exhibit,))
        to = Recipient(organisation="南江市公安局", person="钱某", purpose="涉嫌生产销售伪劣产品")
        sending = Sending(to=to, ground="涉嫌犯罪", seen=1, enclosed=enclosed)
        document = transfer_letter(archive, desk.register, number=number, sending=sending, by=GAO, at=desk.now)
        letter = render_document(document)
        signed = (GAO, desk.tick(), b"k" * 32)
        after = transfer(archive, desk.register, number=number, sending=sending, letter=letter, signed=signed)
        assert (after.state, after.recipient) == (DocketState.ENDED, "南江市公安局")
        # The receiver holds the file to its digest in the letter, and verifies it without us.
        text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(letter)).paragraphs)
        assert hashlib.sha256(bundle).hexdigest() in text
        assert verify_bundle(bundle, policy=policy).verdict == "verified"
        [handed] = [one.record for one in sealed_records(archive, HandedOver)]
        assert (handed.recipient, handed.sha256) == ("南江市公安局", enclosed.sha256)
        [sealed] = list(archive.placed(kind="document", subject=number))
        assert archive.read(sealed) == letter


def test_one_matter_in_two_leads_and_two_matters_in_one() -> None:
    desk = Desk()
    first = desk.assigned(parties=("林家果园", "乔"))
    # The same broadcast, party and rule come in again: linked, looked at, merged.
    again = desk.enter(GAO, origin=LeadOrigin.COMPLAINT, summary="消费者也来投诉")
    assert again.linked == first
    merger = Merger(
        number=again.number,
        into=first,
        seen=1,
        seen_into=load_entry(desk.archive, first).version,
        reason="同一违法行为",
    )
    merge(desk.archive, merger=merger, by=GAO, at=desk.tick())
    # What the presenter added on her own is another matter.
    part = Part(title="乔自己加的话", summary="主播另称包治百病", parties=("乔",))
    splitting = Splitting(
        number=first, parts=(part,), seen=load_entry(desk.archive, first).version, reason="当事人不同"
    )
    [made] = split(desk.archive, splitting=splitting, by=GAO, at=desk.tick())
    desk.act(first, Act.END, GAO, outcome=LeadOutcome.REMINDED, reason="已提醒改正")
    desk.act(made.number, Act.ASSIGN, GAO, assignee=GAO)
    desk.act(made.number, Act.END, GAO, outcome=LeadOutcome.NO_CASE, reason="证据不足")
    told = history_of(desk.archive, made.number)
    assert {one.number for one in told} == {first, again.number, made.number}
    assert any("消费者也来投诉" in one.detail for one in told)
    for number in (first, again.number, made.number):
        ended = load_entry(desk.archive, number)
        assert ended.state is DocketState.ENDED and ended.acts[-1].reason


@pytest.mark.soak
def test_of_several_processes_that_decide_at_once_one_does(tmp_path: Path) -> None:
    store, desk = tmp_path / "store", Desk()
    with open_archive(store) as archive:
        desk.archive = archive  # type: ignore[assignment]
        number = desk.assigned()
        seen = load_entry(archive, number).version
        command = [sys.executable, "-c", _RACE, str(store), number, str(seen)]
        racers = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)]
        # Everybody has read the same state before anybody acts.
        for racer in racers:
            assert racer.stdout is not None and racer.stdout.readline() == "ready\n"
        for racer in racers:
            assert racer.stdin is not None
            racer.stdin.write("go\n")
            racer.stdin.flush()
        said = sorted(racer.communicate(timeout=60)[0].strip() for racer in racers)
        assert said == ["ended", "overtaken", "overtaken"]
        assert load_entry(archive, number).version == seen + 1
