"""Tokens: hashed at rest, shown once, scoped, ending; sessions, sizes and rates at the gate."""

from datetime import timedelta

import pytest
from api_cast import BASE, Program, fresh_rate, program_of, refusal
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from web_cast import client_of

from gongzhi_web.accounts.models import Look, Organisation, Role, User
from gongzhi_web.api import limits
from gongzhi_web.api.limits import CallRate
from gongzhi_web.api.models import ApiToken
from gongzhi_web.api.scopes import Scope, scopes_for
from gongzhi_web.api.tokens import CannotMakeToken, find_token, make_token

__all__ = ["fresh_rate"]
NOW = timezone.now()


def _made(user: User, **changes: object) -> tuple[ApiToken, str]:
    given: dict[str, object] = {
        "name": "夜间脚本",
        "scopes": ["findings:read"],
        "days": 30,
        "now": timezone.now(),
        **changes,
    }
    return make_token(user, **given)  # type: ignore[arg-type]


def test_the_secret_is_kept_nowhere(cast: dict[str, User]) -> None:
    token, secret = _made(cast["lead"])
    row = ApiToken.objects.values().get()
    assert secret not in str(row) and secret.startswith(row["start"]) and len(secret) > 40
    assert find_token(secret, timezone.now()) == token


def test_a_token_ends_with_its_day_its_revocation_and_its_persons_place(cast: dict[str, User]) -> None:
    user = cast["lead"]
    token, secret = _made(user)
    assert find_token(secret, token.expires_at) is None
    assert find_token(secret, token.expires_at - timedelta(seconds=1)) is not None
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert find_token(secret, NOW) is None
    User.objects.filter(pk=user.pk).update(is_active=True, organisation=Organisation.objects.get(party="other"))
    assert find_token(secret, NOW) is None
    User.objects.filter(pk=user.pk).update(organisation=Organisation.objects.get(party="P"))
    assert find_token(secret, NOW) is not None
    ApiToken.objects.update(revoked_at=NOW)
    assert find_token(secret, NOW) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"name": " "},
        {"scopes": []},
        {"days": 0},
        {"days": 366},
        {"scopes": ["cases:appeal"]},
        {"scopes": ["law", "all"]},
    ],
)
def test_a_token_that_nobody_may_have_is_not_made(cast: dict[str, User], changes: dict[str, object]) -> None:
    with pytest.raises(CannotMakeToken):
        _made(cast["lead"], **changes)
    assert not ApiToken.objects.exists()


def test_a_scope_not_taken_is_a_verb_not_had(cast: dict[str, User], market) -> None:
    program = program_of(cast["lead"], "findings:read")
    assert program.get("/findings").status_code == 200
    answer = program.get("/cases")
    assert refusal(answer) == (403, "scope_missing") and "cases:read" in answer.content.decode()


def test_a_scope_is_lost_with_the_role_that_gave_it(cast: dict[str, User], market) -> None:
    program = program_of(cast["lead"])
    User.objects.filter(pk=cast["lead"].pk).update(role=Role.AUDITOR)
    assert refusal(program.post("/cases/x/decision", {})) == (403, "scope_missing")
    assert program.get("/findings").status_code == 200


def test_every_role_is_offered_reading_and_only_its_own_writing() -> None:
    writing = {role: {one.value for one in scopes_for(role)} for role in Role.values}
    assert "cases:decide" in writing["platform_lead"] and "cases:decide" not in writing["platform_reviewer"]
    acting = {"docket:act", "parties:verify", "papers:answer", "sanctions:act"}
    assert writing["regulator_officer"] - writing["auditor"] == acting and "docket:read" in writing["auditor"]
    assert writing["regulator_head"] - writing["auditor"] == {"docket:act", "sanctions:act"}
    assert writing["platform_lead"] - writing["platform_reviewer"] == {"cases:decide", "sanctions:act"}
    assert {one for one in writing["merchant"] if one.startswith(("docket", "campaigns", "sanctions"))} == set()
    assert acting & writing["merchant"] == {"papers:answer"} and not acting & writing["auditor"]
    assert all("findings:read" in scopes for scopes in writing.values())
    assert scopes_for("") == () and all(scope.chinese for scope in Scope)


def test_the_last_use_is_remembered_to_the_minute(cast: dict[str, User], market) -> None:
    program = program_of(cast["lead"])
    program.get("/findings")
    first = ApiToken.objects.get().last_used_at
    program.get("/findings")
    assert first is not None and ApiToken.objects.get().last_used_at == first


@pytest.mark.parametrize(
    "header", ["Bearer nonsense", "Bearer gzt_wrong", "Basic YTpi", "Bearer ", "gzt_", "Bearer gzt_汉"]
)
def test_a_header_that_does_not_hold_is_not_made_good_by_a_session(cast: dict[str, User], market, header: str) -> None:
    client = client_of(cast["lead"])
    given = header.encode().decode("latin-1")
    assert refusal(client.get(f"{BASE}/findings", headers={"Authorization": given})) == (401, "no_token")


def test_a_session_reads_but_writes_only_with_the_token_of_our_own_page(cast: dict[str, User], market) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast["lead"])
    assert client.get(f"{BASE}/findings").status_code == 200
    body, kind = '{"lines": []}', "application/json"
    assert refusal(client.post(f"{BASE}/screen", body, content_type=kind)) == (403, "csrf")
    client.get(reverse("tokens"))
    token = client.cookies["csrftoken"].value
    answer = client.post(f"{BASE}/screen", body, content_type=kind, headers={"X-CSRFToken": token})
    assert answer.status_code == 200


def test_a_big_body_is_refused_before_it_is_read(cast: dict[str, User], monkeypatch: pytest.MonkeyPatch) -> None:
    program = program_of(cast["lead"])
    monkeypatch.setattr(limits, "LINES", 1000)
    monkeypatch.setattr("django.http.HttpRequest.body", property(lambda _: pytest.fail("读了请求体")))
    assert refusal(program.post("/screen", {"lines": ["好" * 1000]})) == (413, "too_large")


def test_calls_beyond_the_rate_wait_as_told_and_other_tokens_do_not(
    cast: dict[str, User], market, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gongzhi_web.api.gate.PER_TOKEN", 3)
    busy, other = program_of(cast["lead"]), program_of(cast["lead"])
    answers = [busy.get("/findings") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert refusal(answers[3]) == (429, "too_many_calls") and 1 <= int(answers[3]["Retry-After"]) <= 60
    assert other.get("/findings").status_code == 200


def test_guessing_tokens_is_slowed_by_address(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongzhi_web.api.gate.PER_ADDRESS", 2)
    answers = [Program(f"gzt_{number}").get("/findings").status_code for number in range(4)]
    assert answers == [401, 401, 429, 429]


def test_a_bucket_refills_evenly_and_quiet_keys_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    rate = CallRate(lambda: now[0])
    assert [rate.wait("a", 2) for _ in range(3)] == [0, 0, 30]
    now[0] = 30.0
    assert [rate.wait("a", 2), rate.wait("a", 2)] == [0, 30]
    monkeypatch.setattr(limits, "_KNOWN", 2)
    for key in "bcd":
        rate.wait(key, 2)
    assert rate.wait("a", 2) == 0


def test_the_page_shows_a_secret_once_and_ends_a_token_at_once(cast: dict[str, User], market) -> None:
    client = client_of(cast["lead"])
    form = {"name": "夜间脚本", "scope": ["findings:read"], "days": "30"}
    body = client.post(reverse("tokens"), form).content.decode()
    secret = body.split('value="gzt_')[1].split('"')[0]
    assert Program(f"gzt_{secret}").get("/findings").status_code == 200
    again = client.get(reverse("tokens")).content.decode()
    assert secret not in again and "夜间脚本" in again
    token = ApiToken.objects.get()
    assert client_of(cast["lead2"]).post(reverse("revoke_token", args=[token.pk])).status_code == 404
    assert client.post(reverse("revoke_token", args=[token.pk])).status_code == 302
    assert refusal(Program(f"gzt_{secret}").get("/findings")) == (401, "no_token")
    assert set(Look.objects.values_list("what", flat=True)) == {"建立接口令牌", "吊销接口令牌"}


def test_the_page_says_why_a_token_is_not_made(cast: dict[str, User]) -> None:
    answer = client_of(cast["lin"]).post(reverse("tokens"), {"name": "x", "scope": ["cases:decide"], "days": "30"})
    assert answer.status_code == 400 and "你的角色可用的范围" in answer.content.decode()
    assert not ApiToken.objects.exists()
