"""The register over HTTP: the same verbs, the same scope, once per key; and the end of a case by the second person."""

import base64
import hashlib
import json

import pytest
from api_cast import fresh_rate, program_of, refusal
from django.utils import timezone

from gongzhi.cases import ReviewOutcome
from gongzhi.decisions import load_ladder
from gongzhi.flow.review import review_finding
from gongzhi_web.accounts.models import Look, User
from gongzhi_web.archive.following import catch_up
from gongzhi_web.board.models import DocketRow
from gongzhi_web.screening.models import FindingRow

__all__ = ["fresh_rate"]
LEAD = {"title": "林家果园直播", "summary": "称全国第一", "unit": "city", "parties": ["林家果园"]}


def test_from_entering_to_the_answer_over_http(archive, cast: dict[str, User]) -> None:
    city, east = program_of(cast["gao"]), program_of(cast["east"])
    made = city.post("/docket", LEAD, key="one")
    assert made.status_code == 201 and city.post("/docket", LEAD, key="one").content == made.content
    assert DocketRow.objects.count() == 1
    number = made.json()["number"]
    down = city.post(f"/docket/{number}/acts", {"act": "hand_down", "seen": 1, "unit": "east", "reason": "由你局核查"})
    assert down.status_code == 201 and down.json()["waiting"] == ["city"] and "assign" not in down.json()["may"]
    steps = [
        {"act": "assign", "assignee": "east"},
        {"act": "report", "reason": "已责令改正"},
    ]
    for seen, step in enumerate(steps, 2):
        answer = east.post(f"/docket/{number}/acts", {"seen": seen, **step})
        assert answer.status_code == 201, answer.content
    ended = city.post(f"/docket/{number}/acts", {"act": "assign", "seen": 4, "assignee": "gao"})
    assert refusal(ended) == (409, "impossible_step")
    ended = city.post(f"/docket/{number}/acts", {"act": "end", "seen": 4, "outcome": "reminded", "reason": "已改正"})
    assert ended.json()["state"] == "ended" and [one["what"] for one in ended.json()["history"]][-1] == "办结"
    assert city.get("/docket").json()["items"] == []
    assert [one["number"] for one in east.get("/docket", state="all", q="林家").json()["items"]] == [number]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"act": "end", "seen": 0, "reason": "x", "outcome": "no_case"}, (409, "overtaken")),
        ({"act": "assign", "seen": 1, "assignee": "west"}, (422, "unknown_assignee")),
        ({"act": "hand_down", "seen": 1, "unit": "other", "reason": "x"}, (422, "not_there")),
        ({"act": "hand_down", "seen": 1, "unit": "east"}, (422, "reason_missing")),
        ({"act": "suspend", "seen": 1, "ground": "想停", "reason": "x"}, (422, "unknown_ground")),
        ({"act": "merge", "seen": 1, "reason": "x"}, (422, "unusable_input")),
    ],
)
def test_what_the_flow_refuses_is_refused_with_a_code(archive, cast: dict[str, User], body, expected) -> None:
    city = program_of(cast["gao"])
    number = city.post("/docket", LEAD).json()["number"]
    assert refusal(city.post(f"/docket/{number}/acts", body)) == expected
    assert DocketRow.objects.get().version == 1


def test_the_matrix_of_who_reads_an_entry_over_http(archive, cast: dict[str, User]) -> None:
    number = program_of(cast["gao"]).post("/docket", LEAD | {"unit": "east"}).json()["number"]
    before = archive.size()
    for name, user in cast.items():
        if name == "nobody":
            continue
        program = program_of(user)
        staff = user.role != "merchant"
        listed, shown = program.get("/docket"), program.get(f"/docket/{number}")
        sees = name in ("gao", "east")
        if not staff:
            assert refusal(listed) == refusal(shown) == (403, "scope_missing"), name
            continue
        assert [one["number"] for one in listed.json()["items"]] == ([number] if sees else []), name
        assert shown.status_code == (200 if sees else 404), name
        acted = program.post(f"/docket/{number}/acts", {"act": "take", "seen": 0})
        assert refusal(acted)[0] == (409 if name == "east" else 403 if name in ("gao", "auditor") else 404), name
        gone = {"organisation": "公安局", "ground": "涉嫌犯罪", "reason": "涉嫌犯罪", "seen": 0}
        assert refusal(program.post(f"/docket/{number}/transfer", gone))[0] in (403, 404, 409), name
    assert archive.size() == before
    assert Look.objects.filter(user=cast["gao"], what="查看案源（接口）", subject=number).exists()


def test_a_platform_hands_a_lead_over_and_sees_it_no_more(archive, cast: dict[str, User]) -> None:
    platform = program_of(cast["lead"])
    made = platform.post("/docket", LEAD | {"unit": "east"})
    assert made.status_code == 202
    assert refusal(platform.get(f"/docket/{made.json()['number']}")) == (404, "not_found")


def test_a_transfer_gives_the_letter_that_was_sealed(archive, cast: dict[str, User]) -> None:
    city = program_of(cast["gao"])
    number = city.post("/docket", LEAD).json()["number"]
    asked = {"organisation": "南江市公安局", "ground": "涉嫌犯罪", "reason": "涉嫌诈骗", "seen": 1}
    sent = city.post(f"/docket/{number}/transfer", asked)
    assert sent.status_code == 201, sent.content
    letter = base64.b64decode(sent.json()["letter"])
    assert hashlib.sha256(letter).hexdigest() == sent.json()["letter_sha256"] and letter[:2] == b"PK"
    assert [one.sha256 for one in archive.placed(kind="document", subject=number)] == [sent.json()["letter_sha256"]]
    assert city.get(f"/docket/{number}").json()["state"] == "ended"


def test_pages_of_the_register_follow_each_other_without_a_gap(archive, cast: dict[str, User]) -> None:
    city = program_of(cast["gao"])
    made = {city.post("/docket", LEAD | {"title": f"第{at}件"}).json()["number"] for at in range(7)}
    for words in ({}, {"q": "第"}):
        seen: list[str] = []
        cursor: dict[str, str] = {}
        while True:
            page = city.get("/docket", limit=3, **words, **cursor).json()
            seen += [one["number"] for one in page["items"]]
            if page["next"] is None:
                break
            cursor = {"cursor": page["next"]}
        assert len(seen) == 7 and set(seen) == made, words


def test_the_second_person_confirms_serves_and_closes_over_http(archive, cast: dict[str, User], market) -> None:
    finding = FindingRow.objects.get(broadcast=market["lin"]).exhibit
    by, now = cast["second"].acting(["P"]), timezone.now()
    review_finding(archive, finding=finding, outcome=ReviewOutcome.CONFIRMED, reason=None, by=by, at=now)
    catch_up(archive)
    one, two = program_of(cast["lead"]), program_of(cast["lead2"])
    parties = [{"name": "林家果园", "role": "operator"}]
    case = one.post("/cases", {"broadcast": market["lin"], "findings": [finding], "parties": parties}).json()["id"]
    considered = [{"topic": each.id, "answer": "no"} for each in load_ladder().questions]
    decision = {
        "party": "林家果园",
        "measure": "close_account",
        "findings": [finding],
        "facts": "称最好",
        "reasons": "没有依据",
        "considerations": considered,
    }
    proposed = one.post(f"/cases/{case}/decision", decision)
    assert proposed.status_code == 202, proposed.content
    proposal = {"proposal": proposed.json()["proposal"]}
    assert refusal(one.post(f"/cases/{case}/confirmation", proposal)) == (403, "not_allowed")
    assert refusal(two.post(f"/cases/{case}/confirmation", {"proposal": "x"})) == (409, "no_such_proposal")
    assert refusal(program_of(cast["reviewer"]).post(f"/cases/{case}/confirmation", proposal)) == (403, "scope_missing")
    assert two.post(f"/cases/{case}/confirmation", proposal).json()["state"] == "decided"
    served = two.post(f"/cases/{case}/service", {"how": "online", "receipt": "林"})
    assert len(served.json()["notices"]) == 1
    assert program_of(cast["lin"]).post(f"/cases/{case}/appeal", {"grounds": "不服"}).status_code == 201
    ruling = {"outcome": "revoked", "reasons": "证据不足"}
    assert refusal(one.post(f"/cases/{case}/ruling", ruling)) == (403, "same_person")
    assert refusal(two.post(f"/cases/{case}/closing", {"reason": "x"})) == (409, "impossible_step")
    assert json.loads(one.get(f"/cases/{case}").content)["state"] == "appealed"
