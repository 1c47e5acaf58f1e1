"""Parallel sanctions on screen and over HTTP: both sides read the thread, nobody else learns of it."""

import json
from datetime import timedelta

import pytest
from api_cast import fresh_rate, program_of, refusal
from django.urls import reverse
from django.utils import timezone
from web_cast import client_of

from gongzhi.adapters.archive import open_archive
from gongzhi.cases import ReviewOutcome
from gongzhi.decisions import AppealOutcome, AppealRuling, load_ladder
from gongzhi.evidence import verify_bundle
from gongzhi.flow.appeal import decide_appeal, file_appeal
from gongzhi.flow.review import review_finding
from gongzhi_web.accounts.models import Kind, Look, Organisation, Role, User
from gongzhi_web.archive.following import catch_up
from gongzhi_web.archive.opening import replace_archive
from gongzhi_web.decisions.forms import house_rules
from gongzhi_web.sanctions.models import SanctionRow
from gongzhi_web.screening.models import FindingRow

__all__ = ["fresh_rate"]
REASON = "换平台继续开播的可能较大"


@pytest.fixture
def third(cast: dict[str, User]) -> User:
    """The lead of a third platform."""
    Organisation.objects.create(party="third", name="第三家平台", kind=Kind.PLATFORM)
    return User.objects.create(username="third", display="third", role=Role.PLATFORM_LEAD, organisation_id="third")


def decided(archive, cast: dict[str, User], room: str, measure: str = "ban_for_a_term") -> str:
    """Lin's case, decided as a serious breach; returns its number."""
    finding = FindingRow.objects.filter(broadcast=room).first().exhibit
    by = cast["second"].acting(["P"])
    review_finding(archive, finding=finding, outcome=ReviewOutcome.CONFIRMED, reason=None, by=by, at=timezone.now())
    catch_up(archive)
    lead = program_of(cast["lead"])
    parties = [{"name": "林家果园", "role": "operator"}]
    case = lead.post("/cases", {"broadcast": room, "findings": [finding], "parties": parties}).json()
    considerations = [{"topic": one.id, "answer": "no"} for one in load_ladder().questions]
    body = {
        "party": case["parties"][0]["id"],
        "measure": measure,
        "days": 7,
        "serious_breach": True,
        "findings": [finding],
        "facts": "称全国最好",
        "reasons": "没有依据",
        "considerations": considerations,
    }
    made = lead.post(f"/cases/{case['id']}/decision", body)
    assert made.status_code == 201, made.content
    return str(case["id"])


@pytest.fixture
def case(archive, cast: dict[str, User], market, third: User) -> str:
    """A decided case of P's."""
    return decided(archive, cast, market["lin"])


def sent(cast: dict[str, User], case: str, **changes: object) -> list[dict]:
    """P tells the other platforms over HTTP."""
    body = {"about": case, "to": ["other", "third"], "asks": "measure", "reason": REASON} | changes
    answer = program_of(cast["lead"]).post("/sanctions", body)
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_from_sending_to_the_answer_over_http(case: str, cast: dict[str, User], third: User) -> None:
    first, second = sent(cast, case)
    assert (first["to"], second["to"], first["about"], first["serious"]) == ("other", "third", case, True)
    receiver = program_of(cast["elsewhere"])
    shown = receiver.get(f"/sanctions/{first['number']}").json()
    assert shown["about"] is None and shown["whom"] == "林家果园" and shown["state"] == "waiting"
    body = {"seen": 1, "reply": "other", "reason": "查实", "measure": "限制流量 3 日"}
    assert refusal(receiver.post(f"/sanctions/{first['number']}/answer", body)) == (422, "reason_missing")
    body["decision"] = "别处〔2026〕1号"
    done = receiver.post(f"/sanctions/{first['number']}/answer", body, key="k")
    assert done.status_code == 201 and done.json()["reply"] == "other"
    assert receiver.post(f"/sanctions/{first['number']}/answer", body, key="k").content == done.content
    thread = program_of(cast["lead"]).get(f"/sanctions/{first['number']}").json()["thread"]
    assert [one["decision"] for one in thread] == ["别处〔2026〕1号"]
    # The third platform has a message of its own, and learns nothing of the other's answer.
    other = program_of(third)
    assert [one["number"] for one in other.get("/sanctions").json()["items"]] == [second["number"]]
    assert "别处" not in other.get(f"/sanctions/{second['number']}").content.decode()


def test_the_matrix_of_who_reads_a_message(case: str, archive, cast: dict[str, User], third: User) -> None:
    [first] = sent(cast, case, to=["other"])
    number, before = first["number"], archive.size()
    readers = {"reviewer", "second", "lead", "lead2", "auditor", "elsewhere"}
    for name, user in {**cast, "third": third}.items():
        if name == "nobody":
            continue
        client, program = client_of(user), program_of(user)
        sees = name in readers
        page = client.get(reverse("sanction", args=[number]))
        assert (page.status_code == 200) == sees, name
        assert (number in client.get(reverse("sanctions")).content.decode()) == sees, name
        shown = program.get(f"/sanctions/{number}")
        assert (shown.status_code == 200) == sees, name
        if sees:
            continue
        assert refusal(shown)[0] in (403, 404)
        for verb, body in (("answer", {"reply": "none"}), ("withdrawal", {})):
            tried = program.post(f"/sanctions/{number}/{verb}", {"seen": 1, "reason": "x", **body})
            assert refusal(tried)[0] in (403, 404), name
        assert client.post(reverse("sanction_act", args=[number]), {"act": "answer"}).status_code in (403, 404), name
        assert client.get(reverse("sanction_bundle", args=[number])).status_code in (403, 404), name
    assert archive.size() == before
    assert Look.objects.filter(user=cast["elsewhere"], subject=number, what="查看通报").exists()


def test_nobody_tells_of_a_case_that_is_not_their_own(case: str, archive, cast: dict[str, User]) -> None:
    before = archive.size()
    body = {"about": case, "to": ["third"], "reason": REASON}
    own = {"decision": "x", "whom": "林家果园", "measure": "罚款", "since": "2026-03-01", "provisions": ["广告法/9(3)"]}
    for name in ("elsewhere", "reviewer", "auditor", "lin", "gao", "east", "zhou"):
        program = program_of(cast[name])
        for wish in (body, body | {"own": own}):
            assert refusal(program.post("/sanctions", wish))[0] in (403, 404), name
    assert archive.size() == before and not SanctionRow.objects.exists()


def test_more_than_a_watch_is_refused_where_the_breach_was_not_serious(
    archive, cast: dict[str, User], third: User
) -> None:
    city = program_of(cast["gao"])
    lead = {"title": "林家果园", "summary": "称第一", "unit": "city", "parties": ["林家果园"]}
    number = city.post("/docket", lead).json()["number"]
    own = {
        "decision": "市监罚〔2026〕1号",
        "whom": "林家果园",
        "measure": "罚款",
        "since": "2026-03-01",
        "provisions": ["广告法/9(3)"],
    }
    body = {"about": number, "to": ["P", "other"], "asks": "measure", "reason": REASON, "own": own}
    assert refusal(city.post("/sanctions", body)) == (422, "may_not_ask")
    assert refusal(city.post("/sanctions", body | {"to": ["city"], "asks": "watch"})) == (422, "not_there")
    assert len(city.post("/sanctions", body | {"asks": "watch"}).json()) == 2
    serious = body | {"to": ["third"], "own": own | {"serious": True}}
    assert city.post("/sanctions", serious).status_code == 201
    # The counties below neither sent it nor received it.
    assert program_of(cast["east"]).get("/sanctions").json()["items"] == []


def test_from_the_form_to_the_answer_and_the_withdrawal_on_screen(
    case: str, cast: dict[str, User], third: User
) -> None:
    lead, other = client_of(cast["lead"]), client_of(cast["elsewhere"])
    page = lead.get(reverse("sanction_new")).content.decode()
    assert (
        case in page
        and "第三家平台" in page
        and "平台P" not in page.split("<form", 1)[1].split("发给哪些平台")[1].split("</fieldset>")[0]
    )
    empty = lead.post(reverse("sanction_new"), {"about": case, "asks": "watch", "reason": REASON})
    assert empty.status_code == 400 and "至少选一家" in empty.content.decode()
    made = lead.post(reverse("sanction_new"), {"about": case, "to": ["other"], "asks": "watch", "reason": REASON})
    number = SanctionRow.objects.get().number
    assert made["Location"] == reverse("sanction", args=[number])
    shown = other.get(reverse("sanction", args=[number])).content.decode()
    assert "加强关注" in shown and REASON in shown and case not in shown
    form = {"act": "answer", "seen": "1", "reply": "none", "said": "未在本平台开播"}
    done = other.post(reverse("sanction_act", args=[number]), form, follow=True).content.decode()
    assert "已答复" in done and "未在本平台开播" in done
    assert "请刷新" in other.post(reverse("sanction_act", args=[number]), form, follow=True).content.decode()
    gone = {"act": "withdraw", "seen": "2", "said": "文号写错"}
    done = lead.post(reverse("sanction_act", args=[number]), gone, follow=True).content.decode()
    assert "已撤回" in done and "data-open" not in done
    assert client_of(cast["reviewer"]).get(reverse("sanction_new")).status_code == 404


def test_when_an_appeal_overturns_the_decision_both_sides_see_it(
    case: str, archive, cast: dict[str, User], market
) -> None:
    [first] = sent(cast, case, to=["other"])
    later = timezone.now() + timedelta(minutes=1)
    shown = program_of(cast["lin"]).get(f"/cases/{case}").json()
    by = cast["lin"].acting([shown["parties"][0]["id"]])
    file_appeal(archive, case=case, grounds="有检测报告", by=by, at=later)
    ruling = AppealRuling(outcome=AppealOutcome.REVOKED, reasons="报告属实")
    rules = house_rules("P")
    decide_appeal(archive, case=case, ruling=ruling, by=cast["lead2"].acting(["P"]), at=later, rules=rules)
    catch_up(archive)
    assert program_of(cast["elsewhere"]).get(f"/sanctions/{first['number']}").json()["overturned"] == "revoked"
    page = client_of(cast["elsewhere"]).get(reverse("sanction", args=[first["number"]])).content.decode()
    assert "已在申诉后撤销" in page
    again = {"about": case, "to": ["third"], "reason": REASON}
    assert refusal(program_of(cast["lead"]).post("/sanctions", again)) == (422, "may_not_ask")


def test_the_receiver_fetches_the_sealed_bundle_of_what_was_decided(
    tmp_path, cast: dict[str, User], third: User
) -> None:
    from web_cast import seal_room

    with open_archive(tmp_path / "store") as archive:
        replace_archive(archive)
        room = seal_room(archive, "lin", merchant="林家果园", findings=2)  # type: ignore[arg-type]
        catch_up(archive)
        number = sent(cast, decided(archive, cast, room), to=["other"])[0]["number"]
        data = program_of(cast["elsewhere"]).get(f"/sanctions/{number}/bundle")
        assert data.status_code == 200 and data.content[:2] == b"PK"
        kinds = {one.name for one in verify_bundle(data.content, policy=None).items}
        assert kinds
        assert refusal(program_of(third).get(f"/sanctions/{number}/bundle")) == (404, "not_found")
        gone = {"seen": 1, "reason": "文号写错"}
        assert program_of(cast["lead"]).post(f"/sanctions/{number}/withdrawal", gone).status_code == 201
        assert refusal(program_of(cast["elsewhere"]).get(f"/sanctions/{number}/bundle")) == (404, "not_found")
        assert "不能代替" in json.dumps(program_of(third).get("/openapi.json").json(), ensure_ascii=False)
    replace_archive(None)
