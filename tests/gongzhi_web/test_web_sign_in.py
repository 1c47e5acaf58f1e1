"""Coming in: one sentence for any wrong pair, a limit on guessing, headers on every answer."""

import pytest
from django.test import Client
from django.urls import reverse
from web_cast import client_of

from gongzhi_web.accounts import rates
from gongzhi_web.accounts.models import User


@pytest.fixture
def lead(cast: dict[str, User]) -> User:
    cast["lead"].set_password("long-enough-9")
    cast["lead"].save()
    return cast["lead"]


def _try(client: Client, username: str, password: str, **more: str):
    return client.post(reverse("sign_in"), {"username": username, "password": password, **more})


def test_the_right_pair_comes_in_and_starts_at_the_monitor(client: Client, lead: User) -> None:
    assert _try(client, "lead", "long-enough-9")["Location"] == "/"
    assert client.get("/")["Location"] == reverse("monitor")


def test_a_wrong_name_and_a_wrong_password_read_alike(client: Client, lead: User) -> None:
    unknown = _try(client, "nobody-here", "x").content.decode()
    wrong = _try(client, "lead", "x").content.decode()
    assert "账号或密码不对" in unknown and "账号或密码不对" in wrong


def test_guessing_one_account_is_stopped_even_with_the_right_password_at_last(client: Client, lead: User) -> None:
    for _ in range(rates.PER_ACCOUNT):
        assert _try(client, "lead", "guess").status_code == 400
    assert _try(client, "lead", "long-enough-9").status_code == 429


def test_signing_in_never_sends_anybody_to_another_site(client: Client, lead: User) -> None:
    assert _try(client, "lead", "long-enough-9", next="https://elsewhere.example/")["Location"] == "/"


def test_a_form_without_the_token_is_refused(lead: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = _try(strict, "lead", "long-enough-9")
    assert answer.status_code == 403 and "页面已过期" in answer.content.decode()


@pytest.mark.parametrize("path", ["/sign-in/", "/monitor/", "/nothing-here/"])
def test_every_answer_allows_no_inline_code_and_no_other_origin(path: str, lead: User) -> None:
    answer = client_of(lead).get(path)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "script-src 'self';" in policy
    assert answer["X-Frame-Options"] == "DENY" and answer["X-Content-Type-Options"] == "nosniff"


def test_no_page_carries_inline_script_or_style(lead: User, market) -> None:
    client = client_of(lead)
    for name in ("monitor", "queue", "audit", "cases"):
        body = client.get(reverse(name)).content.decode()
        assert " style=" not in body and "<style" not in body and "onclick" not in body
        assert body.count("<script") == body.count("<script src=") + body.count('type="application/json"')


def test_somebody_without_an_organisation_is_told_to_wait(cast: dict[str, User]) -> None:
    answer = client_of(cast["nobody"]).get("/", follow=True)
    assert "还没有分配单位" in answer.content.decode()


def test_signing_out_needs_a_post_and_ends_the_session(lead: User) -> None:
    client = client_of(lead)
    assert client.get(reverse("sign_out")).status_code == 405
    client.post(reverse("sign_out"))
    assert client.get("/monitor/").status_code == 302
