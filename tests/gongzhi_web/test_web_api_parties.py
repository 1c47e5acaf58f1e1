"""Files of parties over HTTP: who reads which, the verifier's steps, and no personal detail in any answer."""

import json

import pytest
from api_cast import fresh_rate, program_of, refusal
from django.utils import timezone

from gongzhi.flow.admitting import apply
from gongzhi.flow.admitting_asked import Applying
from gongzhi.flow.admitting_details import Particulars
from gongzhi.parties import LegalRole, Paper, PartyKind, id_number_check_digit
from gongzhi_web.accounts.models import Look, User
from gongzhi_web.archive.following import catch_up
from gongzhi_web.parties.gate import plain_gate
from gongzhi_web.parties.models import DossierRow

__all__ = ["fresh_rate"]
CODE = "91390104900200307X"
FIRST17 = "39010119900101001"
ID_NUMBER = FIRST17 + id_number_check_digit(FIRST17)
SEES = {
    **{one: {"lin", "qiao"} for one in ("reviewer", "second", "lead", "lead2", "auditor", "gao")},
    "east": {"lin"},
    "west": {"qiao"},
    "lin": {"lin"},
    "qiao": {"qiao"},
}


@pytest.fixture
def files(archive, cast: dict[str, User]) -> dict[str, str]:
    """The shop of Lin and the file of the presenter Qiao, both waiting at P."""
    paper = Paper(kind="营业执照", number=CODE)
    shop = Applying(
        role=LegalRole.MERCHANT, kind=PartyKind.COMPANY, holder="P", applicant="lin", about="lin", name="林家果园有限公司",
        uscc=CODE, place="东县某路 1 号", particulars=Particulars(phone="13900000001"), papers=(paper,),
    )  # fmt: skip
    details = Particulars(name="乔小满", id_number=ID_NUMBER, phone="13900000002", home="高新区")
    presenter = Applying(
        role=LegalRole.PRESENTER, kind=PartyKind.PERSON, holder="P", applicant="xinghuo", about="乔", name="乔小满",
        particulars=details,
    )  # fmt: skip
    made = {}
    for name, new in (("lin", shop), ("qiao", presenter)):
        by = cast[name].acting()
        made[name] = apply(archive, plain_gate(), new=new, by=by, at=timezone.now()).number
    catch_up(archive)
    return made


def test_the_matrix_of_who_reads_a_file_over_http(files: dict[str, str], cast: dict[str, User], archive) -> None:
    before = archive.size()
    for name, user in cast.items():
        if name == "nobody":
            continue
        program = program_of(user)
        sees = {files[one] for one in SEES.get(name, set())}
        assert {one["number"] for one in program.get("/parties").json()["items"]} == sees, name
        assert {one["number"] for one in program.get("/parties/due").json()["items"]} <= sees, name
        for number in files.values():
            answer = program.get(f"/parties/{number}")
            assert answer.status_code == (200 if number in sees else 404), name
            for secret in ("乔小满", ID_NUMBER, "13900000001", "13900000002"):
                assert secret not in answer.content.decode(), name
            if number not in sees:
                assert answer.content == program.get("/parties/none").content
                tried = program.post(f"/parties/{number}/acts", {"step": "return", "seen": 1, "reason": "x"})
                assert refusal(tried)[0] in (403, 404), name
    assert archive.size() == before
    assert Look.objects.filter(what="查看主体（接口）", subject=files["lin"]).exists()


def test_the_verifier_returns_and_admits_and_the_second_try_meets_a_changed_file(files, cast: dict[str, User]) -> None:
    program, number = program_of(cast["reviewer"]), files["lin"]
    shown = program.get(f"/parties/{number}").json()
    assert {"admit", "return"} <= set(shown["may"]) and shown["state"] == "applied"
    silent = {"step": "return", "seen": shown["version"]}
    assert refusal(program.post(f"/parties/{number}/acts", silent)) == (422, "reason_missing")
    body = {"step": "admit", "seen": shown["version"], "reason": "证照相符"}
    first = program.post(f"/parties/{number}/acts", body, key="a")
    assert first.status_code == 201, first.content
    assert first.json()["state"] == "verified" and first.json()["history"][-1]["step"] == "admit"
    assert program.post(f"/parties/{number}/acts", body, key="a").content == first.content
    assert refusal(program.post(f"/parties/{number}/acts", body)) == (409, "overtaken")
    again = body | {"seen": first.json()["version"]}
    assert refusal(program.post(f"/parties/{number}/acts", again)) == (409, "impossible_step")
    assert DossierRow.objects.get(pk=number).version == shown["version"] + 1


@pytest.mark.parametrize("step", ["leave", "train", "report_change", "add_papers", "x"])
def test_steps_that_need_papers_or_the_applicant_are_not_taken_here(step: str, files, cast: dict[str, User]) -> None:
    answer = program_of(cast["lead"]).post(f"/parties/{files['lin']}/acts", {"step": step, "seen": 1, "reason": "x"})
    assert refusal(answer) == (422, "unusable_input")


def test_files_are_narrowed_and_paged_without_a_gap(files, cast: dict[str, User]) -> None:
    program = program_of(cast["lead"])
    assert [one["number"] for one in program.get("/parties", role="presenter").json()["items"]] == [files["qiao"]]
    assert [one["number"] for one in program.get("/parties", q=CODE).json()["items"]] == [files["lin"]]
    first = program.get("/parties", limit=1).json()
    second = program.get("/parties", limit=1, cursor=first["next"]).json()
    assert {first["items"][0]["number"], second["items"][0]["number"]} == set(files.values())
    assert second["next"] is None and "乔小满" not in json.dumps(first | second, ensure_ascii=False)
