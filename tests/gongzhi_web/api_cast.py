"""Callers of the API under test: a token per person, and requests as a program sends them."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from gongzhi_web.accounts.models import User
from gongzhi_web.api.limits import rate
from gongzhi_web.api.models import ApiToken
from gongzhi_web.api.scopes import scopes_for
from gongzhi_web.api.tokens import PREFIX, digest_of, make_token

BASE = "/api/v1"


@pytest.fixture(autouse=True)
def fresh_rate() -> Iterator[None]:
    """Every test starts with full buckets."""
    rate.forget()
    yield
    rate.forget()


class Program:
    """A program with a token."""

    def __init__(self, secret: str | None) -> None:
        self._client = Client(headers={"Authorization": f"Bearer {secret}"} if secret else {})

    def get(self, path: str, **query: Any) -> HttpResponse:
        """GET with these parameters."""
        return self._client.get(BASE + path, query)

    def post(self, path: str, body: Any = None, *, key: str | None = None) -> HttpResponse:
        """POST a JSON body, under an Idempotency-Key when one is given."""
        data = body if isinstance(body, bytes) else json.dumps(body)
        headers = {"Idempotency-Key": key} if key else {}
        return self._client.post(BASE + path, data, content_type="application/json", headers=headers)

    def send(self, path: str, **parts: Any) -> HttpResponse:
        """POST a multipart form."""
        return self._client.post(BASE + path, parts)


def program_of(user: User, *scopes: str) -> Program:
    """A program that acts for this person, with these scopes or all that the role gives."""
    if user.organisation is None:
        secret = PREFIX + user.username
        ApiToken.objects.create(
            name="程序", user=user, organisation_id="P", digest=digest_of(secret), start=secret[:8],
            scopes=[*scopes], expires_at=timezone.now() + timedelta(days=1),
        )  # fmt: skip
        return Program(secret)
    wanted = scopes or scopes_for(user.role)
    return Program(make_token(user, name="程序", scopes=wanted, days=1, now=timezone.now())[1])


def refusal(answer: HttpResponse) -> tuple[int, str]:
    """Status and code of a refusal, in the one shape and in Chinese."""
    error = json.loads(answer.content)["error"]
    assert set(error) <= {"code", "message", "field"}
    assert any("\u4e00" <= letter <= "\u9fff" for letter in error["message"]), error
    return answer.status_code, error["code"]
