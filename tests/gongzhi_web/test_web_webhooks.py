"""Messages to other systems: written with the rows, signed, tried again, told to nobody who may not see what they speak of."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings as site
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from web_cast import client_of

from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.adapters.webhook_sending import AddressRefused, Told
from gongzhi.adapters.webhook_signatures import NotAuthentic, verify_webhook
from gongzhi.cases import Act, LeadOutcome
from gongzhi.flow.docketing import NewEntry, Wanted, act_upon, enter
from gongzhi.parties import Person
from gongzhi_web.accounts.models import Look, Organisation, User
from gongzhi_web.archive.acting import act
from gongzhi_web.archive.following import catch_up
from gongzhi_web.archive.models import Cursor
from gongzhi_web.board.forms import register as docket
from gongzhi_web.board.models import DocketRow
from gongzhi_web.webhooks import desk
from gongzhi_web.webhooks.delivering import LAST_TRY, LEASE, WAITS, deliver_due, send_checked, tidy
from gongzhi_web.webhooks.desk import endpoints_of, register, rotate
from gongzhi_web.webhooks.kinds import Event
from gongzhi_web.webhooks.models import Delivery, Endpoint, State

ALL = tuple(one.value for one in Event)
URL = "https://hook.example/in"


@dataclass
class Receiver:
    """Another system: keeps what it got, answers as it is told to."""

    answers: list[int | Exception] = field(default_factory=list)
    got: list[tuple[str, bytes, Mapping[str, str]]] = field(default_factory=list)

    def __call__(self, url: str, body: bytes, headers: Mapping[str, str]) -> Told:
        """One message."""
        self.got.append((url, body, headers))
        answer = self.answers.pop(0) if self.answers else 200
        if isinstance(answer, Exception):
            raise answer
        return Told(status=answer, body="好")

    @property
    def told(self) -> list[tuple[str, str]]:
        """Event and id of each."""
        bodies = [json.loads(body) for _, body, _ in self.got]
        return [(one["type"], one["data"]["id"]) for one in bodies]


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, settings: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Secrets are sealed in a store of the test's own, and names lead to a public address."""
    settings.STORE = tmp_path  # type: ignore[attr-defined]
    monkeypatch.setattr(desk, "find_target", lambda url, allowed: None)
    yield


def endpoint_of(user: User, events: Sequence[str] = ALL) -> tuple[Endpoint, str]:
    """An address of this person's organisation, and its secret."""
    return register(user, name="同步", url=URL, events=events)


def entered(by: Person, unit: str, title: str = "林家果园直播") -> str:
    """A lead in the register; returns its number."""
    new = NewEntry(title=title, summary="称全国第一甜", unit=unit, parties=("林家果园",))
    return act(lambda archive: enter(archive, docket(), new=new, by=by, at=timezone.now())).number


def done(number: str, kind: Act, by: Person, **wanted: object) -> None:
    """One act upon it as it stands."""
    seen = DocketRow.objects.get(pk=number).version
    asked = Wanted(act=kind, seen=seen, reason="按程序办理", **wanted)  # type: ignore[arg-type]
    act(lambda archive: act_upon(archive, docket(), number=number, wanted=asked, by=by, at=timezone.now()))


def waiting(endpoint: Endpoint) -> list[tuple[str, str]]:
    """What waits for this address, in order."""
    return list(endpoint.delivery_set.order_by("id").values_list("event", "subject"))


def test_a_lead_is_told_to_each_unit_in_its_turn_and_to_nobody_else(
    archive: MemoryArchive, cast: dict[str, User]
) -> None:
    told = {name: endpoint_of(cast[name])[0] for name in ("gao", "east", "west", "lead", "elsewhere", "lin", "zhou")}
    number = entered(cast["gao"].acting(), "city")
    done(number, Act.HAND_DOWN, cast["gao"].acting(), unit="east")
    done(number, Act.ASSIGN, cast["east"].acting(), assignee=cast["east"].acting())
    done(number, Act.REPORT, cast["east"].acting())
    done(number, Act.END, cast["gao"].acting(), outcome=LeadOutcome.REMINDED)
    assert [one for one, _ in waiting(told["gao"])] == ["lead.registered", "lead.fed_back", "lead.closed"]
    assert [one for one, _ in waiting(told["east"])] == ["lead.handed_over", "lead.closed"]
    for name in ("west", "lead", "elsewhere", "lin", "zhou"):
        assert waiting(told[name]) == [], name


def test_what_a_platform_passed_up_is_told_to_the_bureau_alone(archive: MemoryArchive, cast: dict[str, User]) -> None:
    platform, bureau = endpoint_of(cast["lead"])[0], endpoint_of(cast["east"])[0]
    number = entered(cast["lead"].acting(), "east")
    assert waiting(bureau) == [("lead.registered", number)] and waiting(platform) == []


def test_a_message_carries_ids_and_addresses_and_no_word_of_the_matter(
    archive: MemoryArchive, cast: dict[str, User]
) -> None:
    endpoint, secret = endpoint_of(cast["gao"])
    number, receiver = entered(cast["gao"].acting(), "city"), Receiver()
    assert deliver_due(send=receiver) == 1
    [(url, body, headers)] = receiver.got
    held = verify_webhook(body, headers, secrets=[secret], now=timezone.now())
    assert url == URL and held.id == endpoint.delivery_set.get().message
    said = json.loads(body)
    assert set(said) == {"type", "timestamp", "data"} and datetime.fromisoformat(said["timestamp"]).tzinfo
    assert set(said["data"]) == {"kind", "id", "exhibit", "page", "api"}
    assert (said["data"]["page"], said["data"]["api"]) == (f"/docket/{number}/", f"/api/v1/docket/{number}")
    assert "林家" not in body.decode() and body.isascii()
    with pytest.raises(NotAuthentic):
        verify_webhook(body.replace(b"lead", b"case"), headers, secrets=[secret], now=timezone.now())


def test_without_an_address_nothing_is_written_and_nothing_is_asked_of_the_scopes(
    archive: MemoryArchive, cast: dict[str, User]
) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        entered(cast["gao"].acting(), "city")
    ours = [one["sql"] for one in asked.captured_queries if "webhooks_" in one["sql"]]
    assert len(ours) == 1 and Delivery.objects.count() == 0 and deliver_due(send=Receiver()) == 0


def test_only_the_events_that_were_chosen_and_only_from_the_registering_on(
    archive: MemoryArchive, cast: dict[str, User]
) -> None:
    before = entered(cast["gao"].acting(), "city", "早先的")
    endpoint, _ = endpoint_of(cast["gao"], ["lead.closed"])
    number = entered(cast["gao"].acting(), "city")
    for one in (before, number):
        done(one, Act.ASSIGN, cast["gao"].acting(), assignee=cast["gao"].acting())
        done(one, Act.END, cast["gao"].acting(), outcome=LeadOutcome.NO_CASE)
    assert waiting(endpoint) == [("lead.closed", before), ("lead.closed", number)]


def test_rows_built_anew_from_the_log_tell_nothing_twice(archive: MemoryArchive, cast: dict[str, User]) -> None:
    endpoint_of(cast["gao"])
    entered(cast["gao"].acting(), "city")
    first = list(Delivery.objects.values_list("pk", "message"))
    for _ in range(2):
        DocketRow.objects.all().delete()
        Cursor.objects.filter(name="log").update(index=-1)
        catch_up(archive)
        assert list(Delivery.objects.values_list("pk", "message")) == first
        # Even once the settled ones were forgotten.
        Delivery.objects.update(state=State.DELIVERED, made_at=timezone.now() - timedelta(days=31))
        first = [] if tidy(timezone.now()) == 1 else first
    assert Delivery.objects.count() == 0 and Endpoint.objects.get().since == 1


def test_a_crash_before_the_commit_leaves_neither_row_nor_message(
    archive: MemoryArchive, cast: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint_of(cast["gao"])
    catch_up(archive)
    new = NewEntry(title="x", summary="y", unit="city")
    enter(archive, docket(), new=new, by=cast["gao"].acting(), at=timezone.now())
    with monkeypatch.context() as broken:
        broken.setattr(Cursor, "save", lambda self, **given: 1 / 0)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            catch_up(archive)
    assert DocketRow.objects.count() == Delivery.objects.count() == 0
    catch_up(archive)
    assert DocketRow.objects.count() == Delivery.objects.count() == 1


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = timezone.now() + timedelta(minutes=1)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def one(archive: MemoryArchive, cast: dict[str, User]) -> Endpoint:
    """An address of the city's with one message that waits."""
    endpoint, _ = endpoint_of(cast["gao"])
    entered(cast["gao"].acting(), "city")
    return endpoint


def test_what_fails_is_tried_again_later_and_later_until_the_last_try(one: Endpoint) -> None:
    clock, receiver = Clock(), Receiver(answers=[500, OSError("refused"), 302, 404, 429, 503, 500, 500])
    ids = set()
    for attempt in range(LAST_TRY):
        assert deliver_due(clock, receiver) == 1 and deliver_due(clock, receiver) == 0
        row = Delivery.objects.get()
        ids.add(row.message)
        if attempt < len(WAITS):
            assert (row.state, row.next_at) == (State.WAITING, clock.now + WAITS[attempt])
            clock.now += WAITS[attempt]
    assert (row.state, row.next_at, row.status, row.attempts, len(ids)) == (State.FAILED, None, 500, LAST_TRY, 1)
    clock.now += timedelta(days=9)
    assert deliver_due(clock, receiver) == 0 and not receiver.answers


def test_a_redirect_is_no_answer_and_a_later_success_settles_it(one: Endpoint) -> None:
    clock, receiver = Clock(), Receiver(answers=[301, 204])
    deliver_due(clock, receiver)
    assert Delivery.objects.get().status == 301
    clock.now += WAITS[0]
    deliver_due(clock, receiver)
    row = Delivery.objects.get()
    assert (row.state, row.status, row.attempts) == (State.DELIVERED, 204, 2)
    first, second = (headers for _, _, headers in receiver.got)
    assert first["webhook-id"] == second["webhook-id"] and first["webhook-timestamp"] != second["webhook-timestamp"]


def test_a_receiver_that_is_gone_is_not_bothered_again(one: Endpoint) -> None:
    deliver_due(Clock(), Receiver(answers=[410]))
    one.refresh_from_db()
    assert not one.active and "410" in one.note and Delivery.objects.get().state == State.FAILED


def test_one_that_was_claimed_by_a_killed_process_is_sent_under_the_same_id_after_its_lease(one: Endpoint) -> None:
    clock = Clock()

    def killed(url: str, body: bytes, headers: Mapping[str, str]) -> Told:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliver_due(clock, killed)
    receiver = Receiver()
    assert deliver_due(clock, receiver) == 0
    clock.now += LEASE
    assert deliver_due(clock, receiver) == 1 and Delivery.objects.get().state == State.DELIVERED


def test_two_that_deliver_at_once_send_one_message(one: Endpoint) -> None:
    clock, inner = Clock(), Receiver()

    def outer(url: str, body: bytes, headers: Mapping[str, str]) -> Told:
        assert deliver_due(clock, inner) == 0
        return Told(status=200, body="")

    assert deliver_due(clock, outer) == 1 and inner.got == []


def test_an_address_that_cannot_be_reached_keeps_no_other_waiting(
    archive: MemoryArchive, cast: dict[str, User]
) -> None:
    endpoint_of(cast["gao"])
    endpoint_of(cast["east"])
    for title in "甲乙丙":
        entered(cast["gao"].acting(), "city", title)
        entered(cast["gao"].acting(), "east", title)
    receiver = Receiver(answers=[OSError("no route")])
    assert deliver_due(Clock(), receiver) == 4 and len({url for url, _, _ in receiver.got}) == 1
    assert Delivery.objects.filter(state=State.DELIVERED).count() == 3


@pytest.mark.parametrize("change", [{"is_active": False}, {"organisation_id": "west"}, {"role": "merchant"}])
def test_when_the_owner_leaves_nothing_is_told_any_more(
    change: dict[str, object], archive: MemoryArchive, cast: dict[str, User]
) -> None:
    endpoint, _ = endpoint_of(cast["gao"])
    User.objects.filter(pk=cast["gao"].pk).update(**change)
    entered(cast["east"].acting(), "east")
    number = entered(cast["lead"].acting(), "city")
    assert number and waiting(endpoint) == []


def test_the_secret_is_shown_once_kept_sealed_and_changed_with_an_overlap(
    archive: MemoryArchive, cast: dict[str, User], tmp_path: Path
) -> None:
    _, secret = endpoint_of(cast["gao"])
    key = tmp_path / "keys" / "webhooks.key"
    assert key.stat().st_mode & 0o077 == 0
    assert secret.encode() not in bytes(Endpoint.objects.get().secret)
    fresh = rotate(Endpoint.objects.get(), timezone.now())
    entered(cast["gao"].acting(), "city")
    clock, receiver = Clock(), Receiver(answers=[500])
    deliver_due(clock, receiver)
    clock.now += timedelta(hours=25)
    deliver_due(clock, receiver)
    [(_, body, early), (_, _, late)] = receiver.got
    for held in (secret, fresh):
        assert verify_webhook(body, early, secrets=[held], now=clock.now - timedelta(hours=25))
    assert verify_webhook(body, late, secrets=[fresh], now=clock.now)
    with pytest.raises(NotAuthentic):
        verify_webhook(body, late, secrets=[secret], now=clock.now)
    # Without the key of the store nothing is sent, and the page says why.
    key.unlink()
    entered(cast["gao"].acting(), "city", "又一件")
    deliver_due(clock, receiver)
    assert "主密钥" in Delivery.objects.latest("id").said and len(receiver.got) == 2


def test_an_inner_address_is_neither_registered_nor_sent_to(
    archive: MemoryArchive, cast: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    with pytest.raises(desk.CannotRegister, match="内部地址"):
        register(cast["gao"], name="x", url="https://127.0.0.1/", events=ALL)
    with pytest.raises(AddressRefused):
        send_checked("https://[::1]:9/", b"", {})


def test_the_matrix_of_who_sees_an_address(archive: MemoryArchive, cast: dict[str, User]) -> None:
    endpoint, _ = endpoint_of(cast["gao"])
    colleague = User.objects.create(username="deng", role="regulator_officer", organisation_id="city")
    for name, user in {**cast, "deng": colleague}.items():
        sees = name in ("gao", "deng")
        client = client_of(user)
        assert endpoints_of(user).exists() == sees, name
        assert (client.get(reverse("webhook", args=[endpoint.pk])).status_code == 200) == sees, name
        if not sees:
            body = client.get(reverse("webhooks")).content.decode()
            assert URL not in body, name
            for act_name in ("rotate", "stop", "remove", "test"):
                answer = client.post(reverse("webhook_act", args=[endpoint.pk]), {"act": act_name})
                assert answer.status_code in (403, 404), name
    endpoint.refresh_from_db()
    assert endpoint.active and not endpoint.former and not Delivery.objects.exists()


def test_from_the_form_to_telling_again(archive: MemoryArchive, cast: dict[str, User]) -> None:
    client = client_of(cast["gao"])
    refused = client.post(reverse("webhooks"), {"name": "", "url": URL, "event": ["lead.closed"]})
    assert refused.status_code == 400 and "请写明用途" in refused.content.decode()
    page = client.post(reverse("webhooks"), {"name": "同步", "url": URL, "event": ["lead.closed"]}).content.decode()
    assert "whsec_" in page
    assert "whsec_" not in client.get(reverse("webhooks")).content.decode()
    pk = Endpoint.objects.get().pk
    client.post(reverse("webhook_act", args=[pk]), {"act": "test"})
    row = Delivery.objects.get()
    Delivery.objects.update(state=State.FAILED, attempts=LAST_TRY, status=500, said="<b>坏了</b>", next_at=None)
    page = client.get(reverse("webhook", args=[pk])).content.decode()
    assert "再送" in page and "&lt;b&gt;坏了" in page and "500" in page
    client.post(reverse("delivery_again", args=[pk, row.pk]))
    row.refresh_from_db()
    assert (row.state, row.attempts) == (State.WAITING, 0)
    again = client.post(reverse("delivery_again", args=[pk, row.pk]), follow=True)
    assert "不用再送" in again.content.decode()
    receiver = Receiver()
    assert deliver_due(Clock(), receiver) == 1 and receiver.told[0][0] == "endpoint.test"
    assert "whsec_" in client.post(reverse("webhook_act", args=[pk]), {"act": "rotate"}).content.decode()
    client.post(reverse("webhook_act", args=[pk]), {"act": "stop"})
    assert not Endpoint.objects.get().active
    client.post(reverse("webhook_act", args=[pk]), {"act": "remove"})
    assert not Endpoint.objects.exists() and not Delivery.objects.exists()
    looks = set(Look.objects.filter(subject_kind="推送地址").values_list("what", flat=True))
    assert looks == {"登记推送地址", "试发推送", "再送消息", "更换推送密钥", "停用推送", "删除推送地址"}


def test_an_organisation_has_no_more_addresses_than_it_can_look_after(
    archive: MemoryArchive, cast: dict[str, User]
) -> None:
    for _ in range(desk.MOST):
        endpoint_of(cast["gao"])
    with pytest.raises(desk.CannotRegister, match="最多"):
        endpoint_of(cast["gao"])
    assert endpoint_of(cast["east"])[0].organisation == Organisation.objects.get(pk="east")


def test_the_site_allows_no_inner_network_by_default() -> None:
    assert site.WEBHOOK_NETWORKS == "" and timezone.now().tzinfo is UTC
