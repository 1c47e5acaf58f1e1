"""A bureau imposes, tells the platforms, one answers; each step reaches the others' own systems once, signed."""

import json
import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import HTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from gongzhi.adapters.http_calls import call
from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.adapters.webhook_signatures import NotAuthentic, sign_webhook, verify_webhook
from gongzhi_web.accounts.models import Kind, Organisation, Role, User
from gongzhi_web.api.limits import rate
from gongzhi_web.api.scopes import scopes_for
from gongzhi_web.api.tokens import make_token
from gongzhi_web.archive.opening import replace_archive
from gongzhi_web.webhooks.delivering import deliver_due
from gongzhi_web.webhooks.models import Delivery, Endpoint, State

PAGE = Path(__file__).parents[2] / "docs" / "howto" / "api.md"
OWN = {
    "decision": "南市监处罚〔2026〕12号",
    "whom": "林家果园",
    "measure": "责令停止违法行为并罚款",
    "since": "2026-03-01",
    "serious": True,
    "provisions": ["广告法/9(3)"],
}


@pytest.fixture
def people(db: None) -> Iterator[dict[str, User]]:
    """The city's officer Gao, and the leads of platforms P and Q."""
    replace_archive(MemoryArchive())
    rate.forget()
    made = {}
    for name, kind, role in (
        ("city", Kind.BUREAU, Role.REGULATOR_OFFICER),
        ("P", Kind.PLATFORM, Role.PLATFORM_LEAD),
        ("Q", Kind.PLATFORM, Role.PLATFORM_LEAD),
    ):
        Organisation.objects.create(party=name, name=f"{name}单位", kind=kind)
        made[name] = User.objects.create(username=name, display=name, role=role, organisation_id=name)
    yield made
    replace_archive(None)


class Receiver:
    """The receiving program of the manual, word for word, at an address of this machine."""

    def __init__(self) -> None:
        [block] = [one for one in re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.S) if "Inbox" in one]
        self.names: dict[str, Any] = {}
        exec(compile(block, str(PAGE), "exec"), self.names)
        self.server = HTTPServer(("127.0.0.1", 0), self.names["Inbox"])
        self.names["Inbox"].log_message = lambda *_: None
        self.url = f"http://127.0.0.1:{self.server.server_port}/in"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def arrived(self) -> list[tuple[str, str]]:
        """Event and id of what was accepted since the last look."""
        found = []
        while not self.names["ARRIVED"].empty():
            body = json.loads(self.names["ARRIVED"].get().body)
            found.append((body["type"], body["data"]["id"]))
        return found

    def close(self) -> None:
        """Stop."""
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def receivers(people: dict[str, User], settings: Any, tmp_path: Path) -> Iterator[dict[str, Receiver]]:
    """A receiver for each, registered by its own person; the operator allows this machine."""
    settings.STORE, settings.WEBHOOK_NETWORKS = tmp_path, "127.0.0.1/32"
    made = {name: Receiver() for name in people}
    for name, receiver in made.items():
        page = signed_in(people[name]).post(
            "/webhooks/",
            {"name": "同步", "url": receiver.url, "event": ["sanction.sent", "sanction.answered", "lead.registered"]},
        )
        secret = re.search(r"whsec_[A-Za-z0-9+/=]+", page.content.decode())
        assert secret is not None, page.content.decode()
        receiver.names["SECRETS"][:] = [secret[0]]
    yield made
    for receiver in made.values():
        receiver.close()


def signed_in(user: User) -> Client:
    """A browser."""
    client = Client()
    client.force_login(user)
    return client


def program(user: User) -> Client:
    """A program with a token of everything that the role may."""
    _, secret = make_token(user, name="程序", scopes=scopes_for(user.role), days=1, now=timezone.now())
    return Client(headers={"Authorization": f"Bearer {secret}"})


def sent(user: User, path: str, body: dict[str, Any]) -> Any:
    """POST as a program does."""
    answer = program(user).post(f"/api/v1{path}", json.dumps(body), content_type="application/json")
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_the_bureau_imposes_and_tells_and_a_platform_answers_over_their_own_systems(
    people: dict[str, User], receivers: dict[str, Receiver]
) -> None:
    lead = {"title": "林家果园直播", "summary": "称全国第一甜", "unit": "city", "parties": ["林家果园"]}
    number = sent(people["city"], "/docket", lead)["number"]
    wish = {"about": number, "to": ["P", "Q"], "asks": "measure", "reason": "换平台继续开播的可能较大", "own": OWN}
    for_p, for_q = sent(people["city"], "/sanctions", wish)
    # Nothing left yet; then each hears of its own message, the bureau of its lead, and nobody of another's.
    assert all(not one.arrived() for one in receivers.values())
    assert deliver_due() == 3 and deliver_due() == 0
    assert receivers["P"].arrived() == [("sanction.sent", for_p["number"])]
    assert receivers["Q"].arrived() == [("sanction.sent", for_q["number"])]
    assert receivers["city"].arrived() == [("lead.registered", number)]
    # P's system asks for what it was told of; a person decides; the answer is sealed and told to the bureau.
    shown = program(people["P"]).get(f"/api/v1/sanctions/{for_p['number']}").json()
    assert shown["decision"] == OWN["decision"] and "不能代替" in shown["notice"]
    answer = {
        "seen": 1,
        "reply": "other",
        "reason": "查实",
        "measure": "限制流量 3 日",
        "decision": "P处〔2026〕000007号",
    }
    sent(people["P"], f"/sanctions/{for_p['number']}/answer", answer)
    assert deliver_due() == 1 and receivers["city"].arrived() == [("sanction.answered", for_p["number"])]
    page = signed_in(people["city"]).get(f"/sanctions/{for_p['number']}/").content.decode()
    assert "P处〔2026〕000007号" in page and "已采取其他措施" in page
    assert program(people["Q"]).get(f"/api/v1/sanctions/{for_p['number']}").status_code == 404
    assert set(Delivery.objects.values_list("state", flat=True)) == {State.DELIVERED}


def test_a_replay_a_forgery_and_an_old_message_reach_nobody(
    people: dict[str, User], receivers: dict[str, Receiver]
) -> None:
    lead = {"title": "林家果园直播", "summary": "称全国第一甜", "unit": "city"}
    sent(people["city"], "/docket", lead)
    receiver, now = receivers["city"], datetime.now(UTC)
    assert deliver_due() == 1 and len(receiver.arrived()) == 1
    row, secret = Delivery.objects.get(), receiver.names["SECRETS"][0]
    body = bytes(row.body)

    def replay(headers: dict[str, str], data: bytes = body) -> int:
        return call("POST", receiver.url, body=data, headers=headers).status

    # The very same message again is taken note of, and not acted upon.
    again = sign_webhook(body, id=row.message, at=now, secrets=[secret])
    assert replay(again) == 200 and receiver.arrived() == []
    # An old recording, another body under the same signature, another secret: refused.
    old = sign_webhook(body, id="msg_old", at=now - timedelta(minutes=6), secrets=[secret])
    other = sign_webhook(body, id="msg_other", at=now, secrets=[receivers["P"].names["SECRETS"][0]])
    assert replay(old) == replay(other) == replay(again | {"webhook-id": "msg_new"}) == 400
    assert replay(sign_webhook(body, id="msg_x", at=now, secrets=[secret]), b"{}") == 400
    assert receiver.arrived() == []
    with pytest.raises(NotAuthentic, match="签名不对"):
        verify_webhook(b"{}", again, secrets=[secret], now=now)


def test_a_receiver_that_was_away_gets_everything_once_it_is_back(
    people: dict[str, User], receivers: dict[str, Receiver]
) -> None:
    away = Endpoint.objects.get(organisation_id="city")
    Endpoint.objects.filter(pk=away.pk).update(url="http://127.0.0.1:1/in")
    lead = {"title": "林家果园直播", "summary": "称全国第一甜", "unit": "city"}
    numbers = [sent(people["city"], "/docket", lead)["number"] for _ in range(3)]
    assert deliver_due() == 1 and "连不上" in Delivery.objects.order_by("id")[0].said
    Endpoint.objects.filter(pk=away.pk).update(url=receivers["city"].url)
    later = timezone.now() + timedelta(minutes=10)
    # The clock that signs is ahead of the receiver's: it is refused, kept, and told again when the clock is right.
    assert deliver_due(lambda: later) == 3 and receivers["city"].arrived() == []
    Delivery.objects.update(next_at=timezone.now())
    assert deliver_due() == 3
    assert [id for _, id in receivers["city"].arrived()] == numbers
