"""Who sees what through the API: the same matrix as through the pages, and nothing for a stranger."""

import pytest
from api_cast import fresh_rate, program_of, refusal
from django.utils import timezone
from web_cast import client_of

from gongzhi.cases import ReviewOutcome
from gongzhi.flow.review import review_finding
from gongzhi_web.accounts.models import User
from gongzhi_web.api.scopes import Scope
from gongzhi_web.archive.following import catch_up
from gongzhi_web.screening.models import FindingRow

__all__ = ["fresh_rate"]
SEES = {
    "reviewer": {"lin", "tea", "qiao"},
    "lead": {"lin", "tea", "qiao"},
    "auditor": {"lin", "tea", "qiao"},
    "gao": {"lin", "tea", "qiao"},
    "east": {"lin"},
    "west": {"tea", "qiao"},
    "lin": {"lin"},
    "tea": {"tea", "qiao"},
    "qiao": {"qiao"},
    "elsewhere": set(),
    "zhou": set(),
}
READS_LINS_CASE = {"reviewer", "lead", "auditor", "gao", "east", "lin"}


@pytest.fixture
def case(archive, cast: dict[str, User], market) -> str:
    """A case about Lin."""
    finding = FindingRow.objects.get(broadcast=market["lin"]).exhibit
    by, now = cast["second"].acting(["P"]), timezone.now()
    review_finding(archive, finding=finding, outcome=ReviewOutcome.CONFIRMED, reason=None, by=by, at=now)
    catch_up(archive)
    parties = [{"name": "林家果园", "role": "operator"}]
    body = {"broadcast": market["lin"], "findings": [finding], "parties": parties}
    return str(program_of(cast["lead2"]).post("/cases", body).json()["id"])


@pytest.mark.parametrize("name", SEES)
def test_lists_hold_exactly_what_is_within_reach(name: str, cast: dict[str, User], market, case: str) -> None:
    program = program_of(cast[name])
    seen = {market[room] for room in SEES[name]}
    assert {one["id"] for one in program.get("/broadcasts").json()["items"]} == seen
    assert {one["broadcast"] for one in program.get("/findings").json()["items"]} == seen
    expected = [case] if name in READS_LINS_CASE else []
    assert [one["id"] for one in program.get("/cases").json()["items"]] == expected


@pytest.mark.parametrize("name", SEES)
def test_a_thing_out_of_reach_looks_like_a_thing_that_is_not(
    name: str, archive, cast: dict[str, User], market, case: str
) -> None:
    program = program_of(cast[name])
    for room, identity in market.items():
        answer = program.get(f"/broadcasts/{identity}")
        if room in SEES[name]:
            assert answer.status_code == 200
        else:
            assert answer.content == program.get("/broadcasts/b-none").content and answer.status_code == 404
    answer = program.get(f"/cases/{case}")
    if name in READS_LINS_CASE:
        assert answer.json()["id"] == case
    else:
        assert answer.content == program.get("/cases/none").content and answer.status_code == 404
    if not SEES[name]:
        exhibit = next(archive.placed(kind="Finding")).exhibit
        assert refusal(program.get(f"/evidence/{exhibit}/bundle")) == (404, "not_found")


@pytest.mark.parametrize("name", ["elsewhere", "zhou"])
def test_a_stranger_can_do_nothing_to_what_they_cannot_see(
    name: str, archive, cast: dict[str, User], market, case: str
) -> None:
    before = archive.size()
    finding = FindingRow.objects.filter(broadcast=market["tea"]).first().exhibit
    program = program_of(cast[name])
    parties = [{"name": "西山茶业", "role": "operator"}]
    tried = [
        program.post(f"/findings/{finding}/review", {"outcome": "confirmed"}),
        program.post("/cases", {"broadcast": market["tea"], "findings": [finding], "parties": parties}),
        program.post(
            f"/cases/{case}/decision",
            {
                "party": "林家果园",
                "measure": "warning",
                "findings": [finding],
                "facts": "",
                "reasons": "",
                "considerations": [],
            },
        ),
        program.post(f"/cases/{case}/appeal", {"grounds": "不服"}),
    ]
    assert {refusal(answer)[0] for answer in tried} <= {403, 404}
    assert archive.size() == before


def test_without_a_token_every_verb_answers_401_and_nothing_else(market, case: str) -> None:
    from api_cast import Program

    nobody = Program(None)
    reads = ["/broadcasts", f"/broadcasts/{market['lin']}", "/findings", "/cases", f"/cases/{case}", "/law/cite"]
    reads += ["/law/search", "/rules", "/rules/absolute.top", "/evidence/checkpoint", "/evidence/x/bundle"]
    writes = [
        "/screen",
        "/findings/x/review",
        "/cases",
        f"/cases/{case}/decision",
        f"/cases/{case}/appeal",
        "/evidence/verify",
    ]
    answers = [*(nobody.get(path) for path in reads), *(nobody.post(path, {}) for path in writes)]
    assert {refusal(answer) for answer in answers} == {(401, "no_token")}
    assert all(answer["WWW-Authenticate"].startswith("Bearer") for answer in answers)


def test_a_role_never_reaches_a_verb_that_its_pages_do_not_have(cast: dict[str, User], market, case: str) -> None:
    for name in ("gao", "auditor", "lin", "reviewer"):
        answer = program_of(cast[name]).post(f"/cases/{case}/decision", {})
        assert refusal(answer) == (403, "scope_missing"), name
    assert refusal(program_of(cast["lead"]).post(f"/cases/{case}/appeal", {})) == (403, "scope_missing")


def test_the_token_of_a_person_without_a_role_opens_nothing(cast: dict[str, User], market) -> None:
    program = program_of(cast["nobody"], *(scope.value for scope in Scope))
    assert refusal(program.get("/findings")) == (401, "no_token")
    assert refusal_of_session(cast["nobody"]) == (403, "no_organisation")


def refusal_of_session(user: User) -> tuple[int, str]:
    """What a signed-in person without an organisation gets."""
    return refusal(client_of(user).get("/api/v1/findings"))
