"""Hostile bodies and failing rules through ``POST /screen``: a verdict or a refusal in words, never a clean answer."""

import pytest
from api_cast import fresh_rate, program_of, refusal
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from web_cast import LINE, client_of

from gongzhi.screening.verdicts import Verdicts
from gongzhi_web.accounts.models import User

__all__ = ["fresh_rate"]
SAID = {"id": "1", "text": LINE, "kind": "speech"}


@pytest.mark.parametrize(
    "text",
    [
        "\\ud83d全国第一",
        "\\u0000\\u001b[2J全国第一",
        "\\u202e全国第一",
    ],
)
def test_hostile_characters_give_a_verdict_or_a_refusal_that_names_the_field(cast: dict[str, User], text: str) -> None:
    hostile, plain = (f'{{"id": "1", "kind": "speech", "text": "{said}"}}' for said in (text, "全国第一"))
    body = f'{{"lines": [{hostile}, {plain}]}}'
    answer = program_of(cast["lin"]).post("/screen", body.encode())
    if answer.status_code == 200:
        assert all(one["findings"] for one in answer.json()["results"])
    else:
        status, error = refusal(answer)[0], answer.json()["error"]
        assert status in (400, 422) and error["message"]


@pytest.mark.parametrize("body", [b"\xff\xfe", b"[" * 1_000_000, b'{"lines": [{"text": "\xff"}]}'])
def test_a_body_that_is_no_json_is_refused_in_the_one_shape(cast: dict[str, User], body: bytes) -> None:
    answer = program_of(cast["lin"]).post("/screen", body)
    assert answer.status_code in (400, 422) and answer.json()["error"]["message"]


def test_a_rule_that_fails_gives_no_verdict_at_all(cast: dict[str, User], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("坏了")

    monkeypatch.setattr(Verdicts, "verdict", fail)
    # Words that nobody said before: what was judged once is remembered.
    answer = program_of(cast["lin"]).post(
        "/screen", {"lines": [SAID, {**SAID, "id": "2", "text": f"头一回说，{SAID['text']}"}]}
    )
    assert answer.status_code == 503 and "results" not in answer.json()
    assert answer.json()["error"]["code"] == "rule_failed" and "没有结论" in answer.json()["error"]["message"]


@pytest.mark.parametrize("middle", [b"\xff\xff", b"\x00", b"\x1b[2J", "\u202e".encode(), b"<" * 20_000, b"[" * 20_000])
@pytest.mark.parametrize("name", ["a.txt", "a.srt"])
def test_an_uploaded_script_is_marked_or_refused_in_words(cast: dict[str, User], middle: bytes, name: str) -> None:
    bad = "国家级品质".encode()
    upload = SimpleUploadedFile(name, b"\n".join([bad, middle, bad]))
    answer = client_of(cast["lin"]).post(reverse("check_script"), {"file": upload, "kind": "speech"})
    body = answer.content.decode()
    assert answer.status_code == 200
    assert body.count('<mark class="middle">国家级品质') == 2 or 'role="alert"' in body
