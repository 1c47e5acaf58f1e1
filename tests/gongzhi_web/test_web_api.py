"""The verbs of the API: what each does for a program that may, and how each refuses one that may not."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from api_cast import Program, fresh_rate, program_of, refusal
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from web_cast import LINE, seal_room

from gongzhi.adapters.archive import DirectoryArchive, open_archive
from gongzhi.cases import ReviewOutcome
from gongzhi.decisions import load_ladder
from gongzhi.flow.review import review_finding
from gongzhi_web.accounts.models import Look, User
from gongzhi_web.archive.following import catch_up
from gongzhi_web.archive.opening import replace_archive
from gongzhi_web.cases.models import CaseRow
from gongzhi_web.screening import holds
from gongzhi_web.screening.models import FindingRow

__all__ = ["fresh_rate"]
SAID = {"id": "1", "text": LINE, "kind": "speech"}


@pytest.fixture
def confirmed(archive, cast: dict[str, User], market) -> str:
    """The finding of Lin's room, confirmed by the second reviewer."""
    finding = FindingRow.objects.get(broadcast=market["lin"]).exhibit
    by, now = cast["second"].acting(["P"]), timezone.now()
    review_finding(archive, finding=finding, outcome=ReviewOutcome.CONFIRMED, reason=None, by=by, at=now)
    catch_up(archive)
    return finding


@pytest.fixture
def case(confirmed: str, cast: dict[str, User], market) -> str:
    """Lin's case, opened through the API."""
    answer = program_of(cast["reviewer"]).post("/cases", _opening(market["lin"], confirmed))
    assert answer.status_code == 201, answer.content.decode()
    return str(answer.json()["id"])


def _opening(broadcast: str, finding: str) -> dict[str, object]:
    parties = [{"name": "林家果园", "role": "operator"}]
    return {"broadcast": broadcast, "findings": [finding], "parties": parties}


def _decision(finding: str, **changes: object) -> dict[str, object]:
    considered = [{"topic": one.id, "answer": "no"} for one in load_ladder().questions]
    return {
        "party": "林家果园", "measure": "warning", "findings": [finding], "facts": "直播中称“最好”。",
        "reasons": "属于绝对化用语。", "considerations": considered, **changes,
    }  # fmt: skip


def test_screening_answers_in_the_order_of_the_lines_and_says_it_only_assists(cast: dict[str, User]) -> None:
    lines = [{**SAID, "id": "b"}, {"id": "a", "text": "多少钱一箱", "kind": "danmu"}]
    answer = program_of(cast["lin"]).post("/screen", {"lines": lines, "on": "2026-03-01"}).json()
    assert [one["id"] for one in answer["results"]] == ["b", "a"]
    assert answer["results"][0]["findings"][0]["type"] == "absolute_claim"
    assert answer["results"][1]["findings"] == [] and "由人作出决定" in answer["notice"]


@pytest.mark.parametrize(
    ("batch", "field"),
    [
        ({"lines": [{**SAID, "kind": "song"}]}, "lines.0.kind"),
        ({"lines": [{**SAID, "at": "2026-03-01T20:00:00"}]}, "lines.0.at"),
        ({"lines": [{**SAID, "at": "0001-01-01T00:00:00+08:00"}]}, "lines.0.at"),
        ({"lines": [{**SAID, "categroy": "食品"}]}, "lines.0.categroy"),
        ({"lines": [{**SAID, "text": "好" * 10_001}]}, "lines.0.text"),
        ({"lines": [SAID] * 1001}, "lines"),
        ({"lines": [SAID], "on": "2026-02-30"}, "on"),
        ({}, "lines"),
        ([], "body"),
    ],
)
def test_a_batch_that_cannot_be_screened_is_refused_by_field(cast: dict[str, User], batch: object, field: str) -> None:
    answer = program_of(cast["lin"]).post("/screen", batch)
    assert refusal(answer) == (422, "unusable_input")
    assert answer.json()["error"]["field"] == field


@pytest.mark.parametrize(
    "body", [b"{", b"\xff\xfe", b'{"lines": [{"id": "1", "text": "\\ud800", "kind": "speech"}]}', b""]
)
def test_bytes_that_are_no_json_are_refused_not_tripped_over(cast: dict[str, User], body: bytes) -> None:
    assert refusal(program_of(cast["lin"]).post("/screen", body))[0] == 422


def test_a_body_sent_in_chunks_is_told_to_say_its_length(cast: dict[str, User]) -> None:
    client = program_of(cast["lin"])._client
    answer = client.post(
        "/api/v1/screen", b"", content_type="application/json", headers={"Transfer-Encoding": "chunked"}
    )
    assert refusal(answer) == (422, "unreadable_body") and "Content-Length" in answer.content.decode()


def test_a_provision_is_cited_on_its_day_and_refused_before_it(cast: dict[str, User]) -> None:
    program = program_of(cast["lin"])
    cited = program.get("/law/cite", provision="广告法第九条第三项", on="2026-03-01").json()
    assert (cited["id"], cited["wording"], cited["on"]) == ("广告法/9(3)", "held", "2026-03-01")
    assert refusal(program.get("/law/cite", provision="直播电商监督管理办法/12.1", on="2020-01-01")) == (
        404,
        "not_in_force",
    )
    assert refusal(program.get("/law/cite", provision="广造法/9", on="2026-03-01")) == (404, "unknown_provision")
    assert refusal(program.get("/law/cite", provision="广告法/9")) == (422, "unusable_input")


def test_law_is_searched_by_words_and_kind(cast: dict[str, User]) -> None:
    program = program_of(cast["lin"])
    found = program.get("/law/search", words="绝对化用语", limit=1).json()
    assert found["total"] >= 1 and len(found["items"]) == 1
    assert refusal(program.get("/law/search", kind="歌曲")) == (422, "unknown_kind")


def test_a_misspelt_filter_is_refused_because_it_would_filter_nothing(cast: dict[str, User], market) -> None:
    answer = program_of(cast["lead"]).get("/findings", stat="pending")
    assert refusal(answer) == (422, "unknown_parameter") and answer.json()["error"]["field"] == "stat"


def test_findings_are_filtered_and_paged_without_a_gap_or_a_double(archive, cast: dict[str, User], market) -> None:
    program = program_of(cast["lead"])
    seen, cursor = [], None
    while True:
        page = program.get("/findings", limit=2, **({"cursor": cursor} if cursor else {})).json()
        seen += [one["exhibit"] for one in page["items"]]
        if cursor is None:
            seal_room(archive, "late", merchant="西山茶业")
            catch_up(archive)
        cursor = page["next"]
        if cursor is None:
            break
    expected = FindingRow.objects.exclude(broadcast="b-late").order_by("-index").values_list("exhibit", flat=True)
    assert seen == list(expected)
    assert len(program.get("/findings", broadcast=market["tea"], min_severity=4).json()["items"]) == 2
    assert program.get("/findings", state="confirmed").json()["items"] == []


def test_broadcasts_are_paged_and_one_shows_its_promises(cast: dict[str, User], market) -> None:
    program = program_of(cast["gao"])
    first = program.get("/broadcasts", limit=2).json()
    rest = program.get("/broadcasts", limit=2, cursor=first["next"]).json()
    assert {one["id"] for one in (*first["items"], *rest["items"])} == set(market.values()) and rest["next"] is None
    shown = program.get(f"/broadcasts/{market['lin']}").json()
    assert shown["promises"][0]["terms"] == {"倍数": "10"}
    assert Look.objects.get(user=cast["gao"]).subject == market["lin"]


def test_a_review_is_sealed_once_and_needs_its_reason(archive, cast: dict[str, User], market) -> None:
    finding = FindingRow.objects.get(broadcast=market["lin"]).exhibit
    program, path = program_of(cast["reviewer"]), f"/findings/{finding}/review"
    assert refusal(program.post(path, {"outcome": "dismissed"})) == (422, "reason_missing")
    answer = program.post(path, {"outcome": "dismissed", "reason": "是在引用"})
    assert answer.status_code == 201 and answer.json()["state"] == "dismissed"
    assert next(archive.placed(kind="Review")).exhibit == answer.json()["exhibit"]
    assert refusal(program.post(path, {"outcome": "confirmed"})) == (409, "already_reviewed")
    assert refusal(program.post("/findings/none/review", {"outcome": "confirmed"})) == (404, "not_found")


def test_a_finding_that_a_colleague_works_on_is_left_to_them(archive, cast: dict[str, User], market) -> None:
    finding = FindingRow.objects.get(broadcast=market["lin"]).exhibit
    holds.take(finding, cast["second"], timezone.now())
    answer = program_of(cast["reviewer"]).post(f"/findings/{finding}/review", {"outcome": "confirmed"})
    assert refusal(answer) == (409, "held_by_other")
    assert not list(archive.placed(kind="Review"))


def test_a_case_is_opened_from_confirmed_findings_against_those_whom_the_broadcast_names(
    confirmed: str, cast: dict[str, User], market
) -> None:
    program = program_of(cast["reviewer"])
    stranger = {**_opening(market["lin"], confirmed), "parties": [{"name": "周记五金", "role": "merchant"}]}
    assert refusal(program.post("/cases", stranger)) == (422, "unknown_party")
    other = FindingRow.objects.filter(broadcast=market["tea"]).first().exhibit
    assert refusal(program.post("/cases", _opening(market["lin"], other))) == (422, "unknown_finding")
    assert refusal(program.post("/cases", _opening("b-none", confirmed))) == (404, "unknown_broadcast")
    opened = program.post("/cases", _opening(market["lin"], confirmed))
    assert opened.status_code == 201 and opened.json()["state"] == "open"
    assert opened.json()["parties"] == [{"id": "林家果园", "name": "林家果园", "kind": "other", "role": "operator"}]
    assert refusal(program.post("/cases", _opening(market["lin"], confirmed))) == (409, "no_open_lead")


def test_an_unconfirmed_finding_opens_no_case(cast: dict[str, User], market) -> None:
    finding = FindingRow.objects.get(broadcast=market["lin"]).exhibit
    answer = program_of(cast["reviewer"]).post("/cases", _opening(market["lin"], finding))
    assert refusal(answer) == (409, "cannot_open_case") and not CaseRow.objects.exists()


def test_a_decision_is_made_with_reasons_and_appealed_by_its_party(
    case: str, confirmed: str, cast: dict[str, User]
) -> None:
    lead, lin = program_of(cast["lead"]), program_of(cast["lin"])
    assert refusal(lin.post(f"/cases/{case}/appeal", {"grounds": "不服"})) == (409, "nothing_decided")
    decided = lead.post(f"/cases/{case}/decision", _decision(confirmed))
    assert decided.status_code == 201, decided.content.decode()
    assert decided.json()["decision"]["measure"] == "warning" and decided.json()["decision"]["appeal"]["days"] == 15
    assert refusal(lead.post(f"/cases/{case}/decision", _decision(confirmed))) == (409, "impossible_step")
    assert refusal(lin.post(f"/cases/{case}/appeal", {"grounds": " "})) == (422, "reason_missing")
    appealed = lin.post(f"/cases/{case}/appeal", {"grounds": "“最好”是顾客说的"})
    assert appealed.status_code == 201 and appealed.json()["state"] == "appealed"
    assert lin.get("/cases", state="appealed").json()["items"][0]["id"] == case


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"measure": "scolding"}, 422, "unknown_measure"),
        ({"considerations": []}, 422, "decision_refused"),
        ({"reasons": 3}, 422, "unusable_input"),
        ({"findings": []}, 422, "unusable_input"),
    ],
)
def test_a_decision_that_fails_a_check_is_refused(
    case: str, confirmed: str, cast: dict[str, User], changes: dict[str, object], status: int, code: str
) -> None:
    answer = program_of(cast["lead"]).post(f"/cases/{case}/decision", _decision(confirmed, **changes))
    assert refusal(answer) == (status, code)
    assert CaseRow.objects.get().state == "open"


def test_the_gravest_measure_only_becomes_a_proposal_which_the_party_does_not_read(
    case: str, confirmed: str, cast: dict[str, User]
) -> None:
    answer = program_of(cast["lead"]).post(f"/cases/{case}/decision", _decision(confirmed, measure="close_account"))
    if answer.status_code == 422:
        pytest.fail(answer.content.decode())
    assert answer.status_code == 202 and "另一名主管" in answer.json()["notice"]
    colleague = program_of(cast["lead2"]).get(f"/cases/{case}").json()
    assert colleague["proposal"]["exhibit"] == answer.json()["proposal"] and colleague["decision"] is None
    party = program_of(cast["lin"]).get(f"/cases/{case}").json()
    assert party["proposal"] is None and "proposed" not in {step["kind"] for step in party["timeline"]}


@pytest.fixture
def store(tmp_path: Path, cast: dict[str, User]) -> Iterator[DirectoryArchive]:
    """Lin's room in a real log."""
    archive = open_archive(tmp_path / "store")
    replace_archive(archive)
    seal_room(archive, "lin", merchant="林家果园")  # type: ignore[arg-type]
    catch_up(archive)
    yield archive
    replace_archive(None)
    archive.close()


def test_a_bundle_taken_over_the_api_verifies_over_the_api_until_a_bit_is_flipped(
    store: DirectoryArchive, cast: dict[str, User]
) -> None:
    program = program_of(cast["lin"])
    exhibit = next(store.placed(kind="Finding")).exhibit
    taken = program.get(f"/evidence/{exhibit}/bundle")
    assert taken["Content-Type"] == "application/zip" and exhibit in taken["Content-Disposition"]
    assert _verdict(program, taken.content)["verdict"] == "verified"
    flipped = bytearray(taken.content)
    flipped[len(flipped) // 2] ^= 1
    assert _verdict(program, bytes(flipped))["verdict"] == "failed"
    assert _verdict(program, b"not a bundle")["steps"][0]["ok"] is False


def test_the_checkpoint_carries_the_policy_that_believes_it(store: DirectoryArchive, cast: dict[str, User]) -> None:
    program = program_of(cast["gao"])
    now = program.get("/evidence/checkpoint").json()
    assert now["size"] == store.size() and now["checkpoint"].startswith(now["origin"])
    bundle = program_of(cast["lin"]).get(f"/evidence/{next(store.placed(kind='Finding')).exhibit}/bundle").content
    assert _verdict(program, bundle, trust="file", policy=now["policy"].encode())["verdict"] == "verified"
    empty = program.send("/evidence/verify", bundle=SimpleUploadedFile("a.evz", b"x"), trust="file")
    assert refusal(empty) == (422, "unusable_policy")
    assert refusal(program.send("/evidence/verify", trust="own")) == (422, "unusable_input")


def _verdict(program: Program, bundle: bytes, *, policy: bytes | None = None, **parts: str) -> dict[str, object]:
    files = {"bundle": SimpleUploadedFile("a.evz", bundle)}
    if policy is not None:
        files["policy"] = SimpleUploadedFile("policy.txt", policy)
    answer = program.send("/evidence/verify", **files, **parts)
    assert answer.status_code == 200, answer.content.decode()
    found: dict[str, object] = json.loads(answer.content)
    return found


def test_a_method_that_no_verb_has_is_refused_with_those_it_has(cast: dict[str, User]) -> None:
    program = program_of(cast["lin"])
    answer = program.get("/screen")
    assert refusal(answer) == (405, "wrong_method") and answer["Allow"] == "POST"


def test_what_breaks_unforeseen_is_logged_and_tells_nothing(
    cast: dict[str, User], market, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a secret inside")

    monkeypatch.setattr("gongzhi_web.api.findings.findings_of", broken)
    answer = program_of(cast["lead"]).get("/findings")
    assert refusal(answer) == (500, "failed") and "secret" not in answer.content.decode()
    assert "a secret inside" in caplog.text
