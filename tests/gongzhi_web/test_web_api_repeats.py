"""Idempotency-Key: one request is done once, whoever repeats it and from which process."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from api_cast import fresh_rate, program_of, refusal
from django.http import HttpResponse
from django.utils import timezone

from gongzhi.adapters.archive import open_archive
from gongzhi_web.accounts.models import User
from gongzhi_web.api import repeats
from gongzhi_web.api.models import Answered
from gongzhi_web.screening.models import FindingRow

__all__ = ["fresh_rate"]
CONFIRM = {"outcome": "confirmed"}


@pytest.fixture
def path(market) -> str:
    """The address at which Lin's finding is reviewed."""
    return f"/findings/{FindingRow.objects.get(broadcast=market['lin']).exhibit}/review"


def test_the_same_request_under_the_same_key_is_answered_again_and_done_once(
    archive, cast: dict[str, User], path: str
) -> None:
    program = program_of(cast["reviewer"])
    first, again = (program.post(path, CONFIRM, key="k1") for _ in range(2))
    assert (again.status_code, again.content, again["Content-Type"]) == (201, first.content, first["Content-Type"])
    assert "Idempotency-Replayed" not in first and again["Idempotency-Replayed"] == "true"
    assert len(list(archive.placed(kind="Review"))) == 1


def test_without_a_key_the_second_time_is_a_second_request(cast: dict[str, User], path: str) -> None:
    program = program_of(cast["reviewer"])
    assert program.post(path, CONFIRM).status_code == 201
    assert refusal(program.post(path, CONFIRM)) == (409, "already_reviewed")
    assert not Answered.objects.exists()


def test_a_key_used_for_another_request_is_refused(archive, cast: dict[str, User], path: str) -> None:
    program = program_of(cast["reviewer"])
    program.post(path, CONFIRM, key="k1")
    assert refusal(program.post(path, {"outcome": "escalated", "reason": "存疑"}, key="k1")) == (409, "key_reused")
    assert refusal(program.post("/screen", {"lines": []}, key="k1")) == (409, "key_reused")
    assert len(list(archive.placed(kind="Review"))) == 1


def test_keys_of_two_people_do_not_meet(cast: dict[str, User], path: str) -> None:
    assert program_of(cast["reviewer"]).post("/screen", {"lines": []}, key="k1").status_code == 200
    other = program_of(cast["lin"]).post("/screen", {"lines": []}, key="k1")
    assert other.status_code == 200 and "Idempotency-Replayed" not in other


def test_an_answer_is_not_repeated_to_a_token_that_could_not_have_got_it(cast: dict[str, User], path: str) -> None:
    assert program_of(cast["reviewer"]).post(path, CONFIRM, key="k1").status_code == 201
    narrow = program_of(cast["reviewer"], "screen")
    assert refusal(narrow.post(path, CONFIRM, key="k1")) == (409, "key_reused")


def test_a_refusal_is_not_remembered(cast: dict[str, User], path: str) -> None:
    program = program_of(cast["reviewer"])
    assert refusal(program.post(path, {"outcome": "dismissed"}, key="k1")) == (422, "reason_missing")
    assert program.post(path, {"outcome": "dismissed", "reason": "误听"}, key="k1").status_code == 201


@pytest.mark.parametrize("key", ["", "a b", "键", "x" * 101])
def test_a_key_that_cannot_be_kept_is_refused(cast: dict[str, User], market, key: str) -> None:
    program = program_of(cast["lead"])
    answer = program._client.post(
        "/api/v1/screen", b'{"lines": []}', content_type="application/json",
        headers={"Idempotency-Key": key.encode().decode("latin-1")},
    )  # fmt: skip
    assert refusal(answer) == (422, "unusable_input")


def test_an_upload_is_the_same_whatever_boundary_its_sender_drew(cast: dict[str, User], market) -> None:
    program = program_of(cast["lead"])

    def send(content: bytes, boundary: str) -> HttpResponse:
        parts = f'--{boundary}\r\nContent-Disposition: form-data; name="trust"\r\n\r\nbundle\r\n'.encode()
        parts += f'--{boundary}\r\nContent-Disposition: form-data; name="bundle"; filename="a"\r\n\r\n'.encode()
        parts += content + f"\r\n--{boundary}--\r\n".encode()
        kind = f"multipart/form-data; boundary={boundary}"
        return program._client.post(
            "/api/v1/evidence/verify", parts, content_type=kind, headers={"Idempotency-Key": "k1"}
        )

    first, again, other = send(b"abc", "one"), send(b"abc", "two"), send(b"abd", "one")
    assert first.json()["verdict"] == "failed" and again["Idempotency-Replayed"] == "true"
    assert refusal(other) == (409, "key_reused")


def test_a_request_still_under_way_asks_to_wait_and_an_expired_claim_is_taken_over(
    cast: dict[str, User], path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repeats, "PATIENCE", 0.1)
    program = program_of(cast["reviewer"])
    assert program.post(path, CONFIRM, key="k1").status_code == 201
    Answered.objects.update(status=0, until=timezone.now() + timedelta(seconds=30))
    waiting = program.post(path, CONFIRM, key="k1")
    assert refusal(waiting) == (409, "in_progress") and waiting["Retry-After"] == "2"
    # As after a kill between sealing and remembering: the flow itself refuses to do it twice.
    Answered.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert refusal(program.post(path, CONFIRM, key="k1")) == (409, "already_reviewed")
    assert not Answered.objects.exists()


def test_answers_are_forgotten_after_a_day(cast: dict[str, User], market) -> None:
    program = program_of(cast["lead"])
    program.post("/screen", {"lines": []}, key="k1")
    Answered.objects.update(at=timezone.now() - repeats.KEPT - timedelta(seconds=1))
    assert "Idempotency-Replayed" not in program.post("/screen", {"lines": [], "category": "食品"}, key="k1")


PREPARE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
import web_cast
from django.utils import timezone
from gongzhi_web.api.tokens import make_token
from gongzhi_web.archive.following import catch_up
from gongzhi_web.archive.opening import opened
people = web_cast.cast.__wrapped__(None)
web_cast.seal_room(opened(), "lin", merchant="林家果园"); catch_up(opened())
print(make_token(people["reviewer"], name="x", scopes=["findings:review"], days=1, now=timezone.now())[1])
"""
SEND = """
import sys, time, json
import django; django.setup()
from django.test import Client
from gongzhi_web.archive.opening import opened
finding = next(opened().placed(kind="Finding")).exhibit
client = Client(headers={"Authorization": "Bearer " + sys.argv[1], "Idempotency-Key": "k1"})
client.get("/api/v1/law/cite")
print("ready", flush=True); sys.stdin.readline()
answer = client.post(f"/api/v1/findings/{finding}/review", '{"outcome": "confirmed"}', content_type="application/json")
print(json.dumps([answer.status_code, answer.content.decode(), answer.headers.get("Idempotency-Replayed", "")]))
"""


def test_two_processes_that_send_the_same_request_at_once_do_it_once_and_hear_the_same(tmp_path: Path) -> None:
    store = tmp_path / "store"
    store.mkdir()
    tests = Path(__file__).resolve().parent
    environment = {
        **os.environ, "GONGZHI_STORE": str(store), "DJANGO_SETTINGS_MODULE": "gongzhi_web.settings",
        "GONGZHI_HOSTS": "testserver", "PYTHONPATH": os.pathsep.join([str(tests), str(tests.parents[1] / "src")]),
    }  # fmt: skip
    (store / "web-secret").write_text("only-for-tests", encoding="ascii")

    def start(code: str, *arguments: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-c", code, *arguments], env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    secret, errors = start(PREPARE).communicate(timeout=60)
    assert secret, errors
    senders = [start(SEND, secret.strip()) for _ in range(2)]
    for sender in senders:
        assert sender.stdout is not None and sender.stdout.readline() == "ready\n", (
            sender.stderr and sender.stderr.read()
        )
    for sender in senders:
        assert sender.stdin is not None
        sender.stdin.write("go\n")
        sender.stdin.flush()
    heard = [json.loads(sender.communicate(timeout=60)[0]) for sender in senders]
    assert [one[0] for one in heard] == [201, 201]
    assert heard[0][1] == heard[1][1] and sorted(one[2] for one in heard) == ["", "true"]
    with open_archive(store) as archive:
        assert len(list(archive.placed(kind="Review"))) == 1
